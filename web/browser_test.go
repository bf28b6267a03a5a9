package web

import (
	"context"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// browser is a real one, with a site open to it.
type browser struct {
	*site
	ctx  context.Context
	base string

	mu         sync.Mutex
	complaints []string // of the console: script errors, what the policy kept out, what was not found
}

// newBrowser starts Chromium. Without one the test is skipped and says how to get it, unless
// HUITOUKAN_TEST_BROWSER=required.
func newBrowser(t *testing.T, s *site) *browser {
	t.Helper()
	path := findBrowser()
	if path == "" {
		const reason = "no Chromium or Chrome on this machine: apt-get install chromium, then run the test again"
		if os.Getenv("HUITOUKAN_TEST_BROWSER") == "required" {
			t.Fatal(reason)
		}
		fmt.Println("browser test skipped:", reason)
		t.Skip(reason)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	ctx, stop := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.WindowSize(1280, 720))...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(stop)
	b := &browser{site: s, ctx: ctx, base: server.URL}
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	return b
}

func findBrowser() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

func (b *browser) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *log.EventEntryAdded:
		b.complaints = append(b.complaints, e.Entry.Text)
	case *runtime.EventExceptionThrown:
		b.complaints = append(b.complaints, fmt.Sprint(e.ExceptionDetails.Text, e.ExceptionDetails.Exception.Description))
	}
}

// step is one thing that a person does at the browser.
type step = chromedp.Action[chromedp.Void]

func (b *browser) run(t *testing.T, steps ...step) {
	t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

func (b *browser) open(address string) step { return chromedp.Navigate(b.base + address) }

// ask evaluates an expression on the page.
func ask[T any](t *testing.T, b *browser, expression string) T {
	t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// wait gives the page time until an expression holds; a page that is just being left cannot be asked, and is asked again.
func (b *browser) wait(t *testing.T, expression string) {
	t.Helper()
	for range 150 {
		if ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](expression)); err == nil && ok {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("%s never came true; the page says: %s", expression, ask[string](t, b, "document.body.innerText"))
}

func (b *browser) quiet(t *testing.T) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.complaints {
		t.Errorf("the browser complains: %s", c)
	}
}

func TestBrowserPagesFit(t *testing.T) {
	s := newSite(t, corpus(t)...)
	b := newBrowser(t, s)
	id := string(s.doc(t, "2023").ID)
	for _, size := range [][2]int64{{1280, 720}, {1600, 1000}, {400, 800}} {
		for _, address := range []string{
			"/", "/?q=" + url.QueryEscape("接待"), "/problem/" + id + "/1", "/documents", "/documents/" + id, "/inbox", "/units",
			"/report/repeats", "/report/unit?unit=" + url.QueryEscape(s.doc(t, "2023").Unit), "/report/issued", "/review",
		} {
			b.run(t, chromedp.EmulateViewport(size[0], size[1]), b.open(address))
			if got := ask[int64](t, b, "document.documentElement.scrollWidth"); got > size[0] {
				t.Errorf("%s is %d px wide on a screen of %d", address, got, size[0])
			}
		}
	}
	b.quiet(t)
}

func TestBrowserSearchLeadsToThePassage(t *testing.T) {
	var pages strings.Builder
	pages.WriteString("澄湖区档案局党组关于巡察整改情况的通报\n2023年3月20日至5月19日，区委第三巡察组对澄湖区档案局党组开展了巡察。\n一、巡察反馈问题整改情况\n")
	for i := range 60 {
		fmt.Fprintf(&pages, "问题%d：第%d号库房登记不全。账册缺少%d页。\n整改情况：补登%d页。\n", i+1, i+1, i+3, i+3)
	}
	b := newBrowser(t, newSite(t, read("长.txt", pages.String())))
	b.run(t, b.open("/"), chromedp.SendKeys("input[name=q]", "“第57号库房”"+kb.Enter), chromedp.WaitVisible("mark.found"))
	if got := ask[[]string](t, b, "[...document.querySelectorAll('mark.found')].map(m => m.textContent)"); !slices.Equal(got, []string{"第57号库房", "第57号库房"}) {
		t.Errorf("lit: %q", got)
	}
	b.run(t, chromedp.Click(".hit h3 a"), chromedp.WaitVisible("mark.problem"))
	const seen = `(() => { const frame = document.querySelector(".passage").getBoundingClientRect(), mark = document.querySelector("mark.problem").getBoundingClientRect();
		return [mark.top >= frame.top && mark.bottom <= Math.min(frame.bottom, innerHeight), scrollY === 0, document.querySelector("mark.problem").textContent.startsWith("问题57")].join(); })()`
	if got := ask[string](t, b, seen); got != "true,true,true" {
		t.Errorf("passage in view, page unmoved, right problem: %s", got)
	}
	b.quiet(t)
}

func TestBrowserReviewByKeys(t *testing.T) {
	b := newBrowser(t, newSite(t, corpus(t)...))
	title := `document.querySelector(".now blockquote").textContent.slice(0, 10)`
	press := func(key, heading string) {
		t.Helper()
		b.run(t, chromedp.KeyEvent(key))
		b.wait(t, fmt.Sprintf(`document.readyState === "complete" && document.querySelector("h1").textContent === %q`, heading))
	}
	b.run(t, b.open("/review"))
	first := ask[string](t, b, title)
	press("j", "核对第 2 对，还有 2 对待核对")
	second := ask[string](t, b, title)
	press("k", "核对第 1 对，还有 2 对待核对")
	if first == second || ask[string](t, b, title) != first {
		t.Errorf("j and k lead from %s to %s to %s", first, second, ask[string](t, b, title))
	}
	b.run(t, chromedp.KeyEvent("y")) // no name yet: the browser asks for it
	if got := ask[string](t, b, "document.activeElement.name"); got != "by" || len(b.verdicts(t)) > 0 {
		t.Errorf("without a name the cursor stands in %q, kept %q", got, b.verdicts(t))
	}
	b.run(t, chromedp.SetValue("input[name=by]", "yuan"), chromedp.Blur("input[name=by]"))
	press("y", "核对第 1 对，还有 1 对待核对，已处理 1 对")
	if got := ask[string](t, b, "document.querySelector('input[name=by]').value"); got != "yuan" {
		t.Errorf("the name is remembered as %q", got)
	}
	press("n", "核对已处理 2 对")
	want := []string{"confirmed|yuan", "rejected|yuan"}
	if got := decisions(b.verdicts(t)); !slices.Equal(got, want) {
		t.Errorf("kept %q, want %q", got, want)
	}
	press("u", "核对第 1 对，还有 1 对待核对，已处理 1 对")
	if got := decisions(b.verdicts(t)); !slices.Equal(got, want[:1]) {
		t.Errorf("after undo kept %q, want %q", got, want[:1])
	}
	b.quiet(t)
}

// decisions are the verdicts' decisions and names, sorted.
func decisions(verdicts []string) (out []string) {
	for _, v := range verdicts {
		f := strings.Split(v, "|")
		out = append(out, f[0]+"|"+f[3])
	}
	slices.Sort(out)
	return out
}

func TestBrowserUpload(t *testing.T) {
	b := newBrowser(t, newSite(t))
	chosen := filepath.Join(t.TempDir(), "反馈意见.txt")
	if err := os.WriteFile(chosen, []byte("选的"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.run(t, b.open("/inbox"), chromedp.SetUploadFiles("input[type=file]", []string{chosen}), chromedp.Click(".choose button"))
	b.wait(t, `!document.querySelector(".progress li") && document.readyState === "complete"`)
	const drop = `(() => { const data = new DataTransfer();
		data.items.add(new File(["拖的"], "台账.txt")); data.items.add(new File(["x"], "~$台账.txt"));
		document.querySelector("form[data-drop]").dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true})); })()`
	b.run(t, chromedp.Evaluate[chromedp.Void](drop))
	b.wait(t, `document.querySelectorAll(".progress li progress[value='1']").length === 2`)
	told := ask[[]string](t, b, "[...document.querySelectorAll('.progress li')].map(l => l.textContent)")
	if want := []string{"已收下台账.txt", "没有收下~$台账.txt：这是临时文件，不用上传。提示：上传文件本身，不要选“~$”开头或 .part、.tmp 结尾的文件。"}; !slices.Equal(told, want) {
		t.Errorf("tells %q, want %q", told, want)
	}
	if got, want := b.lying(t), []string{"反馈意见.txt 选的", "台账.txt 拖的"}; !slices.Equal(sorted(got), sorted(want)) {
		t.Errorf("in the inbox lie %q, want %q", got, want)
	}
}

func sorted(s []string) []string { slices.Sort(s); return s }

func TestBrowserWithoutScript(t *testing.T) {
	b := newBrowser(t, newSite(t, corpus(t)...))
	file := filepath.Join(t.TempDir(), "反馈意见.txt")
	if err := os.WriteFile(file, []byte("不用脚本"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	b.run(t, b.open("/inbox"), chromedp.SetUploadFiles("input[type=file]", []string{file}), chromedp.Click(".choose button"),
		chromedp.WaitVisible(".results-list .fine"),
		b.open("/review"), chromedp.SendKeys("input[name=by]", "甲"), chromedp.Click("button[value=confirm]"),
		chromedp.WaitVisible("button[value=undo]"),
		b.open("/units"), chromedp.Click(".names a"), chromedp.WaitVisible("input[name=name][value]"),
		chromedp.SendKeys("input[name=unit]", "澄湖区档案局"), chromedp.Click("button[value=merge]"), chromedp.WaitVisible(".changed"))
	if got, want := b.namings(t), []string{"丹渡县供销合作社联合社|澄湖区档案局|甲||2026-03-05"}; !slices.Equal(got, want) {
		t.Errorf("kept namings %q, want %q", got, want)
	}
	if got, want := b.lying(t), []string{"反馈意见.txt 不用脚本"}; !slices.Equal(got, want) {
		t.Errorf("in the inbox lie %q, want %q", got, want)
	}
	if got, want := decisions(b.verdicts(t)), []string{"confirmed|甲"}; !slices.Equal(got, want) {
		t.Errorf("kept %q, want %q", got, want)
	}
	b.quiet(t)
}
