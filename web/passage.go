package web

import (
	"cmp"
	"slices"
	"strings"

	"huitoukan/record"
)

// light is a stretch of a text that is to stand out.
type light struct {
	at    record.Span
	class string // of the mark: found, problem, doubt
	id    string // the anchor at its beginning; empty for none
}

// segment is a piece of text between two places where the lighting changes.
type segment struct {
	Text  string
	Class string   // empty for plain text
	IDs   []string // the anchors that stand before it
}

// line is one paragraph of a document's text, or one row of a table.
type line struct {
	Page    int // the page that begins here; 0 within a page
	Heading bool
	Cells   []paragraph // several in a table row
	Table   bool
}

// paragraph is the text of one block.
type paragraph []segment

// passage cuts a text into lines, with the lights in their places.
func passage(t record.Text, lights []light) (lines []line) {
	page := 0
	placed := map[string]bool{}
	var last *record.Cell
	for _, b := range blocks(t) {
		p := paragraph(illuminate(t.Body, b.Span, lights, placed))
		if sameRow(last, b.Cell) {
			row := &lines[len(lines)-1]
			row.Cells = append(row.Cells, p)
			continue
		}
		last = b.Cell
		l := line{Heading: b.Level > 0 || b.Bold && b.Cell == nil, Cells: []paragraph{p}, Table: b.Cell != nil}
		if n := t.Page(b.Start); n > page {
			l.Page, page = n, n
		}
		lines = append(lines, l)
	}
	return lines
}

func sameRow(a, b *record.Cell) bool {
	return a != nil && b != nil && a.Table == b.Table && a.Row == b.Row
}

// blocks are the text's own, or its lines when it came without.
func blocks(t record.Text) []record.Block {
	if len(t.Blocks) > 0 {
		return t.Blocks
	}
	var out []record.Block
	at := 0
	for s := range strings.SplitSeq(t.Body, "\n") {
		out = append(out, record.Block{Span: record.Span{Start: at, End: at + len(s)}})
		at += len(s) + 1
	}
	return out
}

// illuminate cuts the stretch within of body at every light's ends. A light's anchor goes where its first character is;
// placed, when not nil, keeps the anchors that are set already, since a light may run over several blocks.
func illuminate(body string, within record.Span, lights []light, placed map[string]bool) (out []segment) {
	cuts := []int{within.Start, within.End}
	var here []light
	for _, l := range lights {
		if l.at.Start < within.End && l.at.End > within.Start && l.at.Len() > 0 && l.at.Start >= 0 && l.at.End <= len(body) {
			here = append(here, l)
			cuts = append(cuts, max(l.at.Start, within.Start), min(l.at.End, within.End))
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	for i := range len(cuts) - 1 {
		s := segment{Text: body[cuts[i]:cuts[i+1]]}
		for _, l := range here {
			if l.at.Start >= cuts[i+1] || l.at.End <= cuts[i] {
				continue
			}
			s.Class = cmp.Or(s.Class, l.class)
			if l.id != "" && !placed[l.id] {
				placed[l.id] = true
				s.IDs = append(s.IDs, l.id)
			}
		}
		out = append(out, s)
	}
	return out
}
