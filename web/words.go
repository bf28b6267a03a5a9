package web

import (
	"cmp"

	"huitoukan/record"
)

func statusName(s record.Status) string { return cmp.Or(s.Chinese(), "未写明") }

func claimName(c record.Claim) string {
	return map[record.Claim]string{
		record.Unrectified: "未整改到位", record.Recurring: "再次出现", record.Unsupported: "整改缺少佐证",
	}[c]
}

func levelName(s string) string {
	return map[string]string{"central": "中央", "province": "省级", "city": "市级", "county": "县级", "org": "单位内部"}[s]
}
