// Package han reads Chinese text for search and for comparison, in one way for both: what is the same to a clerk's eye is
// folded together, and text is cut into overlapping pairs of characters. Strings go in; folded strings, places and pairs
// come out. What the words mean is not decided here.
package han

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Fold writes s without what does not count: white space and control characters go, full width becomes half (（１） is (1)),
// capitals become small, and all quotation marks and dashes of one kind become one. ① stays: to a clerk it is no 1.
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		writeFolded(&b, r)
	}
	return b.String()
}

// Folded is a folded text with the way back to what it was folded from.
type Folded struct {
	Text   string
	source string
	at     []int // the byte of source from whose character each byte of Text came
}

// FoldMap is Fold with the way back.
func FoldMap(s string) Folded {
	var b strings.Builder
	f := Folded{source: s, at: make([]int, 0, len(s))}
	for i, r := range s {
		writeFolded(&b, r)
		for len(f.at) < b.Len() {
			f.at = append(f.at, i)
		}
	}
	f.Text = b.String()
	return f
}

// Back is the stretch of the source, in bytes, whose characters the bytes start to end of Text came from.
// end must be greater than start.
func (f Folded) Back(start, end int) (from, to int) {
	last := f.at[end-1]
	_, n := utf8.DecodeRuneInString(f.source[last:])
	return f.at[start], last + n
}

func writeFolded(b *strings.Builder, r rune) {
	switch {
	case unicode.IsSpace(r) || unicode.IsControl(r) || r == '\u200b' || r == '\u200c' || r == '\u200d' || r == '\ufeff':
	case r >= '㈠' && r <= '㈩': // one character for （一）
		b.WriteByte('(')
		b.WriteRune([]rune("一二三四五六七八九十")[r-'㈠'])
		b.WriteByte(')')
	case strings.ContainsRune("“”„‟「」『』＂", r):
		b.WriteByte('"')
	case strings.ContainsRune("‘’‚‛＇", r):
		b.WriteByte('\'')
	case strings.ContainsRune("—–―−‐‑－", r):
		b.WriteByte('-')
	case strings.ContainsRune("～〜", r):
		b.WriteByte('~')
	default:
		if f := width.LookupRune(r).Folded(); f != 0 {
			r = f
		}
		b.WriteRune(unicode.ToLower(r))
	}
}

// Bigrams cuts s, folded, into its overlapping pairs of characters and the last character alone: 党费收 is 党费 费收 收.
// A phrase of n characters, n ≥ 2, stands in s just where its n−1 pairs stand in a row; a single character stands
// where a pair or the last character begins with it.
func Bigrams(s string) []string {
	f := Fold(s)
	out := make([]string, 0, utf8.RuneCountInString(f))
	prev := -1
	for i := range f {
		if prev >= 0 {
			_, n := utf8.DecodeRuneInString(f[i:])
			out = append(out, f[prev:i+n])
		}
		prev = i
	}
	if prev >= 0 {
		out = append(out, f[prev:])
	}
	return out
}

// IsHan reports whether r is a Han character.
func IsHan(r rune) bool { return unicode.Is(unicode.Han, r) }
