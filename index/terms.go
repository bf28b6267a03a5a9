package index

import (
	"strings"
	"unicode"

	"huitoukan/internal/han"
)

// closes gives for every mark that opens a quotation the one that closes it. A ” that opens is a slip of the input method.
var closes = map[rune]rune{'"': '"', '“': '”', '”': '”', '＂': '＂'}

// Terms cuts the text of a query into the strings that must all be found: what stands in quotation marks is one, white space included in
// it; outside, each word is one. A quotation mark without its partner quotes the rest. Marks of another kind inside a quotation
// are part of it: "落实“三公”经费规定" is one string.
func Terms(query string) []string {
	var out []string
	var cur strings.Builder
	flush := func() {
		if han.Fold(cur.String()) != "" {
			out = append(out, cur.String())
		}
		cur.Reset()
	}
	closing := rune(0)
	for _, r := range query {
		switch {
		case closing != 0 && r == closing:
			flush()
			closing = 0
		case closing == 0 && closes[r] != 0:
			flush()
			closing = closes[r]
		case closing == 0 && unicode.IsSpace(r):
			flush()
		default:
			cur.WriteRune(r)
		}
	}
	flush()
	return out
}
