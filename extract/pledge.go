package extract

import (
	"fmt"

	"huitoukan/record"
)

// pledgeRule reads a measure that promises in general: 提高政治站位，压实整改责任.
var pledgeRule = lexRule{
	re(`提高|加强|强化|压实|深化|增强|持续|进一步|高度重视|切实|严格|认真|不断|牢固树立|坚决|扛牢|扛起|着力|大力`),
	[]string{"提高政治站位，压实整改责任。", "进一步加强学习，强化责任担当。"},
	[]string{"修订公务接待办法。", "拆除遮挡树木。"},
}

// tangible reads what can be checked on the spot: a figure or date, a document or rule by name, somebody who answers for it,
// a thing done.
var tangible = lexRule{
	re(`[\d〇]|[一二三四五六七八九十两]+[次个名份项条件家处人户万]|《|办法|制度|细则|方案|台账|清单|规定|规则|机制|预案|协议|合同|流程|每[年月周季日]|季度|月底|年底|` +
		`负责|牵头|责任人|书记|主任|局长|院长|校长|专人|办公室|科|股|` +
		`已|追[回缴]|清退|退[还缴]|收回|约谈|通报|处分|诫勉|问责|批评|拆除|注销|补[缴交办录齐]|立案|移交|召开|开展了|制定|印发|修订|出台|签订|安装|配备|招聘|公示`),
	[]string{"2023年底前完成。", "修订公务接待办法。", "由办公室牵头。", "已全部清退。"},
	[]string{"提高政治站位，压实整改责任。", "进一步加强学习，强化责任担当。"},
}

// pledges finds the problems to which all answers are promises in general (表态式整改). It is a hint: whether anything was done
// is for a person to see.
func pledges(d record.Document) []record.Doubt {
	var out []record.Doubt
	for _, p := range d.Problems {
		if len(p.Measures) > 0 && p.Leader+p.Owner+p.Deadline == "" && allPledges(p.Measures) {
			out = append(out, record.Doubt{Code: "pledge_only", Hint: true, At: p.Measures[0].At,
				Message: fmt.Sprintf("问题%d的整改内容没有写明时间、数量、文件或责任人，是否落到实处请核实。", p.Number)})
		}
	}
	return out
}

func allPledges(ms []record.Measure) bool {
	for _, m := range ms {
		if !pledgeRule.re.MatchString(m.Text) || tangible.re.MatchString(m.Text) {
			return false
		}
	}
	return true
}
