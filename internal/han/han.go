// Package han reads Chinese text for search and for comparison, in one way for both: what is the same to a clerk's eye is
// folded together, and text is cut into overlapping pairs of characters. Strings go in; folded strings, places and pairs
// come out. What the words mean is not decided here.
package han

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold writes s without what does not count: white space and signs that cannot be seen go, capitals become small, and each
// character becomes what it is compatible with (NFKC, Unicode Standard Annex #15): （１） is (1), ㈠ is (一), ㎡ is m2, and the
// radicals and doubles that PDF files are set in become the characters themselves (⼈⺠ is 人民). Quotation marks of all kinds are
// one, so are dashes, and the dots inside names; ① stays, since to a clerk it is no 1: 第①项 is not 第1项.
// Folding what is folded changes nothing.
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
	case r >= 0x4e00 && r <= 0x9fff: // by far the most
		b.WriteRune(r)
	case circled(r):
		b.WriteRune(unicode.ToLower(r))
	default:
		for _, part := range norm.NFKC.String(string(r)) {
			if one, ok := alike[part]; ok {
				b.WriteRune(one)
			} else if !unseen(part) {
				b.WriteRune(unicode.ToLower(part))
			}
		}
	}
}

// unseen reports white space and what takes no place in print: controls, zero-width signs, the choice between two shapes of
// one character.
func unseen(r rune) bool {
	return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector)
}

// circled reports ① to ⑳ and their like, which NFKC would take the circle from.
func circled(r rune) bool {
	return r >= '①' && r <= '⑳' || r >= 'Ⓐ' && r <= '⓪' || r >= 0x3251 && r <= 0x325f || r >= 0x3280 && r <= 0x32bf
}

// alike names for every sign the one that stands for all that a clerk uses in its place. “ ” and ‘ ’ are one, since a
// quotation inside a quotation changes from one to the other: “落实“三公”经费规定” is “落实‘三公’经费规定” elsewhere.
// A tilde stays apart from a dash: only in 2018～2020年 does it mean the same.
var alike = signs(
	`"“”„‟‘’‚‛'「」『』〝〞〟`,
	`-—–―−‐‑‒─━`, // ── is a dash drawn with the lines of a table
	`~〜∼`,
	`·•・‧∙⋅`, // 阿依古丽·买买提
	// radicals that PDF files hold for characters and NFKC leaves alone (EquivalentUnifiedIdeograph.txt of Unicode)
	"母\u2e9f", "民\u2ea0", "虎\u2ec1", "西\u2ec4", "见\u2ec5", "角\u2ec6", "贝\u2ec9", "车\u2ecb", "长\u2ed3", "门\u2ed4",
	"青\u2ed8", "页\u2eda", "风\u2edb", "飞\u2edc", "食\u2edd", "马\u2ee2", "骨\u2ee3", "鬼\u2ee4", "鱼\u2ee5", "鸟\u2ee6",
	"麦\u2ee8", "黄\u2ee9", "齐\u2eec", "齿\u2eee", "龙\u2ef0", "龟\u2ef3",
)

// signs maps every sign of a row to the first.
func signs(rows ...string) map[rune]rune {
	m := map[rune]rune{}
	for _, row := range rows {
		first, _ := utf8.DecodeRuneInString(row)
		for _, r := range row {
			m[r] = first
		}
	}
	return m
}

// Bigrams cuts s, folded, into its overlapping pairs of characters and the last character alone: 党费收 is 党费 费收 收.
// A phrase of n characters, n ≥ 2, stands in s just where its n−1 pairs stand in a row; a single character stands
// where a pair or the last character begins with it. So a query of n ≥ 2 characters is asked for as the phrase of
// Bigrams without the last, and one of a single character as the beginning of a token. The last character, alone, is in no
// such phrase: texts set one after another stay apart.
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
