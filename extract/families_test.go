package extract_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"huitoukan/extract"
	"huitoukan/internal/golden"
	"huitoukan/record"
)

// told is a problem of the made-up documents: the naming clause, the evidence, the measures.
type told struct {
	class, name, evidence string
	measures              []string
}

var stock = []told{
	{"履行职责方面", "库房温湿度记录不连续", "2021年三号库有47天没有记录，除湿机损坏5个月未修", []string{"更换除湿机2台", "实行每日两次巡库签字"}},
	{"履行职责方面", "查档窗口午间无人值守", "群众多次跑空，留言本上有11条意见没有答复", []string{"午间安排专人轮流值守"}},
	{"履行职责方面", "数字化外包验收走过场", "抽检率不足1%即付款，错页漏页没有返工", []string{"对已验收的1.2万页重新抽检", "约谈外包公司负责人", "修订验收办法"}},
	{"内部管理方面", "公务用车加油卡管理混乱", "3张卡由驾驶员个人保管，没有加油台账", []string{"加油卡收归办公室统一管理", "建立加油台账"}},
	{"内部管理方面", "固定资产账实不符", "账面电脑60台，实有44台", []string{"全面盘点资产，补登账外设备9台"}},
	{"党建工作方面", "支部党员大会次数不足", "2020年只召开两次，记录有涂改", []string{"每季度召开一次党员大会", "对支部书记批评教育"}},
	{"党建工作方面", "年轻干部培养不重视", "35岁以下干部只有1人，五年没有安排轮岗", []string{"选派2名干部到乡镇锻炼"}},
}

// A family is one habit of each kind; families are their crossings.
type family struct{ class, label, statement, measures, fields string }

var (
	classes    = []string{"（一）", "一、", "第一方面：", "【】", "无号"}
	labels     = []string{"1.", "1、", "（1）", "①", "1）", "1 ", "问题1：", "问题一：", "第1个问题：", "【问题1】", "●", "无号"}
	statements = []string{"短语", "短语。", "短语。事实", "短语。/事实", "关于…的问题。", "关于…问题的整改"}
	measures   = []string{"整改情况：一是", "整改情况：/1.", "处理结果：一是", "一是", "各段", "1.各段", "接在后面", "接着标记"}
	duties     = []string{"无", "状态", "责任一行", "责任括号"}
)

// TestFamilies makes documents of families crossed at random and scores what is read of each: a problem counts when its
// statement and its measures are read whole. The rates by habit are golden, so that a rule's price for every other habit shows.
func TestFamilies(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	rates := map[string][2]int{}
	for range 800 {
		f := family{pick(rng, classes), pick(rng, labels), pick(rng, statements), pick(rng, measures), pick(rng, duties)}
		if f.unclear() {
			continue
		}
		got := extract.Extract(plain(f.document()), "文件.txt")
		right := f.right(got.Problems)
		for _, habit := range []string{"all", "class " + f.class, "label " + f.label, "statement " + f.statement, "measures " + f.measures, "fields " + f.fields} {
			rates[habit] = [2]int{rates[habit][0] + right, rates[habit][1] + max(len(stock), len(got.Problems))}
		}
		if right < len(stock) && testing.Verbose() {
			t.Logf("%+v: %d of %d, %d read", f, right, len(stock), len(got.Problems))
		}
	}
	var b strings.Builder
	for _, habit := range slices.Sorted(maps.Keys(rates)) {
		r := rates[habit]
		fmt.Fprintf(&b, "%-28s %.3f of %d\n", habit, float64(r[0])/float64(r[1]), r[1])
	}
	golden.Check(t, "families.golden", []byte(b.String()))
}

func pick(rng *rand.Rand, from []string) string { return from[rng.IntN(len(from))] }

// unclear reports whether a careful reader could not tell either.
func (f family) unclear() bool {
	numbered := f.measures == "1.各段" || f.measures == "整改情况：/1."
	switch {
	case f.class == "无号" && f.label == "无号", f.label == "●" && f.measures == "各段":
		return true
	case numbered && slices.Contains([]string{"1.", "1、", "1 ", "1）"}, f.label):
		return true // two lists of one shape, one inside the other
	case f.label == "无号" && (f.statement == "短语。事实" || f.statement == "短语。/事实" || f.measures == "接在后面" || numbered):
		return true
	case f.statement == "短语。/事实" && (f.measures == "各段" || f.measures == "接在后面" || f.measures == "接着标记"):
		return true
	case f.statement == "短语。事实" && f.measures == "接在后面":
		return true
	}
	return false
}

// document writes the stock in the family's habits.
func (f family) document() string {
	lines := []string{
		"中共望川县档案馆支部委员会关于巡察整改情况的通报",
		"2022年4月11日至6月10日，县委第二巡察组对望川县档案馆党支部开展了常规巡察，7月20日反馈了巡察意见。现将整改情况通报如下。",
	}
	if f.class != "一、" {
		lines = append(lines, "一、整改组织情况", "馆党支部先后召开专题会议3次，逐项分解任务。", "二、反馈问题整改落实情况")
	}
	class, classes := "", 0
	for i, p := range stock {
		if p.class != class {
			class = p.class
			classes++
			lines = append(lines, f.heading(class, classes))
		}
		lines = append(lines, f.problem(p, i+1)...)
	}
	return strings.Join(append(lines, "中共望川县档案馆支部委员会", "2023年1月10日"), "\n")
}

const han = "一二三四五六七八九"

func hanNumber(n int) string { return string([]rune(han)[n-1]) }

func (f family) heading(class string, n int) string {
	switch f.class {
	case "【】":
		return "【" + class + "】"
	case "无号":
		return class
	}
	return strings.Replace(f.class, "一", hanNumber(n), 1) + class
}

func (f family) problem(p told, n int) []string {
	label := strings.NewReplacer("1", fmt.Sprint(n), "一", hanNumber(n), "①", string([]rune("①②③④⑤⑥⑦⑧⑨")[n-1]), "无号", "").Replace(f.label)
	lines := strings.Split(f.statementOf(p, "/"), "/")
	lines[0] = label + lines[0]
	lines = f.addMeasures(lines, p)
	switch f.fields {
	case "状态":
		lines = append(lines, "完成情况：已完成")
	case "责任一行":
		lines = append(lines, "责任领导：分管馆长　　责任科室：办公室　　整改时限：2022年9月底前")
	case "责任括号":
		lines = append(lines, "（责任领导：分管馆长；责任科室：办公室；整改时限：2022年9月底前）")
	}
	return lines
}

// statementOf is the statement as it is printed; between stands between paragraphs.
func (f family) statementOf(p told, between string) string {
	return strings.NewReplacer("关于…的问题。", "关于“"+p.name+"”的问题。", "关于…问题的整改", "关于“"+p.name+"”问题的整改",
		"短语", p.name, "/", between, "事实", p.evidence+"。").Replace(f.statement)
}

func (f family) addMeasures(lines []string, p told) []string {
	running, numbered := p.measures[0]+"。", []string{}
	for i, m := range p.measures {
		numbered = append(numbered, fmt.Sprintf("%d.%s。", i+1, m))
	}
	if len(p.measures) > 1 {
		running = ""
		for i, m := range p.measures {
			running += hanNumber(i+1) + "是" + m + "。"
		}
	}
	last := len(lines) - 1
	switch f.measures {
	case "整改情况：一是", "处理结果：一是":
		return append(lines, strings.TrimSuffix(f.measures, "一是")+running)
	case "整改情况：/1.":
		return append(append(lines, "整改情况："), numbered...)
	case "一是":
		return append(lines, running)
	case "各段":
		return append(lines, strings.Split(strings.Join(p.measures, "。\n")+"。", "\n")...)
	case "1.各段":
		return append(lines, numbered...)
	case "接着标记":
		lines[last] = strings.TrimSuffix(lines[last], "。") + "。整改情况：" + running
	default:
		lines[last] = strings.TrimSuffix(lines[last], "。") + "。" + running
	}
	return lines
}

// right counts the problems of the stock that were read whole.
func (f family) right(got []record.Problem) (n int) {
	for i, p := range got {
		if i < len(stock) && bare(p.Text) == bare(f.statementOf(stock[i], "")) && measured(p) == bare(strings.Join(stock[i].measures, "")) {
			n++
		}
	}
	return n
}

func measured(p record.Problem) string {
	var all []string
	for _, m := range p.Measures {
		all = append(all, m.Text)
	}
	return bare(strings.Join(all, ""))
}

func bare(s string) string { return strings.NewReplacer("。", "", " ", "").Replace(s) }

func plain(s string) record.Text {
	var b record.Builder
	for _, line := range strings.Split(s, "\n") {
		b.Add("", line, record.Block{})
	}
	return b.Text("txt")
}
