package extract

import (
	"fmt"
	"strings"
	"testing"

	"huitoukan/record"
)

// TestGiven tells of problems that another reader found what the rules tell of their own.
func TestGiven(t *testing.T) {
	text := textOf(
		"中共鹿鸣区粮食局党组关于巡察整改情况的通报",
		"2021年3月1日至4月29日，区委第二巡察组对鹿鸣区粮食局党组开展了常规巡察，指出3个问题。",
		"子、理论学习不经常。2020年只学两次。",
		"对此，一是制定计划。二是每月一学。目前该问题已完成整改。",
		"5.上一轮巡察指出的账实不符问题仍未整改到位。",
	)
	at := func(s string) record.Span {
		i := strings.Index(text.Body, s)
		return record.Span{Start: i, End: i + len(s)}
	}
	first, second, done := "理论学习不经常。2020年只学两次。", "5.上一轮巡察指出的账实不符问题仍未整改到位。", "一是制定计划。二是每月一学。目前该问题已完成整改。"
	d := Given(Extract(text, ""), []record.Problem{
		{Label: "子、", Text: first, At: record.Span{Start: at(first).Start, End: at(done).End}, Measures: []record.Measure{{At: at(done)}}, Leader: "王一"},
		{Text: second, At: at(second), References: []record.Reference{{Claim: record.Recurring, Quotes: []string{"账实不符"}}}},
	})
	var got strings.Builder
	for _, p := range d.Problems {
		fmt.Fprintf(&got, "%d %s %s|%s|%s %s %s\n", p.Number, p.Label, p.Title, p.Text, p.Topic, p.Status, p.Leader)
		for _, m := range p.Measures {
			fmt.Fprintf(&got, "  %s\n", m.Text)
		}
		for _, r := range p.References {
			fmt.Fprintf(&got, "  %s %q\n", r.Claim, r.Quotes)
		}
	}
	for _, x := range d.Doubts {
		fmt.Fprintf(&got, "? %s\n", x.Code)
	}
	want := `1 子、 理论学习不经常|理论学习不经常。2020年只学两次。|T01 completed 王一
  制定计划。
  每月一学。
5 5. 上一轮巡察指出的账实不符问题仍未整改到位|上一轮巡察指出的账实不符问题仍未整改到位。|T31  
  unrectified ["账实不符"]
? count_mismatch
? no_measures
`
	if got.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", &got, want)
	}
}
