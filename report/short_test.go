package report

import (
	"strings"
	"testing"
)

func TestShortForms(t *testing.T) {
	n, _ := newNames(nil, nil)
	for _, c := range []struct {
		short string
		yes   string // of these, written out
		no    string // and of these, not
	}{
		{"青岚区工商联", "云岫市青岚区工商业联合会 青岚区工商业联合会", "云岫市工商业联合会 临江区工商业联合会 青岚区工商局"},
		{"区人社局", "泊川市鹿鸣区人力资源和社会保障局 鹿鸣区人力资源社会保障局 区人力资源和社会保障局", "鹿鸣县人力资源和社会保障局 鹿鸣区民政和人力资源社会保障局 鹿鸣区社会保障局"},
		{"人社局", "鹿鸣区人力资源和社会保障局 盐城市人力资源和社会保障局", "鹿鸣区人力资源和社会保障中心"},
		{"鹿鸣区民政和人社局", "泊川市鹿鸣区民政和人力资源社会保障局", "鹿鸣区民政局"},
		{"区住建局", "鹿鸣区住房和城乡建设局 鹿鸣区住房城乡建设局", "鹿鸣区住房保障局 鹿鸣区建设局"},
		{"区卫健委", "鹿鸣区卫生健康委员会 中共鹿鸣区卫生健康委员会党组 鹿鸣区卫生健康委", "鹿鸣区卫生健康局 鹿鸣区卫生局"},
		{"区卫健局", "鹿鸣区卫生健康局 鹿鸣区卫生健康委员会", "鹿鸣区卫生和计划生育局"},
		{"县卫计委", "望川县卫生和计划生育委员会", "望川县卫生委员会"},
		{"市市监局", "泊川市市场监督管理局", "泊川市监察局"},
		{"区市场监管局", "鹿鸣区市场监督管理局", "鹿鸣区市场服务中心"},
		{"县教体局", "望川县教育和体育局 望川县教育体育局", "望川县教育局"},
		{"县教育局", "", "望川县教育和体育局 望川县教育科技局 望川县教育服务中心"},
		{"县农业局", "", "望川县农业机械管理局 望川县农业综合执法局 望川县农业农村局"},
		{"县农机局", "望川县农业机械管理局", "望川县农业局"},
		{"县财政局", "", "望川县财政监督局"},
		{"区中医院", "鹿鸣区中医医院", "鹿鸣区中西医结合医院"},
		{"区人民医院", "", "鹿鸣区第二人民医院 鹿鸣区人民中医医院"},
		{"区第一中心", "", "鹿鸣区第十一中心 鹿鸣区第一服务站"},
		{"区城管局", "鹿鸣区城市管理局 鹿鸣区城市管理和综合执法局", "鹿鸣区城市建设局"},
		{"区残联", "鹿鸣区残疾人联合会", "鹿鸣区残疾人康复中心"},
		{"区妇联", "鹿鸣区妇女联合会", "鹿鸣区妇幼保健院"},
		{"区金融办", "鹿鸣区金融工作办公室", "鹿鸣区金融管理局"},
		{"区国资委", "鹿鸣区国有资产监督管理委员会", "鹿鸣区国有资产管理局"},
		{"区退役军人局", "鹿鸣区退役军人事务局", "鹿鸣区退役军人服务中心"},
		{"区大数据局", "鹿鸣区大数据管理局", ""},
		{"区教委", "鹿鸣区教育委员会", "中共鹿鸣区教育工作委员会 鹿鸣区教育局"},
		{"区旅游局", "", "鹿鸣区文化和旅游局"},
		{"区公积金中心", "鹿鸣区住房公积金管理中心", "鹿鸣区住房保障中心"},
		{"鹿鸣区委政法委", "泊川市鹿鸣区委政法委员会", "鹿鸣区委政策研究室"},
		{"柳河镇财政所", "", "柳河镇财政和经济管理所 柳溪镇财政所"},
	} {
		for full, want := range expected(c.yes, c.no) {
			if got := n.shortOf(core(c.short), core(full)); got != want {
				t.Errorf("%s is a short form of %s: %v, want %v", c.short, full, got, want)
			}
		}
	}
}

func expected(yes, no string) map[string]bool {
	out := map[string]bool{}
	for _, f := range strings.Fields(yes) {
		out[f] = true
	}
	for _, f := range strings.Fields(no) {
		out[f] = false
	}
	return out
}

// A form that the beginnings of words explain does not belong into the table.
func TestFixedFormsAreNeeded(t *testing.T) {
	n, _ := newNames(nil, nil)
	for short, full := range fixed {
		for _, f := range full {
			if !n.shortOf("鹿鸣区"+short, "泊川市鹿鸣区"+f) || n.shortOf("鹿鸣区"+short, "松溪区"+f) {
				t.Errorf("%s is not read as %s of its own district alone", short, f)
			}
			short, long := newForm(short), newForm(f)
			long.office = "" // not in the table
			if short.abbreviates(long) {
				t.Errorf("%s needs no row for %s", short.office, f)
			}
		}
	}
}
