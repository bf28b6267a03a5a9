package docx

import "errors"

// numbering says which list a paragraph belongs to (numPr, ECMA-376 §17.3.1.19).
type numbering struct {
	list           int // numId; 0 takes the paragraph out of every list
	level          int
	hasList, hasAt bool
}

// over is n with what it leaves open taken from below.
func (n numbering) over(below numbering) numbering {
	if !n.hasList {
		n.list, n.hasList = below.list, below.hasList
	}
	if !n.hasAt {
		n.level, n.hasAt = below.level, below.hasAt
	}
	return n
}

// look is how a run of text looks, as far as that tells something about its text.
type look struct {
	style  string // character style
	hidden toggle
	bold   toggle
	han    string // font of the Han characters
	latin  string // font of the others; a symbol font changes what they mean
}

func (l look) over(below look) look {
	l.hidden, l.bold = l.hidden.over(below.hidden), l.bold.over(below.bold)
	if l.han == "" {
		l.han = below.han
	}
	if l.latin == "" {
		l.latin = below.latin
	}
	return l
}

// format is what a paragraph or a style says about a paragraph.
type format struct {
	style     string
	numbering numbering
	outline   int // heading level from 1; 0 for body text
	hasOut    bool
	newPage   toggle
	look      look // in a style: of all its text; in a paragraph: of its mark
	markGone  bool // the paragraph mark is deleted: the text belongs to the next paragraph
}

func (f format) over(below format) format {
	f.numbering = f.numbering.over(below.numbering)
	if !f.hasOut {
		f.outline, f.hasOut = below.outline, below.hasOut
	}
	f.newPage = f.newPage.over(below.newPage)
	f.look = f.look.over(below.look)
	return f
}

// style is one style and the one it is based on.
type style struct {
	format
	base string
}

// styles are a document's styles by ID.
type styles struct {
	byID     map[string]style
	standard string // the style of a paragraph that names none
	defaults look
}

func readStyles(p *parts, part string) (*styles, error) {
	st := &styles{byID: map[string]style{}}
	s, err := p.scan(part)
	if errors.Is(err, errNoPart) {
		return st, nil
	}
	if err != nil {
		return nil, err
	}
	defer s.close()
	return st, s.root(func(element) error {
		return s.each(func(e element) error {
			switch e.name {
			case "w:docDefaults":
				return st.readDefaults(s)
			case "w:style":
				return st.readStyle(s, e)
			}
			return nil
		})
	})
}

func (st *styles) readDefaults(s *scanner) error {
	return s.each(func(e element) error {
		if e.name != "w:rPrDefault" {
			return nil
		}
		return s.each(func(e element) (err error) {
			if e.name == "w:rPr" {
				st.defaults, err = readLook(s)
			}
			return err
		})
	})
}

func (st *styles) readStyle(s *scanner, e element) error {
	var one style
	id := e.attr("styleId")
	if e.attr("type") == "paragraph" && e.attr("default") != "" && e.toggleOf("default") == on {
		st.standard = id
	}
	err := s.each(func(e element) (err error) {
		switch e.name {
		case "w:basedOn":
			one.base = e.attr("val")
		case "w:pPr":
			kept := one.look
			one.format, err = readFormat(s)
			one.look = kept
		case "w:rPr":
			one.look, err = readLook(s)
		}
		return err
	})
	if _, taken := st.byID[id]; !taken {
		st.byID[id] = one
	}
	return err
}

// toggleOf reads an on/off attribute.
func (e element) toggleOf(local string) toggle {
	switch e.attr(local) {
	case "":
		return unset
	case "0", "false", "off":
		return off
	}
	return on
}

// chain yields the style and those it is based on, nearest first. A circle ends where it closes.
func (st *styles) chain(id string) []string {
	var ids []string
	seen := map[string]bool{}
	for ; id != "" && !seen[id]; id = st.byID[id].base {
		seen[id] = true
		ids = append(ids, id)
	}
	return ids
}

// of is what a style says together with all that it is based on.
func (st *styles) of(id string) format {
	var f format
	for _, id := range st.chain(id) {
		f = f.over(st.byID[id].format)
	}
	return f
}

// paragraph names the style that a paragraph has.
func (st *styles) paragraph(f format) string {
	if _, ok := st.byID[f.style]; ok {
		return f.style
	}
	return st.standard
}

// run is how a run looks in the end: its own properties, its character style, the paragraph's style, the defaults.
func (st *styles) run(own look, paragraph look) look {
	if own.style != "" {
		own = own.over(st.of(own.style).look)
	}
	return own.over(paragraph).over(st.defaults)
}

// readFormat reads a pPr. What a tracked change says of the former state (pPrChange) is not looked into.
func readFormat(s *scanner) (format, error) {
	var f format
	err := s.each(func(e element) (err error) {
		switch e.name {
		case "w:pStyle":
			f.style = e.attr("val")
		case "w:numPr":
			f.numbering, err = readNumbering(s)
		case "w:outlineLvl":
			n, ok := e.number("val")
			f.hasOut = ok
			if ok && n >= 0 && n < 9 {
				f.outline = n + 1
			}
		case "w:pageBreakBefore":
			f.newPage = e.toggle()
		case "w:rPr":
			f.look, f.markGone, err = readMark(s)
		}
		return err
	})
	return f, err
}

func readNumbering(s *scanner) (numbering, error) {
	var n numbering
	err := s.each(func(e element) error {
		switch e.name {
		case "w:ilvl":
			n.level, n.hasAt = e.number("val")
		case "w:numId":
			n.list, n.hasList = e.number("val")
		}
		return nil
	})
	return n, err
}

func readLook(s *scanner) (look, error) {
	l, _, err := readMark(s)
	return l, err
}

// readMark reads an rPr and tells whether a tracked change has taken away what it belongs to.
func readMark(s *scanner) (l look, gone bool, err error) {
	err = s.each(func(e element) error {
		switch e.name {
		case "w:rStyle":
			l.style = e.attr("val")
		case "w:vanish":
			l.hidden = e.toggle()
		case "w:b":
			l.bold = e.toggle()
		case "w:rFonts":
			l.han, l.latin = hanFont(e), e.attr("ascii")
		case "w:del", "w:moveFrom":
			gone = true
		}
		return nil
	})
	return l, gone, err
}

// hanFont is the font that rFonts sets for Han characters. A theme font stands above a named one (§17.3.2.26).
func hanFont(e element) string {
	if theme := e.attr("eastAsiaTheme"); theme != "" {
		return theme
	}
	return e.attr("eastAsia")
}
