package indextest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"huitoukan/record"
)

// The grammar of generated problems: a duty, what is wrong with it, and evidence with figures that differ each time.
var (
	places  = strings.Fields("青岚区 望川县 临溪市 安河区 平湖县 松江县 云溪区 石桥县 柳林区 北渡县 南陵市 白鹭区")
	offices = strings.Fields("教育局 水利局 民政局 财政局 住房和城乡建设局 卫生健康局 交通运输局 农业农村局 司法局 审计局 统计局 图书馆 人民医院 城市管理局 市场监督管理局 档案馆 文化旅游局 应急管理局")
	duties  = strings.Fields("理论学习 意识形态工作责任制 党费收缴 公务接待 公务用车管理 固定资产管理 政府采购 工程项目招投标 专项资金使用 三会一课 民主生活会 发展党员 干部选拔任用 借调人员管理 档案管理 财务报销审核 安全生产检查 信访件办理 警示教育 廉政风险排查 河道管护 低保动态管理 校车安全监管 食堂食材采购")
	wrongs  = strings.Fields("流于形式 不规范 不到位 制度执行不严 走过场 存在漏洞 长期滞后 责任压得不实 把关不严 底数不清 重部署轻落实 缺乏监督 打折扣")
	topics  = strings.Fields("T01 T02 T28 T14 T14 T16 T18 T17 T19 T26 T26 T27 T22 T24 T30 T15 T07 T05 T12 T12 T08 T09 T07 T18")
	states  = []record.Status{"", "", record.Completed, record.MostlyCompleted, record.Ongoing, record.LongTerm}
)

const perDocument = 20 // problems of a generated document

// Generate makes about n plausible problems in documents of twenty, of invented units, the same for the same seed.
func Generate(n int, seed uint64) []record.Document {
	r := rand.New(rand.NewPCG(seed, seed))
	var docs []record.Document
	for i := 0; n > 0; i++ {
		k := min(n, perDocument)
		docs = append(docs, generated(r, i, seed, k))
		n -= k
	}
	return docs
}

func generated(r *rand.Rand, i int, seed uint64, k int) record.Document {
	unit := places[i%len(places)] + offices[i/len(places)%len(offices)]
	year := 2016 + r.IntN(9)
	d := record.Document{
		ID: record.DocID(fmt.Sprintf("%08x%08x", seed, i)), File: fmt.Sprintf("%s/%d/通报%d.docx", unit, year, i), Unit: unit,
		Title: unit + "关于巡察整改情况的通报", Kind: record.Progress, Rules: 1, Taken: time.Date(year, 12, 1, 0, 0, 0, 0, time.UTC),
		Inspection: record.Inspection{Year: year, Round: fmt.Sprintf("六届区委第%d轮", 1+r.IntN(9)), Level: "county"},
	}
	var b record.Builder
	for j := range k {
		duty := r.IntN(len(duties))
		title := duties[duty] + wrongs[r.IntN(len(wrongs))]
		text := fmt.Sprintf("%s。%d年抽查%d件，有%d件没有按规定办理，涉及金额%d.%d万元。", title, year-1, 20+r.IntN(80), 1+r.IntN(20), r.IntN(90), r.IntN(10))
		measure := fmt.Sprintf("修订%s办法，对%d名责任人批评教育，追回%d.%d万元。", duties[duty], 1+r.IntN(5), r.IntN(30), r.IntN(10))
		start := b.Len()
		b.Add("", fmt.Sprintf("问题%d：%s", j+1, text), record.Block{})
		b.Add("", "整改情况："+measure, record.Block{})
		d.Problems = append(d.Problems, record.Problem{
			Number: j + 1, Label: fmt.Sprintf("问题%d：", j+1), Title: title, Text: text, Topic: topics[duty], Status: states[r.IntN(len(states))],
			Measures: []record.Measure{{Text: measure}}, At: record.Span{Start: start, End: b.Len()},
		})
	}
	d.Text = b.Text("docx")
	return d
}
