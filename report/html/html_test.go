package html_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"huitoukan/internal/golden"
	"huitoukan/report"
	"huitoukan/report/html"
)

// example is the report that package report's own test keeps.
func example(t *testing.T) (r report.Report) {
	t.Helper()
	b, err := os.ReadFile("../testdata/repeats.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func render(t *testing.T, r report.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := html.Render(&b, r.RepeatsPaper()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPage(t *testing.T) {
	golden.Check(t, "page.html", render(t, example(t)))
}

// The page stands alone: it names nothing outside itself and runs nothing, whatever a document holds.
func TestNothingFromOutside(t *testing.T) {
	r := example(t)
	r.Units[0].Name = `<script src="//x.example/y.js"></script>`
	r.Notes = append(r.Notes, `<img src=x onerror=alert(1)>`)
	page := string(render(t, r))
	for _, bad := range []string{"<script", "<img", "<link", "http:", "https:", "url("} {
		if strings.Contains(page, bad) {
			t.Errorf("page holds %s", bad)
		}
	}
}

func TestWriterFails(t *testing.T) {
	if err := html.Render(full{}, example(t).RepeatsPaper()); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
}

var errFull = errors.New("disk is full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
