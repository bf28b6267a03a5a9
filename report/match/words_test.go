package match

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Words are cut from the left, the longest first, and what is no Han character parts them.
func TestReadWords(t *testing.T) {
	for text, want := range map[string]string{
		"食堂采购肉类，2022年共3次。": "食堂 采购 肉类 共",
		"ＡＢＣ公司":            "公司",
		"":                 "",
	} {
		var got []string
		for _, w := range language().read([]string{text}) {
			got = append(got, language().words[w])
		}
		wanted := strings.Fields(want)
		slices.Sort(got)
		slices.Sort(wanted)
		if !slices.Equal(got, wanted) {
			t.Errorf("%s: got %v, want %v", text, got, wanted)
		}
	}
}

// What two statements that share hardly a letter have in common, in words that a person is shown.
func TestSynonyms(t *testing.T) {
	for pair, want := range map[[2]string]string{
		{"车辆维修没有合同", "汽车修理未签协议"}: "“维修”与“修理”、“车辆”与“汽车”、“合同”与“协议”",
		{"食堂买菜没有问价", "防汛值守流于形式"}: "",
	} {
		words := []grams{language().read(pair[:1]), language().read(pair[1:])}
		m := language().newMeanings(words)
		w := rarity(words)
		said := synonymous(m.synonyms(w.vector(words[0]), w.vector(words[1])))
		if got := strings.TrimPrefix(said, "意思相关的词："); got != want {
			t.Errorf("%v: got %s, want %s", pair, got, want)
		}
	}
}

// A text shares all of its words with itself, and a share of them, by rarity, with another; the scratch is left clean.
func TestShares(t *testing.T) {
	words := []grams{language().read([]string{"租金收不上来"}), language().read([]string{"房租收不上来"}), language().read([]string{"学生宿舍漏水"})}
	m := language().newMeanings(words)
	var texts []vector
	for _, w := range words {
		texts = append(texts, weights(even).vector(w))
	}
	for range 2 {
		if got := fmt.Sprintf("%.2f", m.shares(texts, texts[0])); got != "[1.00 0.60 0.00]" {
			t.Errorf("got %s", got)
		}
	}
}

// Two statements without two letters in common are shown to a person when their words are related.
func TestRelatedWordsMakeACandidate(t *testing.T) {
	m := New([]Finding{
		{Round: 0, Titles: []string{"公寓破败"}, Texts: []string{"公寓破败"}},
		{Round: 0, Titles: []string{"楼顶漏雨"}, Texts: []string{"楼顶漏雨"}},
		{Round: 1, Titles: []string{"宿舍很旧"}, Texts: []string{"宿舍很旧"}},
	})
	var got []string
	for _, c := range m.Candidates(2) {
		got = append(got, fmt.Sprint(c.Prior, c.Why[0]))
	}
	want := []string{"0意思相关的词：“宿舍”与“公寓”"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
