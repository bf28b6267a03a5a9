package doc

import (
	"iter"
	"sort"
	"unicode/utf8"
)

// paragraph is one paragraph's text, without deleted and hidden characters and field codes.
type paragraph struct {
	text  string
	props props
	bold  bool // every visible character
	mark  uint16
}

// The characters that mean something else than themselves (MS-DOC §2.4.1, §2.8.25 fields).
const (
	markParagraph = 0x0D
	markCell      = 0x07
	markPage      = 0x0C
	lineBreak     = 0x0B
	fieldBegin    = 0x13
	fieldSplit    = 0x14
	fieldEnd      = 0x15
	noBreakHyphen = 0x1E
	softHyphen    = 0x1F
)

// paragraphs cuts the characters from cp from up to cp to into paragraphs.
func (d *document) paragraphs(from, to int) iter.Seq[paragraph] {
	return func(yield func(paragraph) bool) {
		s := scanner{doc: d, yield: yield}
		s.scan(from, to)
	}
}

// scanner collects the characters of a paragraph.
type scanner struct {
	doc    *document
	yield  func(paragraph) bool
	units  []uint16
	styled []int  // which of the document's runs of characters each of units is in
	fields []bool // open fields; true while their code is being read
	codes  int    // how many of them are true
}

func (s *scanner) scan(from, to int) {
	d := s.doc
	for i := sort.Search(len(d.pieces), func(i int) bool { return d.pieces[i].end > from }); i < len(d.pieces); i++ {
		p := d.pieces[i]
		if p.cp >= to {
			break
		}
		units := d.units(p)
		for cp := max(p.cp, from); cp < min(p.end, to); cp++ {
			if !s.char(units[cp-p.cp], p.fcOf(cp)) {
				return
			}
		}
	}
	s.end(markParagraph, -1)
}

// char takes one character; false when nobody wants more.
func (s *scanner) char(c uint16, fc int) bool {
	switch c {
	case markParagraph, markCell, markPage:
		return s.end(c, fc)
	case fieldBegin:
		s.fields = append(s.fields, true)
		s.codes++
		return true
	case fieldSplit, fieldEnd:
		s.field(c)
		return true
	}
	if s.codes > 0 {
		return true
	}
	if c = visible(c); c != 0 {
		s.units = append(s.units, c)
		s.styled = append(s.styled, index(s.doc.chpx, fc))
	}
	return true
}

// field ends the innermost field's code, or the field.
func (s *scanner) field(c uint16) {
	n := len(s.fields) - 1
	if n < 0 {
		return
	}
	if s.fields[n] {
		s.fields[n] = false
		s.codes--
	}
	if c == fieldEnd {
		s.fields = s.fields[:n]
	}
}

// visible is the character as it is read, 0 for one that is only a mark.
func visible(c uint16) uint16 {
	switch {
	case c == lineBreak || c == '\t':
		return ' '
	case c == noBreakHyphen:
		return '-'
	case c == softHyphen || c < 0x20:
		return 0
	}
	return c
}

// end closes the paragraph whose mark stands at byte fc; false when nobody wants more.
func (s *scanner) end(mark uint16, fc int) bool {
	if mark == markPage && len(s.units) == 0 || fc < 0 && len(s.units) == 0 {
		return true
	}
	p := paragraph{mark: mark, props: s.doc.propsAt(fc)}
	kept := s.units[:0]
	bold := true
	var look appearance
	for i, c := range s.units {
		if i == 0 || s.styled[i] != s.styled[i-1] {
			look = s.doc.appearance(s.styled[i], p.props)
		}
		if !look.hidden {
			kept = append(kept, look.drawn(c))
			bold = bold && look.bold
		}
	}
	p.text, p.bold = decode(kept), bold && len(kept) > 0
	s.units, s.styled = s.units[:0], s.styled[:0]
	return s.yield(p)
}

// appearance is what the properties of characters say of them; deleted ones count as hidden.
type appearance struct {
	hidden, bold bool
	symbol       uint16 // what to draw instead of the character, 0 for the character itself
}

const symbolMark = '(' // stands in the text where a sign of a symbol font is drawn

// drawn is the character that one sees. A symbol font's own signs (a tick of Wingdings) have no name here: they stay as a
// gap that one can see.
func (a appearance) drawn(c uint16) uint16 {
	if a.symbol != 0 && c == symbolMark {
		c = a.symbol
	}
	if c >= 0xF000 && c <= 0xF0FF {
		return utf8.RuneError
	}
	return c
}

// appearance is that of the characters in a run, in a paragraph with the properties p.
func (d *document) appearance(run int, p props) appearance {
	vanish, deleted, bold, symbol := p.vanish, false, p.bold, uint16(0)
	if run >= 0 {
		eachSprm(d.chpx[run].sprms, func(sprm uint16, op []byte) {
			switch sprm {
			case sprmCVanish:
				vanish = toggle(p.vanish, op[0])
			case sprmCDeleted:
				deleted = op[0] != 0
			case sprmCBold:
				bold = toggle(p.bold, op[0])
			case sprmCSymbol:
				symbol = u16(op, 2)
			}
		})
	}
	return appearance{hidden: vanish || deleted, bold: bold, symbol: symbol}
}
