package html

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"huitoukan/ingest/read/autonum"
)

// listStyle is a way of numbering that a list may have, with what stands after the number.
type listStyle struct {
	format autonum.Format
	after  string
}

// listStyles are the type attribute's values (case counts) and those of list-style-type (CSS Counter Styles 3).
var listStyles = map[string]listStyle{
	"1": {"decimal", "."}, "a": {"lowerLetter", "."}, "A": {"upperLetter", "."}, "i": {"lowerRoman", "."}, "I": {"upperRoman", "."},
	"decimal": {"decimal", "."}, "decimal-leading-zero": {"decimalZero", "."},
	"lower-alpha": {"lowerLetter", "."}, "lower-latin": {"lowerLetter", "."},
	"upper-alpha": {"upperLetter", "."}, "upper-latin": {"upperLetter", "."},
	"lower-roman": {"lowerRoman", "."}, "upper-roman": {"upperRoman", "."},
	"cjk-ideographic": {"taiwaneseCountingThousand", "、"}, "cjk-decimal": {"ideographDigital", "、"},
	"simp-chinese-informal": {"chineseCountingThousand", "、"}, "trad-chinese-informal": {"taiwaneseCountingThousand", "、"},
	"simp-chinese-formal": {"chineseLegalSimplified", "、"}, "trad-chinese-formal": {"ideographLegalTraditional", "、"},
	"cjk-heavenly-stem": {"ideographTraditional", "、"}, "cjk-earthly-branch": {"ideographZodiac", "、"},
	"none": {autonum.None, ""},
	"disc": {autonum.Bullet, ""}, "circle": {autonum.Bullet, ""}, "square": {autonum.Bullet, ""},
}

var listStyleType = regexp.MustCompile(`(?i)list-style(?:-type)?\s*:\s*([^;]*)`)

// style is the list's way of numbering, or an item's own.
func style(n *html.Node, otherwise listStyle) listStyle {
	if s, ok := listStyles[attr(n, "type")]; ok {
		otherwise = s
	}
	if m := listStyleType.FindStringSubmatch(attr(n, "style")); m != nil {
		for _, word := range strings.Fields(strings.ToLower(m[1])) {
			if s, ok := listStyles[word]; ok {
				return s
			}
		}
	}
	return otherwise
}

// list reads an ol or ul. Numbers are those that a browser shows: start, reversed, and an item's own value.
func (p *page) list(n *html.Node, at place) error {
	at.lists++
	ordered := is(n, atom.Ol)
	s := style(n, listStyle{autonum.Bullet, ""})
	next, step := 1, 1
	if ordered {
		s = style(n, listStyles["decimal"])
		if has(n, "reversed") {
			next, step = items(n), -1
		}
		next = number(n, "start", next)
	}
	for c := range n.ChildNodes() {
		if !is(c, atom.Li) {
			if err := p.node(c, at); err != nil {
				return err
			}
			continue
		}
		if hidden(c) {
			continue
		}
		if ordered {
			next = number(c, "value", next)
		}
		own := style(c, s)
		p.end(at)
		p.label = autonum.Set(own.format.Write(next)+own.after, own.format == autonum.None)
		if err := p.node(c, at); err != nil {
			return err
		}
		p.end(at)
		p.label = "" // an item without text has no number to show
		next += step
	}
	return nil
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

func items(n *html.Node) int {
	count := 0
	for c := range n.ChildNodes() {
		if is(c, atom.Li) {
			count++
		}
	}
	return count
}
