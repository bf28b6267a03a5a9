package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"huitoukan/extract"
	"huitoukan/index/local"
	"huitoukan/ingest"
	"huitoukan/internal/golden"
	"huitoukan/record"
	"huitoukan/report/issued"
)

var noon = time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)

// TestMain lets every machine show the same hours.
func TestMain(m *testing.M) {
	time.Local = time.UTC
	os.Exit(m.Run())
}

// site is a server over a real engine that holds the documents under testdata.
type site struct {
	*Server
	engine *local.Engine
	docs   []record.Document
	log    bytes.Buffer
}

func newSite(t *testing.T, docs ...record.Document) *site {
	t.Helper()
	engine, err := local.Open(t.Context(), filepath.Join(t.TempDir(), "index.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { engine.Close() })
	if err := engine.Put(t.Context(), docs...); err != nil {
		t.Fatal(err)
	}
	folders := ingest.NewFolders(t.TempDir(), "")
	if err := folders.Make(); err != nil {
		t.Fatal(err)
	}
	s := &site{engine: engine, docs: docs}
	s.Server = New(Options{
		Issued: issued.Shelf(t.TempDir()),
		Index:  engine, Folder: folders.Inbox, Inbox: folders, UploadLimit: 1 << 20, Addr: "127.0.0.1:8470",
		Now: func() time.Time { return noon }, Log: slog.New(slog.NewTextHandler(&s.log, nil)),
		Original: s.openOriginal,
	})
	return s
}

// openOriginal serves the text itself as the archived file.
func (s *site) openOriginal(_ context.Context, id record.DocID) (io.ReadSeekCloser, string, error) {
	for _, d := range s.docs {
		if d.ID == id {
			return readSeekNopCloser{strings.NewReader(d.Text.Body)}, filepath.Base(d.File), nil
		}
	}
	return nil, "", fmt.Errorf("archive of %s: %w", id, fs.ErrNotExist)
}

type readSeekNopCloser struct{ io.ReadSeeker }

func (readSeekNopCloser) Close() error { return nil }

// corpus are the documents under testdata, as extract reads them: three of running text, and a ledger.
func corpus(t *testing.T) (docs []record.Document) {
	t.Helper()
	files, err := filepath.Glob("testdata/documents/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, read(filepath.Base(f), strings.TrimSpace(string(b))))
	}
	return append(docs, ledger())
}

// read takes lines as a reader would; a line that holds a form feed begins a page.
func read(file, text string) record.Document {
	var b record.Builder
	for l := range strings.SplitSeq(text, "\n") {
		if rest, ok := strings.CutPrefix(l, "\f"); ok {
			b.Page()
			l = rest
		}
		b.Add("", l, record.Block{})
	}
	return document(file, b.Text("txt"))
}

func document(file string, t record.Text) record.Document {
	d := extract.Extract(t, file)
	sum := sha256.Sum256([]byte(t.Body))
	d.ID, d.File, d.Taken = record.DocID(hex.EncodeToString(sum[:])), file, noon
	return d
}

func ledger() record.Document {
	var b record.Builder
	b.Add("", "丹渡县供销合作社联合社巡察整改台账", record.Block{Level: 1})
	b.Add("", "2022年8月1日至9月30日，县委第四巡察组对丹渡县供销合作社联合社开展了常规巡察。", record.Block{})
	for row, cells := range [][]string{
		{"序号", "问题", "整改措施", "责任领导", "整改时限", "完成情况"},
		{"1", "党费收缴不规范", "补交党费3120元。", "班子成员", "2022年12月", "已完成"},
		{"2", "农资储备仓库漏雨", "维修屋面800平方米。", "分管副主任", "2023年3月", "正在推进"},
	} {
		for col, c := range cells {
			b.Add("", c, record.Block{Cell: &record.Cell{Table: 1, Row: row, Col: col, RowSpan: 1, ColSpan: 1}})
		}
	}
	return document("丹渡县供销社/2022/台账.xlsx", b.Text("xlsx"))
}

func (s *site) get(t *testing.T, address string) *httptest.ResponseRecorder {
	t.Helper()
	return s.do(httptest.NewRequest(http.MethodGet, "http://127.0.0.1:8470"+address, nil))
}

func (s *site) post(t *testing.T, address string, form url.Values, edit func(*http.Request)) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:8470"+address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if edit != nil {
		edit(r)
	}
	return s.do(r)
}

func (s *site) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// doc is the document of the corpus whose file's name has part in it.
func (s *site) doc(t *testing.T, part string) record.Document {
	t.Helper()
	for _, d := range s.docs {
		if strings.Contains(d.File, part) {
			return d
		}
	}
	t.Fatalf("no document %s", part)
	return record.Document{}
}

func TestPages(t *testing.T) {
	s := newSite(t, corpus(t)...)
	later, tabled := s.doc(t, "2023"), s.doc(t, "台账")
	for name, address := range map[string]string{
		"search":           "/",
		"search-words":     "/?" + url.Values{"q": {"接待 公函"}, "unit": {"澄湖区档案局"}, "topic": {"T14"}}.Encode(),
		"search-string":    "/?q=" + url.QueryEscape(`“只念文件”`),
		"search-nothing":   "/?q=" + url.QueryEscape("海洋捕捞"),
		"problem":          "/problem/" + string(later.ID) + "/1",
		"problem-ledger":   "/problem/" + string(tabled.ID) + "/2",
		"documents":        "/documents",
		"documents-narrow": "/documents?outcome=review&kind=progress&year=2023",
		"document":         "/documents/" + string(later.ID),
		"repeats":          "/report/repeats",
		"repeats-narrow":   "/report/repeats?" + url.Values{"unit": {"丹渡"}}.Encode(),
		"dossier":          "/report/unit?" + url.Values{"unit": {later.Unit}}.Encode(),
		"review":           "/review",
		"inbox":            "/inbox",
		"units":            "/units",
		"fault":            "/nothing/here",
	} {
		t.Run(name, func(t *testing.T) {
			w := s.get(t, address)
			if want := map[bool]int{false: 200, true: 404}[name == "fault"]; w.Code != want {
				t.Fatalf("%s answers %d", address, w.Code)
			}
			page := strings.ReplaceAll(w.Body.String(), s.Folder, "INBOX")
			golden.Check(t, "page-"+name+".html", []byte(page))
		})
	}
	if s.log.Len() > 0 {
		t.Errorf("logged: %s", s.log.String())
	}
}

func TestEmptyStore(t *testing.T) {
	s := newSite(t)
	for name, address := range map[string]string{
		"search": "/", "documents": "/documents", "repeats": "/report/repeats", "review": "/review", "units": "/units",
	} {
		t.Run(name, func(t *testing.T) {
			w := s.get(t, address)
			if w.Code != http.StatusOK {
				t.Fatalf("answers %d", w.Code)
			}
			golden.Check(t, "page-empty-"+name+".html", w.Body.Bytes())
		})
	}
}

// busy is an inbox with a file in every state.
type busy struct{}

func (busy) Status() (ingest.Status, error) {
	return ingest.Status{
		Waiting: []string{"澄湖区/甲.docx"}, Working: []string{"丙.ofd"}, Archived: 3,
		Aside: []ingest.Aside{{File: "丁.pdf", Code: "no_text_layer", Reason: "没有文字层，是扫描件或图片。", Hint: "请换用 Word 原件。", Time: noon}},
	}, nil
}

func (busy) Journal(int) ([]ingest.Result, error) {
	return []ingest.Result{
		{Time: noon, File: "戊.docx", Doc: "ab12", Outcome: ingest.Indexed, Problems: 12},
		{Time: noon, File: "己.docx", Doc: "cd34", Outcome: ingest.Review, Problems: 5, Doubts: 1},
		{Time: noon, File: "丁.pdf", Outcome: ingest.Rejected, Reason: "没有文字层，是扫描件或图片。", Hint: "请换用 Word 原件。"},
	}, nil
}

func TestInboxTellsWhatIsThere(t *testing.T) {
	s := newSite(t)
	s.Inbox = busy{}
	page := s.get(t, "/inbox").Body.String()
	golden.Check(t, "page-inbox-busy.html", []byte(strings.ReplaceAll(page, s.Folder, "INBOX")))
}

func TestPageNumbersStandInTheMargin(t *testing.T) {
	d := read("澄湖区档案局.pdf", "澄湖区档案局巡察整改情况通报\n问题1：档案数字化进度缓慢。\f\n\f问题2：库房消防设施老化。")
	s := newSite(t, d)
	w := s.get(t, "/documents/"+string(d.ID))
	golden.Check(t, "page-document-pages.html", w.Body.Bytes())
}

func TestBadRequests(t *testing.T) {
	s := newSite(t, corpus(t)...)
	id := string(s.doc(t, "2023").ID)
	for address, want := range map[string]string{
		"/?year=abc":                       "400 年份要写成四位数字，例如 2023。",
		"/?page=0":                         "400 页码要写成数字。",
		"/?q=" + strings.Repeat("x", 501):  "400 检索词太长，请不要超过500个字。",
		"/?q=%ff%fe":                       "400 检索词里有无法识别的字符。",
		"/documents?outcome=lost":          "400 没有这种处理结果。",
		"/documents?page=-1":               "400 页码要写成数字。",
		"/report/repeats?page=x":           "400 页码要写成数字。",
		"/units?page=x":                    "400 页码要写成数字。",
		"/documents/0000":                  "404 库中没有这份文件或这个问题。",
		"/documents/0000/original":         "404 存档中没有这份文件的原件。",
		"/documents/..%2F..%2Fx/original":  "404 没有这个页面。",
		"/documents/..%2F..%2Fx":           "404 没有这个页面。",
		"/problem/..%2Fx/1":                "404 没有这个页面。",
		"/problem/" + id + "/99":           "404 库中没有这份文件或这个问题。",
		"/problem/" + id + "/x":            "404 没有这个页面。",
		"/static/../web.go":                "307 ",
		"/static/none.css":                 "404 没有这个页面。",
		"/report/repeats?unit=%E4%B8%80&x": "200 屡查屡犯",
	} {
		w := s.get(t, address)
		if got := fmt.Sprintf("%d %s", w.Code, heading(w.Body.String())); got != want {
			t.Errorf("%s answers %s, want %s", address, got, want)
		}
	}
}

// heading is a page's h1, as far as it is plain text.
func heading(page string) string {
	_, rest, _ := strings.Cut(page, "<h1>")
	text, _, _ := strings.Cut(rest, "<")
	return text
}

func TestOriginalIsHandedDownAsAFile(t *testing.T) {
	s := newSite(t, corpus(t)...)
	d := s.doc(t, "2023")
	w := s.get(t, "/documents/"+string(d.ID)+"/original")
	if w.Body.String() != d.Text.Body {
		t.Errorf("the original is not what was archived: %q", w.Body.String())
	}
	for header, want := range map[string]string{
		"Content-Type":           "application/octet-stream",
		"Content-Disposition":    "attachment; filename*=utf-8''%E6%BE%84%E6%B9%96%E5%8C%BA%E6%A1%A3%E6%A1%88%E5%B1%80-2023.txt",
		"X-Content-Type-Options": "nosniff",
	} {
		if got := w.Header().Get(header); got != want {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
}

func TestReportAsFiles(t *testing.T) {
	s := newSite(t, corpus(t)...)
	for format, begin := range map[string]string{"docx": "PK\x03\x04", "html": "<!DOCTYPE html>", "json": "{\n"} {
		w := s.get(t, "/report/repeats."+format)
		if !strings.HasPrefix(w.Body.String(), begin) || w.Code != http.StatusOK {
			t.Errorf("%s: %d %.40q", format, w.Code, w.Body.String())
		}
	}
	whole, narrowed := s.get(t, "/report/repeats.html"), s.get(t, "/report/repeats.html?unit="+url.QueryEscape("丹渡"))
	for page, want := range map[*httptest.ResponseRecorder]bool{whole: true, narrowed: false} {
		if got := strings.Contains(page.Body.String(), "公务接待审批不严"); got != want {
			t.Errorf("tells of the other unit: %v, want %v", got, want)
		}
	}
}

func TestIndexOutOfReach(t *testing.T) {
	s := newSite(t, corpus(t)...)
	if w := s.get(t, "/healthz"); w.Code != http.StatusOK || w.Body.String() != "ok\n" {
		t.Errorf("healthz answers %d %q", w.Code, w.Body.String())
	}
	s.engine.Close()
	for _, address := range []string{"/", "/documents", "/units", "/report/repeats", "/review", "/healthz"} {
		w := s.get(t, address)
		if w.Code < 500 || !strings.Contains(w.Body.String(), "。") {
			t.Errorf("%s answers %d", address, w.Code)
		}
		if strings.Contains(w.Body.String(), "sql") || strings.Contains(w.Body.String(), "goroutine") {
			t.Errorf("%s shows the inside: %s", address, w.Body.String())
		}
	}
	if !strings.Contains(s.log.String(), "request failed") {
		t.Errorf("nothing logged")
	}
}

type broken struct{ Inbox }

func (broken) Status() (ingest.Status, error) { panic(errors.New("secret detail")) }

func TestPanicIsAPage(t *testing.T) {
	s := newSite(t)
	s.Inbox = broken{}
	w := s.get(t, "/inbox")
	if got := fmt.Sprintf("%d %s", w.Code, heading(w.Body.String())); got != "500 程序出错了，这一步没有完成。" {
		t.Errorf("answers %s", got)
	}
	if strings.Contains(w.Body.String(), "secret") || !strings.Contains(s.log.String(), "secret detail") {
		t.Errorf("the detail belongs in the log and nowhere else")
	}
}
