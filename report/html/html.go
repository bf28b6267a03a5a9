// Package html renders a report as one page that needs nothing else: no script, no picture, no address. In goes a
// [report.Report], out comes UTF-8; the same report gives the same bytes. What the report says is decided in package
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

var page = template.Must(template.New("page").Parse(source))

// Render writes the report. It fails only when w does.
func Render(w io.Writer, r report.Report) error {
	var b bytes.Buffer
	if err := page.Execute(&b, r); err != nil {
		return fmt.Errorf("set page: %w", err)
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}
