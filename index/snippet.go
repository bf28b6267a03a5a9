package index

import (
	"slices"
	"strings"
	"unicode/utf8"

	"huitoukan/internal/han"
	"huitoukan/record"
)

// Snippets cuts, for the terms of a query, an extract around the first hit out of each field of p in which one is found: title,
// text, measures. Every engine cuts them here, so that a page shows the same whichever is behind it. A query without
// terms gets the beginning of the text.
func Snippets(p record.Problem, terms []string) []Snippet {
	if len(terms) == 0 {
		return []Snippet{{Field: "text", Text: window(p.Text, 0)}}
	}
	var out []Snippet
	add := func(field, text string) {
		if s, ok := snippet(field, text, terms); ok {
			out = append(out, s)
		}
	}
	add("title", p.Title)
	add("text", p.Text)
	for _, m := range p.Measures {
		add("measure", m.Text)
	}
	return out
}

const (
	before = 20 // runes shown before the first hit
	width  = 80 // runes of a snippet
)

// snippet is the window around the first hit in text, with all hits in it marked.
func snippet(field, text string, terms []string) (Snippet, bool) {
	marks := hits(text, terms)
	if len(marks) == 0 {
		return Snippet{}, false
	}
	start := back(text, marks[0].Start, before)
	cut := window(text, start)
	s := Snippet{Field: field, Text: cut}
	for _, m := range marks {
		m.Start, m.End = m.Start-start, min(m.End-start, len(cut))
		if m.Start < m.End {
			s.Marks = append(s.Marks, m)
		}
	}
	return s, true
}

// hits are the places of the terms in text, in order, those that touch or overlap put together.
func hits(text string, terms []string) []record.Span {
	f := han.FoldMap(text)
	var out []record.Span
	for _, t := range terms {
		t = han.Fold(t)
		for from := 0; t != ""; {
			i := strings.Index(f.Text[from:], t)
			if i < 0 {
				break
			}
			start, end := f.Back(from+i, from+i+len(t))
			out = append(out, record.Span{Start: start, End: end})
			_, n := utf8.DecodeRuneInString(t)
			from += i + n
		}
	}
	slices.SortFunc(out, func(a, b record.Span) int { return a.Start - b.Start })
	return merged(out)
}

func merged(spans []record.Span) []record.Span {
	var out []record.Span
	for _, s := range spans {
		if n := len(out); n > 0 && s.Start <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}

// back is the byte n runes before byte i.
func back(s string, i, n int) int {
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	return i
}

// window is at most width runes of s from byte start on.
func window(s string, start int) string {
	end := start
	for n := 0; n < width && end < len(s); n++ {
		_, size := utf8.DecodeRuneInString(s[end:])
		end += size
	}
	return s[start:end]
}
