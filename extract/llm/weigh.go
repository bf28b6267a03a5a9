package llm

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"huitoukan/record"
)

// better reports whether the model's reading m explains the document better than the rules' reading d: what the rules had read for
// sure is in it, and it has the stated number of problems where they had not, or leaves less unexplained and is no further from that
// number. Only where the rules read more problems than the text states, and the model just as many, may one of theirs be gone.
func better(d, m record.Document, pieces []record.Span) bool {
	if len(m.Problems) == 0 {
		return false
	}
	if len(d.Problems) == 0 {
		return true
	}
	off, was := offBy(m), offBy(d)
	tooMany := d.Claimed > 0 && len(d.Problems) > d.Claimed && off == 0
	if off > was || !tooMany && !keeps(d, m, pieces) {
		return false
	}
	return off < was && m.Coverage >= d.Coverage-slack || m.Coverage > d.Coverage
}

// slack is what the right number of problems may cost in coverage: that of the rules counts a whole paragraph of which they read a
// part, that of the model only what it quoted.
const slack = 0.1

// offBy is how far the number of problems is from the stated one; 0 where none is stated.
func offBy(d record.Document) int {
	if d.Claimed == 0 {
		return 0
	}
	return max(len(d.Problems)-d.Claimed, d.Claimed-len(d.Problems))
}

// keeps reports whether for every problem of d that no doubt lies on one of m begins in its statement, and four fifths of what its measures say.
func keeps(d, m record.Document, pieces []record.Span) bool {
	for _, p := range d.Problems {
		if doubted(d, p) {
			continue
		}
		end := p.At.End
		if len(p.Measures) > 0 {
			end = p.Measures[0].At.Start
		}
		begins := func(q record.Problem) bool { return q.At.Start >= p.At.Start && q.At.Start < end }
		if !slices.ContainsFunc(m.Problems, begins) {
			return false
		}
		told, kept := 0, 0
		for _, s := range p.Measures {
			told += s.At.Len()
			kept += overlaps(s.At, pieces)
		}
		if kept*5 < told*4 { // 在资产管理方面， before a problem that the rules took for a measure is no loss
			return false
		}
	}
	return true
}

// doubted reports whether the rules doubt a problem that they read.
func doubted(d record.Document, p record.Problem) bool {
	return slices.ContainsFunc(d.Doubts, func(x record.Doubt) bool { return x.At == p.At })
}

// coverage is the share of the text's runes that the model quoted, in whole or but for a few words, or that the rules explain without a problem (title, headings,
// how the work was organised, the end); each block of which more than half is left becomes a doubt.
func coverage(d record.Document, pieces []record.Span, doubts []record.Doubt) (float64, []record.Doubt) {
	unexplained := map[record.Span]bool{} // by the rules
	for _, x := range d.Doubts {
		unexplained[x.At] = unexplained[x.At] || x.Code == "unexplained"
	}
	total, known := 0, 0
	for i, b := range d.Text.Blocks {
		n := utf8.RuneCountInString(d.Text.Slice(b.Span))
		total += n
		if i == 0 || !unexplained[b.Span] && framed(d, b.Span) {
			known += n
			continue
		}
		left := unquoted(d.Text, b.Span, pieces)
		known += n - left
		if 2*left > n && n >= worthDoubt {
			doubts = append(doubts, record.Doubt{Code: "unexplained", Message: "这一段没有归入任何问题，请人工核对。", At: b.Span})
		}
	}
	return float64(known) / float64(max(total, 1)), doubts
}

const worthDoubt = 12 // runes, as the rules have it: a shorter stretch is not worth a doubt

// unquoted counts the runes of a block that lie in none of pieces, which are in order. What is too short for a doubt, 整改情况： before a
// measure, does not count where something of the block is quoted.
func unquoted(t record.Text, b record.Span, pieces []record.Span) int {
	left, from, quoted := 0, b.Start, false
	gap := func(to int) {
		if n := utf8.RuneCountInString(t.Body[from:to]); n >= worthDoubt || !quoted && to == b.End {
			left += n
		}
	}
	for _, p := range pieces {
		if s, ok := common(b, p); ok && s.Start >= from {
			gap(s.Start)
			from, quoted = s.End, true
		}
	}
	gap(b.End)
	return left
}

// framed reports whether a block that the rules explain is no problem's. Where they read no problem, that is the paragraph from
// which they read the inspection.
func framed(d record.Document, b record.Span) bool {
	if len(d.Problems) == 0 {
		return d.Inspection.Body != "" && strings.Contains(d.Text.Slice(b), d.Inspection.Body)
	}
	return !slices.ContainsFunc(d.Problems, func(p record.Problem) bool {
		return overlap(p.At, b) > 0 && !tellsField(d.Text.Slice(b), p)
	})
}

// tellsField reports whether a short line tells who answers for a problem, or by when, as the rules read it: 责任领导：王一.
func tellsField(line string, p record.Problem) bool {
	const short = 40 // runes
	return utf8.RuneCountInString(line) <= short && slices.ContainsFunc([]string{p.Leader, p.Owner, p.Deadline}, func(f string) bool {
		return f != "" && strings.Contains(line, f)
	})
}

func common(a, b record.Span) (record.Span, bool) {
	s := record.Span{Start: max(a.Start, b.Start), End: min(a.End, b.End)}
	return s, s.Start < s.End
}

func overlap(a, b record.Span) int {
	s, ok := common(a, b)
	if !ok {
		return 0
	}
	return s.Len()
}

// overlaps is how many bytes of s lie in spans, which do not overlap each other.
func overlaps(s record.Span, spans []record.Span) int {
	n := 0
	for _, o := range spans {
		n += overlap(s, o)
	}
	return n
}

// told adds how much of the answers was refused.
func (r reading) told(d record.Document) record.Document {
	if r.invented == 0 {
		return d
	}
	return withDoubt(d, "model_invented", fmt.Sprintf("模型给出的%d处文字在原文里找不到，没有采用。", r.invented))
}
