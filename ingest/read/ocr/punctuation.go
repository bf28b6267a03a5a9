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

func text(cs []character) string {
	var b strings.Builder
	for _, c := range cs {
		b.WriteRune(c.r)
	}
	return b.String()
}

// near reports that the next character on that side belongs to Chinese text.
func near(cs []character, i, step int) bool {
	i += step
	return i >= 0 && i < len(cs) && (unicode.Is(unicode.Han, cs[i].r) || strings.ContainsRune(opening+closing+"“‘", cs[i].r))
}

// paired makes the two brackets of a pair of one kind: (2021年6月） and 〈市、区）. A 〈 that no 〉 of the line closes is a round
// one: it is rare, and never goes on so long. Straight quotes open and close by turns.
func paired(cs []character) {
	open, quoted := -1, false
	for i, c := range cs {
		switch c.r {
		case '〈':
			if open < 0 {
				cs[i].r, open = '（', i
			}
		case '（', '(':
			open = i
		case '）', ')':
			if open >= 0 && (cs[open].r == '（') != (c.r == '）') {
				cs[open].r, cs[i].r = '（', '）'
			}
			open = -1
		case '〉':
			cs[i].r = '）'
			if open >= 0 && cs[open].r == '（' {
				cs[open].r, cs[i].r = '〈', '〉'
			}
			open = -1
		case '“', '”':
			quoted = c.r == '“'
		case '"':
			cs[i].r = '“'
			if quoted {
				cs[i].r = '”'
			}
			quoted = !quoted
		}
	}
}

// documentNumber is 〔2024〕15号 with whatever tesseract makes of its brackets: 【2024]j 15号.
var documentNumber = regexp.MustCompile(`^([(（\[【〔〈《{「])[12]\d{3}([)）\]】〕〉》}」][a-zA-Z|]?)\d{1,4}号`)

// numbered gives the year of a document's number the brackets that GB/T 9704 §7.2.5 asks for.
func numbered(cs []character) []character {
	for i := range cs {
		m := documentNumber.FindStringSubmatch(text(cs[i:min(len(cs), i+16)]))
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
