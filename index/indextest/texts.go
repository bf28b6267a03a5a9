package indextest

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"huitoukan/index"
	"huitoukan/internal/han"
	"huitoukan/record"
)

// hard are texts that break engines: digits and points, marks of all widths, the signs of query languages, characters beyond
// the BMP, single characters, the same pairs in another order.
var hard = []string{
	"违规发放加班费.5万元，占比3.50%。", "违规发放加班费5万元，占比35.0%。", "“三公”经费超支（2018年）", "三公经费超支(2019年)",
	"ＡＢＣ公司ａｂｃ", "AND OR NOT NEAR(a b) title:党费*", `引号"套"引号 ^首 -尾 {a b}`, "𠮷野家㐀䶮采购", "谢谢谢谢", "谢 谢 谢",
	"费党收缴", "党费收缴", "缴收费党党费", "一", "①落实②整改", "制度+机制/流程\\规范_管理|台账~清单`目录", "emoji😀结尾😀",
	"a", "ab", "abc abc", "1", "11", "111.11", "——破折号——", "全　角　空　格", "問題：條例繁體", "-", "--", "''", "%%", "_%",
}

// hardDocs puts the hard texts into every field of several documents.
func hardDocs() []record.Document {
	var docs []record.Document
	for i, text := range hard {
		other := hard[(i+7)%len(hard)]
		docs = append(docs, document(fmt.Sprintf("%02d", i), "云岫市青岚区教育局", 2020+i%3, record.Problem{
			Number: 1, Title: text, Text: text + "。" + other, Topic: "T01",
			Measures: []record.Measure{{Text: other}, {Text: text}},
		}))
	}
	return docs
}

// fields are the texts of a problem in which a quoted string may stand.
func fields(p record.Problem) []string {
	out := []string{p.Title, p.Text}
	for _, m := range p.Measures {
		out = append(out, m.Text)
	}
	return out
}

// substrings is the property at the heart: any substring of one or more characters of any stored text is found by a quoted
// search, and nothing else is.
func substrings(t *testing.T, s Store) {
	e := open(t, s)
	docs := append(hardDocs(), Generate(60, 1)...)
	put(t, e, docs...)
	for _, q := range queries(docs) {
		checkSubstring(t, e, docs, q)
	}
}

// queries are the strings looked for: every one of up to six characters of the hard texts, longer ones of all texts, what
// would be found if one text ran on into the next, and what stands nowhere.
func queries(docs []record.Document) []string {
	r := rand.New(rand.NewPCG(7, 7))
	out := strings.Fields("没有的字 费党 谢谢谢谢谢 55万 35.00 abcabcabc 。“ bca 元，占比3。 \ufdd0")
	for _, text := range hard {
		runes := []rune(text)
		for i := range runes {
			for j := i + 1; j <= min(len(runes), i+6); j++ {
				out = append(out, string(runes[i:j]))
			}
		}
	}
	for _, d := range docs {
		for _, p := range d.Problems {
			var last []rune
			for _, f := range fields(p) {
				runes := []rune(f)
				i := r.IntN(len(runes))
				out = append(out, string(runes[i:i+1+r.IntN(len(runes)-i)]))
				if last != nil {
					out = append(out, string(last[len(last)-1:])+string(runes[:1]), string(last[max(0, len(last)-2):])+string(runes[:min(2, len(runes))]))
				}
				last = runes
			}
		}
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(q string) bool { return han.Fold(q) == "" })
}

// quoted writes a string as a query. The marks inside it are written as others that are the same to a search.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`"`, "'", "“", "'", "”", "'", "＂", "'").Replace(s) + `"`
}

func checkSubstring(t *testing.T, e index.Engine, docs []record.Document, q string) {
	t.Helper()
	want, matches := []string{}, index.Matching(index.Query{Text: quoted(q)})
	for _, d := range docs {
		for i, p := range d.Problems {
			stands := slices.ContainsFunc(fields(p), func(f string) bool { return strings.Contains(han.Fold(f), han.Fold(q)) })
			if stands {
				want = append(want, record.ProblemID{Doc: d.ID, Index: i + 1}.String())
			}
			if matches(p) != stands {
				t.Errorf("%q matches %s#%d: %v, want %v", q, d.ID, i+1, !stands, stands)
			}
		}
	}
	r := search(t, e, index.Query{Text: quoted(q), Limit: 1000})
	got := ids(r)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%q found %v, want %v", q, got, want)
	}
	if r.Total != len(want) {
		t.Errorf("%q: total %d, want %d", q, r.Total, len(want))
	}
}

// termsAnded checks that all words of a query must be found in one problem, each in any field.
func termsAnded(t *testing.T, s Store) {
	e := open(t, s)
	put(t, e,
		document("1", "甲局", 2020, record.Problem{Title: "党费收缴不及时", Text: "党费收缴不及时。按年收取。", Measures: []record.Measure{{Text: "补缴2140元。"}}}),
		document("2", "乙局", 2021, record.Problem{Title: "党费管理不规范", Text: "党费管理不规范。由出纳代扣。"}),
	)
	for q, want := range map[string][]string{
		"党费":           {"2#1", "1#1"},
		"党费 补缴":        {"1#1"},
		"收缴 党费":        {"1#1"},
		"“收缴 不及时”":     {"1#1"},
		"党费 补缴 出纳":     {},
		"党费出纳":         {},
		"“收缴不及时":       {"1#1"},
		"２１４０ 元":       {"1#1"},
		"时。按":          {"1#1"},
		"不规范。由出 “代扣”":  {"2#1"},
		"2140元。 党费 收缴": {"1#1"},
		"元。党费":         {},
	} {
		got := ids(search(t, e, index.Query{Text: q}))
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s found %v, want %v", q, got, want)
		}
		if got := matching(t, e, index.Query{Text: q}); !slices.Equal(got, want) {
			t.Errorf("%s matches %v, want %v", q, got, want)
		}
	}
}

// snippets checks that hits carry the extracts of [index.Snippets].
func snippets(t *testing.T, s Store) {
	e := open(t, s)
	p := record.Problem{Title: "（１）党费收缴", Text: "党 费没有收缴。", Measures: []record.Measure{{Text: "补缴党费。"}, {Text: "没有关系。"}}}
	put(t, e, document("1", "甲局", 2020, p))
	for _, q := range []string{"党费 (1)", "“费没有”", ""} {
		got := search(t, e, index.Query{Text: q}).Hits[0].Snippets
		if want := index.Snippets(p, index.Terms(q)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: snippets %+v, want %+v", q, got, want)
		}
	}
}
