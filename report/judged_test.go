package report_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"huitoukan/record"
	"huitoukan/report"
)

// canteens is a unit whose earlier findings are told of again in other words.
func canteens() []record.Document {
	in2022 := record.Inspection{Year: 2022, Round: "六届区委第三轮", Body: "区委第二巡察组"}
	return []record.Document{
		said("2019反馈.docx", record.Feedback, "泊川市鹿鸣区机关事务中心", in2019,
			"食堂采购不询价|。肉类由一家供货。", "公务用车管理松散|。节假日用车没有登记。", "食堂卫生没一个人管|。检查表一次填好。", "仓库物资账实不符|。账上桌椅少了十二张。"),
		said("2022反馈.docx", record.Feedback, "泊川市鹿鸣区机关事务中心", in2022,
			"食堂买菜一个人说了算|。蔬菜长期由熟人供应。", "公务用车管理仍然松散|。两辆车节假日用车没有登记。", "仓库物资领用不登记|。桌椅领出没有手续。"),
	}
}

// pairs lists a report's pairs: the later and the earlier title, flag, rank, and what the model is told to have said.
func pairs(r report.Report) string {
	var b strings.Builder
	for _, u := range r.Units {
		for _, x := range u.Repeats {
			now, _ := u.Finding(x.Current)
			then := report.Finding{Title: "（未入库）"}
			if x.Prior != nil {
				then, _ = u.Finding(*x.Prior)
			}
			fmt.Fprintf(&b, "%s ~ %s: %s %d %s %s", now.Title, then.Title, x.Flag, x.Rank, x.Basis, x.Verdict)
			for _, w := range x.Why {
				if strings.Contains(w, "模型") {
					b.WriteString(" " + w)
				}
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

// says judges the pairs of a report as a model would: by their titles, as [pairs] writes them.
func says(r report.Report, same map[string]bool) map[report.Borderline]report.Judgment {
	given := map[report.Borderline]report.Judgment{}
	for _, b := range r.Borderline() {
		for _, u := range r.Units {
			now, _ := u.Finding(b.Pair.Current)
			then, _ := u.Finding(b.Pair.Prior)
			if s, ok := same[now.Title+" ~ "+then.Title]; ok {
				given[b] = report.Judgment{Model: "qwen", Same: s, Reason: "职责与毛病相比。"}
			}
		}
	}
	return given
}

const (
	meals, menu  = "食堂买菜一个人说了算 ~ 食堂采购不询价", "食堂买菜一个人说了算 ~ 食堂卫生没一个人管"
	stores, cars = "仓库物资领用不登记 ~ 仓库物资账实不符", "仓库物资领用不登记 ~ 公务用车管理松散"
)

// TestJudged lays a model's answers over what the comparison says, and changes nothing else.
func TestJudged(t *testing.T) {
	r := repeats(t, canteens())
	equal(t, pairs(r), `食堂买菜一个人说了算 ~ 食堂采购不询价: candidate 1 computed pending
食堂买菜一个人说了算 ~ 食堂卫生没一个人管: candidate 2 computed pending
公务用车管理仍然松散 ~ 公务用车管理松散: repeat 1 computed pending
仓库物资领用不登记 ~ 仓库物资账实不符: repeat 1 computed pending
仓库物资领用不登记 ~ 公务用车管理松散: candidate 2 computed pending
`)
	before := asJSON(t, r)
	for _, c := range []struct {
		name  string
		same  map[string]bool
		pairs string
		cover string
	}{
		{"the same", map[string]bool{meals: true, menu: false}, `食堂买菜一个人说了算 ~ 食堂采购不询价: repeat 1 computed pending 模型判断（qwen）：相同——“职责与毛病相比。”
食堂买菜一个人说了算 ~ 食堂卫生没一个人管: candidate 2 computed pending 模型判断（qwen）：不同——“职责与毛病相比。”
公务用车管理仍然松散 ~ 公务用车管理松散: repeat 1 computed pending
仓库物资领用不登记 ~ 仓库物资账实不符: repeat 1 computed pending
仓库物资领用不登记 ~ 公务用车管理松散: candidate 2 computed pending
`, "比对拿不准的问题中，有2对由模型（qwen）判断过，其中1对因此改变了结论（改列为重复1对，不再列为重复0对）；模型的判断只是提示，不是认定，由人核对原文后方可采用。"},
		{"another than the likeliest", map[string]bool{meals: false, menu: true}, `食堂买菜一个人说了算 ~ 食堂卫生没一个人管: repeat 1 computed pending 模型判断（qwen）：相同——“职责与毛病相比。”
食堂买菜一个人说了算 ~ 食堂采购不询价: candidate 2 computed pending 模型判断（qwen）：不同——“职责与毛病相比。”
公务用车管理仍然松散 ~ 公务用车管理松散: repeat 1 computed pending
仓库物资领用不登记 ~ 仓库物资账实不符: repeat 1 computed pending
仓库物资领用不登记 ~ 公务用车管理松散: candidate 2 computed pending
`, "比对拿不准的问题中，有2对由模型（qwen）判断过，其中1对因此改变了结论（改列为重复1对，不再列为重复0对）；模型的判断只是提示，不是认定，由人核对原文后方可采用。"},
		{"not the same", map[string]bool{stores: false, cars: false}, `食堂买菜一个人说了算 ~ 食堂采购不询价: candidate 1 computed pending
食堂买菜一个人说了算 ~ 食堂卫生没一个人管: candidate 2 computed pending
公务用车管理仍然松散 ~ 公务用车管理松散: repeat 1 computed pending
仓库物资领用不登记 ~ 仓库物资账实不符: candidate 1 computed pending 模型判断（qwen）：不同——“职责与毛病相比。”
仓库物资领用不登记 ~ 公务用车管理松散: candidate 2 computed pending 模型判断（qwen）：不同——“职责与毛病相比。”
`, "比对拿不准的问题中，有2对由模型（qwen）判断过，其中1对因此改变了结论（改列为重复0对，不再列为重复1对）；模型的判断只是提示，不是认定，由人核对原文后方可采用。"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := r.Judged(says(r, c.same))
			equal(t, pairs(got), c.pairs)
			if !slices.Contains(got.Cover(), c.cover) {
				t.Errorf("the cover says %q", got.Cover())
			}
			if !bytes.Equal(asJSON(t, r), before) {
				t.Error("the report that was judged has changed")
			}
		})
	}
	if got := r.Judged(nil); !bytes.Equal(asJSON(t, got), before) || !slices.Equal(got.Cover(), r.Cover()) {
		t.Errorf("no judgment changes the report:\n%s", asJSON(t, got))
	}
}

// TestJudgedStaysInSight lists for a person what the model took from the repeats.
func TestJudgedStaysInSight(t *testing.T) {
	r := repeats(t, canteens())
	s := r.Judged(says(r, map[string]bool{stores: false, cars: true})).Sheets()[0]
	var got string
	for _, l := range s.Doubtful {
		got += l.Now.Title + " ~ " + l.Then.Title + "\n"
	}
	equal(t, got, meals+"\n"+stores+"\n")
}

// TestJudgedYields: what a document declares or a person has decided is not asked about, and no judgment moves it.
func TestJudgedYields(t *testing.T) {
	docs := canteens()
	free := repeats(t, docs)
	given := says(free, map[string]bool{meals: false, menu: true, stores: false, cars: true})
	if len(given) != 4 {
		t.Fatalf("the test needs other documents: %d pairs are borderline", len(given))
	}
	verdict := func(title string, d record.Decision) (v record.Verdict) {
		for b := range given {
			now, _ := free.Units[0].Finding(b.Pair.Current)
			then, _ := free.Units[0].Finding(b.Pair.Prior)
			if now.Title+" ~ "+then.Title == title {
				v = record.Verdict{Pair: b.Pair, Decision: d, By: "区委巡察办", At: noon}
			}
		}
		return v
	}
	docs[1].Problems[0].References = []record.Reference{{Year: 2019, Round: "五届区委第二轮", Claim: record.Unrectified, Quotes: []string{"食堂采购不询价"}}}
	r := repeats(t, docs, verdict(stores, record.Confirmed), verdict(cars, record.Rejected)).Judged(given)
	equal(t, pairs(r), `食堂买菜一个人说了算 ~ 食堂采购不询价: repeat 1 both pending
食堂买菜一个人说了算 ~ 食堂卫生没一个人管: repeat 2 computed pending 模型判断（qwen）：相同——“职责与毛病相比。”
公务用车管理仍然松散 ~ 公务用车管理松散: repeat 1 computed pending
仓库物资领用不登记 ~ 仓库物资账实不符: repeat 1 computed confirmed
仓库物资领用不登记 ~ 公务用车管理松散: candidate 2 computed rejected
`)
}

func equal(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}
