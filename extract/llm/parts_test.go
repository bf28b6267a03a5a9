package llm

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"huitoukan/internal/mask"
	"huitoukan/internal/model/modeltest"
	"huitoukan/record"
)

// TestParts cuts where a problem begins, not at a measure; where none does, at a line, a sentence, and at last anywhere; and what
// was cut put together is the text.
func TestParts(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		most  int
		want  []string // how each part begins
	}{
		{"fits", []string{"问题1：学习不够。", "问题2：管理不严。"}, 100, []string{"问题1"}},
		{"at problems", []string{"问题1：学习不够。", "1.建立制度。", "2.每月一学。", "问题2：管理不严。", "1.清退费用。", "2.修订办法。"}, 40, []string{"问题1", "问题2"}},
		{"at headings", []string{"（一）学习不够。", "1.建立制度。", "（二）管理不严。", "1.清退费用。", "2.修订办法。"}, 25, []string{"（一）", "（二）"}},
		{"at lines", []string{"学习不够，会议很少。", "管理不严，报销混乱。", "党费拖欠，长期不交。"}, 24, []string{"学习", "党费"}},
		{"in a line", []string{"学习不够，会议很少。管理不严，报销混乱。党费拖欠，长期不交。"}, 24, []string{"学习", "党费"}},
		{"anywhere", []string{strings.Repeat("学", 30)}, 12, []string{"学", "学", "学"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := document(c.lines...)
			var whole string
			var begin []string
			for i, p := range parts(d.Text, nil, c.most) {
				s := d.Text.Slice(p)
				if n := len([]rune(s)); n > c.most {
					t.Errorf("part %d has %d runes", i, n)
				}
				whole += s
				if i < len(c.want) && strings.HasPrefix(s, c.want[i]) {
					s = c.want[i]
				}
				begin = append(begin, s)
			}
			if !slices.Equal(begin, c.want) || whole != d.Text.Body {
				t.Errorf("cut into %q", begin)
			}
		})
	}
}

// TestRowsStayWhole cuts a table between rows.
func TestRowsStayWhole(t *testing.T) {
	var b record.Builder
	for r := range 4 {
		for c := range 2 {
			b.Add("", fmt.Sprintf("第%d行第%d格", r, c), record.Block{Cell: &record.Cell{Table: 1, Row: r, Col: c, RowSpan: 1, ColSpan: 1}})
		}
	}
	text := b.Text("xlsx")
	for _, p := range parts(text, nil, 35) {
		if s := text.Slice(p); strings.Count(s, "\n") != strings.Count(s, "\t") && strings.Count(s, "\n")+1 != strings.Count(s, "\t") {
			t.Errorf("cut within a row: %q", s)
		}
	}
}

// TestLong reads a long document part by part; a part that is not answered leaves the rules' reading as it was.
func TestLong(t *testing.T) {
	lines := []string{"中共鹿鸣区粮食局党组关于巡察整改情况的通报"}
	for i := range 10 {
		lines = append(lines, fmt.Sprintf("%s、第%d处粮库管理混乱。账面与实物不符。", []string{"子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申", "酉"}[i], i+1), "对此，已全面盘点。")
	}
	echo := func(w http.ResponseWriter, r *http.Request, a modeltest.Asked) {
		var out []string
		for _, l := range strings.Split(a.User, "\n") {
			if label, text, ok := strings.Cut(l, "、"); ok {
				out = append(out, fmt.Sprintf(`{"label":"%s、","text":"%s","measures":["已全面盘点。"],"references":[]}`, label, text))
			}
		}
		modeltest.Says(`{"problems":[`+strings.Join(out, ",")+`]}`)(w, r, a)
	}
	s := modeltest.Serve(t, echo)
	d := document(lines...)
	short := func(s *modeltest.Server) *Assistant {
		a := assistant(t, s, nil)
		a.Context = 90
		return a
	}
	got := short(s).Improve(t.Context(), d)
	if len(got.Problems) != 10 || got.Problems[9].Label != "酉、" || len(got.Problems[9].Measures) != 1 {
		t.Errorf("%s", read(got))
	}
	if n := len(s.Requests()); n < 3 {
		t.Errorf("asked %d times", n)
	}
	n := 0
	s = modeltest.Serve(t, func(w http.ResponseWriter, r *http.Request, a modeltest.Asked) {
		if n++; n == 3 {
			modeltest.Fails(http.StatusInternalServerError)(w, r, a)
			return
		}
		echo(w, r, a)
	})
	got = short(s).Improve(t.Context(), d)
	equal(t, read(got), read(d)+"? model_unanswered 规则没有读全，模型也没有帮上忙：服务出错，请人工核对。\n")
}

// TestListFirst finds problems that a list at the front names and that are told later, and those that an annex lists again.
func TestListFirst(t *testing.T) {
	said := `{"problems":[
 {"label":"","text":"学习抓得不紧。","measures":["已制定计划。"],"references":[]},
 {"label":"","text":"党费收得不齐。","measures":["已补缴到位。"],"references":[]}]}`
	list := []string{"共有以下情形：", "学习抓得不紧。", "党费收得不齐。"}
	told := []string{"子、学习抓得不紧。", "已制定计划。", "丑、党费收得不齐。", "已补缴到位。"}
	for _, lines := range [][]string{slices.Concat(list, told), slices.Concat(told, list)} {
		d := document(append([]string{"鹿鸣区粮食局情况"}, lines...)...)
		f := newFinder(d.Text, d.Text.Body, record.Span{End: len(d.Text.Body)})
		var a answer
		if err := json.Unmarshal([]byte(said), &a); err != nil {
			t.Fatal(err)
		}
		r := f.place(a)
		for i, p := range r.problems {
			if len(p.problem.Measures) != 1 || !strings.HasSuffix(d.Text.Body[:p.pieces[0].Start], "、") {
				t.Errorf("%q: problem %d at %q", lines, i, d.Text.Slice(p.problem.At))
			}
		}
		if len(r.problems) != 2 || r.invented != 0 {
			t.Errorf("%q: %+v", lines, r)
		}
	}
}

// TestStandsAlone takes no words out of a clause that may say the contrary.
func TestStandsAlone(t *testing.T) {
	d := document("鹿鸣区粮食局情况", "没有发现违规发放补贴问题。一是制定了补贴办法；二是清退补贴3200元。①接待不严，②学习不够", "问题3党费不齐。关于“作风不实”的问题")
	f := newFinder(d.Text, d.Text.Body, record.Span{End: len(d.Text.Body)})
	for words, want := range map[string]bool{
		"违规发放补贴问题": false, "没有发现违规发放补贴问题": true, "制定了补贴办法": true, "清退补贴３２００ 元": true, "清退补贴320": false,
		"接待不严": true, "学习不够": true, "党费不齐。": true, "作风不实": true, "关于\"作风不实\"的问题": true, "不严": false, "从未有过的话": false,
	} {
		if got := len(f.all(words, "", 0, len(f.folded.Text), longestStatement)) > 0; got != want {
			t.Errorf("%s: %v", words, got)
		}
	}
}

// FuzzWeigh: whatever the model answers, the reading stands in the document.
func FuzzWeigh(f *testing.F) {
	f.Add("子、", "理论学习不经常。", "每月学习一次。", "两次", "公务接待管理混乱。")
	f.Add("", "公务接待管理混乱。抽查的12张报销单都没有公函。", "ﷺ\u0301①㎡", "", "党费收缴不及时。")
	d := earthly()
	hidden := mask.Text(d.Text)
	f.Fuzz(func(t *testing.T, label, text, measure, quote, other string) {
		a := answer{Problems: []stated{
			{Label: label, Text: text, Measures: []string{measure, quote, other}, References: []earlier{{"recurring", []string{quote}}}},
			{Label: other, Text: other, Measures: []string{text, measure}},
		}}
		got := weigh(d, hidden, []partAnswer{{record.Span{End: len(d.Text.Body)}, a}})
		for _, p := range got.Problems {
			if !strings.Contains(oneLine(d.Text.Slice(p.At)), p.Text) {
				t.Errorf("%q does not stand in %q", p.Text, d.Text.Slice(p.At))
			}
			for _, m := range p.Measures {
				if oneLine(d.Text.Slice(m.At)) != m.Text {
					t.Errorf("%q stands as %q", m.Text, d.Text.Slice(m.At))
				}
			}
		}
	})
}
