package ocr

import (
	"regexp"
	"strings"
	"unicode"
)

const (
	opening = "（《〈【〔「『"
	closing = "）》〉”’】〕」』，。、；：？！"
)

// full are the full-width marks of Chinese text for the half-width ones that tesseract gives there.
var full = map[rune]rune{'(': '（', ')': '）', ',': '，', ':': '：', ';': '；', '?': '？', '!': '！'}

// punctuated writes marks the way Chinese text has them. Tesseract gives (一) for （一）, ：as :, and mixes up the brackets of a
// pair: 〈市、区), 【2024]15号.
func punctuated(cs []character) []character {
	for i, c := range cs {
		if f, ok := full[c.r]; ok && (near(cs, i, -1) || near(cs, i, 1)) {
			cs[i].r = f
		}
	}
	paired(cs)
	return numbered(cs)
}

// near reports that the next character on that side belongs to Chinese text.
func near(cs []character, i, step int) bool {
	i += step
	return i >= 0 && i < len(cs) && (unicode.Is(unicode.Han, cs[i].r) || strings.ContainsRune(opening+closing+"“‘", cs[i].r))
}

// paired makes a 〈 that no 〉 of the line closes a round bracket, and the other way round: 〈 is rare, and never goes on so long.
func paired(cs []character) {
	open := -1
	for i, c := range cs {
		switch c.r {
		case '〈':
			if open < 0 {
				cs[i].r, open = '（', i
			}
		case '）', ')':
			open = -1
		case '〉':
			cs[i].r = '）'
			if open >= 0 {
				cs[open].r, cs[i].r = '〈', '〉'
			}
			open = -1
		}
	}
}

// documentNumber is 〔2024〕15号 with whatever tesseract makes of its brackets: 【2024]j 15号.
var documentNumber = regexp.MustCompile(`^([(（\[【〔〈《{「])[12]\d{3}([)）\]】〕〉》}」][a-zA-Z|]?)\d{1,4}号`)

// numbered gives the year of a document's number the brackets that GB/T 9704 §7.2.5 asks for.
func numbered(cs []character) []character {
	for i := range cs {
		var b strings.Builder
		for _, c := range cs[i:min(len(cs), i+16)] {
			b.WriteRune(c.r)
		}
		m := documentNumber.FindStringSubmatch(b.String())
		if m == nil {
			continue
		}
		end := i + 5
		cs[i].r, cs[end].r = '〔', '〕'
		extra := len([]rune(m[2])) - 1
		return append(cs[:end+1], cs[end+1+extra:]...)
	}
	return cs
}
