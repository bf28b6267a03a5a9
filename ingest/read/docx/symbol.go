package docx

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// symbols are the signs of symbol fonts that stand in running text: ticks, boxes, bullets, arrows, circled numbers.
// The fonts have no signs of Unicode; these are the ones that look the same.
var symbols = map[string]map[rune]rune{
	"wingdings": {
		0x4A: '☺', 0x6C: '●', 0x6E: '■', 0x6F: '□', 0x71: '❑', 0x73: '⬧', 0x74: '⧫', 0x75: '◆', 0x76: '❖', 0x77: '⬥',
		0x9E: '·', 0x9F: '•', 0xA1: '○', 0xA7: '▪', 0xA8: '□', 0xAB: '★', 0xD8: '➢', 0xDC: '➲', 0xDF: '←', 0xE0: '→',
		0xE1: '↑', 0xE2: '↓', 0xE8: '➔', 0xF0: '⇨', 0xFB: '✗', 0xFC: '✓', 0xFD: '☒', 0xFE: '☑',
		0x81: '①', 0x82: '②', 0x83: '③', 0x84: '④', 0x85: '⑤', 0x86: '⑥', 0x87: '⑦', 0x88: '⑧', 0x89: '⑨', 0x8A: '⑩',
		0x8C: '❶', 0x8D: '❷', 0x8E: '❸', 0x8F: '❹', 0x90: '❺', 0x91: '❻', 0x92: '❼', 0x93: '❽', 0x94: '❾', 0x95: '❿',
	},
	"wingdings 2": {
		0x4F: '✗', 0x50: '✓', 0x51: '☒', 0x52: '☑', 0x53: '☒', 0x54: '☒', 0x98: '●', 0xA2: '■', 0xA3: '□', 0xA6: '▢',
		0x6A: '①', 0x6B: '②', 0x6C: '③', 0x6D: '④', 0x6E: '⑤', 0x6F: '⑥', 0x70: '⑦', 0x71: '⑧', 0x72: '⑨', 0x73: '⑩',
	},
	"symbol": {
		0xB7: '•', 0xA3: '≤', 0xB3: '≥', 0xB4: '×', 0xB1: '±', 0xB8: '÷', 0xB9: '≠', 0xAE: '→', 0xAC: '←', 0xB0: '°',
		0xA5: '∞', 0x2D: '−', 0x61: 'α', 0x62: 'β', 0x67: 'γ', 0x64: 'δ', 0x44: 'Δ', 0x53: 'Σ', 0x70: 'π', 0x6D: 'μ',
	},
}

// symbol is the sign of a sym element (ECMA-376 §17.3.3.30). A sign that has no like in Unicode is U+FFFD.
func symbol(font, char string) string {
	n, err := strconv.ParseUint(char, 16, 32)
	if err != nil || !utf8.ValidRune(rune(n)) {
		return string(utf8.RuneError)
	}
	return string(drawn(font, rune(n)))
}

// drawn is what the rune shows in the font. Symbol fonts are addressed from U+F000 or as if they were Latin text.
func drawn(font string, r rune) rune {
	signs := symbols[strings.ToLower(font)]
	if signs == nil && (r < 0xF000 || r > 0xF0FF) {
		return r
	}
	if sign, ok := signs[r&0xFF]; ok {
		return sign
	}
	return utf8.RuneError
}

// shown is text of a run in a symbol font, or with signs of one.
func shown(font, s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0xF000 && r <= 0xF0FF {
			return drawn(font, r)
		}
		return r
	}, s)
}
