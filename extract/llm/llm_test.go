package llm

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"huitoukan/internal/model"
	"huitoukan/internal/model/modeltest"
	"huitoukan/record"
)

const earthlyAnswer = `{"problems":[
 {"label":"子、","text":"理论学习不经常。2020年党组只组织学习两次，学习记录系事后补写。",
  "measures":["局党组已制定年度学习计划，每月学习一次。分管领导：某某某，某某某逐次检查记录。"],"references":[]},
 {"label":"丑、","text":"公务接待管理混乱。抽查的12张报销单都没有公函。","measures":["已清退超标准接待费3200元，修订接待办法"],"references":[]},
 {"label":"寅、","text":"上一轮巡察指出的仓库账实不符问题仍未整改到位。省级储备库账面1200吨，实有1130吨。",
  "measures":["已全面盘点，补登账目，对保管员作出处理。"],"references":[]},
 {"label":"卯、","text":"党费收缴不及时。机关支部按季度 收缴党费。","measures":["已改为按月收缴。"],"references":[]}]}`

const earthlyRead = `1|子、|理论学习不经常|理论学习不经常。2020年党组只组织学习两次，学习记录系事后补写。|T01
  局党组已制定年度学习计划，每月学习一次。分管领导：李建国，李建国逐次检查记录。
2|丑、|公务接待管理混乱|公务接待管理混乱。抽查的12张报销单都没有公函。|T14
  已清退超标准接待费３２００元，修订接待办法。
3|寅、|上一轮巡察指出的仓库账实不符问题仍未整改到位|上一轮巡察指出的仓库账实不符问题仍未整改到位。省级储备库账面1200吨，实有1130吨。|T16
  已全面盘点，补登账目，对保管员作出处理。
  unrectified ["仓库账实不符"]
4|卯、|党费收缴不及时|党费收缴不及时。机关支部按季度收缴党费。|T28
  已改为按月收缴。
`

// TestImprove reads what the rules could not, in the document's own words: names come back, ３２００ keeps its width, and the full
// stop that the model left off is there. The telephone number never left.
func TestImprove(t *testing.T) {
	s := modeltest.Serve(t, modeltest.Says(earthlyAnswer))
	d := earthly()
	if len(d.Problems) != 0 {
		t.Fatal("the rules read it: the test needs another document")
	}
	got := assistant(t, s, nil).Improve(t.Context(), d)
	equal(t, read(got), earthlyRead+"? unexplained 这一段没有归入任何问题，请人工核对。\n? model_read 以下问题由模型辅助读出，请核对。\n")
	if got.Coverage < 0.6 || got.Coverage >= 1 || got.Unit != d.Unit || got.Rules != d.Rules {
		t.Errorf("coverage %.2f, unit %s, rules %d", got.Coverage, got.Unit, got.Rules)
	}
	asked := s.Requests()
	if len(asked) != 1 {
		t.Fatalf("asked %d times", len(asked))
	}
	a := asked[0]
	if a.Path != "/v1/chat/completions" || a.Key != "Bearer sk-secret-1" || a.Format != "json_schema" || !a.Strict || a.Model != "qwen" ||
		a.Schema["additionalProperties"] != false || a.System != instruction || a.Warm > 1e-6 {
		t.Errorf("asked %+v", a)
	}
	equal(t, a.User, `材料：
中共鹿鸣区粮食局党组关于巡察整改情况的通报
2021年3月1日至4月29日，区委第二巡察组对鹿鸣区粮食局党组开展了常规巡察，6月10日反馈意见，共指出4个问题。现将整改情况公布如下。
子、理论学习不经常。2020年党组只组织学习两次，学习记录系事后补写。
对此，局党组已制定年度学习计划，每月学习一次。分管领导：某某某，某某某逐次检查记录。
丑、公务接待管理混乱。抽查的12张报销单都没有公函。
对此，已清退超标准接待费３２００元，修订接待办法。
寅、上一轮巡察指出的仓库账实不符问题仍未整改到位。省级储备库账面1200吨，实有1130吨。
对此，已全面盘点，补登账目，对保管员作出处理。
卯、党费收缴不及时。机关支部按季度收缴党费。
对此，已改为按月收缴。联系电话：****-*******，联系人：某某某。`)
}

// TestPartlyRight takes what stands in the document and leaves what was made up, put in other words, or torn out of its clause.
func TestPartlyRight(t *testing.T) {
	s := modeltest.Serve(t, modeltest.Says(`{"problems":[
 {"label":"子、","text":"理论学习不经常。2020年党组只组织学习两次，学习记录系事后补写。","measures":["已开除党籍三人。","局党组已制定年度学习计划，每月学习一次。"],"references":[]},
 {"label":"","text":"班子成员违规经商办企业。","measures":[],"references":[]},
 {"label":"","text":"接待管理混乱。","measures":[],"references":[]},
 {"label":"寅、","text":"上一轮巡察指出的仓库账实不符问题仍未整改到位。","measures":["已全面盘点，补登账目"],
  "references":[{"claim":"unrectified","quotes":["挪用粮款"]}]}]}`))
	got := assistant(t, s, nil).Improve(t.Context(), earthly())
	equal(t, read(got), `1|子、|理论学习不经常|理论学习不经常。2020年党组只组织学习两次，学习记录系事后补写。|T01
  局党组已制定年度学习计划，每月学习一次。
2|寅、|上一轮巡察指出的仓库账实不符问题仍未整改到位|上一轮巡察指出的仓库账实不符问题仍未整改到位。|T16
  已全面盘点，补登账目
  unrectified ["仓库账实不符"]
? count_mismatch 文中称有4个问题，实际读出2个。
? unexplained 这一段没有归入任何问题，请人工核对。
? unexplained 这一段没有归入任何问题，请人工核对。
? unexplained 这一段没有归入任何问题，请人工核对。
? unexplained 这一段没有归入任何问题，请人工核对。
? model_read 以下问题由模型辅助读出，请核对。
? model_invented 模型给出的4处文字在原文里找不到，没有采用。
`)
}

// TestInvented keeps the rules' reading when nothing of the answer stands in the document.
func TestInvented(t *testing.T) {
	s := modeltest.Serve(t, modeltest.Says(`{"problems":[{"label":"1.","text":"班子成员违规经商办企业。","measures":[],"references":[]}]}`))
	equal(t, read(assistant(t, s, nil).Improve(t.Context(), earthly())), `? no_problems 没有读出带编号的问题，请人工核对原文。
? model_no_better 模型的读法没有比规则读得更全，没有采用，请人工核对。
? model_invented 模型给出的1处文字在原文里找不到，没有采用。
`)
}

// waterworks is a notice of which the rules read two problems of three, the second too long.
var waterworks = []string{
	"中共鹿鸣区水务局党组关于巡察整改情况的通报",
	"2021年3月1日至4月29日，区委第二巡察组对鹿鸣区水务局党组开展了常规巡察，6月10日反馈意见，指出3个问题。现将整改情况公布如下。",
	"一、巡察反馈问题整改情况",
	"问题1：理论学习不经常。2020年党组只组织学习两次。",
	"整改情况：一是制定年度学习计划。二是每月学习一次。",
	"问题2：公务接待管理混乱。抽查的12张报销单都没有公函。",
	"整改情况：已清退超标准接待费3200元。",
	"在资产管理方面，泵站水泵闲置，2台水泵购入后没有启用。",
	"局里已把闲置水泵调给下属泵站使用。",
}

// TestMeetsTheCount takes a reading that has the stated number of problems and keeps all that the rules had read; the list that
// runs on in a measure is cut by the rules.
func TestMeetsTheCount(t *testing.T) {
	s := modeltest.Serve(t, modeltest.Says(`{"problems":[
 {"label":"问题1：","text":"理论学习不经常。2020年党组只组织学习两次。","measures":["一是制定年度学习计划。二是每月学习一次。"],"references":[]},
 {"label":"","text":"公务接待管理混乱。抽查的12张报销单都没有公函。","measures":["已清退超标准接待费3200元。"],"references":[]},
 {"label":"","text":"泵站水泵闲置，2台水泵购入后没有启用。","measures":["局里已把闲置水泵调给下属泵站使用。"],"references":[]}]}`))
	equal(t, read(assistant(t, s, nil).Improve(t.Context(), document(waterworks...))), `1|问题1：|理论学习不经常|理论学习不经常。2020年党组只组织学习两次。|T01
  制定年度学习计划。
  每月学习一次。
2|问题2：|公务接待管理混乱|公务接待管理混乱。抽查的12张报销单都没有公函。|T14
  已清退超标准接待费3200元。
3||泵站水泵闲置|泵站水泵闲置，2台水泵购入后没有启用。|T16
  局里已把闲置水泵调给下属泵站使用。
? model_read 以下问题由模型辅助读出，请核对。
`)
}

// TestFields keeps who answers for a problem as the rules read it, though the model is not asked.
func TestFields(t *testing.T) {
	lines := slices.Insert(slices.Clone(waterworks), 5, "责任领导：王建国", "整改时限：2021年9月底")
	s := modeltest.Serve(t, modeltest.Says(`{"problems":[
 {"label":"问题1：","text":"理论学习不经常。2020年党组只组织学习两次。","measures":["一是制定年度学习计划。","二是每月学习一次。"],"references":[]},
 {"label":"问题2：","text":"公务接待管理混乱。抽查的12张报销单都没有公函。","measures":["已清退超标准接待费3200元。"],"references":[]},
 {"label":"","text":"泵站水泵闲置，2台水泵购入后没有启用。","measures":["局里已把闲置水泵调给下属泵站使用。"],"references":[]}]}`))
	d := assistant(t, s, nil).Improve(t.Context(), document(lines...))
	if len(d.Problems) != 3 || len(d.Doubts) != 1 || d.Coverage < 0.9 {
		t.Fatalf("coverage %.2f: %s", d.Coverage, read(d))
	}
	if p := d.Problems[0]; p.Leader != "王建国" || p.Deadline != "2021年9月底" || len(p.Measures) != 2 || p.Measures[0].Text != "制定年度学习计划。" {
		t.Errorf("%+v", p)
	}
	if p := d.Problems[2]; p.Leader != "" || p.Deadline != "" {
		t.Errorf("%+v", p)
	}
}

// TestNothingThere says that the model found no problem either.
func TestNothingThere(t *testing.T) {
	s := modeltest.Serve(t, modeltest.Says(`{"problems":[]}`))
	d := document("关于召开会议的通知", "定于5月6日召开会议，请准时参加。")
	equal(t, read(assistant(t, s, nil).Improve(t.Context(), d)), read(d)+"? model_no_better 模型也没有读出问题。\n")
}

// TestLosesNothing leaves a reading that drops what the rules had read for sure, whatever else it finds, and one
// that explains no more.
func TestLosesNothing(t *testing.T) {
	d := document(waterworks...)
	for name, answer := range map[string]string{
		"a problem, read as a measure": `{"problems":[
 {"label":"问题1：","text":"理论学习不经常。2020年党组只组织学习两次。","measures":["制定年度学习计划。","每月学习一次。","公务接待管理混乱。抽查的12张报销单都没有公函。","已清退超标准接待费3200元。"],"references":[]},
 {"label":"","text":"泵站水泵闲置，2台水泵购入后没有启用。","measures":[],"references":[]},
 {"label":"","text":"局里已把闲置水泵调给下属泵站使用。","measures":[],"references":[]}]}`,
		"a measure": `{"problems":[
 {"label":"问题1：","text":"理论学习不经常。2020年党组只组织学习两次。","measures":["制定年度学习计划。"],"references":[]},
 {"label":"问题2：","text":"公务接待管理混乱。抽查的12张报销单都没有公函。","measures":["已清退超标准接待费3200元。"],"references":[]},
 {"label":"","text":"泵站水泵闲置，2台水泵购入后没有启用。","measures":["局里已把闲置水泵调给下属泵站使用。"],"references":[]}]}`,
		"nothing, but much is left": `{"problems":[
 {"label":"问题1：","text":"理论学习不经常。2020年党组只组织学习两次。","measures":["制定年度学习计划。","每月学习一次。"],"references":[]},
 {"label":"问题2：","text":"公务接待管理混乱。抽查的12张报销单都没有公函。","measures":["已清退超标准接待费3200元。","局里已把闲置水泵调给下属泵站使用。"],"references":[]}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			got := assistant(t, modeltest.Serve(t, modeltest.Says(answer)), nil).Improve(t.Context(), d)
			equal(t, read(got), read(d)+"? model_no_better 模型的读法没有比规则读得更全，没有采用，请人工核对。\n")
		})
	}
}

// TestReadWell asks nothing about a document that the rules read well.
func TestReadWell(t *testing.T) {
	s := modeltest.Serve(t, modeltest.Fails(http.StatusInternalServerError))
	d := document(append([]string{waterworks[0], "2021年3月1日至4月29日，区委第二巡察组对鹿鸣区水务局党组开展了常规巡察，指出2个问题。"}, waterworks[2:7]...)...)
	equal(t, read(assistant(t, s, nil).Improve(t.Context(), d)), read(d))
	if n := len(s.Requests()); n != 0 {
		t.Errorf("asked %d times", n)
	}
}

// TestStopped gives the document back at once and unchanged when the program stops.
func TestStopped(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	s := modeltest.Serve(t, func(_ http.ResponseWriter, r *http.Request, _ modeltest.Asked) {
		stop()
		<-r.Context().Done()
	})
	d := earthly()
	equal(t, read(assistant(t, s, nil).Improve(ctx, d)), read(d))
}

// TestUnanswered keeps the rules' reading, with a doubt that says why the model was of no help.
func TestUnanswered(t *testing.T) {
	d := earthly()
	for want, h := range map[string]modeltest.Handle{
		"密钥不对或没有权限": modeltest.Fails(http.StatusUnauthorized),
		"回答不是约定的格式": modeltest.Says(`{"issues":[]}`),
		"超过时限没有答完":  func(_ http.ResponseWriter, r *http.Request, _ modeltest.Asked) { <-r.Context().Done() },
	} {
		a := assistant(t, modeltest.Serve(t, h), nil)
		a.Timeout = 300 * time.Millisecond
		equal(t, read(a.Improve(t.Context(), d)), read(d)+"? model_unanswered 规则没有读全，模型也没有帮上忙："+want+"，请人工核对。\n")
	}
}

// TestKept asks the same document once, over restarts too, and keeps no name.
func TestKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "model")
	s := modeltest.Serve(t, modeltest.Says(earthlyAnswer))
	for range 2 {
		got := assistant(t, s, func(o *model.Options) { o.Cache = dir }).Improve(t.Context(), earthly())
		equal(t, read(got), earthlyRead+"? unexplained 这一段没有归入任何问题，请人工核对。\n? model_read 以下问题由模型辅助读出，请核对。\n")
	}
	if n := len(s.Requests()); n != 1 {
		t.Errorf("asked %d times", n)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%q, %v", files, err)
	}
	if data, err := os.ReadFile(files[0]); err != nil || strings.Contains(string(data), "李建国") {
		t.Errorf("%s, %v", data, err)
	}
}

// TestMarked sends nothing of a document that is marked secret, and says so, and says that a server elsewhere was not asked.
func TestMarked(t *testing.T) {
	s := modeltest.Serve(t, modeltest.Says(earthlyAnswer))
	for marking, want := range map[string]string{
		"机密":   "材料标有“机密”，没有送给模型。",
		"内部资料": "材料标有“内部资料”，模型不在本机，没有送出。",
		"":     "规则没有读全，模型也没有帮上忙：服务不在本机，而设置没有允许（model.allow_remote），请人工核对。",
	} {
		d := earthly()
		d.Marking = marking
		got := assistant(t, s, func(o *model.Options) { o.Address = "http://192.0.2.1/v1"; o.Remote = marking != "" }).Improve(t.Context(), d)
		equal(t, got.Doubts[len(got.Doubts)-1].Message, want)
	}
	if n := len(s.Requests()); n != 0 {
		t.Errorf("asked %d times", n)
	}
}

// TestMarkedByItsText keeps a document here that says of itself that it is not to leave the house.
func TestMarkedByItsText(t *testing.T) {
	s := modeltest.Serve(t, modeltest.Says(earthlyAnswer))
	far := modeltest.Elsewhere(t, s)
	for line, want := range map[string]int{"工作秘密": 0, "内部资料 注意保存": 0, "内部使用": 0, "鹿发〔2021〕12号": 1} {
		before := len(s.Requests())
		a := assistant(t, s, func(o *model.Options) { o.Address = far; o.Remote = true })
		a.Improve(t.Context(), document(line, "中共鹿鸣区粮食局党组关于巡察整改情况的通报", "子、理论学习不经常。"))
		if n := len(s.Requests()) - before; n != want {
			t.Errorf("%s: asked %d times, want %d", line, n, want)
		}
	}
}

// TestBetter weighs the stated count and the coverage against each other.
func TestBetter(t *testing.T) {
	reading := func(claimed, n int, coverage float64) record.Document {
		return record.Document{Claimed: claimed, Problems: make([]record.Problem, n), Coverage: coverage}
	}
	for _, c := range []struct {
		name         string
		rules, model record.Document
		want         bool
	}{
		{"nothing read", reading(0, 2, 0.3), reading(0, 0, 1), false},
		{"something for nothing", reading(3, 0, 0), reading(3, 1, 0.2), true},
		{"just as good", reading(3, 3, 0.7), reading(3, 3, 0.7), false},
		{"more explained", reading(0, 2, 0.7), reading(0, 2, 0.8), true},
		{"more explained, further from the count", reading(3, 2, 0.7), reading(3, 5, 0.9), false},
		{"nearer to the count", reading(3, 5, 0.9), reading(3, 4, 0.85), true},
		{"the count, but little explained", reading(3, 5, 0.9), reading(3, 3, 0.7), false},
	} {
		d := c.rules
		for range d.Problems { // all doubted: what must be kept has its own test
			d.Doubts = append(d.Doubts, record.Doubt{})
		}
		if got := better(d, c.model, nil); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
