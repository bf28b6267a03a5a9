package html

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"huitoukan/ingest/read"
	"huitoukan/record"
)

// page is a page while it is read.
type page struct {
	ctx     context.Context
	limit   int
	letters int // bytes of text that the whole page shows
	build   record.Builder
	tables  int

	text  strings.Builder // of the paragraph that is open
	bold  bool            // some of it is bold
	plain bool            // some of it is not
	label string          // list number that waits for the item's first paragraph
}

// place is where text stands.
type place struct {
	depth int
	cell  *record.Cell
	level int  // of the heading around it
	lists int  // around it
	bold  bool //
	pre   bool // line ends are kept
}

// item is the depth of the list whose item begins with label, 0 where none does.
func (at place) item(label string) int {
	if label == "" {
		return 0
	}
	return at.lists
}

// blocks reads the children of n.
func (p *page) blocks(n *html.Node, at place) error {
	if err := p.ctx.Err(); err != nil {
		return err
	}
	for c := range n.ChildNodes() {
		if err := p.node(c, at); err != nil {
			return err
		}
	}
	return nil
}

func (p *page) node(n *html.Node, at place) error {
	switch {
	case n.Type == html.TextNode:
		p.write(n.Data, at)
		return nil
	case n.Type != html.ElementNode || hidden(n) || furniture(n):
		return nil
	case is(n, atom.Br):
		p.end(at)
		return nil
	case !is(n, block...):
		at.bold = bold(n, at.bold)
		return p.blocks(n, at)
	}
	return p.block(n, at)
}

// block reads an element that is a paragraph of its own or holds some.
func (p *page) block(n *html.Node, at place) error {
	if at.depth++; at.depth > p.limit {
		return fmt.Errorf("%w: more than %d blocks in one another", read.ErrTooDeep, p.limit)
	}
	p.end(at)
	inside := at
	inside.bold = bold(n, at.bold)
	if l := level(n); l > 0 {
		inside.level = l
	}
	inside.pre = at.pre || is(n, atom.Pre)
	var err error
	switch {
	case is(n, atom.Table):
		err = p.table(n, inside)
	case is(n, atom.Ol, atom.Ul, atom.Menu, atom.Dir):
		err = p.list(n, inside)
	default:
		err = p.blocks(n, inside)
	}
	p.end(inside)
	return err
}

func (p *page) write(s string, at place) {
	if at.pre {
		lines := strings.Split(s, "\n")
		for i, l := range lines {
			if i > 0 {
				p.end(at)
			}
			p.add(l, at)
		}
		return
	}
	p.add(s, at)
}

func (p *page) add(s string, at place) {
	if strings.TrimSpace(s) != "" {
		p.bold, p.plain = p.bold || at.bold, p.plain || !at.bold
	}
	p.text.WriteString(s)
}

// end closes the paragraph that is open, if it has any text.
func (p *page) end(at place) {
	s := collapse(p.text.String())
	bold := p.bold && !p.plain
	p.text.Reset()
	p.bold, p.plain = false, false
	if strings.TrimSpace(s) == "" {
		return
	}
	before := p.build.Len()
	if !p.build.Add(p.label, s, record.Block{Level: at.level, Depth: at.item(p.label), Bold: bold, Cell: at.cell}) {
		return
	}
	p.label = ""
	if strings.Contains(s, "\uFFFD") {
		if before > 0 {
			before++ // what separates the blocks
		}
		p.build.Doubt(record.Doubt{
			Code:    "undecodable",
			Message: "此处有无法识别的字节，可能缺字。",
			At:      record.Span{Start: before, End: p.build.Len()},
		})
	}
}
