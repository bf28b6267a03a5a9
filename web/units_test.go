package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"huitoukan/index/indextest"
	"huitoukan/internal/golden"
	"huitoukan/record"
)

// namings lists what the engine keeps.
func (s *site) namings(t *testing.T) (out []string) {
	t.Helper()
	for n, err := range s.engine.Named(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%s|%s|%s|%s|%s", n.Name, n.Unit, n.By, n.Note, n.At.UTC().Format("2006-01-02")))
	}
	return out
}

// offices are documents of a few offices, two of which a person has to put together.
func offices() (docs []record.Document) {
	for i, d := range []struct {
		unit  string
		year  int
		names []string
	}{
		{"泊川市鹿鸣区人力资源和社会保障局", 2023, []string{"区人社局"}},
		{"鹿鸣区人社局", 2019, nil},
		{"鹿鸣区水利局", 2022, nil},
		{"鹿鸣区河务局", 2017, nil},
		{"鹿鸣区教育局", 2023, nil},
		{"松溪区教育局", 2023, nil},
	} {
		docs = append(docs, record.Document{
			ID: record.DocID(fmt.Sprintf("%02x", i)), File: d.unit + ".txt", Kind: record.Progress, Title: d.unit + "通报", Unit: d.unit, Names: d.names,
			Inspection: record.Inspection{Year: d.year}, Problems: []record.Problem{{Number: 1, Title: "值班记录造假", Text: "值班记录造假。", Topic: "T30"}}, Taken: noon,
		})
	}
	return docs
}

func TestUnitsPutTogetherAndApart(t *testing.T) {
	s := newSite(t, offices()...)
	form := url.Values{"name": {"鹿鸣区河务局"}, "unit": {"鹿鸣区水利局"}, "by": {"甲"}, "note": {"2019年机构改革"}, "q": {"鹿鸣"}, "action": {"merge"}}
	w := s.post(t, "/units", form, nil)
	if want := unitsAddress("鹿鸣", 1, "鹿鸣区河务局"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
		t.Fatalf("answers %d, leads to %s, want %s: %s", w.Code, w.Header().Get("Location"), want, w.Body)
	}
	if got, want := w.Header().Get("Set-Cookie"), "name=%E7%94%B2; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax"; got != want {
		t.Errorf("cookie is %s, want %s", got, want)
	}
	golden.Check(t, "page-units-changed.html", s.get(t, w.Header().Get("Location")).Body.Bytes())
	s.post(t, "/units", url.Values{"name": {"区水电局"}, "unit": {"鹿鸣区河务局"}, "by": {"甲"}, "action": {"alias"}}, nil)
	s.post(t, "/units", url.Values{"split": {"鹿鸣区人社局"}, "by": {"乙"}, "name": {"填了一半"}}, nil)
	want := []string{"区水电局|鹿鸣区水利局|甲||2026-03-05", "鹿鸣区人社局|鹿鸣区人社局|乙||2026-03-05", "鹿鸣区河务局|鹿鸣区水利局|甲|2019年机构改革|2026-03-05"}
	if got := s.namings(t); !slices.Equal(got, want) {
		t.Errorf("kept %q\nwant %q", got, want)
	}
	for address, part := range map[string]string{
		"/?unit=" + url.QueryEscape("区水电局"):                    "找到 <strong>2</strong> 个问题",
		"/?unit=" + url.QueryEscape("鹿鸣区人社局"):                  "找到 <strong>1</strong> 个问题",
		"/documents?unit=" + url.QueryEscape("鹿鸣区河务局"):         "符合条件的 <strong>2</strong> 份",
		"/report/repeats?unit=" + url.QueryEscape("区水电局"):      "本轮",
		"/units?q=" + url.QueryEscape("水电"):                    "符合的 <strong>1</strong> 个",
		"/units?last=" + url.QueryEscape("鹿鸣区人社局"):             "“鹿鸣区人社局”人工指定单独成一个单位",
		"/units?name=" + url.QueryEscape(`"><script>`):         `value="&#34;&gt;&lt;script&gt;"`,
		"/documents?unit=" + url.QueryEscape("鹿鸣区水利局") + "&x=": "鹿鸣区河务局",
	} {
		if page := s.get(t, address).Body.String(); !strings.Contains(page, part) {
			t.Errorf("%s does not say %s", address, part)
		}
	}
	for _, name := range []string{"区水电局", "鹿鸣区河务局党组", "鹿鸣区人社局"} {
		w = s.post(t, "/units", url.Values{"undo": {name}}, nil)
	}
	if got := s.namings(t); len(got) > 0 || w.Code != http.StatusSeeOther {
		t.Errorf("answers %d, kept after undo %q", w.Code, got)
	}
	if page := s.get(t, w.Header().Get("Location")).Body.String(); !strings.Contains(page, "又由程序判断，现在归在“泊川市鹿鸣区人力资源和社会保障局”下") {
		t.Errorf("the page does not tell where the name has gone: %s", page)
	}
}

func TestNamingRefused(t *testing.T) {
	s := newSite(t, offices()...)
	for _, c := range []struct {
		form url.Values
		want string
	}{
		{url.Values{"name": {"鹿鸣区河务局"}, "unit": {"鹿鸣区水利局"}}, "400 请先填写姓名：归并和分出要写明是谁决定的。"},
		{url.Values{"name": {"鹿鸣区河务局"}, "unit": {" "}, "by": {"甲"}}, "400 请把名称和单位都填上。"},
		{url.Values{"name": {"鹿鸣区河务处"}, "unit": {"鹿鸣区水利局"}, "by": {"甲"}}, "400 没有这个单位名称：“鹿鸣区河务处”。最接近的是“鹿鸣区河务局”。"},
		{url.Values{"name": {"鹿鸣区河务局"}, "unit": {"教育局"}, "by": {"甲"}}, "400 “教育局”可能指2个单位，请写全称。"},
		{url.Values{"name": {"区人社局"}, "unit": {"鹿鸣区人社局"}, "by": {"甲"}}, "400 “区人社局”和“鹿鸣区人社局”已经是同一个单位（泊川市鹿鸣区人力资源和社会保障局），不用再归并。要分开，请用“分出”（units split）。"},
		{url.Values{"undo": {"鹿鸣区水利局"}}, "400 “鹿鸣区水利局”没有人工指定过，不用撤销。"},
		{url.Values{"split": {"没有的局"}, "by": {"甲"}}, "400 没有这个单位名称：“没有的局”。请照抄列出的名称。"},
		{url.Values{"name": {strings.Repeat("甲", 101)}, "unit": {"鹿鸣区水利局"}, "by": {"甲"}}, "400 名称请不超过100个字。"},
	} {
		w := s.post(t, "/units", c.form, nil)
		if got := fmt.Sprintf("%d %s", w.Code, heading(w.Body.String())); got != c.want {
			t.Errorf("answers %s, want %s", got, c.want)
		}
	}
	if got := s.namings(t); len(got) > 0 {
		t.Errorf("kept %q", got)
	}
}

// Units are counted once under all their names, and the filter leads to all of them.
func TestFacetsCountUnits(t *testing.T) {
	s := newSite(t, offices()...)
	page := s.get(t, "/").Body.String()
	unit := url.Values{"unit": {"泊川市鹿鸣区人力资源和社会保障局"}}.Encode()
	if !strings.Contains(page, unit) || strings.Contains(page, url.Values{"unit": {"鹿鸣区人社局"}}.Encode()) {
		t.Errorf("the facets are not by unit: %s", page)
	}
	if page := s.get(t, "/?"+unit).Body.String(); !strings.Contains(page, "找到 <strong>2</strong> 个问题") {
		t.Errorf("the unit is not found under all of its names")
	}
}

func TestBrowserManyUnits(t *testing.T) {
	docs := indextest.Generate(20*300, 4)
	for i := range docs {
		docs[i].Unit = fmt.Sprintf("%s%d科", docs[i].Unit, i)
	}
	b := newBrowser(t, newSite(t, docs...))
	b.run(t, chromedp.EmulateViewport(1280, 720), b.open("/units"))
	for _, c := range []struct{ expression, want string }{
		{"String(document.querySelectorAll('.list tbody tr').length)", "50"},
		{"document.querySelector('.pager').textContent.includes('1 / 6') + ''", "true"},
		{"(document.documentElement.scrollWidth <= 1280) + ''", "true"},
		{"String(document.querySelectorAll('#units option').length)", "300"},
	} {
		if got := ask[string](t, b, c.expression); got != c.want {
			t.Errorf("%s is %s, want %s", c.expression, got, c.want)
		}
	}
	b.quiet(t)
}
