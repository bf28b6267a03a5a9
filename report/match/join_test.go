package match_test

import (
	"fmt"
	"strings"
	"testing"

	"huitoukan/report/match"
)

// Each document is a list of statements, title|rest; the listing says which statements became one finding.
func TestJoin(t *testing.T) {
	for name, c := range map[string]struct {
		docs [][]string
		want string
	}{
		"a notice gives the titles alone": {
			[][]string{
				{"库房温湿度记录不连续|。三号库2018年缺失47天记录。", "查档窗口服务意识不强|。窗口午间无人值守。", "数字化外包验收走过场|。抽检率不足1%即付款。"},
				{"库房温湿度记录不连续|", "查档窗口服务意识不强|", "数字化外包验收走过场|"},
			},
			"A1 B1\nA2 B2\nA3 B3\n",
		},
		"other words between the same neighbours": {
			[][]string{
				{"库房温湿度记录不连续|。", "涉密档案清点拖延|。清点工作拖了14个月。", "数字化外包验收走过场|。"},
				{"库房温湿度记录不连续|", "保密卷宗清点逾期|，未按期清点。", "数字化外包验收走过场|"},
			},
			"A1 B1\nA2 B2\nA3 B3\n",
		},
		"a ledger sorted by department": {
			[][]string{
				{"库房温湿度记录不连续|。", "查档窗口服务意识不强|。", "数字化外包验收走过场|。", "支部党员大会次数不足|。"},
				{"支部党员大会次数不足|", "数字化外包验收走过场|", "库房温湿度记录不连续|", "查档窗口服务意识不强|"},
			},
			"A1 B3\nA2 B4\nA3 B2\nA4 B1\n",
		},
		"two findings put into one": {
			[][]string{
				{"库房温湿度记录不连续|。", "公车使用登记不全|。里程与派车单对不上。", "加油卡管理混乱|。一卡多车。", "支部党员大会次数不足|。"},
				{"库房温湿度记录不连续|", "公车使用登记不全和加油卡管理混乱|", "支部党员大会次数不足|"},
			},
			"A1 B1\nA2 A3 B2\nA4 B3\n",
		},
		"one finding cut in two": {
			[][]string{
				{"库房温湿度记录不连续|。", "公车管理不严|。公车使用登记不全，里程与派车单对不上；加油卡管理混乱，一卡多车。", "支部党员大会次数不足|。"},
				{"库房温湿度记录不连续|", "公车使用登记不全|，里程与派车单对不上。", "加油卡管理混乱|，一卡多车。", "支部党员大会次数不足|"},
			},
			"A1 B1\nA2 B2 B3\nA3 B4\n",
		},
		"one more in the ledger": {
			[][]string{
				{"库房温湿度记录不连续|。", "支部党员大会次数不足|。"},
				{"库房温湿度记录不连续|", "干部外出报备制度没有执行|", "支部党员大会次数不足|"},
			},
			"A1 B1\nB2\nA2 B3\n",
		},
		"nothing in common": {
			[][]string{{"库房温湿度记录不连续|。"}, {"支部党员大会次数不足|。"}},
			"B1\nA1\n",
		},
		"a document without problems": {
			[][]string{{}, {"支部党员大会次数不足|。"}},
			"B1\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := listing(match.Join(said(c.docs))); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

func said(docs [][]string) [][]match.Statement {
	out := make([][]match.Statement, len(docs))
	for d, doc := range docs {
		for _, s := range doc {
			title, rest, _ := strings.Cut(s, "|")
			out[d] = append(out[d], match.Statement{Title: title, Text: title + rest})
		}
	}
	return out
}

func listing(labels [][]int) string {
	var findings [][]string
	for d, doc := range labels {
		for i, n := range doc {
			for len(findings) <= n {
				findings = append(findings, nil)
			}
			findings[n] = append(findings[n], fmt.Sprintf("%c%d", 'A'+d, i+1))
		}
	}
	var b strings.Builder
	for _, f := range findings {
		b.WriteString(strings.Join(f, " ") + "\n")
	}
	return b.String()
}
