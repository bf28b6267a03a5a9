package report

import (
	"regexp"
	"strings"
)

// Promise is a clause of a measure that can be checked on site: a paper or system that it names, a sum, a count, a date.
type Promise struct {
	Words string   `json:"words"`
	Kinds []string `json:"kinds"` // system, sum, count, date
}

// concrete tells the kinds of promise by what a clause holds, with an example of each.
var concrete = []struct {
	kind string
	is   *regexp.Regexp
}{
	{"system", regexp.MustCompile(`《[^》]+》`)},                                     // 制定《公务用车管理办法》
	{"sum", regexp.MustCompile(`[\d０-９.,，]*\d\s*[万亿]?元`)},                         // 追缴12.3万元
	{"date", regexp.MustCompile(`\d{1,4}\s*[年月](?:底|末|初|\s*\d{1,2}\s*[月日])?`)},    // 2023年6月底前完成
	{"count", regexp.MustCompile(`\d+\s*(?:余|多)?[名人次个件套台份场期家处项户亩条批册宗辆间所班课篇起笔轮]`)}, // 清退3人，每月检查1次
}

// promises are the clauses of the measures that promise something concrete, each once.
func promises(measures []string) []Promise {
	out := []Promise{}
	had := map[string]bool{}
	for _, m := range measures {
		for _, clause := range clauses(m) {
			if kinds := kindsOf(clause); len(kinds) > 0 && !had[clause] {
				had[clause] = true
				out = append(out, Promise{clause, kinds})
			}
		}
	}
	return out
}

func kindsOf(clause string) (kinds []string) {
	for _, c := range concrete {
		if c.is.MatchString(clause) {
			kinds = append(kinds, c.kind)
		}
	}
	return kinds
}

// clauses cuts at commas, semicolons and full stops, but not inside 《》, ( ) and figures (1,200).
func clauses(s string) (out []string) {
	depth, from := 0, 0
	cut := func(to, next int) {
		if c := strings.TrimSpace(s[from:to]); c != "" {
			out = append(out, c)
		}
		from = next
	}
	for i, r := range s {
		switch {
		case strings.ContainsRune("《（(“", r):
			depth++
		case strings.ContainsRune("》）)”", r):
			depth = max(depth-1, 0)
		case depth == 0 && strings.ContainsRune("，；。;", r):
			cut(i, i+len(string(r)))
		}
	}
	cut(len(s), len(s))
	return out
}
