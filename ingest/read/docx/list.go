package docx

import (
	"errors"
	"strings"

	"huitoukan/ingest/read/autonum"
)

// lists are the document's lists (numbering.xml, ECMA-376 §17.9) and how far each has got.
type lists struct {
	abstract map[int]*abstractList
	byID     map[int]*list // by numId
	styles   *styles
	counts   map[int]*autonum.Count // by abstract list: lists that share one go on counting in each other
}

// abstractList defines the levels that lists refer to (abstractNum).
type abstractList struct {
	levels [autonum.Levels]level
	link   string // numStyleLink: the levels stand in the list of that numbering style
}

type level struct {
	autonum.Level
	style string // pStyle: paragraphs of this style are on this level
}

// list is one list (num): an abstract one with levels of its own.
type list struct {
	abstract int
	own      map[int]level
	start    map[int]int // startOverride by level, until it has been used
}

func readLists(p *parts, part string, st *styles) (*lists, error) {
	l := &lists{map[int]*abstractList{}, map[int]*list{}, st, map[int]*autonum.Count{}}
	s, err := p.scan(part)
	if errors.Is(err, errNoPart) {
		return l, nil
	}
	if err != nil {
		return nil, err
	}
	defer s.close()
	return l, s.root(func(element) error {
		return s.each(func(e element) error {
			switch e.name {
			case "w:abstractNum":
				return l.readAbstract(s, e)
			case "w:num":
				return l.readList(s, e)
			}
			return nil
		})
	})
}

func (l *lists) readAbstract(s *scanner, e element) error {
	id, _ := e.number("abstractNumId")
	a := &abstractList{}
	l.abstract[id] = a
	return s.each(func(e element) error {
		switch e.name {
		case "w:numStyleLink":
			a.link = e.attr("val")
		case "w:lvl":
			at, one, err := readLevel(s, e)
			if at >= 0 && at < autonum.Levels {
				a.levels[at] = one
			}
			return err
		}
		return nil
	})
}

func (l *lists) readList(s *scanner, e element) error {
	id, _ := e.number("numId")
	one := &list{own: map[int]level{}, start: map[int]int{}}
	l.byID[id] = one
	return s.each(func(e element) error {
		switch e.name {
		case "w:abstractNumId":
			one.abstract, _ = e.number("val")
		case "w:lvlOverride":
			return one.readOverride(s, e)
		}
		return nil
	})
}

func (l *list) readOverride(s *scanner, e element) error {
	at, _ := e.number("ilvl")
	return s.each(func(e element) error {
		switch e.name {
		case "w:startOverride":
			if n, ok := e.number("val"); ok {
				l.start[at] = n
			}
		case "w:lvl":
			_, one, err := readLevel(s, e)
			l.own[at] = one
			return err
		}
		return nil
	})
}

func readLevel(s *scanner, e element) (int, level, error) {
	at, _ := e.number("ilvl")
	one := level{Level: autonum.Level{Format: "decimal"}} // a start that is not given is nought, §17.9.25
	err := s.each(func(e element) error { return one.readProperty(s, e) })
	return at, one, err
}

func (l *level) readProperty(s *scanner, e element) error {
	switch e.name {
	case "w:start":
		l.Start, _ = e.number("val")
	case "w:numFmt":
		l.Format = autonum.Format(e.attr("val"))
		// "001, 002, 003, ..." is the one kind of custom format that Word offers.
		if first, _, ok := strings.Cut(e.attr("format"), ","); ok && l.Format == "custom" && strings.Trim(first, "0") == "1" {
			l.Width = len(first)
		}
	case "mc:AlternateContent":
		return s.choose(func(e element) error { return l.readProperty(s, e) })
	case "w:lvlText":
		l.Text = oneLine(e.attr("val"))
	case "w:pStyle":
		l.style = e.attr("val")
	case "w:isLgl":
		l.Legal = e.toggle() == on
	case "w:suff":
		l.Glued = e.attr("val") == "nothing"
	case "w:lvlRestart":
		n, ok := e.number("val")
		l.Restart, l.Never = n, ok && n == 0
	case "w:lvlPicBulletId":
		l.Format = autonum.Bullet
	}
	return nil
}

// choose gives the children of the first choice to do, or those of the fallback when there is no choice (part 3 §10.2).
func (s *scanner) choose(do func(element) error) error {
	chosen := false
	return s.each(func(e element) error {
		if chosen || e.name != "mc:Choice" && e.name != "mc:Fallback" {
			return nil
		}
		chosen = true
		return s.each(do)
	})
}

// levels are the list's levels with what they are linked to and what the list overrides; nil when it is not defined.
func (l *lists) levels(id int) *[autonum.Levels]level {
	one := l.byID[id]
	if one == nil {
		return nil
	}
	abstract := l.abstract[one.abstract]
	for hops := 0; abstract != nil && abstract.link != "" && hops < 8; hops++ {
		linked := l.byID[l.styles.of(abstract.link).numbering.list]
		if linked == nil || l.abstract[linked.abstract] == abstract {
			break
		}
		abstract = l.abstract[linked.abstract]
	}
	if abstract == nil {
		return nil
	}
	levels := abstract.levels
	for at, own := range one.own {
		if at >= 0 && at < len(levels) {
			levels[at] = own
		}
	}
	return &levels
}

// next is the label of the next paragraph that has the format, counted; glued says that nothing follows it.
func (l *lists) next(f format, style string) (label string, glued bool) {
	n := f.numbering.over(l.styles.of(style).numbering)
	if !n.hasList || n.list == 0 {
		return "", false
	}
	levels := l.levels(n.list)
	if levels == nil {
		return "", false
	}
	at := l.levelOf(f, style, levels, n.level)
	if at < 0 || at >= len(levels) {
		return "", false
	}
	one := l.byID[n.list]
	count := l.counts[one.abstract]
	if count == nil {
		count = &autonum.Count{}
		l.counts[one.abstract] = count
	}
	if start, ok := one.start[at]; ok {
		count.Begin(at, start)
		delete(one.start, at)
	}
	var plain [autonum.Levels]autonum.Level
	for i, level := range levels {
		plain[i] = level.Level
	}
	return strings.TrimSpace(count.Next(&plain, at)), levels[at].Glued
}

// levelOf finds the paragraph's level: what it says itself, or the level that names its style or one that this is
// based on, or what the style says.
func (l *lists) levelOf(f format, style string, levels *[autonum.Levels]level, said int) int {
	if f.numbering.hasAt {
		return f.numbering.level
	}
	for _, id := range l.styles.chain(style) {
		for at := range levels {
			if levels[at].style == id {
				return at
			}
		}
	}
	return said
}
