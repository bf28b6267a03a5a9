package extract

import (
	"strings"
	"unicode/utf8"

	"huitoukan/record"
)

// title is the naming clause of a statement.
func title(text string, kind record.Kind) string {
	if q, ok := aboutTitle(text); ok {
		return q
	}
	first, rest := cutSentence(text)
	switch {
	case rest == "" && first != text:
		first = namingClause(first, strings.TrimPrefix(text, first))
	case first == text:
		first = beforeReference(first)
	}
	return strings.Trim(first, "。；;：:，, ")
}

// cutSentence cuts s after its first sentence, leaving the closing mark off. What stands in quotation marks or
// brackets doesn't end a sentence.
func cutSentence(s string) (first, rest string) {
	depth := 0
	for i, r := range s {
		switch {
		case strings.ContainsRune("“‘（《(", r):
			depth++
		case strings.ContainsRune("”’）》)", r):
			depth--
		case (r == '。' || r == '；' && strings.TrimSpace(s[i+len("；"):]) == "") && depth <= 0:
			return s[:i], strings.TrimSpace(s[i+utf8.RuneLen(r):])
		}
	}
	return s, ""
}

const shortClause = 9 // runes: a failing named in so few is part of the name, not evidence

// namingClause cuts the evidence off a statement of one sentence: 干部轮岗不到位，3名人员12年未轮岗。 is named by its first clause,
// and by those after it that name failings in few words, save the last, which tells what came of it. A phrase of a list
// (…；) that has no figures is all name.
func namingClause(s, end string) string {
	clauses := strings.Split(s, "，")
	if strings.HasPrefix(end, "；") && len(clauses) <= 2 && !strings.ContainsAny(s, "0123456789") {
		return s
	}
	n := 1
	for n < len(clauses)-1 && utf8.RuneCountInString(clauses[n]) <= shortClause && failing(clauses[n]) && !strings.ContainsAny(clauses[n], "0123456789") {
		n++
	}
	if !balanced(strings.Join(clauses[:n], "，")) {
		return s
	}
	return strings.Join(clauses[:n], "，")
}

// beforeReference cuts off the clause in which a phrase turns to an earlier inspection: 整改落实有差距，2017年巡察反馈的….
func beforeReference(s string) string {
	for _, m := range earlier.re.FindAllStringIndex(s, -1) {
		if before, ok := strings.CutSuffix(s[:m[0]], "，"); ok && failing(before) {
			return before
		}
	}
	return s
}

func balanced(s string) bool {
	return strings.Count(s, "“") == strings.Count(s, "”") && strings.Count(s, "（") == strings.Count(s, "）")
}

var (
	aboutQuoted = re(`^(?:巡[察视])?(?:反馈|指出)?的?(?:关于|针对|对于?|就)\s*["“]`)
	aboutBare   = re(`^(?:巡[察视])?(?:反馈|指出)?的?(?:关于|针对|对于|就)(.+?)(?:等)?的?(?:这一)?问题(?:的?整改)?(?:落实|进展|完成)?(?:情况)?(?:[。：:，,]|$)`)
	aboutEnd    = re(`^(?:等)?(?:的|这一)*(?:问题|方面)`)
)

// aboutTitle is what 关于“…”的问题 names. Quotation marks inside the outer ones stay: 关于“项目“建而不结””的问题.
func aboutTitle(s string) (string, bool) {
	if m := aboutQuoted.FindStringIndex(s); m != nil {
		for _, end := range quoteEnds(s[m[1]:]) {
			rest := s[m[1]+end:]
			_, n := utf8.DecodeRuneInString(rest)
			if aboutEnd.MatchString(strings.TrimLeft(rest[n:], " ")) {
				return strings.TrimSpace(s[m[1] : m[1]+end]), true
			}
		}
	}
	if m := aboutBare.FindStringSubmatch(s); m != nil {
		return strings.Trim(m[1], "“”\" "), true
	}
	return "", false
}

// quoteEnds lists where a closing quotation mark stands in s.
func quoteEnds(s string) []int {
	var out []int
	for i, r := range s {
		if r == '”' || r == '"' {
			out = append(out, i)
		}
	}
	return out
}
