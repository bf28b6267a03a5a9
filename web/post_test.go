package web

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"huitoukan/record"
)

// verdicts lists what the engine keeps.
func (s *site) verdicts(t *testing.T) (out []string) {
	t.Helper()
	for v, err := range s.engine.Decided(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%s|%s|%s|%s|%s|%s", v.Decision, v.Current, v.Prior, v.By, v.Note, v.At.UTC().Format("2006-01-02")))
	}
	return out
}

// pending is the first pair that waits for a person.
func (s *site) pending(t *testing.T) string {
	t.Helper()
	rep, err := s.reports.get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(rep.pairs, pairView.Pending)
	if i < 0 {
		t.Fatal("no pair is pending")
	}
	return rep.pairs[i].ID()
}

func TestVerdictConfirmedAndUndone(t *testing.T) {
	s := newSite(t, corpus(t)...)
	pair := s.pending(t)
	form := url.Values{"pair": {pair}, "action": {"confirm"}, "by": {"甲"}, "note": {"两轮都写了"}, "back": {"/report/repeats?show=back#x"}}
	w := s.post(t, "/verdict", form, nil)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/report/repeats?show=back#x" {
		t.Fatalf("answers %d, leads to %s: %s", w.Code, w.Header().Get("Location"), w.Body)
	}
	if got, want := w.Header().Get("Set-Cookie"), "name=%E7%94%B2; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax"; got != want {
		t.Errorf("cookie is %s, want %s", got, want)
	}
	want := []string{"confirmed|理论学习不深入，以念文件代替研讨|理论学习不深入|甲|两轮都写了|2026-03-05"}
	if got := s.verdicts(t); !slices.Equal(got, want) {
		t.Errorf("kept %q, want %q", got, want)
	}
	if page := s.get(t, "/report/repeats").Body.String(); !strings.Contains(page, "已确认重复") || !strings.Contains(page, "甲，2026-03-05 12:00，两轮都写了") {
		t.Errorf("the page does not tell of the verdict")
	}
	s.post(t, "/verdict", url.Values{"pair": {pair}, "action": {"undo"}}, nil)
	s.post(t, "/verdict", url.Values{"pair": {pair}, "action": {"undo"}}, nil) // from a second window
	if got := s.verdicts(t); len(got) > 0 {
		t.Errorf("still kept after undo: %q", got)
	}
	if page := s.get(t, "/report/repeats").Body.String(); strings.Contains(page, "已确认重复") {
		t.Errorf("the page still tells of the verdict")
	}
}

// TestSecondPerson has two people decide on one pair, whose pages were drawn before either did: the second is told what the first said, and
// changes nothing until that is taken back.
func TestSecondPerson(t *testing.T) {
	s := newSite(t, corpus(t)...)
	pair := s.pending(t)
	first := url.Values{"pair": {pair}, "action": {"confirm"}, "by": {"甲"}, "note": {"两轮都写了"}}
	second := url.Values{"pair": {pair}, "action": {"reject"}, "by": {"乙"}}
	s.post(t, "/verdict", first, nil)
	w := s.post(t, "/verdict", second, nil)
	const told = "这一页打开以后，别人已经作了决定：确认，甲，2026年3月5日，两轮都写了。您的决定没有记录。"
	if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), told) {
		t.Errorf("the second is answered %d: %s", w.Code, w.Body)
	}
	kept := []string{"confirmed|理论学习不深入，以念文件代替研讨|理论学习不深入|甲|两轮都写了|2026-03-05"}
	if got := s.verdicts(t); !slices.Equal(got, kept) {
		t.Errorf("kept %q, want %q", got, kept)
	}
	s.post(t, "/verdict", url.Values{"pair": {pair}, "action": {"undo"}}, nil)
	s.post(t, "/verdict", second, nil)
	kept = []string{"rejected|理论学习不深入，以念文件代替研讨|理论学习不深入|乙||2026-03-05"}
	if got := s.verdicts(t); !slices.Equal(got, kept) {
		t.Errorf("after taking the first back: kept %q, want %q", got, kept)
	}
}

func TestRejectedPairMovesToItsTab(t *testing.T) {
	s := newSite(t, corpus(t)...)
	s.post(t, "/verdict", url.Values{"pair": {s.pending(t)}, "action": {"reject"}, "by": {"甲"}}, nil)
	for show, want := range map[string]bool{"back": false, "rejected": true} {
		page := s.get(t, "/report/repeats?show="+show).Body.String()
		if got := strings.Contains(page, "以念文件代替研讨"); got != want {
			t.Errorf("list %s shows the pair: %v, want %v", show, got, want)
		}
	}
}

// A person who has seen an earlier problem put right says so on the account, and may take it back.
func TestRectified(t *testing.T) {
	s := newSite(t, corpus(t)...)
	account := "/report/unit?" + url.Values{"unit": {s.doc(t, "2023").Unit}}.Encode()
	_, rest, _ := strings.Cut(s.get(t, account).Body.String(), `name="finding" value="`)
	id, _, _ := strings.Cut(rest, `"`)
	form := url.Values{"finding": {id}, "action": {"rectified"}, "by": {"甲"}, "note": {"看过"}, "back": {account + "#" + id}}
	w := s.post(t, "/verdict", form, nil)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != account+"#"+id {
		t.Fatalf("answers %d, leads to %s: %s", w.Code, w.Header().Get("Location"), w.Body)
	}
	if got := s.get(t, account).Body.String(); !strings.Contains(got, "确认已整改，甲，") {
		t.Errorf("the page does not tell of it:\n%s", got)
	}
	s.post(t, "/verdict", url.Values{"finding": {id}, "action": {"undo"}}, nil)
	if got := s.verdicts(t); len(got) > 0 {
		t.Errorf("kept %q", got)
	}
	form.Set("finding", "no-such")
	if w := s.post(t, "/verdict", form, nil); w.Code != http.StatusBadRequest {
		t.Errorf("a finding that is not there answers %d", w.Code)
	}
}

func TestVerdictRefused(t *testing.T) {
	s := newSite(t, corpus(t)...)
	pair := s.pending(t)
	for _, c := range []struct {
		form url.Values
		want string
	}{
		{url.Values{"pair": {pair}, "action": {"confirm"}, "by": {"  "}}, "400 请先填写姓名：处理意见要写明是谁作出的。"},
		{url.Values{"pair": {pair}, "action": {"delete"}, "by": {"甲"}}, "400 没有写明是确认、否定、已整改还是撤销。"},
		{url.Values{"pair": {"x"}, "action": {"confirm"}, "by": {"甲"}}, "400 没有写明是哪一对问题。"},
		{url.Values{"pair": {"aa-bb"}, "action": {"confirm"}, "by": {"甲"}}, "400 报告里已经没有这一对问题，文件可能刚刚更新。"},
		{url.Values{"pair": {pair}, "action": {"confirm"}, "by": {strings.Repeat("甲", 51)}}, "400 姓名请不超过50个字，备注请不超过2000个字。"},
		{url.Values{"pair": {pair}, "action": {"confirm"}, "note": {strings.Repeat("x", formLimit)}}, "400 提交的内容无法读取。"},
	} {
		w := s.post(t, "/verdict", c.form, nil)
		if got := fmt.Sprintf("%d %s", w.Code, heading(w.Body.String())); got != c.want {
			t.Errorf("answers %s, want %s", got, c.want)
		}
	}
	if got := s.verdicts(t); len(got) > 0 {
		t.Errorf("kept %q", got)
	}
}

func TestOtherSitesCannotDecide(t *testing.T) {
	s := newSite(t, corpus(t)...)
	form := url.Values{"pair": {s.pending(t)}, "action": {"confirm"}, "by": {"甲"}}
	for name, edit := range map[string]func(*http.Request){
		"by fetch metadata": func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"by origin":         func(r *http.Request) { r.Header.Set("Origin", "http://elsewhere.example") },
		"opaque origin":     func(r *http.Request) { r.Header.Set("Origin", "null") },
	} {
		w := s.post(t, "/verdict", form, edit)
		if got := fmt.Sprintf("%d %s", w.Code, heading(w.Body.String())); got != "403 这个请求来自别的网站，没有执行。" {
			t.Errorf("%s: answers %s", name, got)
		}
	}
	if got := s.verdicts(t); len(got) > 0 {
		t.Errorf("kept %q", got)
	}
}

func TestFormsLeadToOwnPagesOnly(t *testing.T) {
	for back, want := range map[string]string{
		"/review?pair=a-b&last=c-d": "/review?pair=a-b&last=c-d",
		"//elsewhere.example/":      "/report/repeats",
		`/\elsewhere.example/`:      "/report/repeats",
		"http://elsewhere.example/": "/report/repeats",
		"javascript:alert(1)":       "/report/repeats",
		"":                          "/report/repeats",
		"/x\r\nSet-Cookie: a=b":     "/report/repeats",
	} {
		if got := localAddress(back); got != want {
			t.Errorf("%q leads to %q, want %q", back, got, want)
		}
	}
}

func TestHostNames(t *testing.T) {
	for _, c := range []struct {
		addr, host string
		want       int
	}{
		{"127.0.0.1:8470", "127.0.0.1:8470", 200},
		{"127.0.0.1:8470", "localhost:8470", 200},
		{"[::1]:8470", "[::1]:8470", 200},
		{"", "localhost", 200},
		{"127.0.0.1:8470", "elsewhere.example:8470", 421},
		{"localhost:8470", "127.0.0.1.elsewhere.example", 421},
		{"", "", 421},
		{"0.0.0.0:8470", "archive.example:8470", 200},
		{":8470", "archive.example:8470", 200},
	} {
		s := newSite(t)
		s.Addr = c.addr
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = c.host
		if w := s.do(r); w.Code != c.want {
			t.Errorf("listening on %q, host %q: answers %d, want %d", c.addr, c.host, w.Code, c.want)
		}
	}
}

// file is one part of an upload's form, with the name as a browser, or somebody who is none, sends it.
type file struct{ name, text string }

func (s *site) send(t *testing.T, files ...file) *httptest.ResponseRecorder {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for _, f := range files {
		h := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name="files"; filename="%s"`, strings.ReplaceAll(f.name, `\`, `\\`))}}
		p, err := form.CreatePart(h)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(p, f.text)
	}
	form.Close()
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:8470/inbox", &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return s.do(r)
}

// lying lists the inbox with what each file holds.
func (s *site) lying(t *testing.T) (out []string) {
	t.Helper()
	entries, err := os.ReadDir(s.Folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile(s.Folder + "/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, e.Name()+" "+string(b))
	}
	return out
}

func TestUploadLiesInTheInbox(t *testing.T) {
	s := newSite(t)
	w := s.send(t, file{"反馈意见.txt", "第一份"}, file{"台账.xlsx", "第二份"}, file{"反馈意见.txt", "第三份"})
	if w.Code != http.StatusOK {
		t.Fatalf("answers %d: %s", w.Code, w.Body)
	}
	want := []string{"反馈意见.txt 第一份", "反馈意见（2）.txt 第三份", "台账.xlsx 第二份"}
	got := s.lying(t)
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("in the inbox lie %q, want %q", got, want)
	}
}

func TestUploadRefused(t *testing.T) {
	s := newSite(t)
	huge := strings.Repeat("x", 1<<20+1)
	w := s.send(t, file{"大.txt", huge}, file{"~$反馈.docx", "x"}, file{"a.part", "x"}, file{"空.txt", ""}, file{"...", "x"}, file{"好.txt", "y"})
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("answers %d", w.Code)
	}
	_, list, _ := strings.Cut(w.Body.String(), `<ul class="results-list">`)
	list, _, _ = strings.Cut(list, "</ul>")
	if strings.Count(list, "没有收下</span>") != 5 || strings.Count(list, "已收下") != 1 {
		t.Errorf("tells: %s", list)
	}
	if got, want := s.lying(t), []string{"好.txt y"}; !slices.Equal(got, want) {
		t.Errorf("in the inbox lie %.200q, want %q", got, want)
	}
}

func TestUploadTooLargeAltogether(t *testing.T) {
	s := newSite(t)
	var files []file
	for range uploadFiles + 1 {
		files = append(files, file{"大.txt", strings.Repeat("x", 1<<20)})
	}
	w := s.send(t, files...)
	if got := fmt.Sprintf("%d %s", w.Code, heading(w.Body.String())); got != "413 一次上传的内容太大，没有收下。" {
		t.Errorf("answers %s", got)
	}
	for _, f := range s.lying(t) {
		if name, text, _ := strings.Cut(f, " "); strings.HasSuffix(name, ".part") || len(text) != 1<<20 {
			t.Errorf("half a file lies in the inbox: %s, %d bytes", name, len(text))
		}
	}
}

func TestUploadFromAnotherSiteRefused(t *testing.T) {
	s := newSite(t)
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:8470/inbox", strings.NewReader("x"))
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if w := s.do(r); w.Code != http.StatusForbidden || len(s.lying(t)) > 0 {
		t.Errorf("answers %d, in the inbox lie %q", w.Code, s.lying(t))
	}
}

func TestCleanName(t *testing.T) {
	for name, want := range map[string]string{
		"反馈意见.docx":              "反馈意见.docx",
		"../../etc/passwd":       "passwd",
		`..\..\windows\win.ini`:  "win.ini",
		"/etc/cron.d/x.txt":      "x.txt",
		`C:\Users\a\报告.doc`:      "报告.doc",
		"a\x00b\x1b[31m.txt":     "ab[31m.txt",
		"通报\u202Excod.exe":       "通报xcod.exe",
		`<img src=x>".txt`:       "_img src=x__.txt",
		"con.txt":                "_con.txt",
		"LPT1.tar.gz":            "_LPT1.tar.gz",
		"报告.txt. . ":             "报告.txt",
		"..":                     "",
		"":                       "",
		".docx":                  "",
		"xx/":                    "",
		"file.txt:stream":        "file.txt_stream",
		strings.Repeat("长", 200): strings.Repeat("长", 60),
	} {
		if got := cleanName(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}

func TestTraversalStaysInTheInbox(t *testing.T) {
	s := newSite(t)
	s.send(t, file{"../../outside.txt", "x"}, file{`..\..\outside.txt`, "y"}, file{"/tmp/outside.txt", "z"})
	want := []string{"outside.txt x", "outside（2）.txt y", "outside（3）.txt z"}
	if got := s.lying(t); !slices.Equal(got, want) {
		t.Errorf("in the inbox lie %q, want %q", got, want)
	}
}

const script = `<script>alert(1)</script><img src=x onerror=alert(1)>"'`

// TestHostileText puts markup wherever a document or a request can carry text, and looks at every page.
func TestHostileText(t *testing.T) {
	text := "澄湖区档案局党组关于巡察整改情况的通报\n" +
		"2023年3月20日至5月19日，区委第三巡察组对澄湖区档案局党组开展了巡察。\n" +
		"问题1：" + script + "登记不全。" + script + "\n整改情况：" + script
	d := read(script+".txt", text)
	d.Title, d.Unit, d.Marking, d.Names = script, script, script, []string{script}
	d.Inspection.Round, d.Inspection.Body, d.Inspection.Type = script, script, script
	d.Doubts = append(d.Doubts, record.Doubt{Code: "x", Message: script, At: record.Span{Start: 0, End: 9}})
	for i := range d.Problems {
		p := &d.Problems[i]
		p.Label, p.Topic, p.Status, p.Leader, p.Owner, p.Deadline, p.Section = script, script, script, script, script, script, []string{script}
		p.References = []record.Reference{{Year: 2019, Round: script, Claim: script, Quotes: []string{script}, At: p.At}}
	}
	if len(d.Problems) == 0 {
		t.Fatal("no problem was read")
	}
	s := newSite(t, d)
	q := url.QueryEscape(script)
	for _, address := range []string{
		"/", "/?q=alert", "/?q=" + q, "/?unit=" + q + "&topic=" + q + "&status=" + q + "&round=" + q + "&kind=" + q,
		"/documents", "/documents?unit=" + q + "&round=" + q, "/documents/" + string(d.ID), "/problem/" + string(d.ID) + "/1",
		"/report/repeats", "/report/repeats?unit=" + q + "&show=" + q, "/review?pair=" + q + "&last=" + q, "/" + q, "/inbox",
	} {
		w := s.get(t, address)
		body := w.Body.String()
		if strings.Contains(body, "<script>alert") || strings.Contains(body, "<img src=x") || strings.Contains(body, `"'`) {
			t.Errorf("%s lets markup through", address)
		}
		if got := w.Header().Get("Content-Security-Policy"); got != policy {
			t.Errorf("%s: policy is %q", address, got)
		}
	}
	w := s.send(t, file{"<script>alert(1)<:script>.part", "x"})
	if strings.Contains(w.Body.String(), "<script>alert") {
		t.Errorf("the upload's answer lets markup through")
	}
}

// FuzzCleanName holds every name to what a folder of any system can take.
func FuzzCleanName(f *testing.F) {
	for _, s := range []string{"a.docx", "../a", `..\a`, "con", "长.txt", "a\x00", ". ."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := cleanName(s)
		if len(got) > 220 || strings.ContainsAny(got, "/\\:\x00\n\r\"<>|?*") || strings.HasSuffix(got, ".") || strings.HasSuffix(got, " ") || got == "." || got == ".." {
			t.Errorf("%q becomes %q", s, got)
		}
	})
}

// A report that was downloaded is had again as it was; the edition for publication says that it is one.
func TestIssued(t *testing.T) {
	s := newSite(t, corpus(t)...)
	public := s.get(t, "/report/repeats.html?public=1").Body.String()
	if !strings.Contains(public, "重复出现问题比对报告（公开版）") || !strings.Contains(public, "公开前请人工核对") {
		t.Errorf("the edition for publication: %.500s", public)
	}
	page := s.get(t, "/report/issued").Body.String()
	link := regexp.MustCompile(`/report/issued/[0-9a-f]{8}`).FindAllString(page, -1)
	if len(link) != 1 || !strings.Contains(page, "重复出现问题比对报告 公开版") {
		t.Fatalf("the list of reports: %s", page)
	}
	if got := s.get(t, link[0]).Body.String(); got != public {
		t.Errorf("the report is not the one that was given out: %.500s", got)
	}
	if w := s.get(t, "/report/issued/00000000"); w.Code != http.StatusNotFound {
		t.Errorf("an unknown report: %d", w.Code)
	}
}
