package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"huitoukan/index"
	"huitoukan/ingest"
	"huitoukan/record"
)

// decided is an app on data of its own: one document is taken in, one verdict given and one name decided on.
func decided(t *testing.T) (*app, reader) {
	t.Helper()
	a := &app{stdout: io.Discard, stderr: io.Discard, data: t.TempDir()}
	a.folders = ingest.NewFolders(a.data, "")
	read := func(_ context.Context, path string) (record.Text, error) {
		data, err := os.ReadFile(path)
		if err != nil {
			return record.Text{}, err
		}
		var b record.Builder
		for line := range strings.Lines(string(data)) {
			b.Add("", line, record.Block{})
		}
		return b.Text("txt"), nil
	}
	takeIn(t, a, read, "甲.txt", "问题1：防火物资账实不符。\n整改情况：已盘点。\n")
	decide(t, a, "a-b")
	return a, read
}

func takeIn(t *testing.T, a *app, read reader, name, text string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	e, err := a.openIndex(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	in, err := ingest.New(ingest.Options{Folders: a.folders, Read: read, Index: e})
	if err != nil {
		t.Fatal(err)
	}
	err = in.Take(t.Context(), []string{path}, func(r ingest.Result) {
		if r.Doc == "" {
			t.Errorf("%+v", r)
		}
	})
	if err := errors.Join(err, in.Close(), e.Close()); err != nil {
		t.Fatal(err)
	}
}

// decide gives a verdict on a pair, and decides on a name that is written like it.
func decide(t *testing.T, a *app, pair string) {
	t.Helper()
	p, err := record.ParsePair(pair)
	if err != nil {
		t.Fatal(err)
	}
	e, err := a.openIndex(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(e.Decide(t.Context(), record.Verdict{Pair: p, Decision: record.Confirmed, By: "经办人"}),
		e.Name(t.Context(), record.Naming{Name: pair, Unit: "甲局"}), e.Close()); err != nil {
		t.Fatal(err)
	}
}

// holds is what the index holds: its documents, the pairs with a verdict and the names with a decision.
func holds(t *testing.T, a *app) (out []string) {
	t.Helper()
	e, err := a.openIndex(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	for d, err := range e.Scan(t.Context(), index.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, d.File)
	}
	for v, err := range e.Decided(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v.Pair.String()+" "+v.By)
	}
	for n, err := range e.Named(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, n.Name+" "+n.Unit)
	}
	slices.Sort(out)
	return out
}

func wantHeld(t *testing.T, a *app, want ...string) {
	t.Helper()
	if got := holds(t, a); !slices.Equal(got, want) {
		t.Errorf("the index holds %q, want %q", got, want)
	}
}

// TestRebuildMeanwhile asks the old index, takes a file in and decides while the new one is filled: none is lost.
func TestRebuildMeanwhile(t *testing.T) {
	a, read := decided(t)
	once := true
	r, err := a.renewFile(t.Context(), func(ctx context.Context, path string) (record.Text, error) {
		if once {
			once = false
			wantHeld(t, a, "a-b 甲局", "a-b 经办人", "甲.txt")
			takeIn(t, a, read, "乙.txt", "问题1：党费收缴不及时。\n整改情况：已补缴。\n")
			decide(t, a, "c-d")
		}
		return read(ctx, path)
	}, nil)
	if err != nil || r.documents != 2 || r.verdicts != 2 || r.namings != 2 {
		t.Fatalf("%+v, %v", r, err)
	}
	wantHeld(t, a, "a-b 甲局", "a-b 经办人", "c-d 甲局", "c-d 经办人", "乙.txt", "甲.txt")
}

// TestRebuildAlwaysHasAnIndex looks without a pause for the index while it is exchanged: a crash at any moment leaves one.
func TestRebuildAlwaysHasAnIndex(t *testing.T) {
	a, read := decided(t)
	ctx, stop := context.WithCancel(t.Context())
	missed := make(chan int)
	go func() {
		n := 0
		for ctx.Err() == nil {
			if _, err := os.Stat(a.folders.Index()); errors.Is(err, fs.ErrNotExist) {
				n++
			}
		}
		missed <- n
	}()
	for range 20 {
		if _, err := a.renewFile(t.Context(), read, nil); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	if n := <-missed; n > 0 {
		t.Errorf("%d looks found no index", n)
	}
	wantHeld(t, a, "a-b 甲局", "a-b 经办人", "甲.txt")
}

// TestRebuildStops leaves the old index as it was, and nothing beside it, when an original cannot be read for a fault that passes.
func TestRebuildStops(t *testing.T) {
	a, _ := decided(t)
	away := errors.New("the share is away")
	if _, err := a.renewFile(t.Context(), func(context.Context, string) (record.Text, error) { return record.Text{}, away }, nil); !errors.Is(err, away) {
		t.Errorf("error %v", err)
	}
	wantHeld(t, a, "a-b 甲局", "a-b 经办人", "甲.txt")
	if left, _ := filepath.Glob(filepath.Join(a.data, "*.new*")); left != nil {
		t.Errorf("left %q", left)
	}
}

// TestRebuildBesideServe tells at once that the index is in use.
func TestRebuildBesideServe(t *testing.T) {
	a, read := decided(t)
	e, err := a.openIndex(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	begin := time.Now()
	if _, err := a.renewFile(t.Context(), read, nil); err == nil || time.Since(begin) > 2*soon {
		t.Errorf("after %v: %v", time.Since(begin), err)
	}
}
