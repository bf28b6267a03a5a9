package index_test

import (
	"slices"
	"strings"
	"testing"

	"huitoukan/index"
	"huitoukan/record"
)

func TestSnippets(t *testing.T) {
	long := strings.Repeat("长", 100)
	p := record.Problem{
		Title: "（１）党费收缴", Text: long + "党 费没有收缴，党费由出纳代扣。" + long,
		Measures: []record.Measure{{Text: "补缴党费。"}, {Text: "没有关系。"}, {Text: "谢谢谢谢"}},
	}
	for _, c := range []struct {
		terms []string
		want  []string
	}{
		{[]string{"党费", "(1)"}, []string{
			"title: [（１）党费]收缴",
			"text: " + strings.Repeat("长", 20) + "[党 费]没有收缴，[党费]由出纳代扣。" + strings.Repeat("长", 44),
			"measure: 补缴[党费]。",
		}},
		{[]string{"谢谢"}, []string{"measure: [谢谢谢谢]"}},
		{[]string{"。" + long}, []string{"text: 长长长长长党 费没有收缴，党费由出纳代扣[。" + strings.Repeat("长", 59) + "]"}},
		{[]string{"无此"}, nil},
		{nil, []string{"text: " + strings.Repeat("长", 80)}},
	} {
		var got []string
		for _, s := range index.Snippets(p, c.terms) {
			got = append(got, s.Field+": "+marked(s))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q:\n%s\nwant\n%s", c.terms, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}

func marked(s index.Snippet) string {
	text, last := "", 0
	for _, m := range s.Marks {
		text += s.Text[last:m.Start] + "[" + s.Text[m.Start:m.End] + "]"
		last = m.End
	}
	return text + s.Text[last:]
}
