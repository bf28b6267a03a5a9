package pdf

import (
	"unicode/utf16"
	"unicode/utf8"

	"huitoukan/ingest/read/layout"
)

const hyphenAtLineEnd = 2 // PDFium's own mark

// pairSurrogates joins the halves of characters beyond U+FFFF, which PDFium gives one by one: 𠀀.
func pairSurrogates(gs []layout.Glyph) []layout.Glyph {
	out := gs[:0]
	for i := 0; i < len(gs); i++ {
		g := gs[i]
		if utf16.IsSurrogate(g.Rune) && i+1 < len(gs) {
			if whole := utf16.DecodeRune(g.Rune, gs[i+1].Rune); whole != utf8.RuneError {
				g.Rune = whole
				i++
			}
		}
		if g.Rune == hyphenAtLineEnd {
			g.Rune = '-'
		}
		out = append(out, g)
	}
	return out
}
