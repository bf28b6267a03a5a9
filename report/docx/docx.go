// Package docx renders a report as a Word document laid out after GB/T 9704: A4, margins 37/35/28/26 mm, title in
// 方正小标宋 二号, headings in 黑体 and 楷体, body in 仿宋 三号 on lines of exactly 28 points, page numbers — 1 — on the
// outer side. In goes a [report.Report], out come the bytes of a .docx (ECMA-376, Part 1): the same report gives the
// same bytes. What the report says is decided in package report; here it is only set.
package docx

import (
	"archive/zip"
	"bytes"
	"embed"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/template"

	"huitoukan/report"
)

//go:embed parts
var parts embed.FS

// static are the parts that no report changes, in the order in which they are written.
var static = []struct{ name, file string }{
	{"[Content_Types].xml", "content_types.xml"},
	{"_rels/.rels", "package.rels"},
	{"word/_rels/document.xml.rels", "document.rels"},
	{"word/styles.xml", "styles.xml"},
	{"word/settings.xml", "settings.xml"},
	{"word/footer_odd.xml", "footer_odd.xml"},
	{"word/footer_even.xml", "footer_even.xml"},
}

// columns of the table, with their widths in twentieths of a point: 156 mm in all.
var columns = []column{
	{"序号", 540}, {"本轮问题", 2430}, {"上轮问题", 2430}, {"依据", 700}, {"理由", 1544}, {"处理意见", 1200},
}

type column struct {
	Name  string
	Width int
}

var document = template.Must(template.New("document.xml.tmpl").Funcs(template.FuncMap{
	"xml":     escape,
	"add":     func(a, b int) int { return a + b },
	"numeral": numeral,
	"p":       func(style, text string) paragraph { return paragraph{style, text} },
	"cell":    newCell,
	"columns": func() []column { return columns },
	"sides":   func() []string { return []string{"top", "left", "bottom", "right", "insideH", "insideV"} },
}).ParseFS(parts, "parts/document.xml.tmpl"))

// Render writes the report. It fails only when w does.
func Render(w io.Writer, r report.Report) error {
	var body bytes.Buffer
	if err := document.Execute(&body, r); err != nil {
		return fmt.Errorf("set document: %w", err)
	}
	z := zip.NewWriter(w)
	for _, p := range static {
		b, err := parts.ReadFile("parts/" + p.file)
		if err != nil {
			return fmt.Errorf("set %s: %w", p.name, err)
		}
		if err := put(z, p.name, b); err != nil {
			return err
		}
	}
	if err := put(z, "word/document.xml", body.Bytes()); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write document: %w", err)
	}
	return nil
}

// put leaves the entry's time at zero, so that the same report gives the same bytes.
func put(z *zip.Writer, name string, b []byte) error {
	f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err == nil {
		_, err = f.Write(b)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

type paragraph struct{ Style, Text string }

// cell is a table cell; Merge joins cells of one column downwards (ECMA-376 §17.4.84).
type cell struct {
	Width int
	Merge string
}

// newCell makes the cell of a column that spans so many rows; 0 is a row that the cell above spans.
func newCell(col, span int) cell {
	c := cell{Width: columns[col].Width}
	switch {
	case span == 0:
		c.Merge = "continue"
	case span > 1:
		c.Merge = "restart"
	}
	return c
}

// escape makes any text safe for XML; what XML cannot carry at all becomes U+FFFD.
func escape(s string) (string, error) {
	var b strings.Builder
	err := xml.EscapeText(&b, []byte(s))
	return b.String(), err
}

// numeral writes 1 to 99 as 一 to 九十九, as headings are numbered; beyond that digits.
func numeral(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n < 1 || n > 99:
		return strconv.Itoa(n)
	case n < 10:
		return digits[n]
	case n < 20:
		return "十" + digits[n%10]
	}
	return digits[n/10] + "十" + digits[n%10]
}
