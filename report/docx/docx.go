// Package docx renders a report as a Word document laid out after GB/T 9704: A4, margins 37/35/28/26 mm, title in
// 方正小标宋 二号, headings in 黑体 and 楷体, body in 仿宋 三号 on lines of exactly 28 points, page numbers — 1 — on the
// outer side. In goes a [report.Paper], out come the bytes of a .docx (ECMA-376, Part 1): the same paper gives the
// same bytes. What the report says is decided in package report; here it is only set.
package docx

import (
	"archive/zip"
	"bytes"
	"embed"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"text/template"
	"unicode/utf8"

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

// width of the text between the margins, in twentieths of a point: 156 mm.
const width = 8844

// page is what a page holds of a cell's text, in characters, roughly: a row that is longer may go on over the page's end.
const page = 600

var document = template.Must(template.New("document.xml.tmpl").Funcs(template.FuncMap{
	"xml":     escape,
	"add":     func(a, b int) int { return a + b },
	"p":       func(style, text string) paragraph { return paragraph{style, text} },
	"heading": func(level int) string { return [...]string{"", "Heading1", "Heading2", "Caption"}[level] },
	"style":   func(p report.Para) string { return styles[p.Style] },
	"widths":  widths,
	"merge":   merge,
	"short":   short,
	"numbers": report.Chart.Table,
	"sides":   func() []string { return []string{"top", "left", "bottom", "right", "insideH", "insideV"} },
}).ParseFS(parts, "parts/document.xml.tmpl"))

// styles are those of parts/styles.xml for the paragraphs of a cell.
var styles = map[report.Style]string{
	report.Plain: "Cell", report.Centred: "CellCentre", report.Place: "CellPlace", report.Typed: "CellPair", report.Missing: "Cell",
}

// Render writes the report. It fails only when w does.
func Render(w io.Writer, p report.Paper) error {
	var body bytes.Buffer
	if err := document.Execute(&body, p); err != nil {
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

// widths deals the text's width out to the columns by their shares.
func widths(t *report.Table) []int {
	sum := 0
	for _, c := range t.Columns {
		sum += c.Share
	}
	out := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		out[i] = width * c.Share / sum
	}
	return out
}

// merge joins cells of one column downwards (ECMA-376 §17.4.84).
func merge(c report.Cell) string {
	switch {
	case c.Down == 0:
		return "continue"
	case c.Down > 1:
		return "restart"
	}
	return ""
}

// short reports that a row fits on a page, so that it need not be split.
func short(row []report.Cell) bool {
	for _, c := range row {
		n := 0
		for _, p := range c.Paras {
			n += utf8.RuneCountInString(p.Text)
		}
		if n > page {
			return false
		}
	}
	return true
}

// escape makes any text safe for XML; what XML cannot carry at all becomes U+FFFD.
func escape(s string) (string, error) {
	var b strings.Builder
	err := xml.EscapeText(&b, []byte(s))
	return b.String(), err
}
