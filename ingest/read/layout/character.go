package layout

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// write makes every glyph's character the one that a person would type.
func (p *Page) write() {
	for i := range p.Glyphs {
		g := &p.Glyphs[i]
		g.Rune = written(g.Rune)
		if g.Broken || utf16.IsSurrogate(g.Rune) {
			g.Rune = utf8.RuneError // it stays in the text as a gap that one can see
		}
	}
}

// written is the character that a person would type for r: makers of files that look the glyph up by its shape give the
// radical ⼈ (U+2F08) for the character 人 and, in columns, ︵ for （. They look the same and no search finds them.
func written(r rune) rune {
	switch {
	case r == 0xAD:
		return '-'
	case r == 0xA0:
		return ' '
	case r >= 0x2E80 && r <= 0x2FDF, r >= 0xF900 && r <= 0xFAFF:
		return single(norm.NFKC.String(string(r)), r)
	case r >= 0xFE10 && r <= 0xFE19, r >= 0xFE30 && r <= 0xFE48:
		s := single(norm.NFKC.String(string(r)), r)
		if s > ' ' && s < 0x7F {
			return s + 0xFEE0 // in Chinese text the upright form is the full-width one
		}
		return s
	}
	return r
}

func single(s string, otherwise rune) rune {
	if r, n := utf8.DecodeRuneInString(s); n == len(s) {
		return r
	}
	return otherwise
}

// blank reports a character that leaves no ink and so only stands for a distance.
func blank(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }

// unreadable reports a character that no writer means: a control, a private one, one that PDFium could not name.
func unreadable(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Co, r) || r == utf8.RuneError
}

// wide reports the characters of Chinese text, which are one font size wide and stand without spaces between.
func wide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo) ||
		r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF || strings.ContainsRune("“”‘’…—·①②③④⑤⑥⑦⑧⑨⑩", r)
}
