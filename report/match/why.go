package match

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"huitoukan/internal/han"
	"huitoukan/record"
)

// why tells a person what to look at.
func (m *Matcher) why(current int, c Candidate) (why []string) {
	now, then := m.findings[current], m.findings[c.Prior]
	if c.Reference != nil {
		why = append(why, Declaration(*c.Reference))
	}
	if c.by >= 0 {
		between := m.findings[c.by]
		why = append(why, fmt.Sprintf("经由%s的“%s”：本轮与它相同，它与此项相同", year(between), first(between.Titles)))
	}
	if p := m.phrases(current, c.Prior); len(p) > 0 {
		why = append(why, "共同出现：“"+strings.Join(p, "”“")+"”")
	}
	why = append(why, m.terms.why(m.read[current].said, m.read[c.Prior].said)...)
	if s := m.meanings.synonyms(m.read[current].meant, m.read[c.Prior].meant); len(s) > 0 {
		why = append(why, synonymous(s))
	}
	if c.Computed && c.like.closest {
		why = append(why, "两轮问题中这两项彼此最相近")
	}
	if now.Topic != "" && now.Topic == then.Topic {
		why = append(why, "归入同一主题（"+record.TopicName(now.Topic)+"）")
	}
	if d := differing("本轮另有", m.clausesOf(current), m.read[c.Prior]); d != "" {
		why = append(why, d)
	}
	if d := differing("上轮另有", m.clausesOf(c.Prior), m.read[current]); d != "" {
		why = append(why, d)
	}
	return why
}

// synonymous tells which words mean alike: the reader checks it at a glance.
func synonymous(pairs [][2]string) string {
	var said []string
	for _, p := range pairs {
		said = append(said, fmt.Sprintf("“%s”与“%s”", p[0], p[1]))
	}
	return "意思相关的词：" + strings.Join(said, "、")
}

// why tells which duty and which manner of failing two findings share, the rarest of each, and in what words; or how their
// manners of failing differ.
func (w weights) why(now, then said) (why []string) {
	if t, ok := w.rarest(now.of(false), then); ok {
		why = append(why, shared("职责相同", t, now, then))
	}
	ours, theirs := now.of(true), then.of(true)
	if t, ok := w.rarest(ours, then); ok {
		why = append(why, shared("问题表现相同", t, now, then))
	} else if len(ours) > 0 && len(theirs) > 0 {
		a, _ := w.rarest(ours, now)
		b, _ := w.rarest(theirs, then)
		why = append(why, fmt.Sprintf("问题表现不同：本轮%s（“%s”），上轮%s（“%s”）", trade.terms[a].name, now[a][0], trade.terms[b].name, then[b][0]))
	}
	return why
}

func shared(what string, t gram, now, then said) string {
	if now[t][0] == then[t][0] {
		return fmt.Sprintf("%s（%s）：“%s”", what, trade.terms[t].name, now[t][0])
	}
	return fmt.Sprintf("%s（%s）：本轮“%s”，上轮“%s”", what, trade.terms[t].name, now[t][0], then[t][0])
}

// rarest is the rarest of the terms that s speaks of.
func (w weights) rarest(terms grams, s said) (rarest gram, ok bool) {
	for _, t := range terms {
		if s[t] != nil && (!ok || w(t) > w(rarest)) {
			rarest, ok = t, true
		}
	}
	return rarest, ok
}

// Declaration tells what a reference states: 本轮原文写明六届区委第三轮（2018年）“……”未整改到位.
func Declaration(r record.Reference) string {
	what := "指出的问题"
	if len(r.Quotes) > 0 {
		what = "“" + strings.Join(r.Quotes, "”“") + "”"
	}
	claim := map[record.Claim]string{
		record.Unrectified: "未整改到位", record.Recurring: "再次出现", record.Unsupported: "整改措施缺少佐证",
	}[r.Claim]
	return "本轮原文写明" + Earlier(r) + what + claim
}

// Earlier names the round of a reference in words: 2018年六届区委第三轮, 上一轮.
func Earlier(r record.Reference) string {
	switch {
	case r.Year == 0 && r.Round == "":
		return "上一轮"
	case r.Year == 0:
		return r.Round
	case r.Round == "":
		return fmt.Sprintf("%d年", r.Year)
	}
	return fmt.Sprintf("%s（%d年）", r.Round, r.Year)
}

func year(f Finding) string {
	for _, in := range f.Inspections {
		if in.Year > 0 {
			return fmt.Sprintf("%d年", in.Year)
		}
	}
	return "其间一轮"
}

func first(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}

// phrases are the longest stretches that both findings hold, those with the rarest words first, at most three.
func (m *Matcher) phrases(a, b int) (out []string) {
	w := m.weights[m.findings[a].Unit]
	found := runs(m.clausesOf(a).all, m.clausesOf(b).all)
	worth := map[string]float64{}
	for _, s := range found {
		worth[s] = w.vector(gramsOf(s)).sum
	}
	slices.SortFunc(found, func(x, y string) int { return cmp.Or(cmp.Compare(worth[y], worth[x]), cmp.Compare(x, y)) })
	for _, s := range found {
		if len(out) > 0 && len([]rune(s)) < 3 {
			continue // two letters are seldom a word of their own (行不 of 履行不到位); they stand in only when there is no more
		}
		if len(out) < 3 && !slices.ContainsFunc(out, func(o string) bool { return strings.Contains(o, s) || strings.Contains(s, o) }) {
			out = append(out, s)
		}
	}
	return out
}

// clauses are a finding's words, cut at everything that is neither letter nor digit: those of what names it, and all.
type clauses struct {
	named []string
	all   [][]rune
}

// clausesOf cuts the words of finding i, or knows them: a finding is told of beside five and more others.
func (m *Matcher) clausesOf(i int) clauses {
	if c, ok := m.clauses[i]; ok {
		return c
	}
	f := m.findings[i]
	var c clauses
	for _, s := range cut(slices.Concat(f.named(), f.Titles, f.Texts)) {
		c.all = append(c.all, []rune(s))
	}
	c.named = cut(f.named())
	m.clauses[i] = c
	return c
}

// cut lists the clauses of texts, each once.
func cut(texts []string) (out []string) {
	for _, s := range texts {
		for _, c := range split(s) {
			if !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	return out
}

func split(s string) []string {
	return strings.FieldsFunc(han.Fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// runs are the stretches that clauses of both sides share, in order within their clauses, two letters or more.
func runs(as, bs [][]rune) (out []string) {
	for _, a := range as {
		for _, b := range bs {
			for _, s := range stretches(a, b) {
				if !slices.Contains(out, s) {
					out = append(out, s)
				}
			}
		}
	}
	return out
}

// stretches cuts two clauses at the longest stretch they share, and what is left on either side again: 查档窗口午间无人值守
// and 查档窗口无人值守 share 查档窗口 and 无人值守.
func stretches(a, b []rune) []string {
	i, j, n := longest(a, b)
	if n < 2 {
		return nil
	}
	around := slices.Concat(stretches(a[:i], b[:j]), stretches(a[i+n:], b[j+n:]))
	words := strings.TrimFunc(string(a[i:i+n]), unicode.IsDigit) // a figure cut in two says nothing
	if utf8.RuneCountInString(words) < 2 {
		return around
	}
	return slices.Concat([]string{words}, around)
}

// longest is the longest stretch that a and b share: where it begins in each, and its length.
func longest(a, b []rune) (i, j, n int) {
	last := make([]int, len(b)+1)
	for x := range a {
		row := make([]int, len(b)+1)
		for y := range b {
			if a[x] == b[y] {
				row[y+1] = last[y] + 1
				if row[y+1] > n {
					n = row[y+1]
					i, j = x+1-n, y+1-n
				}
			}
		}
		last = row
	}
	return i, j, n
}

// differing are the clauses of what a finding is about that the other does not have, so that the reader sees at once what
// is not the same.
func differing(word string, f clauses, other profile) string {
	var own []string
	for _, c := range f.named {
		if utf8.RuneCountInString(c) > 2 && contained(weights(even).vector(gramsOf(c)), weights(even).vector(other.text.grams)) < 0.4 {
			own = append(own, c)
		}
	}
	if len(own) == 0 {
		return ""
	}
	return word + "：“" + strings.Join(own[:min(3, len(own))], "”“") + "”"
}
