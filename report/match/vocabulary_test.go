package match

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"huitoukan/internal/han"
)

// Every line of the vocabulary names a term once and holds words of their own, none of them boilerplate.
func TestVocabularyLines(t *testing.T) {
	names := map[string]bool{}
	for line := range strings.Lines(vocabularyText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		head, words, ok := strings.Cut(strings.TrimSpace(line), "：")
		kind, name, _ := strings.Cut(head, " ")
		if !ok || kind != "职责" && kind != "表现" || name == "" || len(strings.Fields(words)) == 0 || names[head] {
			t.Errorf("not a term of its own: %q", line)
		}
		names[head] = true
		seen := map[string]bool{}
		for _, w := range strings.Fields(words) {
			if seen[w] || slices.Contains(boilerplate, w) || strings.HasPrefix(w, "…") || strings.HasSuffix(w, "…") {
				t.Errorf("%s: %s is said twice, boilerplate or half a word", name, w)
			}
			seen[w] = true
		}
	}
}

// What sentences are read as: the terms, with the text's own words for them.
func TestVocabularyRead(t *testing.T) {
	for text, want := range map[string]string{
		"党小组会全年仅召开3次，签到由一人代签。":    "职责三会一课“党小组会” 表现补造记录“代签” 表现次数不足“仅召开3次”",
		"把道路维修拆分成六单，规避招标。":        "职责招标“招标” 职责车辆维修“维修” 表现化整为零“拆分”“规避招标”",
		"仅有制度。一年开了两次会。":           "", // no word reaches over the end of a sentence
		"未按照县里去年年底统一下发的通知要求及时报告。": "", // nor over more than ten letters
	} {
		var got []string
		said := trade.read([]string{text})
		for _, g := range slices.Concat(said.of(false), said.of(true)) {
			kind := map[bool]string{true: "表现", false: "职责"}[trade.terms[g].failing]
			got = append(got, fmt.Sprintf("%s%s“%s”", kind, trade.terms[g].name, strings.Join(said[g], "”“")))
		}
		slices.Sort(got)
		wanted := strings.Fields(want)
		slices.Sort(wanted)
		if !slices.Equal(got, wanted) {
			t.Errorf("%s: got %v, want %v", han.Fold(text), got, wanted)
		}
	}
}
