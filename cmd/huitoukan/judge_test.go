package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"huitoukan/extract"
	"huitoukan/index"
	"huitoukan/index/local"
	"huitoukan/internal/model/modeltest"
	"huitoukan/record"
)

// told is a notice of an office of invented canteens, its problems one a line.
func told(year int, round string, problems ...string) string {
	s := fmt.Sprintf("云山县机关事务中心党组关于巡察整改情况的通报\n%d年3月12日至5月11日，%s巡察期间，县委第一巡察组对云山县机关事务中心党组开展了常规巡察。现将整改情况予以公布。\n一、巡察反馈问题整改情况\n", year, round)
	for i, p := range problems {
		s += fmt.Sprintf("问题%d：%s\n整改情况：已建立制度。\n", i+1, p)
	}
	return s
}

var (
	told2018 = told(2018, "三届县委第二轮", "食堂采购不询价。肉类由一家供货。", "公务用车管理松散。节假日用车没有登记。")
	told2022 = told(2022, "四届县委第三轮", "食堂买菜一个人说了算。蔬菜长期由熟人供应。", "公务用车管理仍然松散。两辆车节假日用车没有登记。")
)

// take puts a notice into the engine as the rules read it.
func take(t *testing.T, engine index.Engine, file, text string) {
	t.Helper()
	var b record.Builder
	for _, l := range strings.Split(strings.TrimSpace(text), "\n") {
		b.Add("", l, record.Block{})
	}
	d := extract.Extract(b.Text("txt"), file)
	d.ID, d.File = record.DocID(file), file
	if err := engine.Put(t.Context(), d); err != nil {
		t.Fatal(err)
	}
}

// judgedNow lists what the pages show of the model: by pair, same or not.
func judgedNow(t *testing.T, j *judging) string {
	t.Helper()
	r, err := repeats(t.Context(), j.engine)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, u := range r.Judged(j.judgments()).Units {
		for _, x := range u.Repeats {
			if x.Judged != nil {
				now, _ := u.Finding(x.Current)
				then, _ := u.Finding(*x.Prior)
				out = append(out, fmt.Sprintf("%s ~ %s %v", now.Title, then.Title, x.Judged.Same))
			}
		}
	}
	return strings.Join(out, "\n")
}

// TestJudging judges what came in, once, leaves a fault for an hour, and hears of a decision.
func TestJudging(t *testing.T) {
	engine, err := local.Open(t.Context(), filepath.Join(t.TempDir(), "index.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	down := false
	s := modeltest.Serve(t, func(w http.ResponseWriter, r *http.Request, a modeltest.Asked) {
		if down {
			modeltest.Fails(http.StatusInternalServerError)(w, r, a)
			return
		}
		modeltest.Says(`{"same":true,"reason":"都是采购不比价。"}`)(w, r, a)
	})
	a := &app{data: t.TempDir(), settings: settings{Model: modelSettings{Address: s.URL + "/v1", Name: "qwen"}}}
	j, err := a.judging(engine, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	look := func(what string, asked int, want string) {
		t.Helper()
		if err := j.look(t.Context(), now); err != nil {
			t.Fatal(err)
		}
		if n := len(s.Requests()); n != asked {
			t.Errorf("%s: asked %d times, want %d", what, n, asked)
		}
		if got := judgedNow(t, j); got != want {
			t.Errorf("%s: judged %q, want %q", what, got, want)
		}
	}
	const meals = "食堂买菜一个人说了算 ~ 食堂采购不询价 true"
	take(t, engine, "2018.txt", told2018)
	look("one round", 0, "")
	take(t, engine, "2022.txt", told2022)
	down = true
	look("a fault", 1, "")
	down = false
	look("at once after it", 1, "")
	now = now.Add(afterFault)
	look("an hour later", 2, meals)
	look("nothing new", 2, meals)
	take(t, engine, "2023.txt", told(2023, "四届县委第五轮", "档案虫蛀。"))
	look("a third round", 2, meals)

	r, err := repeats(t.Context(), engine)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range r.Borderline() {
		if err := engine.Decide(t.Context(), record.Verdict{Pair: b.Pair, Decision: record.Rejected, By: "经办人", At: now}); err != nil {
			t.Fatal(err)
		}
		look("decided", 2, "")
		if err := engine.Undo(t.Context(), b.Pair); err != nil {
			t.Fatal(err)
		}
	}
	look("undone", 2, meals)
}

// TestServeJudges shows on its pages what the model says, asks nothing for a page, and without a model looks as ever.
func TestServeJudges(t *testing.T) {
	data, inbox := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{"2018.txt": told2018, "2022.txt": told2022} {
		if err := os.WriteFile(filepath.Join(inbox, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command(self(t), "ingest", "--data", data, inbox).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	const page = "/report/repeats?show=back"
	plain := startService(t, self(t), "serve", "--data", data)
	before, err := plain.get(page)
	if err != nil || strings.Contains(before, "模型") {
		t.Errorf("without a model (%v): %s", err, before)
	}
	plain.stop(t)

	m := modeltest.Serve(t, modeltest.Says(`{"same":true,"reason":"都是采购不比价。"}`))
	set := fmt.Sprintf("[model]\naddress = %q\nmodel = 'qwen'\n", m.URL+"/v1")
	if err := os.WriteFile(filepath.Join(data, "settings.toml"), []byte(set), 0o600); err != nil {
		t.Fatal(err)
	}
	s := startService(t, self(t), "serve", "--data", data)
	s.shows(t, page, "模型判断（qwen）：相同——“都是采购不比价。”")
	s.shows(t, page, "文字比对，由模型改列，把握")
	asked := len(m.Requests())
	for range 3 {
		if _, err := s.get(page); err != nil {
			t.Fatal(err)
		}
	}
	s.shows(t, "/report/repeats.html", "有1对由模型（qwen）判断过")
	s.stop(t)
	if n := len(m.Requests()); n != asked || n != 1 {
		t.Errorf("asked %d times before the pages, %d after", asked, n)
	}
}
