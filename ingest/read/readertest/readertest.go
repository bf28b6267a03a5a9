// Package readertest is the suite that every document reader passes.
//
// In come a reader and documents of our own making; what is checked is what the contract of package read and the words
// of record.Text promise, whatever the format: the text holds together, a damaged or hostile file ends in an error and
// not in a panic, limits and contexts are kept, and the same bytes give the same text. What a document's text ought to
// be stands in golden files, written by -update and read by people.
package readertest

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"huitoukan/ingest/read"
	"huitoukan/internal/golden"
	"huitoukan/record"
)

// Case is one document. Its name is that of its golden file, without .golden.
type Case struct {
	Name string
	Data []byte
}

// Files makes a case of each file that pattern matches, named after the file.
func Files(t testing.TB, pattern string) []Case {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files match %s (%v)", pattern, err)
	}
	var cases []Case
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		cases = append(cases, Case{filepath.Base(p), data})
	}
	return cases
}

// Run reads every case with f, compares its listing with the golden file in dir, and puts the reader through the suite.
func Run(t *testing.T, f read.Func, dir string, cases []Case) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			text, err := readAll(t.Context(), f, c.Data, read.Limits{})
			if err != nil {
				t.Fatalf("reading: %v", err)
			}
			if err := Check(text); err != nil {
				t.Fatalf("text does not hold together: %v\n%s", err, Dump(text))
			}
			golden.Check(t, filepath.Join("..", dir, c.Name+".golden"), []byte(Dump(text)))
			sameAgain(t, f, c.Data, text)
			truncated(t, f, c.Data)
			cancelled(t, f, c.Data)
			tooSmall(t, f, c.Data)
		})
	}
}

// Fuzz gives f the cases and what the fuzzer makes of them: every answer is an error or a text that holds together.
func Fuzz(f *testing.F, reader read.Func, cases []Case) {
	for _, c := range cases {
		f.Add(c.Data)
	}
	f.Fuzz(func(t *testing.T, data []byte) { Try(t, reader, data) })
}

// Try reads what a fuzzer made: the answer is an error or a text that holds together, and it comes soon.
func Try(t *testing.T, f read.Func, data []byte) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	text, err := readAll(ctx, f, data, read.Limits{Size: 1 << 20, Inflated: 4 << 20, Pages: 50, Depth: 40})
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		t.Fatalf("%d bytes took more than 20 s", len(data))
	case err == nil:
		if err := Check(text); err != nil {
			t.Fatal(err)
		}
	}
}

func readAll(ctx context.Context, f read.Func, data []byte, lim read.Limits) (record.Text, error) {
	return f(ctx, bytes.NewReader(data), int64(len(data)), lim)
}

func sameAgain(t *testing.T, f read.Func, data []byte, first record.Text) {
	t.Helper()
	second, err := readAll(t.Context(), f, data, read.Limits{})
	if err != nil || !reflect.DeepEqual(first, second) {
		t.Errorf("second reading differs (%v):\n%s", err, Dump(second))
	}
}

// truncated reads the first part of the data at up to eighty lengths, as a broken copy over a share leaves it.
func truncated(t *testing.T, f read.Func, data []byte) {
	t.Helper()
	for n := 0; n < len(data); n += len(data)/80 + 1 {
		text, err := readAll(t.Context(), f, data[:n], read.Limits{})
		if err != nil {
			continue
		}
		if err := Check(text); err != nil {
			t.Errorf("first %d of %d bytes: text does not hold together: %v", n, len(data), err)
		}
	}
}

func cancelled(t *testing.T, f read.Func, data []byte) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := readAll(ctx, f, data, read.Limits{}); !errors.Is(err, context.Canceled) {
		t.Errorf("with a cancelled context: %v, want context.Canceled", err)
	}
}

func tooSmall(t *testing.T, f read.Func, data []byte) {
	t.Helper()
	if _, err := readAll(t.Context(), f, data, read.Limits{Size: int64(len(data)) - 1}); !errors.Is(err, read.ErrTooLarge) {
		t.Errorf("one byte over the size limit: %v, want ErrTooLarge", err)
	}
}
