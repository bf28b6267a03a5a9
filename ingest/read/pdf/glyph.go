package pdf

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/unicode/norm"
)

// font is what a font's name tells.
type font struct{ bold, cjk bool }

// fontNamed reads a PostScript or family name; some Chinese makers write the name in GBK.
func fontNamed(name string) font {
	if !utf8.ValidString(name) {
		if s, err := simplifiedchinese.GB18030.NewDecoder().String(name); err == nil {
			name = s
		}
	}
	low := strings.ToLower(name)
	return font{bold: containsAny(low, boldNames), cjk: containsAny(low, chineseNames)}
}

var (
	// 微软雅黑 (YaHei) and 文泉驿微米黑 (MicroHei) are fonts for body text in spite of their names.
	boldNames    = []string{"bold", "heavy", "black", "黑体", "simhei", "stheiti", "fzhei", "fzhtk", "fzhtjw", "小标宋", "xiaobiaosong", "fzxbs"}
	chineseNames = []string{"宋", "黑", "楷", "仿", "圆", "隶", "魏", "sim", "song", "hei", "kai", "fang", "cjk", "fz", "stsong",
		"ming", "msyh", "yahei", "sourcehan", "wqy", "wenquanyi", "droidsansfallback", "hanyi", "wps"}
)

func containsAny(s string, parts []string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

// pairSurrogates joins the halves of characters beyond U+FFFF, which PDFium gives one by one: 𠀀.
func pairSurrogates(gs []glyph) []glyph {
	out := gs[:0]
	for i := 0; i < len(gs); i++ {
		g := gs[i]
		if utf16.IsSurrogate(g.r) && i+1 < len(gs) {
			if whole := utf16.DecodeRune(g.r, gs[i+1].r); whole != utf8.RuneError {
				g.r = whole
				i++
			}
		}
		g.r = written(g.r)
		if g.broken || utf16.IsSurrogate(g.r) {
			g.r = utf8.RuneError // it stays in the text as a gap that one can see
		}
		out = append(out, g)
	}
	return out
}

// written is the character that a person would type for r: PDF makers that look the glyph up by its shape give the
// radical ⼈ (U+2F08) for the character 人 and, in columns, ︵ for （. They look the same and no search finds them.
func written(r rune) rune {
	const hyphenAtLineEnd = 2 // PDFium's own mark
	switch {
	case r == hyphenAtLineEnd || r == 0xAD:
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
