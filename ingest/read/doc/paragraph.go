package doc

import "sort"

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
func (d *document) paragraphs(from, to int) []paragraph {
	s := scanner{doc: d}
	for i := sort.Search(len(d.pieces), func(i int) bool { return d.pieces[i].end > from }); i < len(d.pieces); i++ {
		p := d.pieces[i]
		if p.cp >= to {
			break
		}
		units := d.units(p)
		for cp := max(p.cp, from); cp < min(p.end, to); cp++ {
			s.char(units[cp-p.cp], p.fcOf(cp))
		}
	}
	s.end(markParagraph, -1)
	return s.out
}

// scanner collects the characters of a paragraph.
type scanner struct {
	doc    *document
	units  []uint16
	styled []run  // the properties of each character in units
	fields []bool // open fields; true while their code is being read
	out    []paragraph
}

func (s *scanner) char(c uint16, fc int) {
	switch c {
	case markParagraph, markCell, markPage:
		s.end(c, fc)
		return
	case fieldBegin:
		s.fields = append(s.fields, true)
		return
	case fieldSplit, fieldEnd:
		if n := len(s.fields); n > 0 {
			s.fields[n-1] = false
			if c == fieldEnd {
				s.fields = s.fields[:n-1]
			}
		}
		return
	}
	if s.inCode() {
		return
	}
	if c = visible(c); c != 0 {
		s.units = append(s.units, c)
		s.styled = append(s.styled, find(s.doc.chpx, fc))
	}
}

func (s *scanner) inCode() bool {
	for _, code := range s.fields {
		if code {
			return true
		}
	}
	return false
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

// end closes the paragraph whose mark stands at byte fc.
func (s *scanner) end(mark uint16, fc int) {
	if mark == markPage && len(s.units) == 0 || fc < 0 && len(s.units) == 0 {
		return
	}
	p := paragraph{mark: mark, props: s.doc.propsAt(fc)}
	kept := s.units[:0]
	bold := true
	for i, c := range s.units {
		hidden, deleted, strong := p.props.vanish, false, p.props.bold
		eachSprm(s.styled[i].sprms, func(sprm uint16, op []byte) {
			switch sprm {
			case sprmCVanish:
				hidden = toggle(p.props.vanish, op[0])
			case sprmCDeleted:
				deleted = op[0] != 0
			case sprmCBold:
				strong = toggle(p.props.bold, op[0])
			}
		})
		if hidden || deleted {
			continue
		}
		kept = append(kept, c)
		bold = bold && strong
	}
	p.text, p.bold = decode(kept), bold && len(kept) > 0
	s.out = append(s.out, p)
	s.units, s.styled = nil, nil
}
