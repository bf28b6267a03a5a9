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
	"slices"
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
			if _, err := os.Stat(path); err != nil {
				t.Fatalf("the file is elsewhere: %v", err)
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
				b.Logf("%s: the file has %d bytes", b.Name(), st.Size())
			}
		})
		return e
	})
}

// TestSchema checks that a file of another schema is refused, and that what people decided can be carried over.
func TestSchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.db")
	e, err := local.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	v := record.Verdict{Pair: record.Pair{Current: "aa", Prior: "bb"}, Decision: record.Confirmed, By: "经办人", At: time.Unix(0, 0).UTC()}
	n := record.Naming{Name: "甲局", Unit: "乙局", By: "经办人", At: time.Unix(0, 0).UTC()}
	if err := errors.Join(e.Decide(t.Context(), v), e.Name(t.Context(), n), e.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := raw(t, path).Exec("PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	if _, err := local.Open(t.Context(), path); !errors.Is(err, index.ErrSchema) {
		t.Errorf("open a file of schema 99: %v", err)
	}
	if got, err := local.ReadVerdicts(t.Context(), path); err != nil || !slices.Equal(got, []record.Verdict{v}) {
		t.Errorf("verdicts of the file of schema 99: %+v, %v", got, err)
	}
	if got, err := local.ReadNamings(t.Context(), path); err != nil || !slices.Equal(got, []record.Naming{n}) {
		t.Errorf("namings of the file of schema 99: %+v, %v", got, err)
	}
	if _, err := raw(t, path).Exec("DROP TABLE naming"); err != nil { // as indexes of schema 2 are
		t.Fatal(err)
	}
	if got, err := local.ReadNamings(t.Context(), path); err != nil || got != nil {
		t.Errorf("namings of a file without their table: %+v, %v", got, err)
	}
}

// raw opens the file without an engine.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// TestNoFolder checks that a path which cannot be opened is the world's fault, to be tried again.
func TestNoFolder(t *testing.T) {
	if _, err := local.Open(t.Context(), filepath.Join(t.TempDir(), "none", "index.db")); !errors.Is(err, index.ErrUnavailable) {
		t.Errorf("open in a folder that is not there: %v", err)
	}
}

// TestTwoProcesses has a second engine on the same file read and write while the first holds it open and a transaction runs.
func TestTwoProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.db")
	docs := indextest.Generate(60, 1)
	engines := []*local.Engine{opened(t, path), opened(t, path)}
	for i, e := range engines {
		if err := e.Put(t.Context(), docs[i]); err != nil {
			t.Fatal(err)
		}
	}
	release := hold(t, path)
	for _, e := range engines { // a reader does not wait for the writer
		if r, err := e.Search(t.Context(), index.Query{}); err != nil || r.Total != 40 {
			t.Errorf("%d problems, %v; want 40", r.Total, err)
		}
	}
	time.AfterFunc(200*time.Millisecond, release)
	if err := engines[0].Put(t.Context(), docs[2]); err != nil { // a writer does
		t.Errorf("put while another wrote: %v", err)
	}
}

func opened(t *testing.T, path string) *local.Engine {
	t.Helper()
	e, err := local.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

// hold takes the lock of the writer, as another process would, until release is called.
func hold(t *testing.T, path string) (release func()) {
	t.Helper()
	conn, err := raw(t, path).Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(context.Background(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	return func() {
		if _, err := conn.ExecContext(context.Background(), "ROLLBACK"); err != nil {
			t.Error(err)
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

// TestKilled kills a process for real while it puts documents, each time at another moment. What it acknowledged is there, and
// nothing is there in part.
func TestKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.db")
	for round := range 5 {
		acknowledged := putAndKill(t, path, 3+8*round, time.Duration(round)*3*time.Millisecond)
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
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		integrity(t, path)
	}
}

// putAndKill kills the child some time after it has acknowledged n documents, and returns all that it acknowledged.
func putAndKill(t *testing.T, path string, n int, after time.Duration) []string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), putForever+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for s := bufio.NewScanner(out); s.Scan(); {
		if ids = append(ids, s.Text()); len(ids) == n {
			time.AfterFunc(after, func() { cmd.Process.Kill() })
		}
	}
	if err := cmd.Wait(); len(ids) < n {
		t.Fatalf("the child ended by itself: %v", err)
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
	db := raw(t, path)
	var answer string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&answer); err != nil || answer != "ok" {
		t.Errorf("integrity: %s, %v", answer, err)
	}
	if _, err := db.Exec("INSERT INTO words (words) VALUES ('integrity-check')"); err != nil {
		t.Errorf("integrity of the words: %v", err)
	}
	var strays int
	if err := db.QueryRow("SELECT count(*) FROM pragma_foreign_key_check").Scan(&strays); err != nil || strays != 0 {
		t.Errorf("%d rows without their document, %v", strays, err)
	}
}

// TestOpenAtOnce opens one new file from many sides at the same time, as several commands on a new data folder do.
func TestOpenAtOnce(t *testing.T) {
	for range 20 {
		path := filepath.Join(t.TempDir(), "index.db")
		errs := make(chan error)
		for range 8 {
			go func() {
				e, err := local.Open(t.Context(), path)
				if err == nil {
					err = e.Close()
				}
				errs <- err
			}()
		}
		for range 8 {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
	}
}
