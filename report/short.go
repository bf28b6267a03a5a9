package report

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// form is a unit's name in its parts: 泊川市鹿鸣区|人力资源和社会保障|局.
type form struct {
	place  string
	office string // what stands behind the place, and of it
	body   string // what stands before
	kind   string // the kind of office
}

func newForm(name string) form {
	end := 0
	for i, r := range notPlaces.ReplaceAllString(name, "$1------") {
		if next := i + utf8.RuneLen(r); isPlace(r) && next < len(name) {
			end = next
		}
	}
	f := form{place: name[:end], office: name[end:]}
	f.body, f.kind = kindOf(f.office)
	return f
}

// notPlaces are words of two characters that begin an office or one of its parts, and hold a place's character but name
// no place: 区市场监督管理局, 区市监局; the 城市 of 盐城市 is one.
var notPlaces = regexp.MustCompile(`(^|[省市区县州旗盟镇乡和]|住房)(?:市场|市监|城市|城乡|乡村|乡镇|区域|县域)`)

// kinds of office, as a full name ends and as a short one does. What has lost its 委员会 in [core] ends in no kind.
var kinds = []struct{ full, short string }{
	{"工作办公室", "办"}, {"办公室", "办"}, {"办", "办"}, {"联合会", "联"}, {"联", "联"}, {"协会", "协"}, {"协", "协"}, {"委", "委"},
	{"中心", "中心"}, {"公司", "公司"}, {"集团", "集团"}, {"局", "局"}, {"厅", "厅"}, {"院", "院"}, {"馆", "馆"}, {"所", "所"}, {"站", "站"},
}

// unnamed is the kind of an office whose name does not say one.
const unnamed = ""

func kindOf(office string) (body, kind string) {
	for _, k := range kinds {
		if body, ok := strings.CutSuffix(office, k.full); ok {
			return body, k.short
		}
	}
	return office, unnamed
}

// shortOf says whether name is a short form of other: of the same kind of office, at the same place or with the beginning of
// the place left out, and either one of the trade's fixed forms or made of the beginnings of other's words.
func (n *names) shortOf(name, other string) bool {
	if len(name) >= len(other) {
		return false
	}
	short, long := n.form(name), n.form(other)
	return short.samePlace(long) && short.abbreviates(long)
}

// form is a name in its parts; it need not be on file.
func (n *names) form(name string) form {
	if f, ok := n.forms[name]; ok {
		return f
	}
	return newForm(name)
}

func (short form) samePlace(long form) bool {
	return short.place == "" || short.place == long.place || placeLeftOut(short.place, long.place)
}

func (short form) abbreviates(long form) bool {
	if slices.Contains(fixed[short.office], long.office) {
		return true
	}
	sameKind := short.kind == long.kind && short.kind != unnamed || short.kind == "委" && long.kind == unnamed
	return sameKind && short.body != "" && long.body != "" && firstRune(short.body) == firstRune(long.body) &&
		beginnings([]rune(strings.ReplaceAll(short.body, "和", "")), wordsOf(long.body))
}

// word is a word of a full name. A short form keeps the beginning of each that it needs.
type word struct {
	runes  []rune
	needed bool
}

// common words stand at the end of many offices' names, and tell none of them from its neighbour at the same place.
var commonEnd = regexp.MustCompile(`(?:监督管理|管理|事务|服务)+$`)

// wordsOf cuts the name of an office into its words, of two characters each and the last of three where the count is odd:
// 民族|宗教, 工商业. Where 和 joins parts, 人力资源和社会保障, the first word of each part is needed; where nothing does, each
// word is: 农业局 is no short form of 农业机械管理局, nor 教育局 of 教育和体育局. Common words at the end are needed in neither.
func wordsOf(body string) (words []word) {
	parts := strings.Split(body, "和")
	for _, part := range parts {
		bare := commonEnd.ReplaceAllString(part, "")
		for i, w := range pairs([]rune(bare)) {
			words = append(words, word{w, i == 0 || len(parts) == 1})
		}
		for _, w := range pairs([]rune(part[len(bare):])) {
			words = append(words, word{w, bare == ""})
		}
	}
	return words
}

// pairs cuts into twos, the last into three when one would be left.
func pairs(r []rune) (out [][]rune) {
	for len(r) > 3 {
		out, r = append(out, r[:2]), r[2:]
	}
	if len(r) > 0 {
		out = append(out, r)
	}
	return out
}

// numerals tell one office from the next of its kind: 第一中心 is no short form of 第十一中心.
const numerals = "一二三四五六七八九十0123456789"

// beginnings says whether short is made of the beginnings of words, in order.
func beginnings(short []rune, words []word) bool {
	if len(words) == 0 {
		return len(short) == 0
	}
	w := words[0]
	for taken := 0; taken <= len(w.runes); taken++ {
		if taken > 0 && (len(short) < taken || short[taken-1] != w.runes[taken-1]) {
			return false
		}
		if (taken > 0 || !w.needed) && !strings.ContainsAny(string(w.runes[taken:]), numerals) && beginnings(short[taken:], words[1:]) {
			return true
		}
	}
	return false
}

// fixed are the trade's short forms that the beginnings of words do not explain, with the office's kind: a word in the middle is
// left out (住建局), or the first is (检察院), or the office was a committee once (卫健局).
var fixed = byCore(map[string][]string{
	"住建局":   {"住房和城乡建设局", "住房城乡建设局"},
	"人社局":   {"人力资源社会保障局"},
	"人社厅":   {"人力资源社会保障厅"},
	"卫健局":   {"卫生健康委员会"},
	"发改局":   {"发展和改革委员会"},
	"资规局":   {"自然资源和规划局"},
	"城管局":   {"城市管理和综合执法局", "城市管理综合执法局", "城市管理行政执法局"},
	"交通局":   {"交通运输局"},
	"审批局":   {"行政审批局", "行政审批服务局"},
	"国土局":   {"国土资源局"},
	"安监局":   {"安全生产监督管理局"},
	"质监局":   {"质量技术监督局"},
	"扶贫办":   {"扶贫开发办公室"},
	"疾控中心":  {"疾病预防控制中心"},
	"公积金中心": {"住房公积金管理中心"},
	"供销社":   {"供销合作社", "供销合作社联合社", "供销合作联社"},
	"文联":    {"文学艺术界联合会"},
	"科协":    {"科学技术协会"},
	"侨联":    {"归国华侨联合会"},
	"编办":    {"机构编制委员会办公室"},
	"编委办":   {"机构编制委员会办公室"},
	"政府办":   {"人民政府办公室"},
	"检察院":   {"人民检察院"},
	"法院":    {"人民法院"},
})

// byCore writes the full names as names are compared.
func byCore(forms map[string][]string) map[string][]string {
	for _, full := range forms {
		for i, f := range full {
			full[i] = core(f)
		}
	}
	return forms
}
