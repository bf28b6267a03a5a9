package docx_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"huitoukan/internal/golden"
	"huitoukan/record"
	"huitoukan/report"
	"huitoukan/report/docx"
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
	if err := docx.Render(&b, r.RepeatsPaper()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func parts(t *testing.T, b []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if out[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func TestDocument(t *testing.T) {
	golden.Check(t, "document.xml", parts(t, render(t, example(t)))["word/document.xml"])
}

func TestSameReportSameBytes(t *testing.T) {
	if !bytes.Equal(render(t, example(t)), render(t, example(t))) {
		t.Error("two renderings of one report differ")
	}
}

// Every part must be well-formed, and every part that another names must be there.
func TestPackage(t *testing.T) {
	all := parts(t, render(t, example(t)))
	for name, b := range all {
		d := xml.NewDecoder(bytes.NewReader(b))
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			e, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			for _, a := range e.Attr {
				var part string
				switch {
				case a.Name.Local == "PartName":
					part = a.Value[1:]
				case a.Name.Local == "Target" && strings.HasPrefix(name, "word/"):
					part = "word/" + a.Value
				case a.Name.Local == "Target":
					part = a.Value
				}
				if _, ok := all[part]; part != "" && !ok {
					t.Errorf("%s names %s, which is not there", name, part)
				}
			}
		}
	}
}

// Text from a document is text: neither markup nor a control character breaks the file.
func TestHostileText(t *testing.T) {
	r := example(t)
	r.Units[0].Name = "</w:t><w:br/>\x01&"
	body := parts(t, render(t, r))["word/document.xml"]
	if want := "（一）&lt;/w:t&gt;&lt;w:br/&gt;\uFFFD&amp;"; !bytes.Contains(body, []byte(want)) {
		t.Errorf("document.xml does not hold %s", want)
	}
}

// The first cell of a finding that repeats several spans their rows.
func TestMergedCells(t *testing.T) {
	prior := []record.FindingID{"b1", "b2"}
	u := report.Unit{Name: "鹿鸣区档案馆", Findings: []report.Finding{{ID: "a", Title: "甲"}, {ID: "b1"}, {ID: "b2"}}}
	for i := range prior {
		u.Repeats = append(u.Repeats, report.Repeat{Current: "a", Prior: &prior[i], Rank: i + 1, Flag: report.Back})
	}
	body := string(parts(t, render(t, report.Report{Units: []report.Unit{u}}))["word/document.xml"])
	got := fmt.Sprint(strings.Count(body, `<w:vMerge w:val="restart"/>`), strings.Count(body, `<w:vMerge w:val="continue"/>`))
	if got != "2 2" {
		t.Errorf("cells that begin and go on: %s", got)
	}
}

func TestWriterFails(t *testing.T) {
	if err := docx.Render(full{}, example(t).RepeatsPaper()); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
}

var errFull = errors.New("disk is full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
