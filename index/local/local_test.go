package local_test

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"huitoukan/index"
	"huitoukan/index/indextest"
	"huitoukan/index/local"
	"huitoukan/record"
)

// putForever is set for the child process that puts documents until it is killed.
const putForever = "HUITOUKAN_TEST_PUT_FOREVER"

func TestMain(m *testing.M) {
	if path := os.Getenv(putForever); path != "" {
		putUntilKilled(path)
	}
	os.Exit(m.Run())
}

func TestSuite(t *testing.T) {
	indextest.Run(t, func(t *testing.T) indextest.Store {
		path := filepath.Join(t.TempDir(), "带 空格#与?号.db")
		return func() index.Engine {
			e, err := local.Open(context.Background(), path)
			if err != nil {
				t.Fatal(err)
			}
			return e
		}
	})
}

func BenchmarkEngine(b *testing.B) {
	indextest.Benchmark(b, func(b *testing.B) index.Engine {
		path := filepath.Join(b.TempDir(), "index.db")
		e, err := local.Open(context.Background(), path)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() {
			e.Close()
			if st, err := os.Stat(path); err == nil {
				b.Logf("file: %.1f MB", float64(st.Size())/(1<<20))
			}
		})
		return e
	})
}

// TestSchema checks that a file of another schema is refused and left as it is.
func TestSchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.db")
	e, err := local.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	e.Close()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if _, err := local.Open(t.Context(), path); !errors.Is(err, index.ErrSchema) {
		t.Errorf("open a file of schema 99: %v", err)
	}
}

// TestNoFolder checks that a path which cannot be opened is the world's fault, to be tried again.
func TestNoFolder(t *testing.T) {
	if _, err := local.Open(t.Context(), filepath.Join(t.TempDir(), "none", "index.db")); !errors.Is(err, index.ErrUnavailable) {
		t.Errorf("open in a folder that is not there: %v", err)
	}
}

// TestTwoProcesses has a second engine on the same file read and write while the first holds it open.
func TestTwoProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.db")
	a, err := local.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	b, err := local.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	docs := indextest.Generate(40, 1)
	for i, e := range []*local.Engine{a, b} {
		if err := e.Put(t.Context(), docs[i]); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range []*local.Engine{a, b} {
		if r, err := e.Search(t.Context(), index.Query{}); err != nil || r.Total != 40 {
			t.Errorf("%d problems, %v; want 40", r.Total, err)
		}
	}
}

// putUntilKilled puts one document after another and writes the ID of each that was acknowledged.
func putUntilKilled(path string) {
	e, err := local.Open(context.Background(), path)
	if err != nil {
		panic(err)
	}
	for i := uint64(0); ; i++ {
		for _, d := range indextest.Generate(20, i) {
			if err := e.Put(context.Background(), d); err != nil {
				panic(err)
			}
			fmt.Println(d.ID)
		}
	}
}

// TestKilled kills a process for real while it puts documents. What it acknowledged is there, and nothing is there in part.
func TestKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.db")
	for round := range 3 {
		acknowledged := putAndKill(t, path)
		e, err := local.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range acknowledged {
			d, err := e.Get(t.Context(), record.DocID(id))
			if err != nil || len(d.Problems) != 20 {
				t.Fatalf("round %d: acknowledged document %s: %d problems, %v", round, id, len(d.Problems), err)
			}
		}
		whole(t, e)
		e.Close()
		integrity(t, path)
	}
}

func putAndKill(t *testing.T, path string) []string {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), putForever+"="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(400*time.Millisecond, func() { cmd.Process.Kill() })
	var ids []string
	for s := bufio.NewScanner(out); s.Scan(); {
		ids = append(ids, strings.TrimSpace(s.Text()))
	}
	cmd.Wait()
	if len(ids) == 0 {
		t.Fatal("the child was killed before it put anything")
	}
	return ids
}

// whole checks that every document found is there with all its problems.
func whole(t *testing.T, e *local.Engine) {
	t.Helper()
	docs := 0
	for _, err := range e.Scan(t.Context(), index.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		docs++
	}
	r, err := e.Search(t.Context(), index.Query{Text: "没有按规定办理"})
	if err != nil || r.Total != 20*docs {
		t.Errorf("%d problems found of %d documents of 20: %v", r.Total, docs, err)
	}
}

func integrity(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var answer string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&answer); err != nil || answer != "ok" {
		t.Errorf("integrity: %s, %v", answer, err)
	}
}
