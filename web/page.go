package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"time"

	"huitoukan/record"
	"huitoukan/report"
)

//go:embed templates
var templateFiles embed.FS

// frame is what every page has around it.
type frame struct {
	Title   string
	Active  string // the menu entry that the page belongs to
	Refresh int    // seconds until the page is to be loaded again; 0 means never
}

var templates = parse("fault", "search", "problem", "documents", "document", "inbox", "repeats", "review", "units", "dossier", "issued")

// parse makes a set of templates for each page: the page's own, the frame, and what pages share.
func parse(pages ...string) map[string]*template.Template {
	shared := template.Must(template.New("").Funcs(template.FuncMap{
		"topic": record.TopicName, "status": statusName, "kind": report.Chinese, "claim": claimName, "level": levelName,
		"percent": percent, "time": clock, "form": newPairForm,
	}).ParseFS(templateFiles, "templates/frame.tmpl", "templates/parts.tmpl"))
	sets := map[string]*template.Template{}
	for _, p := range pages {
		sets[p] = template.Must(template.Must(shared.Clone()).ParseFS(templateFiles, "templates/"+p+".tmpl"))
	}
	return sets
}

// render sends a page once all of it has been made.
func render(w http.ResponseWriter, status int, name string, page any) error {
	var b bytes.Buffer
	if err := templates[name].ExecuteTemplate(&b, "frame", page); err != nil {
		return fmt.Errorf("render page %s: %w", name, err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	_, err := w.Write(b.Bytes())
	return ignored(err)
}

func percent(share float64) int { return int(share*100 + 0.5) }

func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format("2006-01-02 15:04")
}
