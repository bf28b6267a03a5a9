package docx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/readertest"
)

func TestRead(t *testing.T) { readertest.Run(t, Read, "testdata", fixtures(t)) }

func FuzzRead(f *testing.F) { readertest.Fuzz(f, Read, fixtures(f)) }

// FuzzParts changes the XML itself, which changed bytes of a zip hardly ever reach.
func FuzzParts(f *testing.F) {
	for _, a := range archives(f) {
		parts := map[string]string{}
		for _, file := range a.Files {
			parts[file.Name] = string(file.Data)
		}
		f.Add(parts["body"], parts["numbering"], parts["styles"])
	}
	f.Fuzz(func(t *testing.T, body, numbering, styles string) {
		readertest.Try(t, Read, build(t, &txtar.Archive{Files: []txtar.File{
			{Name: "body", Data: []byte(body)}, {Name: "numbering", Data: []byte(numbering)}, {Name: "styles", Data: []byte(styles)},
		}}))
	})
}

// fixtures are the .txtar files of testdata as Word documents.
func fixtures(t testing.TB) []readertest.Case {
	t.Helper()
	var cases []readertest.Case
	for name, a := range archives(t) {
		cases = append(cases, readertest.Case{Name: name, Data: build(t, a)})
	}
	return cases
}

func archives(t testing.TB) map[string]*txtar.Archive {
	t.Helper()
	all := map[string]*txtar.Archive{}
	for _, c := range readertest.Files(t, "testdata/*.txtar") {
		all[strings.TrimSuffix(c.Name, ".txtar")] = txtar.Parse(c.Data)
	}
	return all
}

const (
	transitional = `xmlns="http://schemas.openxmlformats.org/wordprocessingml/2006/main"` +
		` xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"` + common
	strict = `xmlns="http://purl.oclc.org/ooxml/wordprocessingml/main"` +
		` xmlns:m="http://purl.oclc.org/ooxml/officeDocument/math"` + common
	common = ` xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"` +
		` xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"`
)

// build packs an archive into a Word document: its files are the contents of the parts' root elements.
// A file whose name has a slash is a part of its own, as it stands.
func build(t testing.TB, a *txtar.Archive) []byte {
	t.Helper()
	roots := map[string]string{"numbering": "numbering", "styles": "styles", "footnotes": "footnotes", "endnotes": "endnotes"}
	space, parts, relations := transitional, map[string]string{}, ""
	for _, f := range a.Files {
		switch {
		case f.Name == "strict":
			space = strict
		case strings.Contains(f.Name, "/"):
			parts[f.Name] = string(f.Data)
		case f.Name == "body":
			parts["word/document.xml"] = fmt.Sprintf("<document %s><body>%s</body></document>", space, f.Data)
		default:
			parts["word/"+f.Name+".xml"] = fmt.Sprintf("<%s %s>%s</%[1]s>", roots[f.Name], space, f.Data)
			relations += fmt.Sprintf(`<Relationship Id="%s" Type="http://x/%[1]s" Target="%[1]s.xml"/>`, f.Name)
		}
	}
	const rels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>`
	parts["_rels/.rels"] = fmt.Sprintf(rels, `<Relationship Id="a" Type="http://x/officeDocument" Target="/word/document.xml"/>`)
	parts["word/_rels/document.xml.rels"] = fmt.Sprintf(rels, relations)
	return pack(t, parts)
}

func pack(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestRefused shows what the reader answers to files that it cannot take.
func TestRefused(t *testing.T) {
	body := func(s string) []byte {
		return build(t, &txtar.Archive{Files: []txtar.File{{Name: "body", Data: []byte(s)}}})
	}
	whole := body("<p><r><t>正文</t></r></p>")
	doctype := func(s string) []byte {
		return build(t, &txtar.Archive{Files: []txtar.File{{Name: "word/document.xml", Data: []byte(s)}}})
	}
	for _, c := range []struct {
		name string
		data []byte
		want error
	}{
		{"empty", nil, read.ErrEmpty},
		{"no zip", []byte("正文"), read.ErrDamaged},
		{"two thirds of a zip", whole[:len(whole)*2/3], read.ErrDamaged},
		{"no document part", pack(t, map[string]string{"[Content_Types].xml": "<Types/>"}), read.ErrDamaged},
		{"another root", doctype("<html/>"), read.ErrDamaged},
		{"cut in the middle", doctype("<document " + transitional + "><body><p><r><t>正文"), read.ErrDamaged},
		{"no text", body("<p/>"), read.ErrNoText},
		{"nested tables", body(strings.Repeat("<tbl><tr><tc>", 5000)), read.ErrTooDeep},
		{"entities within entities", doctype(`<!DOCTYPE d [<!ENTITY a "甲"><!ENTITY b "&a;&a;">]><document ` + transitional +
			`><body><p><r><t>&b;</t></r></p></body></document>`), read.ErrDamaged},
		{"external entity", doctype(`<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]><document ` + transitional +
			`><body><p><r><t>&a;</t></r></p></body></document>`), read.ErrDamaged},
	} {
		text, err := Read(t.Context(), bytes.NewReader(c.data), int64(len(c.data)), read.Limits{})
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v; text %q", c.name, err, c.want, text.Body)
		}
	}
}

// TestBomb reads a small file that inflates to more than the limit, once with its true size in the directory and once
// with a size that is declared too small.
func TestBomb(t *testing.T) {
	honest := build(t, &txtar.Archive{Files: []txtar.File{{Name: "body", Data: bytes.Repeat([]byte("<p><r><t>一</t></r></p>"), 3<<20)}}})
	lying := bytes.Clone(honest)
	i := bytes.LastIndex(lying, []byte("word/document.xml")) // in the central directory; the size stands 22 bytes before
	copy(lying[i-22:], []byte{0, 0, 1, 0})
	for name, data := range map[string][]byte{"honest": honest, "lying": lying} {
		begun := time.Now()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Read(t.Context(), bytes.NewReader(data), int64(len(data)), read.Limits{Inflated: 16 << 20})
		runtime.ReadMemStats(&after)
		if !errors.Is(err, read.ErrTooLarge) && !(name == "lying" && errors.Is(err, read.ErrDamaged)) {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%s: took %v", name, took)
		}
		if held := after.HeapSys - before.HeapSys; held > 200<<20 && after.HeapSys > before.HeapSys {
			t.Errorf("%s: heap grew by %d MB", name, held>>20)
		}
	}
}
