package extract

import (
	"fmt"
	"sort"
	"unicode/utf8"

	"huitoukan/extract/number"
	"huitoukan/record"
)

// check compares what a document says of itself with what was found in it.
func check(d record.Document, h header) []record.Doubt {
	var out []record.Doubt
	doubt := func(code string, at record.Span, format string, args ...any) {
		out = append(out, record.Doubt{Code: code, Message: fmt.Sprintf(format, args...), At: at})
	}
	if len(d.Problems) == 0 {
		doubt("no_problems", record.Span{}, "没有读出带编号的问题，请人工核对原文。")
	}
	if n := len(d.Problems); d.Claimed > 0 && n > 0 && n != d.Claimed {
		doubt("count_mismatch", h.claimAt, "文中称有%d个问题，实际读出%d个。", d.Claimed, n)
	}
	if d.Unit == "" {
		doubt("no_unit", record.Span{}, "没有读出被巡察单位名称。")
	}
	if d.Inspection.Year == 0 {
		doubt("no_year", record.Span{}, "没有读出巡察年份。")
	}
	out = append(out, numbering(d)...)
	out = append(out, account(d)...)
	out = append(out, withoutMeasures(d)...)
	return append(out, pledges(d)...)
}

// numbering finds printed numbers that are doubled or skipped. A list that begins again at 1 is another list.
func numbering(d record.Document) []record.Doubt {
	var out []record.Doubt
	last := 0
	for i, p := range d.Problems {
		n := printed(p.Label)
		switch {
		case n == 0 || n == 1 || i == 0:
		case n == last:
			out = append(out, record.Doubt{Code: "number_doubled", Message: fmt.Sprintf("编号%d出现两次。", n), At: p.At})
		case n > last+1 && last > 0:
			out = append(out, record.Doubt{Code: "number_gap", Message: fmt.Sprintf("编号从%d跳到%d。", last, n), At: p.At})
		}
		last = n
	}
	return out
}

// withoutMeasures finds the problems for which a plan or report tells nothing, when it does for others.
func withoutMeasures(d record.Document) []record.Doubt {
	var out []record.Doubt
	for _, p := range d.Problems {
		if len(p.Measures) == 0 {
			out = append(out, record.Doubt{Code: "no_measures", Message: fmt.Sprintf("问题%d没有读出整改措施或整改情况。", p.Number), At: p.At})
		}
	}
	if d.Kind == record.Feedback || len(out) == len(d.Problems) {
		return nil
	}
	return out
}

// explained lists the places in the running text that some rule accounts for: everything but what stands in the problems'
// part and belongs to no problem and no heading.
func explained(o outline, parts []*node, problems []record.Problem) []record.Span {
	var out []record.Span
	inPart := map[*node]bool{}
	for _, n := range parts {
		inPart[n] = true
	}
	for _, pt := range o.top.parts {
		out = append(out, pt.at)
	}
	for _, n := range o.top.children {
		if inPart[n] {
			out = append(out, heads(n)...)
		} else {
			out = append(out, n.at)
		}
	}
	for _, p := range problems {
		out = append(out, p.At)
		for _, m := range p.Measures { // they may stand in another part
			out = append(out, m.At)
		}
	}
	return append(out, o.closing...)
}

// heads are the heads of n and of all nodes below it.
func heads(n *node) []record.Span {
	out := []record.Span{{Start: n.head.Start - len(n.label), End: n.head.End}}
	for _, c := range n.children {
		out = append(out, heads(c)...)
	}
	return out
}

const shortest = 12 // runes: a shorter stretch is not worth a doubt of its own

// coverage is the share of the text's runes that spans and problems explain; each block of the rest becomes a doubt.
func coverage(t record.Text, spans []record.Span, d *record.Document) float64 {
	if len(d.Problems) == 0 {
		return 0
	}
	sort.Slice(spans, func(i, j int) bool { return spans[i].Start < spans[j].Start })
	total, known := 0, 0
	for i, b := range t.Blocks {
		n := utf8.RuneCountInString(t.Slice(b.Span))
		total += n
		if i == 0 || covered(b.Span, spans) || !worded(t.Slice(b.Span)) {
			known += n
			continue
		}
		if n >= shortest {
			d.Doubts = append(d.Doubts, record.Doubt{Code: "unexplained", Message: "这一段没有归入任何问题，请人工核对。", At: b.Span})
		}
	}
	if total == 0 {
		return 0
	}
	return float64(known) / float64(total)
}

// covered reports whether the spans, ordered by start, overlap s.
func covered(s record.Span, spans []record.Span) bool {
	for _, e := range spans {
		if e.Start >= s.End {
			return false
		}
		if e.End > s.Start {
			return true
		}
	}
	return false
}

// printed is the value of a label as printed; 0 for none.
func printed(label string) int {
	if l, ok := number.Read(label); ok {
		return l.Value
	}
	return 0
}
