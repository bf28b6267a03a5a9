package plain

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	utf "golang.org/x/text/encoding/unicode"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/readertest"
)

func TestRead(t *testing.T) {
	readertest.Run(t, Read, "testdata", readertest.Files(t, "testdata/*.txt"))
}

func FuzzRead(f *testing.F) { readertest.Fuzz(f, Read, readertest.Files(f, "testdata/*.txt")) }

// TestDecode writes short texts, which tell a detector little, in every charset that can hold them.
func TestDecode(t *testing.T) {
	simplified := []string{"第三条", "联通", "整改情况：已完成。", "一、组织整改", "问题1：", "（一）坚持党的领导", "2022年9月9日",
		"第三条 申请人应当如实提交有关材料。", "巡察", "Report 第1页"}
	traditional := []string{"受文者：各縣市政府", "說明：依據本府稽核報告辦理。", "壹、總則", "機關", "第三條 申請人應如實提出"}
	le, be := utf.UTF16(utf.LittleEndian, utf.IgnoreBOM), utf.UTF16(utf.BigEndian, utf.IgnoreBOM)
	for _, c := range []struct {
		name  string
		code  encoding.Encoding
		texts []string
	}{
		{"utf-8", utf.UTF8, append(append([]string{"plain ASCII, 1.5"}, simplified...), traditional...)},
		{"gb18030", simplifiedchinese.GB18030, simplified},
		{"utf-16le", le, append(simplified, traditional...)},
		{"utf-16be", be, append(simplified, traditional...)},
		{"big5", traditionalchinese.Big5, traditional},
	} {
		for _, text := range c.texts {
			data, err := c.code.NewEncoder().Bytes([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			got, name, err := Decode(data, "")
			if got != text {
				t.Errorf("%s in %s (% x): %q as %s, %v", text, c.name, data, got, name, err)
			}
		}
	}
}

// TestDeclared shows what a charset that the document names is worth: it decides unless the bytes speak against it.
func TestDeclared(t *testing.T) {
	gbk, _ := simplifiedchinese.GBK.NewEncoder().String("整改情况")
	for _, c := range []struct{ data, declared, want, name string }{
		{gbk, "gb2312", "整改情况", "gb18030"},
		{gbk, "GBK", "整改情况", "gb18030"},
		{gbk, "utf-8", "整改情况", "gb18030"},
		{"整改情况", "gb2312", "整改情况", "utf-8"},
		{"整改情况", "no such charset", "整改情况", "utf-8"},
		{"\xEF\xBB\xBF整改", "big5", "整改", "utf-8"},
	} {
		got, name, err := Decode([]byte(c.data), c.declared)
		if got != c.want || name != c.name || err != nil {
			t.Errorf("%q declared %s: %q as %s, %v", c.data, c.declared, got, name, err)
		}
	}
}

func TestRefused(t *testing.T) {
	noise := make([]byte, 4096)
	for i, x := 0, uint32(1); i < len(noise); i++ {
		x = x*1664525 + 1013904223
		noise[i] = byte(x >> 24)
	}
	for _, c := range []struct {
		name string
		data []byte
		want error
	}{
		{"empty", nil, read.ErrEmpty},
		{"white space", []byte(" \r\n\u3000\t\f"), read.ErrNoText},
		{"noise", noise, read.ErrUnreadable},
		{"control characters", bytes.Repeat([]byte{1, 2, 3, 4}, 50), read.ErrUnreadable},
	} {
		text, err := Read(t.Context(), bytes.NewReader(c.data), int64(len(c.data)), read.Limits{})
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v; text %q", c.name, err, c.want, text.Body)
		}
	}
}

// TestLabels shows what begins a paragraph in broken text, and what only looks as if it did.
func TestLabels(t *testing.T) {
	var got []string
	for _, s := range strings.Split("一、组织|（二）落实|(3)销号|1.学习|2．学习|3、学习|问题1：学习|反馈问题一：学习|第一章 总则|①学习|整改措施：学习|"+
		"2023年学习|1.5万元|一是学习|三公经费|12个问题|第一批|（见附件）", "|") {
		got = append(got, fmt.Sprintf("%v %s", label.MatchString(s), s))
	}
	want := "true 一、组织|true （二）落实|true (3)销号|true 1.学习|true 2．学习|true 3、学习|true 问题1：学习|true 反馈问题一：学习|" +
		"true 第一章 总则|true ①学习|true 整改措施：学习|false 2023年学习|false 1.5万元|false 一是学习|false 三公经费|false 12个问题|" +
		"false 第一批|false （见附件）"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}
