package llm

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"huitoukan/internal/han"
	"huitoukan/record"
)

// finder looks for the words of an answer in the part of the text that was asked about. White space, width and the shape of
// quotation marks and dashes do not count; every other character does.
type finder struct {
	text   record.Text
	start  int        // of the part, in bytes of the text
	folded han.Folded // of the part as it was sent: mask keeps the bytes' places
}

func newFinder(t record.Text, hidden string, at record.Span) finder {
	return finder{t, at.Start, han.FoldMap(hidden[at.Start:at.End])}
}

// placed is a problem that stands in the text, and where its words do: At is all from its label to its last measure, pieces are
// what was quoted.
type placed struct {
	problem record.Problem
	pieces  []record.Span
}

// reading is what was accepted of the answers about one document.
type reading struct {
	problems []placed
	invented int // texts that do not stand in the document
}

func (r *reading) add(more reading) {
	r.problems = append(r.problems, more.problems...)
	r.invented += more.invented
}

// pieces are the places of all that was accepted, in order.
func (r reading) pieces() []record.Span {
	var out []record.Span
	for _, p := range r.problems {
		out = append(out, p.pieces...)
	}
	slices.SortFunc(out, func(a, b record.Span) int { return a.Start - b.Start })
	return out
}

// match is a stretch of the folded text; none is one that was not found.
type match struct{ start, end int }

var none = match{-1, -1}

// place accepts of an answer what stands in the text. A document may name its problems in a list first and tell of them later, or
// list them again in an annex: the texts are looked for from the front and from the back, and the places where more of the
// measures follow their problem are taken.
func (f finder) place(a answer) reading {
	front := f.assemble(a, f.forward(a))
	if back := f.assemble(a, f.backward(a)); back.invented < front.invented {
		return back
	}
	return front
}

func (f finder) forward(a answer) []match {
	var out []match
	from := 0
	for _, s := range a.Problems {
		m := none
		if all := f.all(s.Text, s.Label, from, len(f.folded.Text), longestStatement); len(all) > 0 {
			m = all[0]
			from = m.end
		}
		out = append(out, m)
	}
	return out
}

func (f finder) backward(a answer) []match {
	out := make([]match, len(a.Problems))
	to := len(f.folded.Text)
	for i, s := range slices.Backward(a.Problems) {
		out[i] = none
		if all := f.all(s.Text, s.Label, 0, to, longestStatement); len(all) > 0 {
			out[i] = all[len(all)-1]
			to = out[i].start
		}
	}
	return out
}

// assemble makes the problems whose texts were found, with those of their measures that stand before the next problem.
func (f finder) assemble(a answer, texts []match) reading {
	var r reading
	for i, s := range a.Problems {
		if texts[i] == none {
			r.invented++
			continue
		}
		to := len(f.folded.Text)
		for _, next := range texts[i+1:] {
			if next != none {
				to = next.start
				break
			}
		}
		p, invented := f.problem(s, texts[i], to)
		r.problems = append(r.problems, p)
		r.invented += invented
	}
	return r
}

// problem is one problem in the document's own words.
func (f finder) problem(s stated, text match, to int) (p placed, invented int) {
	at := f.span(text)
	p.pieces = []record.Span{at}
	p.problem = record.Problem{Text: oneLine(f.text.Slice(at)), At: at}
	if label, ok := f.labelBefore(s.Label, text); ok {
		p.problem.Label = strings.TrimSpace(f.text.Slice(label))
		p.problem.At.Start = label.Start
		p.pieces[0].Start = label.Start
	}
	from := text.end
	for _, words := range s.Measures {
		all := f.all(words, "", from, to, longestMeasure)
		if len(all) == 0 {
			invented++
			continue
		}
		m := f.span(all[0])
		from = all[0].end
		p.problem.Measures = append(p.problem.Measures, record.Measure{Text: oneLine(f.text.Slice(m)), At: m})
		p.problem.At.End = m.End
		p.pieces = append(p.pieces, m)
	}
	refs, lost := f.references(s.References, text, p.problem.At)
	p.problem.References = refs
	return p, invented + lost
}

// references accepts of the model's references the quotations that stand in the problem's text.
func (f finder) references(given []earlier, text match, at record.Span) (out []record.Reference, invented int) {
	for _, e := range given {
		r := record.Reference{Claim: record.Claim(e.Claim), At: at}
		for _, q := range e.Quotes {
			words := han.Fold(q)
			i := strings.Index(f.folded.Text[text.start:text.end], words)
			if i < 0 || utf8.RuneCountInString(words) < shortest {
				invented++
				continue
			}
			start := text.start + i
			r.Quotes = append(r.Quotes, oneLine(f.text.Slice(f.exact(match{start, start + len(words)}))))
		}
		known := r.Claim == record.Unrectified || r.Claim == record.Recurring || r.Claim == record.Unsupported
		if known && len(r.Quotes) > 0 {
			out = append(out, r)
		}
	}
	return out, invented
}

const (
	shortest         = 4    // runes: fewer stand anywhere
	longestStatement = 2000 // runes: more is a part of the document, not the statement of one problem
	longestMeasure   = 4000
	longestLabel     = 60 // bytes
)

// all lists where words stand between from and to as clauses of their own.
func (f finder) all(words, label string, from, to, longest int) []match {
	w := han.Fold(words)
	if n := utf8.RuneCountInString(w); n < shortest || n > longest {
		return nil
	}
	var out []match
	for from < to {
		i := strings.Index(f.folded.Text[from:to], w)
		if i < 0 {
			return out
		}
		m := match{from + i, from + i + len(w)}
		if f.standsAlone(m, label) {
			out = append(out, m)
		}
		_, n := utf8.DecodeRuneInString(f.folded.Text[m.start:])
		from = m.start + n
	}
	return out
}

// listed ends a clause that announces an item without a mark: 一是, 二要, 问题3.
var listed = regexp.MustCompile(`(?:[一二三四五六七八九十][是要]|问题[0-9０-９一二三四五六七八九十]+)$`)

// standsAlone reports whether a clause begins and ends with m. Words out of the middle of one may say the contrary: 不存在违规发放
// 补贴的问题 holds 违规发放补贴的问题.
func (f finder) standsAlone(m match, label string) bool {
	at := f.exact(m)
	before, after := f.text.Body[:at.Start], f.text.Body[at.End:]
	first, _ := utf8.DecodeRuneInString(f.text.Slice(at))
	last, _ := utf8.DecodeLastRuneInString(f.text.Slice(at))
	prev, _ := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(after)
	begins := before == "" || mark(prev) || mark(first) || listed.MatchString(tail(before, 30))
	if _, ok := f.labelBefore(label, m); ok {
		begins = true
	}
	return begins && (after == "" || mark(next) || mark(last))
}

// mark reports a character that parts clauses: no letter and no figure, save ① and its like, which number.
func mark(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.Nd, r) }

// tail is the end of s, at most n bytes.
func tail(s string, n int) string { return s[max(0, len(s)-n):] }

// labelBefore is the place of the label that the model gave, if it stands right before m.
func (f finder) labelBefore(label string, m match) (record.Span, bool) {
	if len(label) > longestLabel {
		return record.Span{}, false
	}
	w := han.Fold(label)
	if w == "" || !strings.HasSuffix(f.folded.Text[:m.start], w) {
		return record.Span{}, false
	}
	return f.exact(match{m.start - len(w), m.start}), true
}

// exact is where m stands in the text.
func (f finder) exact(m match) record.Span {
	from, to := f.folded.Back(m.start, m.end)
	return record.Span{Start: f.start + from, End: f.start + to}
}

// span is exact with the mark that ends the sentence, which models leave off.
func (f finder) span(m match) record.Span {
	s := f.exact(m)
	if r, n := utf8.DecodeRuneInString(f.text.Body[s.End:]); r == '。' || r == '；' {
		s.End += n
	}
	return s
}

// oneLine is how a record holds text: paragraphs are joined without a separator.
func oneLine(s string) string {
	return strings.TrimSpace(strings.NewReplacer("\n", "", "\t", " ").Replace(s))
}
