package llm

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"huitoukan/record"
)

// beginnings tell how likely a problem begins with a line, the likeliest first: 问题3： names it; （三） stands above 3., which may as
// well number measures.
var beginnings = []*regexp.Regexp{
	regexp.MustCompile(`^[【（(]?(?:反馈|具体)?问题[（(]?[0-9０-９一二三四五六七八九十]+|^第[0-9一二三四五六七八九十]+个?问题|^关于.+问题|^针对.+问题`),
	regexp.MustCompile(`^[一二三四五六七八九十]+[、.．]|^[（(][一二三四五六七八九十]+[)）]`),
	regexp.MustCompile(`^[0-9０-９]+[、.．]|^[（(][0-9０-９]+[)）]|^[①-⑳]`),
	regexp.MustCompile(`^[（(]?[\p{L}\p{N}]{1,3}[、.．:：)）]`), // 子、 A.
	regexp.MustCompile(``),
}

// parts cuts the text into stretches of at most most runes, where a problem begins if one does in the second half of what fits:
// at the beginning of one that the rules read, or of a line that looks like one. A single line that does not fit is cut after a
// sentence, and at last anywhere.
func parts(t record.Text, rules []record.Problem, most int) []record.Span {
	known := map[int]bool{}
	for _, p := range rules {
		known[p.At.Start] = true
	}
	var out []record.Span
	start := 0
	for start < len(t.Body) {
		end := start + prefix(t.Body[start:], most)
		if end < len(t.Body) {
			end = cutBetween(t, known, start+(end-start)/2, end)
		}
		out = append(out, record.Span{Start: start, End: end})
		start = end
	}
	return out
}

// prefix is the number of bytes in the first n runes of s.
func prefix(s string, n int) int {
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}

// cutBetween is the best place for a cut after from and not after to: of the likeliest beginnings, the last.
func cutBetween(t record.Text, known map[int]bool, from, to int) int {
	best, rank := 0, len(beginnings)
	for _, b := range t.Blocks {
		if b.Start <= from || b.Start > to || t.Body[b.Start-1] != '\n' { // a row of a table stays whole
			continue
		}
		if r := likely(t, known, b); r <= rank {
			best, rank = b.Start, r
		}
	}
	if best > 0 {
		return best
	}
	for !utf8.RuneStart(t.Body[from]) {
		from++
	}
	if i := strings.LastIndex(t.Body[from:to], "。"); i >= 0 {
		return from + i + len("。")
	}
	return to
}

// likely is the rank of a block as the beginning of a problem, 0 the likeliest.
func likely(t record.Text, known map[int]bool, b record.Block) int {
	if known[b.Start] {
		return 0
	}
	for i, re := range beginnings {
		if re.MatchString(t.Slice(b.Span)) {
			return i
		}
	}
	return len(beginnings)
}
