// Package number reads the labels with which Chinese official documents number things: 一、 （一） 1. （1） ①
// 问题1： 反馈问题一： 第1个问题： 一是. A string goes in; what comes out is the label's shape, its value, and how many
// bytes it takes. Which shape stands for what in a given document is not decided here.
package number

import (
	"strings"
	"unicode/utf8"
)

// Shape is the form of a label with its value left out, written with a sample value: "一、", "（一）", "1.", "问题1".
// Two labels of one shape belong to one list or to lists of the same level. Full and half width, ． and 、 after a
// digit, and a missing half of the brackets are one shape, since typists mix them within one list.
type Shape string

// The shapes without words of their own. GB/T 9704-2012 §7.3.3 gives the order 一、 （一） 1. （1）.
const (
	HanComma Shape = "一、"
	HanParen Shape = "（一）"
	Digit    Shape = "1."
	Spaced   Shape = "1 " // not read here: that it is a label, only the numbers before and after it tell
	Paren    Shape = "（1）"
	Circle   Shape = "①"
	Is       Shape = "一是"
	Chapter  Shape = "第一章"
	Decimal2 Shape = "1.1"
	Decimal3 Shape = "1.1.1"
	Letter   Shape = "A."
	Stem     Shape = "甲、"
	StemSub  Shape = "甲之一"
	Serial   Shape = "序号1"
	Bullet   Shape = "•" // stands for every sign without a value; the label's shape is the sign itself
)

// signs are what a typist sets before an item in place of a number. A dash counts as one of any length.
const signs = "▍▌•●◆▪■★☆▲△▶►○◇□※◎→➢✓—–-"

// Inside is the shape of the labels that look like s and stand n lists deeper.
func (s Shape) Inside(n int) Shape { return s + Shape(strings.Repeat("›", n)) }

// Rank is the usual depth of a shape in GB/T 9704, 0 the outermost; shapes of words have none: -1.
func (s Shape) Rank() int {
	if strings.HasPrefix(string(s), "第一") {
		return 0
	}
	if s == Spaced {
		return Digit.Rank()
	}
	if outer, inside := strings.CutSuffix(string(s), "›"); inside {
		return max(Shape(outer).Rank(), Circle.Rank()) + 1
	}
	for i, known := range []Shape{Chapter, HanComma, Stem, HanParen, StemSub, Digit, Paren, Circle} {
		if s == known {
			return i
		}
	}
	return -1
}

// Worded reports whether the label names what it numbers: 问题1： 反馈问题一： 第1个问题： 任务1.
func (s Shape) Worded() bool {
	if strings.HasPrefix(string(s), "第") || s == Serial {
		return strings.Contains(string(s), "问题")
	}
	word, numbered := strings.CutSuffix(string(s), "1")
	return numbered && utf8.RuneCountInString(word) > 1
}

// Label is one label read from the start of a text.
type Label struct {
	Shape Shape
	Value int // 0 for a bullet
	Len   int // bytes, with the closing mark and the white space around the label
}

// Read reads the label at the start of s. Labels set one inside the other (1.问题1：) are read as one, with the
// shape and value of the one that has words.
func Read(s string) (Label, bool) {
	first, ok := readOne(s)
	if !ok {
		return Label{}, false
	}
	if second, ok := readOne(s[first.Len:]); ok && second.Shape.Worded() {
		second.Len += first.Len
		return second, true
	}
	return first, true
}

func readOne(s string) (Label, bool) {
	lead := len(s) - len(strings.TrimLeft(s, " \u3000\u00a0"))
	for _, read := range []func(string) (Label, bool){worded, ordinal, serial, parens, han, digits, circled, letter, stem, bullet} {
		if l, ok := read(s[lead:]); ok {
			l.Len += lead
			l.Len += len(s[l.Len:]) - len(strings.TrimLeft(s[l.Len:], " \u3000\u00a0"))
			return l, true
		}
	}
	return Label{}, false
}

// worded reads 问题1： 问题一： 反馈问题（3）： 【问题2】, and 问题1 and 任务1 at the end of the text.
func worded(s string) (Label, bool) {
	rest, bracket := strings.CutPrefix(s, "【")
	word, rest, ok := cutWord(rest, "反馈问题", "具体问题", "巡察问题", "巡视问题", "存在问题", "主要问题", "问题", "整改任务", "任务")
	if !ok {
		return Label{}, false
	}
	rest = strings.TrimLeft(strings.TrimPrefix(rest, "之"), " \u3000")
	open, rest, _ := cutWord(rest, "（", "(")
	v, n := Value(rest)
	if n == 0 {
		return Label{}, false
	}
	rest = rest[n:]
	if open != "" {
		if _, rest, ok = cutWord(rest, "）", ")"); !ok {
			return Label{}, false
		}
	}
	if bracket {
		if rest, ok = strings.CutPrefix(rest, "】"); !ok {
			return Label{}, false
		}
	}
	_, after, marked := cutWord(strings.TrimLeft(rest, " \u3000"), "：", ":", "、", "．", ".", "，")
	switch {
	case marked:
		rest = after
	case !bracket && open == "" && rest != "" && !strings.HasPrefix(rest, " ") && !strings.HasPrefix(rest, "\u3000"):
		return Label{}, false // 问题3个 is a count, not a label
	}
	return Label{Shape(word + "1"), v, len(s) - len(rest)}, true
}

// ordinal reads 第一章 第二节 第1个问题： 第一，.
func ordinal(s string) (Label, bool) {
	rest, ok := strings.CutPrefix(s, "第")
	if !ok {
		return Label{}, false
	}
	v, n := Value(rest)
	if n == 0 {
		return Label{}, false
	}
	rest = rest[n:]
	if word, after, ok := cutWord(rest, "章", "节", "部分", "条"); ok {
		_, after, _ = cutWord(after, "：", ":", "、")
		return Label{Shape("第一" + word), v, len(s) - len(after)}, true
	}
	if word, after, ok := cutWord(rest, "项", "类", "问", "题", "号", "件"); ok && !strings.HasPrefix(after, "问题") { // 第1项　P, but not 第1项工作
		_, after, marked := cutWord(after, "：", ":", "、", "，", " ", "\u3000")
		return Label{Shape("第1" + word), v, len(s) - len(after)}, marked
	}
	word, after, ok := cutWord(rest, "个方面问题", "个方面", "方面", "个具体问题", "个问题", "项问题", "类问题", "")
	if ok {
		_, after, ok = cutWord(after, "：", ":", "，", "、", ",", "。")
	}
	if !ok {
		return Label{}, false
	}
	return Label{Shape("第1" + word), v, len(s) - len(after)}, true
}

// serial reads 序号1 and 编号③, set off by white space.
func serial(s string) (Label, bool) {
	_, rest, ok := cutWord(s, "序号", "编号")
	if !ok {
		return Label{}, false
	}
	rest = strings.TrimLeft(rest, "：: \u3000")
	v, n := Value(rest)
	if l, ok := circled(rest); ok {
		v, n = l.Value, l.Len
	}
	r, _ := utf8.DecodeRuneInString(rest[n:])
	return Label{Serial, v, len(s) - len(rest) + n}, n > 0 && (r == ' ' || r == '\u3000')
}

// parens reads （一） (1) （二) 1） 一）. A typist's missing first half is read, a missing second half is not.
func parens(s string) (Label, bool) {
	_, rest, _ := cutWord(s, "（", "(", "〔")
	v, n := Value(rest)
	if n == 0 {
		return Label{}, false
	}
	shape := HanParen
	if isDigit(rest) {
		shape = Paren
	}
	_, rest, ok := cutWord(rest[n:], "）", ")", "〕")
	if !ok || v > 300 { // （2018）是年份
		return Label{}, false
	}
	_, rest, _ = cutWord(rest, "、", "．")
	return Label{shape, v, len(s) - len(rest)}, true
}

// han reads 一、 十二． 一是 二要 其一， 之二，, and 壹 before white space.
func han(s string) (Label, bool) {
	if _, after, ok := cutWord(s, "其", "之"); ok {
		v, n := Value(after)
		_, rest, marked := cutWord(after[n:], "，", "：", "、", "是")
		return Label{Is, v, len(s) - len(rest)}, marked && n > 0 && !isDigit(after)
	}
	v, n := Value(s)
	if n == 0 || isDigit(s) {
		return Label{}, false
	}
	if _, rest, ok := cutWord(s[n:], "、", "．", "."); ok {
		return Label{HanComma, v, len(s) - len(rest)}, true
	}
	if _, rest, ok := cutWord(s[n:], " ", "\u3000"); ok && strings.ContainsAny(s[:n], formalDigits[len("零"):]+"拾") {
		return Label{HanComma, v, len(s) - len(rest)}, true
	}
	if _, rest, ok := cutWord(s[n:], "是", "要"); ok && rest != "" && v < 30 {
		_, rest, _ = cutWord(rest, "，", "：")
		return Label{Is, v, len(s) - len(rest)}, true
	}
	return Label{}, false
}

// digits reads 1. 12、 3． 1.2 1-2 1.2.3, but not 1.5万元, 2018.3.4 or 3.5%.
func digits(s string) (Label, bool) {
	v, n := Value(s)
	if n == 0 || !isDigit(s) || v > 300 {
		return Label{}, false
	}
	if after, ok := strings.CutPrefix(s[n:], "-"); ok { // 1-2 P, but not 1-2月
		second, n := Value(after)
		r, _ := utf8.DecodeRuneInString(after[n:])
		return Label{Decimal2, second, len(s) - len(after) + n}, isDigit(after) && (r == ' ' || r == '\u3000')
	}
	mark, rest, ok := cutWord(s[n:], ".", "．", "、")
	if !ok {
		return Label{}, false
	}
	if mark == "、" || !isDigit(rest) || figures(rest) >= 4 { // 3.2016年起… and 2.12345热线… begin with a year, a number
		return Label{Digit, v, len(s) - len(rest)}, true
	}
	return decimals(s, rest)
}

// figures counts the digits at the start of s.
func figures(s string) int {
	_, n := arabic(s)
	return utf8.RuneCountInString(s[:n])
}

// decimals reads the rest of 1.2 or 1.2.3: it must be followed by white space, as in a heading, or by a Han character
// that is no unit.
func decimals(s, rest string) (Label, bool) {
	shape := Decimal2
	v, n := Value(rest)
	rest = rest[n:]
	if after, ok := strings.CutPrefix(rest, "."); ok && isDigit(after) {
		shape = Decimal3
		v, n = Value(after)
		rest = after[n:]
	}
	r, _ := utf8.DecodeRuneInString(rest)
	if shape == Decimal2 && strings.ContainsRune("个名件项家户", r) && !strings.HasPrefix(rest, "个百分点") { // 2.2个社区… counts whole things
		_, first, _ := cutWord(s[len(s)-len(strings.TrimLeft(s, "0123456789")):], ".", "．")
		v, _ := Value(s)
		return Label{Digit, v, len(s) - len(first)}, true
	}
	if rest == "" || strings.ContainsRune("%％万亿元年月日个人次名项件倍篇.。，、", r) || r < 0x80 && r != ' ' {
		return Label{}, false
	}
	return Label{shape, v, len(s) - len(rest)}, true
}

func circled(s string) (Label, bool) {
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case r >= '①' && r <= '⑳':
		return Label{Circle, int(r-'①') + 1, n}, true
	case r >= '㉑' && r <= '㉟':
		return Label{Circle, int(r-'㉑') + 21, n}, true
	case r >= '❶' && r <= '❿':
		return Label{Circle, int(r-'❶') + 1, n}, true
	case r >= '㈠' && r <= '㈩': // one character for （一）
		return Label{HanParen, int(r-'㈠') + 1, n}, true
	case r >= '⑴' && r <= '⒇':
		return Label{Paren, int(r-'⑴') + 1, n}, true
	case r >= '⒈' && r <= '⒛':
		return Label{Digit, int(r-'⒈') + 1, n}, true
	}
	return Label{}, false
}

func letter(s string) (Label, bool) {
	if s == "" || !(s[0] >= 'A' && s[0] <= 'Z' || s[0] >= 'a' && s[0] <= 'z') {
		return Label{}, false
	}
	_, rest, ok := cutWord(s[1:], "．", ".", "、", ")", "）")
	if !ok || rest != "" && rest[0] < utf8.RuneSelf && rest[0] != ' ' { // e.g. is a word, not a label
		return Label{}, false
	}
	return Label{Letter, int(s[0]|0x20-'a') + 1, len(s) - len(rest)}, true
}

// stems number in the order of the ten heavenly stems.
const stems = "甲乙丙丁戊己庚辛壬癸"

// stem reads 甲、 乙． 丙 with a wide space behind it, and 甲之一 with the value of what follows 之. 甲方 is no label.
func stem(s string) (Label, bool) {
	r, n := utf8.DecodeRuneInString(s)
	i := strings.IndexRune(stems, r)
	if i < 0 || n == 0 {
		return Label{}, false
	}
	if sub, ok := strings.CutPrefix(s[n:], "之"); ok {
		v, size := Value(sub)
		_, rest, marked := cutWord(sub[size:], "、", "．", ".", "：", "\u3000", " ")
		return Label{StemSub, v, len(s) - len(rest)}, size > 0 && marked
	}
	_, rest, ok := cutWord(s[n:], "、", "．", ".", "\u3000")
	return Label{Stem, i/n + 1, len(s) - len(rest)}, ok
}

// bullet reads ● → ◎ and ——, but not the minus of -5 or the dash of —1—.
func bullet(s string) (Label, bool) {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 || !strings.ContainsRune(signs, r) {
		return Label{}, false
	}
	rest := s[n:]
	if strings.ContainsRune("—–-", r) {
		r = '—'
		rest = strings.TrimLeft(rest, "—–-")
		if next, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, " \u3000")); rest == "" || next < utf8.RuneSelf && next != '"' {
			return Label{}, false
		}
	}
	return Label{Shape(string(r)), 0, len(s) - len(rest)}, true
}

// Sign reports whether the label is a sign without a value.
func (s Shape) Sign() bool { return strings.ContainsAny(string(s), signs) && s != "" }

// Bar reports whether the label is a bar, which is set before headings alone: ▍管好钱、管好人.
func (s Shape) Bar() bool { return s == "▍" || s == "▌" }

// cutWord takes the first of words that s begins with off it.
func cutWord(s string, words ...string) (word, rest string, ok bool) {
	for _, w := range words {
		if rest, ok := strings.CutPrefix(s, w); ok {
			return w, rest, true
		}
	}
	return "", s, false
}
