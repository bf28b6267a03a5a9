package local

import (
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"huitoukan/index"
	"huitoukan/record"
)

// TestFaults checks that a full disk and a lock that is not given up are the world's faults, and that nothing of the
// document is left; a limit on the file's pages stands for the disk.
func TestFaults(t *testing.T) {
	doc := record.Document{ID: "a", Unit: "甲局", Problems: []record.Problem{{Title: "党费未缴", Text: strings.Repeat("党费未缴。", 5000)}}}
	for _, c := range []struct {
		name       string
		harm, mend func(e *Engine, other *sql.DB) error
	}{
		{"full", pragma("max_page_count = 1"), pragma("max_page_count = 1000000")},
		{"locked", func(e *Engine, other *sql.DB) error {
			_, err := other.Exec("BEGIN IMMEDIATE")
			return errors.Join(err, pragma("busy_timeout = 50")(e, other))
		}, func(_ *Engine, other *sql.DB) error {
			_, err := other.Exec("ROLLBACK")
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "index.db")
			e, err := Open(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			defer e.Close()
			other, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			defer other.Close()
			other.SetMaxOpenConns(1)
			if err := c.harm(e, other); err != nil {
				t.Fatal(err)
			}
			if err := e.Put(t.Context(), doc); !errors.Is(err, index.ErrUnavailable) {
				t.Errorf("put: %v", err)
			}
			if r, err := e.Search(t.Context(), index.Query{}); err != nil || r.Total != 0 {
				t.Errorf("%d problems found, %v", r.Total, err)
			}
			if err := c.mend(e, other); err != nil {
				t.Fatal(err)
			}
			if err := e.Put(t.Context(), doc); err != nil {
				t.Errorf("put again: %v", err)
			}
		})
	}
}

// pragma sets something on the engine's writing connection.
func pragma(set string) func(*Engine, *sql.DB) error {
	return func(e *Engine, _ *sql.DB) error {
		_, err := e.write.Exec("PRAGMA " + set)
		return err
	}
}
