package ofd

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/tools/txtar"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/readertest"
)

func TestRead(t *testing.T) { readertest.Run(t, Read, "testdata", fixtures(t)) }

func FuzzRead(f *testing.F) { readertest.Fuzz(f, Read, fixtures(f)) }

// FuzzPage changes the XML itself, which changed bytes of a zip hardly ever reach.
func FuzzPage(f *testing.F) {
	for _, c := range readertest.Files(f, "testdata/*.txtar") {
		for _, file := range txtar.Parse(c.Data).Files {
			if strings.HasPrefix(file.Name, "page ") {
				f.Add(content(string(file.Data)))
			}
		}
	}
	f.Fuzz(func(t *testing.T, page string) {
		readertest.Try(t, Read, build(t, "-- Doc_0/Document.xml --\n"+listing(1)+"-- Doc_0/P1.xml --\n"+page))
	})
}

func fixtures(t testing.TB) []readertest.Case {
	t.Helper()
	var cases []readertest.Case
	for _, c := range readertest.Files(t, "testdata/*.txtar") {
		cases = append(cases, readertest.Case{Name: strings.TrimSuffix(c.Name, ".txtar"), Data: build(t, string(c.Data))})
	}
	return cases
}

// build packs a txtar archive into an OFD file. A file named "page N" is the content of that page; the entry, the document
// and what else is needed are added where the archive does not bring them.
func build(t testing.TB, archive string) []byte {
	t.Helper()
	parts := map[string]string{
		"OFD.xml": `<OFD xmlns="http://www.ofdspec.org/2016"><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>`,
	}
	pages := 0
	for _, f := range txtar.Parse([]byte(archive)).Files {
		if n, ok := strings.CutPrefix(f.Name, "page "); ok {
			parts["Doc_0/P"+n+".xml"] = content(string(f.Data))
			pages++
			continue
		}
		if f.Name == "ofd.xml" {
			delete(parts, "OFD.xml")
		}
		parts[f.Name] = string(f.Data)
	}
	if parts["Doc_0/Document.xml"] == "" {
		parts["Doc_0/Document.xml"] = listing(pages)
	}
	return pack(t, parts)
}

func listing(pages int) string {
	var b strings.Builder
	b.WriteString(`<Document xmlns="http://www.ofdspec.org/2016"><CommonData><PageArea><PhysicalBox>0 0 210 297</PhysicalBox></PageArea>` +
		`<PublicRes>PublicRes.xml</PublicRes></CommonData><Pages>`)
	for i := range pages {
		fmt.Fprintf(&b, `<Page ID="%d" BaseLoc="P%[1]d.xml"/>`, i+1)
	}
	return b.String() + "</Pages></Document>\n"
}

// content is a page's XML. A line "@ x y size font text" stands for a layer with that text, its characters one size apart
// and ASCII half of that.
func content(layers string) string {
	var b strings.Builder
	b.WriteString(`<Page xmlns="http://www.ofdspec.org/2016"><Content>`)
	for line := range strings.Lines(layers) {
		rest, ok := strings.CutPrefix(line, "@ ")
		if !ok {
			b.WriteString(line)
			continue
		}
		var x, y, size float64
		var font int
		if _, err := fmt.Sscan(rest, &x, &y, &size, &font); err != nil {
			panic(fmt.Sprintf("%q: %v", line, err))
		}
		text := strings.TrimSpace(strings.SplitN(rest, " ", 5)[4])
		var deltas strings.Builder
		for _, r := range text {
			step := size
			if r < utf8.RuneSelf {
				step = size / 2
			}
			fmt.Fprintf(&deltas, "%g ", step)
		}
		fmt.Fprintf(&b, `<Layer><TextObject Boundary="%g %g 180 %g" Font="%d" Size="%g"><TextCode X="0" Y="%[5]g" DeltaX="%s">%s`+
			"</TextCode></TextObject></Layer>", x, y, size, font, size, strings.TrimSpace(deltas.String()), text)
	}
	return b.String() + "</Content></Page>\n"
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
	whole := build(t, "-- page 1 --\n@ 30 40 5 1 正文\n")
	for _, c := range []struct {
		name string
		data []byte
		lim  read.Limits
		want error
	}{
		{"empty", nil, read.Limits{}, read.ErrEmpty},
		{"no zip", []byte("正文"), read.Limits{}, read.ErrDamaged},
		{"two thirds of a zip", whole[:len(whole)*2/3], read.Limits{}, read.ErrDamaged},
		{"no entry", pack(t, map[string]string{"Doc_0/Document.xml": listing(1)}), read.Limits{}, read.ErrDamaged},
		{"no document", pack(t, map[string]string{"OFD.xml": "<OFD><DocBody><DocRoot>D.xml</DocRoot></DocBody></OFD>"}), read.Limits{}, read.ErrDamaged},
		{"no pages", build(t, ""), read.Limits{}, read.ErrNoText},
		{"blank page", build(t, "-- page 1 --\n"), read.Limits{}, read.ErrNoText},
		{"only page is damaged", build(t, "-- Doc_0/Document.xml --\n"+listing(1)+"-- Doc_0/P1.xml --\n<Page><Content>"), read.Limits{}, read.ErrDamaged},
		{"letters drawn as paths", build(t, `-- page 1 --
<Layer><PathObject Boundary="20 20 9 9"><AbbreviatedData>M 0 0 B 1 1 2 2 3 1 Q 4 4 5 5 C</AbbreviatedData></PathObject></Layer>
`), read.Limits{}, read.ErrNoTextLayer},
		{"a picture", build(t, "-- page 1 --\n<Layer><ImageObject/></Layer>\n"), read.Limits{}, read.ErrNoTextLayer},
		{"private characters", build(t, "-- page 1 --\n@ 30 40 5 1 \uE001\uE002\uE003\n"), read.Limits{}, read.ErrUnreadable},
		{"encrypted", pack(t, map[string]string{"OFD.xml": "x", "Encryptions.xml": "x"}), read.Limits{}, read.ErrEncrypted},
		{"too deep", build(t, "-- page 1 --\n"+strings.Repeat("<PageBlock>", 5000)), read.Limits{}, read.ErrTooDeep},
		{"too many pages", build(t, "-- page 1 --\n-- page 2 --\n"), read.Limits{Pages: 1}, read.ErrTooLarge},
		{"too many characters", build(t, "-- page 1 --\n@ 30 40 5 1 "+strings.Repeat("字", 4000)+"\n"), read.Limits{Inflated: 100_000}, read.ErrTooLarge},
		{"entities within entities", build(t, "-- Doc_0/Document.xml --\n"+listing(1)+
			`-- Doc_0/P1.xml --
<!DOCTYPE d [<!ENTITY a "甲"><!ENTITY b "&a;&a;">]><Page><Content><Layer><TextObject Size="5"><TextCode>&b;</TextCode></TextObject></Layer></Content></Page>
`), read.Limits{}, read.ErrDamaged},
	} {
		text, err := Read(t.Context(), bytes.NewReader(c.data), int64(len(c.data)), c.lim)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v; text %q", c.name, err, c.want, text.Body)
		}
	}
}

// TestBomb reads a small file that inflates to more than the limit, once with its true size in the directory and once with
// a size that is declared too small. A template that many pages use counts every time.
func TestBomb(t *testing.T) {
	honest := build(t, "-- page 1 --\n"+strings.Repeat("<Layer><TextObject/></Layer>\n", 1<<20))
	lying := bytes.Clone(honest)
	i := bytes.LastIndex(lying, []byte("Doc_0/P1.xml")) // in the central directory; the size stands 22 bytes before
	copy(lying[i-22:], []byte{0, 0, 1, 0})
	shared := build(t, "-- Doc_0/Document.xml --\n"+strings.Replace(listing(0), "<Pages>",
		`<Pages>`+strings.Repeat(`<Page ID="1" BaseLoc="P1.xml"/>`, 100), 1)+"-- page 1 --\n"+strings.Repeat("<Layer/>", 1<<16))
	for name, data := range map[string][]byte{"honest": honest, "lying": lying, "shared": shared} {
		limit := int64(16 << 20)
		if name == "shared" {
			limit = 4 << 20 // eight of its hundred pages: each is read whole before it counts
		}
		begun := time.Now()
		_, err := Read(t.Context(), bytes.NewReader(data), int64(len(data)), read.Limits{Inflated: limit})
		if !errors.Is(err, read.ErrTooLarge) && !(name == "lying" && errors.Is(err, read.ErrDamaged)) {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(begun); took > 10*time.Second {
			t.Errorf("%s: took %v", name, took)
		}
	}
}

// TestComposites has a composite object that draws itself fifty times, each of which does so again.
func TestComposites(t *testing.T) {
	self := `<CompositeObject ResourceID="9"/>`
	data := build(t, "-- Doc_0/PublicRes.xml --\n<Res><CompositeGraphicUnits><CompositeGraphicUnit ID=\"9\"><Content>"+strings.Repeat(self, 50)+
		"</Content></CompositeGraphicUnit></CompositeGraphicUnits></Res>\n-- page 1 --\n@ 30 40 5 1 正文\n<Layer>"+self+"</Layer>\n")
	begun := time.Now()
	text, err := Read(t.Context(), bytes.NewReader(data), int64(len(data)), read.Limits{})
	if err != nil || text.Body != "正文" {
		t.Errorf("%q, %v", text.Body, err)
	}
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
}

// TestCharset reads a page in the charset of old Chinese programs.
func TestCharset(t *testing.T) {
	page, err := simplifiedchinese.GB18030.NewEncoder().String(`<?xml version="1.0" encoding="GB18030"?>` + content("@ 30 40 5 1 正文\n"))
	if err != nil {
		t.Fatal(err)
	}
	data := build(t, "-- Doc_0/Document.xml --\n"+listing(1)+"-- Doc_0/P1.xml --\n"+page)
	text, err := Read(t.Context(), bytes.NewReader(data), int64(len(data)), read.Limits{})
	if err != nil || text.Body != "正文" {
		t.Errorf("%q, %v", text.Body, err)
	}
}

// TestStopped calls the reading off in the middle of a page.
func TestStopped(t *testing.T) {
	data := build(t, "-- page 1 --\n"+strings.Repeat("<Layer/>\n", 1<<20))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := Read(ctx, bytes.NewReader(data), int64(len(data)), read.Limits{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want context.DeadlineExceeded", err)
	}
}
