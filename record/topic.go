package record

import "fmt"

// topics are the classes of problems in their order, T01 first.
var topics = []string{
	"理论学习", "意识形态与宣传", "贯彻上级决策部署", "核心职能履行", "服务企业群众与营商环境", "改革与法治", "安全生产与风险防范",
	"生态环保", "乡村振兴与民生", "全面从严治党主体责任", "监督责任与执纪问责", "廉政风险与警示教育", "形式主义官僚主义与作风",
	"中央八项规定精神", "财务管理与票据", "资产管理", "工程项目与招投标", "政府采购与合同", "专项资金", "工会与社团经费",
	"班子建设与民主集中制", "选人用人", "干部队伍与人才", "编制借调与人事档案", "基层党组织建设", "组织生活", "党员发展与教育管理",
	"党费", "群团统战", "内部管理与档案制度", "巡视巡察整改", "审计等其他监督整改", "其他",
}

// TopicName is a topic, T01 to T33, in words; what is none of ours is given back as it stands.
func TopicName(code string) string {
	var n int
	if _, err := fmt.Sscanf(code, "T%02d", &n); err != nil || n < 1 || n > len(topics) {
		return code
	}
	return topics[n-1]
}
