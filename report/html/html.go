// Package html renders a report as one page that needs nothing else: no script, no picture, no address. In goes a
// [report.Paper], out comes UTF-8; the same paper gives the same bytes. What the report says is decided in package
// report; here it is only set.
package html

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"huitoukan/report"
)

//go:embed page.html.tmpl
var source string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"heading": heading, "bars": newBars, "heat": newHeat,
}).Parse(source))

// heading sets a part's heading one level below the paper's title.
func heading(level int, text string) template.HTML {
	return template.HTML(fmt.Sprintf("<h%d>%s</h%d>", level+1, template.HTMLEscapeString(text), level+1))
}

// Render writes the report. It fails only when w does.
func Render(w io.Writer, p report.Paper) error {
	var b bytes.Buffer
	if err := page.Execute(&b, p); err != nil {
		return fmt.Errorf("set page: %w", err)
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}
