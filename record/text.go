package record

import (
	"sort"
	"unicode/utf8"
)

// Span is a place in a text: byte offsets into [Text.Body], End exclusive.
// What people and JSON see are runes: [Text.Place] converts.
type Span struct{ Start, End int }

// Len is the span's length in bytes.
func (s Span) Len() int { return s.End - s.Start }

// Text is what a reader hands on: the document's text in reading order, and where each part of it stands.
//
// Body holds the blocks one after another, each on a line of its own ('\n' between them), save that the first
// block of a table cell follows the cell before it in the same row after a tab.
// List numbers that a word processor made by itself stand in Body as if they had been typed.
type Text struct {
	Format string  // the format as it was sniffed: "docx", "pdf", "txt", "html" …
	Body   string  // valid UTF-8; no '\r', no NUL; inside a block no '\n' and no '\t'
	Blocks []Block // in the order of Body, not overlapping
	Pages  []int   // byte offset at which each page begins; empty when the format knows no pages
	Doubts []Doubt // what the reader was not sure of
}

// Block is one paragraph of running text or of a table cell.
type Block struct {
	Span
	Label int   // bytes at the block's start that are an automatic list number; 0 when the number was typed
	Level int   // outline level of a heading, 1 the highest; 0 for body text or when the format does not say
	Depth int   // of the list whose item begins here, 1 the outermost; 0 outside lists or when the format does not say
	Bold  bool  // the whole block is set in bold or in a heading font
	Cell  *Cell // nil outside tables
}

// Cell is the place of a block in a table: rows and columns count from 0 in the table's full grid,
// so that a cell that spans two columns is followed by the column after both.
type Cell struct {
	Table            int // tables count from 1 through the document; a nested table has a number of its own
	Row, Col         int
	RowSpan, ColSpan int // 1 or more
}

// Slice is the text at s.
func (t Text) Slice(s Span) string { return t.Body[s.Start:s.End] }

// Page is the number, from 1, of the page on which the byte offset lies; 0 when the text has no pages.
func (t Text) Page(offset int) int {
	return sort.Search(len(t.Pages), func(i int) bool { return t.Pages[i] > offset })
}

// Place is a span as people read it: runes, with the page.
type Place struct {
	Page  int `json:"page,omitempty"`
	Start int `json:"start"`
	End   int `json:"end"`
}

// Place converts s from bytes into runes.
func (t Text) Place(s Span) Place {
	start := utf8.RuneCountInString(t.Body[:s.Start])
	return Place{
		Page:  t.Page(s.Start),
		Start: start,
		End:   start + utf8.RuneCountInString(t.Body[s.Start:s.End]),
	}
}

// Doubt is something that the program could not make sure of, said with its place rather than passed over.
type Doubt struct {
	Code    string // stable, for programs: count_mismatch, number_gap, unexplained …
	Message string // one Chinese sentence for people
	Hint    bool   // nothing is amiss with the reading; a person may want to know all the same
	At      Span
}
