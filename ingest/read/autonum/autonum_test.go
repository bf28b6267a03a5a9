package autonum

import (
	"strings"
	"testing"
)

// TestFormats shows each format at the numbers where its way of writing changes.
func TestFormats(t *testing.T) {
	for _, c := range []struct {
		format  Format
		numbers []int
		want    string
	}{
		{"decimal", []int{0, 1, 10, -1}, "0 1 10 -1"},
		{"decimalZero", []int{1, 9, 10, 100}, "01 09 10 100"},
		{"decimalFullWidth", []int{1, 10}, "１ １０"},
		{"upperRoman", []int{1, 4, 9, 14, 40, 90, 400, 1999}, "I IV IX XIV XL XC CD MCMXCIX"},
		{"lowerRoman", []int{1, 8}, "i viii"},
		{"upperLetter", []int{1, 26, 27, 28, 53}, "A Z AA BB AAA"},
		{"lowerLetter", []int{1, 26, 27}, "a z aa"},
		{"ordinal", []int{1, 2, 3, 4, 11, 12, 21, 113}, "1st 2nd 3rd 4th 11th 12th 21st 113th"},
		{"decimalEnclosedCircle", []int{0, 1, 20, 21, 35, 36, 50, 51}, "⓪ ① ⑳ ㉑ ㉟ ㊱ ㊿ 51"},
		{"decimalEnclosedParen", []int{1, 20, 21}, "⑴ ⒇ 21"},
		{"decimalEnclosedFullstop", []int{1, 20}, "⒈ ⒛"},
		{"ideographEnclosedCircle", []int{1, 10, 11}, "㊀ ㊉ 11"},
		{"chineseCounting", []int{0, 1, 10, 11, 20, 21, 99, 100, 105}, "〇 一 十 十一 二十 二十一 九十九 一〇〇 一〇五"},
		{"chineseCountingThousand", []int{1, 10, 12, 20, 100, 101, 110, 111, 1000, 1001, 1010, 10000, 10001, 12345, 100010},
			"一 十 十二 二十 一百 一百零一 一百一十 一百一十一 一千 一千零一 一千零一十 一万 一万零一 一万二千三百四十五 十万零一十"},
		{"taiwaneseCountingThousand", []int{11, 20000}, "十一 二萬"},
		{"japaneseCounting", []int{1, 10, 11, 100, 101, 111, 1000, 10000}, "一 十 十一 百 百一 百十一 千 一万"},
		{"chineseLegalSimplified", []int{1, 10, 11, 23, 105}, "壹 壹拾 壹拾壹 贰拾叁 壹佰零伍"},
		{"ideographLegalTraditional", []int{2, 3, 10}, "貳 參 壹拾"},
		{"ideographDigital", []int{1, 10, 11, 105}, "一 一〇 一一 一〇五"},
		{"ideographTraditional", []int{1, 10, 11}, "甲 癸 甲"},
		{"ideographZodiac", []int{1, 12, 13}, "子 亥 子"},
		{"ideographZodiacTraditional", []int{1, 11, 60, 61}, "甲子 甲戌 癸亥 甲子"},
		{"bullet", []int{1}, "•"},
		{"none", []int{1}, ""},
		{"noSuchFormat", []int{7}, "7"},
	} {
		var got []string
		for _, n := range c.numbers {
			got = append(got, c.format.Write(n))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s of %v\n got %s\nwant %s", c.format, c.numbers, s, c.want)
		}
	}
}

func TestSet(t *testing.T) {
	for _, c := range []struct {
		label string
		glued bool
		want  string
	}{
		{"一、", false, "一、"}, {"（一）", false, "（一）"}, {"1.", false, "1."}, {"①", false, "①"}, {"•", false, "•"},
		{"2.1.1", false, "2.1.1 "}, {"第一条", false, "第一条 "}, {"a", false, "a "}, {"第一条", true, "第一条"}, {"", false, ""},
	} {
		if got := Set(c.label, c.glued); got != c.want {
			t.Errorf("Set(%q, %v) = %q, want %q", c.label, c.glued, got, c.want)
		}
	}
}

// TestNext counts through a list whose third level goes on through the whole list and whose fourth begins again only
// with the first. The document begins below the first level.
func TestNext(t *testing.T) {
	levels := [Levels]Level{
		{Start: 1, Text: "%1."}, {Start: 1, Text: "%1.%2"}, {Start: 1, Text: "<%3>", Never: true}, {Start: 1, Text: "%4)", Restart: 1},
	}
	var c Count
	var got []string
	for _, at := range []int{1, 0, 1, 1, 2, 3, 1, 2, 3, 0, 3, 2, 1} {
		got = append(got, c.Next(&levels, at))
	}
	c.Begin(0, 7)
	got = append(got, c.Next(&levels, 0), c.Next(&levels, 99))
	want := "1.1 1. 1.1 1.2 <1> 1) 1.3 <2> 2) 2. 1) <3> 2.2 7. "
	if s := strings.Join(got, " "); s != want {
		t.Errorf("got %s\nwant %s", s, want)
	}
}
