package extract

import (
	"regexp"
	"sort"
	"strings"
	"unicode/utf8"

	"huitoukan/record"
)

// organ is the party organ that a unit's name carries in this genre: 县教育局党组, 中共某医院委员会.
var (
	organ     = re(`(?:机关)?(?:党组|党委|党工委|党总支|党支部|党委会)(?:（党委）)?$`)
	committed = re(`^中共([\p{Han}（）]+?)(?:工作|总支部|支部)?委员会$`)
	territory = re(`(?:镇|乡|街道|苏木|村|社区)$`)
)

// unitPattern reads one turn of phrase that names the inspected unit; group 1 is the name with its organ.
type unitPattern struct {
	re  *regexp.Regexp
	yes string
}

// told are the turns of running text and of titles alike.
var told = []unitPattern{
	{re(`[对向]([\p{Han}（）“”"]{2,40}?(?:（[^）]{0,60}）[\p{Han}]{0,4})?)(?:开展|进行|实施)[^。，]{0,16}巡[察视]`), "区委第三巡察组对青岚区教育局党组开展了常规巡察"},
	{re(`向([\p{Han}]{2,40}?(?:党组|党委|党工委|党总支|党支部|委员会))(?:领导班子)?反馈`), "市委第二巡察组向市水务集团党委反馈巡察情况"},
	{re(`巡[察视]([^\P{Han}组][\p{Han}]{1,39}?(?:党组|党委|党工委|党总支|党支部|委员会))(?:党组织)?(?:情况)?的?(?:巡[察视])?(?:反馈|情况)`), "关于巡察青岚区教育局党组情况的反馈意见"},
	{re(`对([\p{Han}]{2,40}?(?:党组|党委|党工委|党总支|党支部|委员会))的?(?:(?:常规|专项|提级|机动|交叉|联动|延伸|直接)*巡[察视])?的?(?:反馈|情况)`), "县委第四巡察组对云溪镇党委的巡察反馈意见"},
}

// titled are the turns of titles, which begin with the unit.
var titled = []unitPattern{
	{re(`^((?:中共)?[\p{Han}（）]{2,40}?(?:委员会党组|局党组|党组|党委|党工委|党总支|党支部|委员会))(?:关于|落实|贯彻|对|巡[察视]|[一二三四五六七八九十]+届|整改|20)`), "中共青岚区教育局党组关于巡察整改情况的通报"},
	{re(`^((?:中共)?[\p{Han}（）]{2,40}?)(?:关于|落实|贯彻落实|20\d\d年)(?:.*)(?:整改|反馈)`), "青岚区工商业联合会关于巡察整改进展情况的通报"},
}

// bodied is the turn of a title that names nothing but a body and its inspection.
var bodied = []unitPattern{
	{re(`^((?:中共)?[\p{Han}（）]{2,40}?(?:局|院|公司|集团|中心|办公室|办事处|学校|大学|中学|小学|联合会|协会|政府|镇|乡|街道|馆|所|站|社|厅|委员会))(?:党组|党委|党工委)?(?:常规|专项|提级|机动|交叉|联动)*巡[察视](?:反馈|发现|整改|问题)`), "青岚区农业科学研究院专项巡察整改进度台账"},
}

// bracketedUnit is a unit that a title names in brackets: 巡察反馈问题整改台账（青岚区粮油购销公司）.
var bracketedUnit = unitPattern{re(`[（(]([\p{Han}]{2,30}(?:局|院|公司|集团|中心|办公室|办事处|学校|大学|中学|小学|联合会|协会|政府|镇|乡|街道|馆|所|站|社|厅))(?:党组|党委|党支部)?[）)]`), "巡察反馈问题整改台账（青岚区粮油购销公司）"}

// alone reads the name of a party organ on a line of its own: a salutation or a signature.
var alone = re(`^((?:中共)?[\p{Han}（）]{3,40}?(?:委员会|党组|党委|党工委|党总支|党支部))[：:]?$`)

// unitOf names the unit: the fullest of the names that the document gives it, and all the others.
func unitOf(title string, lead, paras []para) (unit string, names []string) {
	c := unitNames{seen: map[string]bool{}}
	c.fields(paras)
	for _, p := range lead {
		c.read(p.text, told)
	}
	c.read(title, titled)
	c.read(title, told)
	c.standing(paras)
	if len(c.names) == 0 {
		c.read(title, append(bodied, bracketedUnit))
	}
	c.shorts(lead)
	return c.choose()
}

// unitNames collects the names, in the order in which they were met.
type unitNames struct {
	names  []string // without organ
	raw    []string // as written
	seen   map[string]bool
	short  []string
	former []string
}

func (c *unitNames) add(name string) {
	name = strings.Trim(name, "“”\"（）() \u3000")
	name = strings.TrimPrefix(strings.TrimPrefix(name, "关于"), "对") // 关于对县文联党组巡察情况的…
	if i := strings.IndexAny(name, "（("); i > 0 {
		name = name[:i] + tail(name)
	}
	if name == "" || utf8.RuneCountInString(name) < 2 || strings.Contains(name, "巡察组") || strings.Contains(name, "巡视组") || pronoun.MatchString(name) {
		return
	}
	c.raw = append(c.raw, name)
	bare := bareUnit(name)
	if utf8.RuneCountInString(bare) >= 2 && !c.seen[bare] && !pronoun.MatchString(bare) {
		c.seen[bare] = true
		c.names = append(c.names, bare)
	}
}

// pronoun is a word that stands for the unit without naming it.
var pronoun = re(`^[我你]|^贵[局委院校镇乡厅单党公集]|^(?:其|该|本|各|全|相关|有关|反馈|整改)[\p{Han}]{0,3}$|^在|^(?:公司|集团|学校|医院|学院|党组|党委|局党组|局党委|学院党委|集团党委|镇党委|县委|区委|市委|省委)$|各级|贯彻|工作(?:[^委]|$)|^组`)

// tail is the organ after a bracket: 区工商联（以下简称…）党组.
func tail(name string) string {
	if i := strings.LastIndexAny(name, "）)"); i >= 0 {
		_, n := utf8.DecodeRuneInString(name[i:])
		return name[i+n:]
	}
	return ""
}

// bareUnit takes the party organ off a unit's name: 中共青岚县教育局党组 is 青岚县教育局. A party committee that is itself the
// unit keeps its name: 中共青岚县云溪镇委员会, 云溪镇党委.
func bareUnit(name string) string {
	if m := committed.FindStringSubmatch(name); m != nil {
		if territory.MatchString(m[1]) {
			return name
		}
		return m[1]
	}
	name = strings.TrimPrefix(name, "中共")
	core := organ.ReplaceAllString(name, "")
	if territory.MatchString(core) && core != name {
		return name
	}
	return core
}

// inner is the name of an office within the unit, which fills in its papers: 填表单位：党政综合办公室.
var inner = re(`^(?:党[政建群工]|综合|纪检|组织|人事|办公|机关)[\p{Han}]{0,8}(?:办公室|办|科|股|部|室|处)$|^办公室$`)

func (c *unitNames) fields(paras []para) {
	for _, p := range paras {
		for i, m := range p.markers {
			end := len(p.text)
			if i+1 < len(p.markers) {
				end = p.markers[i+1].start
			}
			if m.field == unitName {
				if name := beforeField(strings.TrimSpace(p.text[m.end:end])); !inner.MatchString(name) {
					c.add(name)
				}
			}
		}
	}
}

// nextField is a field that is not known to us and ends the one before: 填报单位：甲局 填报时间：2024年11月.
var nextField = re(`[ \x{3000}]+[\p{Han}]{2,8}[：:]`)

func beforeField(s string) string {
	if m := nextField.FindStringIndex(s); m != nil {
		return s[:m[0]]
	}
	return s
}

func (c *unitNames) read(s string, patterns []unitPattern) {
	for _, pat := range patterns {
		if m := pat.re.FindStringSubmatch(s); m != nil {
			c.add(m[1])
		}
	}
}

// standing reads salutations near the top and signatures near the end.
func (c *unitNames) standing(paras []para) {
	for i, p := range paras {
		if i > 6 && i < len(paras)-6 {
			continue
		}
		if m := alone.FindStringSubmatch(p.text); m != nil && !p.labelled() {
			c.add(m[1])
		}
	}
}

var (
	shortPattern  = re(`以下[统]?简称[：:]?[“"「]?([\p{Han}]{2,20})`)
	formerPattern = re(`原([\p{Han}]{3,30}?(?:局|委员会|办公室|公司|院|校|中心|厅|联合会|协会|委))`)
)

// shorts reads the names that the lead itself gives: 以下简称“区人社局”, 原某某局.
func (c *unitNames) shorts(lead []para) {
	for _, p := range lead {
		for _, m := range shortPattern.FindAllStringSubmatch(p.text, -1) {
			c.short = append(c.short, bareUnit(m[1]))
		}
		for _, m := range formerPattern.FindAllStringSubmatch(p.text, -1) {
			c.former = append(c.former, m[1])
		}
	}
}

// choose takes as the unit the longest name that ends like another one or stands alone; a short form can't win over a
// full one, since 区人社局 is never longer.
func (c *unitNames) choose() (string, []string) {
	if len(c.names) == 0 {
		if len(c.short) > 0 {
			return c.short[0], nil
		}
		return "", nil
	}
	best := c.names[0]
	for _, n := range c.names[1:] {
		if fuller(n, best) {
			best = n
		}
	}
	seen := map[string]bool{best: true, "": true}
	var names []string
	for _, n := range append(append(c.names, c.short...), c.former...) {
		if !seen[n] && !pronoun.MatchString(n) {
			seen[n] = true
			names = append(names, n)
		}
	}
	sort.Strings(names)
	return best, names
}

// fuller reports whether a is a fuller name of the same unit than b: b's letters stand in a in order (区工商联 in
// 雨山区工商业联合会), and a has more of them.
func fuller(a, b string) bool {
	if utf8.RuneCountInString(a) <= utf8.RuneCountInString(b) {
		return strings.HasPrefix(a, "中共") && territory.MatchString(bareTerritory(b)) && strings.Contains(a, bareTerritory(b))
	}
	return subsequence(bareTerritory(b), a)
}

// bareTerritory is a party committee's name without its organ.
func bareTerritory(s string) string {
	if m := committed.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return organ.ReplaceAllString(strings.TrimPrefix(s, "中共"), "")
}

func subsequence(a, b string) bool {
	rs := []rune(b)
	i := 0
	for _, r := range a {
		for i < len(rs) && rs[i] != r {
			i++
		}
		if i == len(rs) {
			return false
		}
		i++
	}
	return true
}

// apply puts what the header says into d.
func (h header) apply(d *record.Document) {
	d.Kind, d.Title, d.Unit, d.Names = h.kind, h.title, h.unit, h.names
	d.Inspection, d.Claimed, d.Marking = h.insp, h.claimed, h.marking
	d.Doubts = append(d.Doubts, h.doubts...)
}
