package pdf_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"os"
	"path/filepath"
	"testing"
	"time"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/layout"
	"huitoukan/ingest/read/pdf"
	"huitoukan/ingest/read/readertest"
	"huitoukan/record"
)

func reader(t testing.TB) *pdf.Reader {
	t.Helper()
	rd := pdf.New(pdf.Options{})
	t.Cleanup(func() {
		if err := rd.Close(); err != nil {
			t.Error(err)
		}
	})
	return rd
}

func TestSuite(t *testing.T) {
	cases := readertest.Files(t, "testdata/notice.pdf")
	cases = append(cases, readertest.Files(t, "testdata/flush.pdf")...)
	cases = append(cases, readertest.Files(t, "testdata/ledger.pdf")...)
	cases = append(cases, readertest.Files(t, "testdata/owner-password.pdf")...)
	cases = append(cases, madeCases(t)...)
	readertest.Run(t, reader(t).Read, "testdata", cases)
}

func TestRefused(t *testing.T) {
	locked, err := os.ReadFile("testdata/needs-password.pdf")
	if err != nil {
		t.Fatal(err)
	}
	rd := reader(t)
	for _, c := range []struct {
		name string
		data []byte
		want error
	}{
		{"nothing", nil, read.ErrEmpty},
		{"no PDF", []byte("这不是PDF文件"), read.ErrDamaged},
		{"password", locked, read.ErrEncrypted},
		{"no text", pages(simSun("UniGB-UCS2-H"), "").bytes(0), read.ErrNoText},
		{"page number only", pages(simSun("UniGB-UCS2-H"), show(straight, 290, 40, 14, "—3—")).bytes(0), read.ErrNoText},
		{"picture", picture().bytes(0), read.ErrNoTextLayer},
		{"picture with a program's name on it", stamped(), read.ErrNoTextLayer},
		{"no character map", withoutMap(), read.ErrUnreadable},
		{"page tree in itself", selfContained(), read.ErrDamaged},
		{"cut before its table", withoutEnd(), read.ErrDamaged},
		{"bomb", bomb(t, 512<<20), read.ErrMemory},
		{"bomb in a bomb", doubleBomb(t, 1<<30), read.ErrMemory},
	} {
		t.Run(c.name, func(t *testing.T) {
			begun := time.Now()
			text, err := rd.Read(t.Context(), bytes.NewReader(c.data), int64(len(c.data)), read.Limits{})
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v\n%s", err, c.want, readertest.Dump(text))
			}
			t.Logf("%s in %v: %.120v", c.name, time.Since(begun).Round(time.Millisecond), err)
		})
	}
}

// A few characters on a picture that covers the page are no text layer: what is read in the picture is the page, unless it is no more.
func TestStamped(t *testing.T) {
	for _, c := range []struct {
		seen string
		want string
	}{{"青岚县水务局整改通报", "青岚县水务局整改通报"}, {"扫描软", "扫描软件"}} {
		rd := pdf.New(pdf.Options{Scan: func(context.Context, *image.Gray, float64) (layout.Page, error) {
			p := layout.Page{Area: layout.Box{X1: 595, Y1: 842}}
			for i, r := range []rune(c.seen) {
				p.Glyphs = append(p.Glyphs, layout.Glyph{Rune: r, Size: 14, Sure: 0.9,
					Box: layout.Box{X0: 72 + 14*float64(i), X1: 86 + 14*float64(i), Y0: 80, Y1: 94}})
			}
			return p, nil
		}})
		if text := mustRead(t, rd, stamped()); text.Body != c.want || len(text.Doubts) > 0 {
			t.Errorf("%q seen: %s", c.seen, readertest.Dump(text))
		}
		if err := rd.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A claim of two thousand million pages must neither be believed nor cost time.
func TestHugeCount(t *testing.T) {
	begun := time.Now()
	data := hugeCount()
	text, err := reader(t).Read(t.Context(), bytes.NewReader(data), int64(len(data)), read.Limits{})
	t.Logf("%v\n%s", err, readertest.Dump(text))
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestPageLimit(t *testing.T) {
	data, err := os.ReadFile("testdata/ledger.pdf")
	if err != nil {
		t.Fatal(err)
	}
	_, err = reader(t).Read(t.Context(), bytes.NewReader(data), int64(len(data)), read.Limits{Pages: 1})
	if !errors.Is(err, read.ErrTooLarge) {
		t.Errorf("got %v, want ErrTooLarge", err)
	}
}

// PDFium itself is stopped, in the middle of a page; the next file is read as if nothing had been.
func TestStopped(t *testing.T) {
	rd := reader(t)
	good := singleCharacters()
	want := mustRead(t, rd, good)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	data := bomb(t, 512<<20)
	begun := time.Now()
	if _, err := rd.Read(ctx, bytes.NewReader(data), int64(len(data)), read.Limits{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want context.DeadlineExceeded", err)
	}
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("stopping took %v", took)
	}
	if got := mustRead(t, rd, good); readertest.Dump(got) != readertest.Dump(want) {
		t.Errorf("after a stop:\n%s", readertest.Dump(got))
	}
}

func mustRead(t *testing.T, rd *pdf.Reader, data []byte) record.Text {
	t.Helper()
	text, err := rd.Read(t.Context(), bytes.NewReader(data), int64(len(data)), read.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// The program works where no cache can be written, and where one is damaged.
func TestCache(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	readOnce(t, pdf.Options{CacheDir: file})

	readOnce(t, pdf.Options{CacheDir: dir})
	kept, err := filepath.Glob(filepath.Join(dir, "wazero-*", "*"))
	if err != nil || len(kept) != 1 {
		t.Fatalf("cache holds %v (%v), want one file", kept, err)
	}
	if err := os.Truncate(kept[0], 1000); err != nil {
		t.Fatal(err)
	}
	readOnce(t, pdf.Options{CacheDir: dir})
}

func readOnce(t *testing.T, opts pdf.Options) {
	t.Helper()
	rd := pdf.New(opts)
	mustRead(t, rd, singleCharacters())
	if err := rd.Close(); err != nil {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	cases := readertest.Files(f, "testdata/*.pdf")
	readertest.Fuzz(f, reader(f).Read, append(cases, madeCases(f)...))
}
