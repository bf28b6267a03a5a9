// Package mask hides who a person is in a text: names, telephone numbers, numbers of identity cards and accounts, addresses of mail.
package mask

import (
	"maps"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"huitoukan/record"
)

// Text is the text's body with names of persons, telephone numbers and the like hidden. Every letter and figure is replaced by one of as
// many bytes, so that a place in the answer is the same place in the text. Names are found by where they stand, since no list knows
// them all: after the words for who answers for something, in such columns of tables, before 同志 or a telephone number, after an
// office; and wherever else a name so found stands. A name that stands in none of these places stays.
func Text(t record.Text) string {
	return hidden(t.Body, NamesIn(t))
}

// Names are those of persons that a text tells to be such.
type Names map[string]bool

// NamesIn are the names that stand as such in a text, in a list of who answers for something or a column of persons: what [Text]
// hides wherever it stands.
func NamesIn(t record.Text) Names {
	names := Names{}
	for _, loc := range charge.FindAllStringIndex(t.Body, -1) {
		takeList(t.Body[loc[1]:], names)
	}
	for _, b := range inColumns(t) {
		takeList(t.Slice(b.Span)+"\n", names)
	}
	return names
}

// Hide is s, which is said in the text with the names, hidden as [Text] hides: what s itself tells to be a person too.
func (n Names) Hide(s string) string {
	names := NamesIn(record.Text{Body: s})
	maps.Copy(names, n)
	return hidden(s, names)
}

// hidden is body without the names, and without what looks like a person's name or number where it stands.
func hidden(body string, names Names) string {
	b := []byte(body)
	for _, s := range append(numbers(body), persons(body)...) {
		hide(b, s)
	}
	for name := range names {
		for from := 0; ; {
			i := strings.Index(body[from:], name)
			if i < 0 {
				break
			}
			hide(b, record.Span{Start: from + i, End: from + i + len(name)})
			from += i + len(name)
		}
	}
	return string(b)
}

// hide replaces the letters and figures in s; marks and spaces stay.
func hide(b []byte, s record.Span) {
	for i := s.Start; i < s.End; {
		r, n := utf8.DecodeRune(b[i:])
		switch {
		case unicode.IsDigit(r) && n == len("０"):
			copy(b[i:], "＊")
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			copy(b[i:], placeholder[n])
		}
		i += n
	}
}

// placeholder is a letter or sign of each length in bytes.
var placeholder = map[int]string{1: "*", 2: "×", 3: "某", 4: "𠀀"}

// figures are digits with what typists set between those of one number.
var (
	figures = regexp.MustCompile(`[0-9０-９]+(?:[-－—–‐ 　()（）]{0,2}[0-9０-９]+)*[xXｘＸ]?`)
	mail    = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}`)
	phone   = regexp.MustCompile(`(?:电话|手机|传真|热线|联系方式|微信|QQ|座机|号码)[^0-9０-９。；\n]{0,8}$`)
)

// numbers lists telephone numbers, numbers of identity cards and of accounts, and addresses of mail.
func numbers(body string) []record.Span {
	var out []record.Span
	for _, loc := range figures.FindAllStringIndex(body, -1) {
		number := body[loc[0]:loc[1]]
		if private(number) || len(digitsOf(number)) >= shortPhone && phone.MatchString(body[max(0, loc[0]-60):loc[0]]) {
			out = append(out, record.Span{Start: loc[0], End: loc[1]})
		}
	}
	for _, loc := range mail.FindAllStringIndex(body, -1) {
		out = append(out, record.Span{Start: loc[0], End: loc[1]})
	}
	return out
}

// groups are the digits of a number as they are set apart.
var groups = regexp.MustCompile(`[0-9０-９]+`)

// long numbers that no sum of money in these papers reaches.
const long = 11

// shortPhone is the fewest digits of a telephone number that is somebody's; 12388 is everybody's, and 电话，对2起 is none.
const shortPhone = 7

// private reports a number that belongs to a person: 13900001234, 139 0000 1234, 0000-5551234, 400-000-0000, an identity card.
func private(number string) bool {
	for _, g := range groups.FindAllString(number, -1) {
		if utf8.RuneCountInString(g) >= long {
			return true
		}
	}
	digits := strings.TrimPrefix(digitsOf(number), "86")
	return phoneForm.MatchString(digits) || strings.ContainsAny(number, "xXｘＸ") && len(digits) >= 14
}

// digitsOf is the digits of a number alone, in ASCII.
func digitsOf(number string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r >= '0' && r <= '9':
			return r
		}
		return -1
	}, number)
}

var phoneForm = regexp.MustCompile(`^(?:1[3-9]\d{9}|0\d{9,11}|[48]00\d{7})$`)

// surnames are the commonest, which nine in ten people bear; two characters first.
const surnames = `欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|长孙|司徒|令狐|夏侯|[` +
	`王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊` +
	`金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐` +
	`梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜` +
	`吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺]`

// name is a person's: a surname and one or two characters; 李 某 with a space in it, as typists set names of two characters.
const name = `(?:(?:` + surnames + `)\p{Han}{1,2}|(?:` + surnames + `)[ 　]{1,2}\p{Han}|\p{Han}{1,8}·\p{Han}{1,8})`

// words are surnames that begin words after an office far more often: 书记和班子成员, 会长单位, 校长任期.
const words = "和都应时管保明官计强解成向连单全任关党"

var (
	// charge are the words for who answers for something; what follows them is a list of names: 责任领导：王一、李二.
	charge  = regexp.MustCompile(`(?:责任领导|责任人员?|牵头领导|分管领导|包[抓联]领导|整改领导|直接责任人|第一责任人|负责人|联系人|联系方式|经办人|填表人|审核人|制表人|签发人|姓名|组长|副组长|成员|当事人|户主|法人代表)[：:　 ]+`)
	list    = regexp.MustCompile(`^(` + name + `)(?:[（(][^（）()\n]{1,20}[)）])?(?:$|[、，,；;。\s　/]+)`)
	column  = regexp.MustCompile(`^(?:整改)?(?:责任|牵头|分管|配合|包[抓联]|直接|具体)*(?:领导|人|人员|负责人)$|^(?:姓名|联系人|负责人|责任人|经办人)`)
	called  = regexp.MustCompile(`(` + name + `)[：:，,（( 　]{0,2}(?:1[3-9]\d{9}|0\d{2,3}[-－—]\d{7,8})`) // 王小明13900001234
	comrade = regexp.MustCompile(`(` + name + `)(?:等[0-9一二三四五六七八九十几多]*(?:名|位|人)?)?同志`)
	office  = regexp.MustCompile(`(?:书记|局长|主任|院长|校长|县长|区长|市长|镇长|乡长|部长|厅长|处长|科长|股长|站长|所长|队长|经理|董事长|会长|主席|组长|委员|专员|巡视员|调研员|园长|行长|总监|会计|出纳|司机)[ 　]{0,2}(` + name + `)`)
)

// persons lists the places where something that looks like a person's name stands where one does.
func persons(body string) (places []record.Span) {
	for _, re := range []*regexp.Regexp{comrade, office, called} {
		for _, loc := range re.FindAllStringSubmatchIndex(body, -1) {
			if r, _ := utf8.DecodeRuneInString(body[loc[2]:]); !strings.ContainsRune(words, r) {
				places = append(places, record.Span{Start: loc[2], End: loc[3]})
			}
		}
	}
	return places
}

// takeList takes the names that s begins with.
func takeList(s string, names Names) {
	for {
		m := list.FindStringSubmatchIndex(s)
		if m == nil {
			return
		}
		names[s[m[2]:m[3]]] = true
		s = s[m[1]:]
	}
}

// inColumns lists the cells that hold persons: those below the head of such a column, and the one to the right of such a name in a
// table that is a form.
func inColumns(t record.Text) []record.Block {
	type place struct{ table, col, row int }
	heads := map[place]bool{} // what is told to hold persons; row -1 is a whole column
	var out []record.Block
	for _, b := range t.Blocks {
		if b.Cell == nil {
			continue
		}
		below := place{b.Cell.Table, b.Cell.Col, -1}
		switch {
		case column.MatchString(strings.TrimSpace(t.Slice(b.Span))):
			heads[below] = true
			heads[place{b.Cell.Table, b.Cell.Col + b.Cell.ColSpan, b.Cell.Row}] = true
		case heads[below], heads[place{b.Cell.Table, b.Cell.Col, b.Cell.Row}]:
			out = append(out, b)
		}
	}
	return out
}
