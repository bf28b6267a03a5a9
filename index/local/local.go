// Package local is the embedded engine: records, search index and what people decided in one SQLite file, changed in one transaction.
//
// Text is found by overlapping pairs of characters ([han.Bigrams]) in an FTS5 table, so that a phrase query finds just the
// problems in which the string stands. Several processes may hold the file open: readers do not wait for the writer, and a
// writer waits for another.
package local

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"huitoukan/index"
)

// Engine is an open index file. It is safe for concurrent use.
type Engine struct {
	write *sql.DB // one connection: SQLite has one writer
	read  *sql.DB
}

const (
	readers   = 4
	readCache = 16_384 // KiB a reader
	patient   = 10_000 // ms that a connection waits for a lock
)

// Open opens the index file, making it when there is none. A file of another schema answers [index.ErrSchema].
func Open(ctx context.Context, path string) (*Engine, error) {
	e := &Engine{}
	var err error
	if e.write, err = connect(path, 1, "_txlock=immediate&_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=foreign_keys(1)"); err != nil {
		return nil, err
	}
	if err := e.prepare(ctx); err != nil {
		e.write.Close()
		return nil, fmt.Errorf("open index %s: %w", filepath.Base(path), err)
	}
	if e.read, err = connect(path, readers, fmt.Sprintf("_pragma=query_only(1)&_pragma=cache_size(-%d)", readCache)); err != nil {
		e.write.Close()
		return nil, err
	}
	return e, nil
}

// connect opens a pool on the file. Its path goes into a URI, so that no character of it is taken for an option.
func connect(path string, conns int, options string) (*sql.DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("find index: %w", err)
	}
	slash := filepath.ToSlash(abs)
	if !strings.HasPrefix(slash, "/") { // C:/data; a share, //server/data, stays as it is
		slash = "/" + slash
	}
	uri := url.URL{Scheme: "file", Path: slash, RawQuery: fmt.Sprintf("_pragma=busy_timeout(%d)&%s", patient, options)}
	db, err := sql.Open("sqlite", uri.String())
	if err != nil {
		return nil, fmt.Errorf("open index: %w", fault(err))
	}
	db.SetMaxOpenConns(conns)
	return db, nil
}

// prepare makes the tables in a new file, and checks the schema of an old one.
func (e *Engine) prepare(ctx context.Context) error {
	version, err := e.version(ctx)
	if err != nil {
		return fault(err)
	}
	if version == index.SchemaVersion {
		return nil
	}
	if version != 0 {
		return fmt.Errorf("%w: %d, this program has %d", index.ErrSchema, version, index.SchemaVersion)
	}
	return e.transact(ctx, func(tx *sql.Tx) error {
		// another process may have made them meanwhile
		if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil || version == index.SchemaVersion {
			return err
		}
		for _, stmt := range schema {
			if _, err := tx.ExecContext(ctx, stmt); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", index.SchemaVersion))
		return err
	})
}

// version connects for the first time. Of several that do so with a new file at once one sets the journal's mode, and SQLite tells
// the others that it is busy without letting them wait; they wait here.
func (e *Engine) version(ctx context.Context) (version int, err error) {
	const pause = 20 * time.Millisecond
	for waited := time.Duration(0); ; waited += pause {
		err = e.write.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
		var busy *sqlite.Error
		if !errors.As(err, &busy) || busy.Code()&0xFF != sqlite3.SQLITE_BUSY || waited >= patient*time.Millisecond {
			return version, err
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(pause):
		}
	}
}

// schema: what a search reads of every problem it finds stands in narrow tables, so that 100,000 of them are a few megabytes;
// the blobs lie apart. A class is a topic with a status: there are some two hundred. The FTS table holds no text of its own.
var schema = []string{
	`CREATE TABLE document (
		key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, round TEXT NOT NULL, year INTEGER NOT NULL,
		kind TEXT NOT NULL, file TEXT NOT NULL)`,
	`CREATE INDEX document_scan ON document (unit, year, round, file, id)`,
	`CREATE TABLE document_body (
		doc INTEGER PRIMARY KEY REFERENCES document ON DELETE CASCADE, head BLOB NOT NULL, body BLOB NOT NULL)`,
	`CREATE TABLE name (
		name TEXT NOT NULL, doc INTEGER NOT NULL REFERENCES document ON DELETE CASCADE, PRIMARY KEY (name, doc)) WITHOUT ROWID`,
	`CREATE INDEX name_doc ON name (doc)`,
	`CREATE TABLE class (id INTEGER PRIMARY KEY, topic TEXT NOT NULL, status TEXT NOT NULL, UNIQUE (topic, status))`,
	`CREATE TABLE problem (
		id INTEGER PRIMARY KEY, doc INTEGER NOT NULL REFERENCES document ON DELETE CASCADE, position INTEGER NOT NULL,
		class INTEGER NOT NULL REFERENCES class)`,
	`CREATE UNIQUE INDEX problem_doc ON problem (doc, position)`,
	`CREATE TABLE problem_body (problem INTEGER PRIMARY KEY REFERENCES problem ON DELETE CASCADE, body BLOB NOT NULL)`,
	`CREATE VIRTUAL TABLE words USING fts5 (title, text, measures,
		content='', contentless_delete=1, prefix='1', tokenize="ascii tokenchars '` + tokenChars + `'")`,
	`CREATE TABLE verdict (current TEXT NOT NULL, prior TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (current, prior)) WITHOUT ROWID`,
	`CREATE TABLE naming (name TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID`,
}

// tokenChars is all ASCII punctuation, as it stands between two kinds of quotation marks in the schema: a pair of
// characters such as .5 is one token. The tokenizer takes letters, digits and everything beyond ASCII by itself.
const tokenChars = `!""#$%&''''()*+,-./:;<=>?@[\]^_` + "`" + `{|}~`

// transact runs f in one transaction, all of it or nothing.
func (e *Engine) transact(ctx context.Context, f func(tx *sql.Tx) error) error {
	tx, err := e.write.BeginTx(ctx, nil)
	if err != nil {
		return fault(err)
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return fault(err)
	}
	return fault(tx.Commit())
}

// fault tells the faults that pass, a lock or a full disk, from the rest.
func fault(err error) error {
	var se *sqlite.Error
	if !errors.As(err, &se) {
		return err
	}
	switch se.Code() & 0xFF {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
		sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY:
		return fmt.Errorf("%w: %w", index.ErrUnavailable, err)
	}
	return err
}

// Close closes the file.
func (e *Engine) Close() error { return errors.Join(e.read.Close(), e.write.Close()) }
