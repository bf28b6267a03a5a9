package llm

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"huitoukan/extract"
	"huitoukan/internal/model"
	"huitoukan/internal/model/modeltest"
	"huitoukan/record"
)

func assistant(t *testing.T, s *modeltest.Server, change func(*model.Options)) *Assistant {
	t.Helper()
	o := model.Options{Address: s.URL + "/v1", Model: "qwen", Key: "sk-secret-1"}
	if change != nil {
		change(&o)
	}
	server, err := model.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return New(Options{Server: server, Timeout: 5 * time.Second})
}

// document is the lines as the rules read them.
func document(lines ...string) record.Document {
	var b record.Builder
	for _, l := range lines {
		b.Add("", l, record.Block{})
	}
	return extract.Extract(b.Text("txt"), "")
}

// earthly is a notice whose problems are numbered as no rule expects.
func earthly() record.Document {
	return document(
		"中共鹿鸣区粮食局党组关于巡察整改情况的通报",
		"2021年3月1日至4月29日，区委第二巡察组对鹿鸣区粮食局党组开展了常规巡察，6月10日反馈意见，共指出4个问题。现将整改情况公布如下。",
		"子、理论学习不经常。2020年党组只组织学习两次，学习记录系事后补写。",
		"对此，局党组已制定年度学习计划，每月学习一次。分管领导：李建国，李建国逐次检查记录。",
		"丑、公务接待管理混乱。抽查的12张报销单都没有公函。",
		"对此，已清退超标准接待费３２００元，修订接待办法。",
		"寅、上一轮巡察指出的仓库账实不符问题仍未整改到位。省级储备库账面1200吨，实有1130吨。",
		"对此，已全面盘点，补登账目，对保管员作出处理。",
		"卯、党费收缴不及时。机关支部按季度收缴党费。",
		"对此，已改为按月收缴。联系电话：0000-5551234，联系人：王小明。",
	)
}

// read lists a document: problems with what they hold, then the doubts.
func read(d record.Document) string {
	var b strings.Builder
	for _, p := range d.Problems {
		fmt.Fprintf(&b, "%d|%s|%s|%s|%s\n", p.Number, p.Label, p.Title, p.Text, p.Topic)
		for _, m := range p.Measures {
			fmt.Fprintf(&b, "  %s\n", m.Text)
			if oneLine(d.Text.Slice(m.At)) != m.Text {
				fmt.Fprintf(&b, "  stands as %q\n", d.Text.Slice(m.At))
			}
		}
		for _, r := range p.References {
			fmt.Fprintf(&b, "  %s %q\n", r.Claim, r.Quotes)
		}
	}
	for _, x := range d.Doubts {
		fmt.Fprintf(&b, "? %s %s\n", x.Code, x.Message)
	}
	return b.String()
}

func equal(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}
