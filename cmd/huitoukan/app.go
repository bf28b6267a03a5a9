package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"github.com/spf13/cobra"

	"huitoukan/index"
	"huitoukan/index/local"
	"huitoukan/ingest"
	"huitoukan/ingest/read"
	"huitoukan/ingest/read/sandbox"
	"huitoukan/internal/atomicfile"
	"huitoukan/record"
)

// app is what the commands share.
type app struct {
	stdout, stderr io.Writer
	data           string
	inbox          string // from a flag
	pdf            string // from a flag
	settings       settings
	folders        ingest.Folders
}

// configure reads the settings before any command runs.
func (a *app) configure(*cobra.Command, []string) error {
	s, data, err := loadSettings(a.data, os.Environ())
	if err != nil {
		return err
	}
	os.Unsetenv(modelKey) // the children that read hostile files need no key
	if a.inbox != "" {
		s.Inbox = a.inbox
	}
	if a.pdf != "" {
		s.PDF = a.pdf
		if err := s.check(); err != nil {
			return err
		}
	}
	a.settings, a.data = s, data
	a.folders = ingest.NewFolders(data, s.Inbox)
	return nil
}

// log writes to standard error; quiet leaves out all but warnings.
func (a *app) log(quiet bool) *slog.Logger {
	level := slog.LevelInfo
	if quiet {
		level = slog.LevelError
	}
	return slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: level}))
}

// pool reads files in children of this program.
func (a *app) pool(log *slog.Logger) (*sandbox.Pool, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find own program: %w", err)
	}
	l := a.settings.Limits
	return sandbox.New(sandbox.Options{
		Command: append([]string{exe, readChild}, a.pdfFlag()...), Timeout: time.Duration(l.Seconds) * time.Second, Memory: l.Memory << 20, Log: log,
	}), nil
}

// takesPDF gives a command that reads files the flag for the PDF engine.
func (a *app) takesPDF(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().StringVar(&a.pdf, "pdf", "", "PDF 引擎："+lightPDF+" 省内存，但读不了的文件多，表格按行读，不识别扫描件")
	return cmd
}

// pdfFlag asks a child for the engine that is set.
func (a *app) pdfFlag() []string {
	if a.settings.PDF == "" {
		return nil
	}
	return []string{"--pdf", a.settings.PDF}
}

func (a *app) limits() read.Limits {
	l := a.settings.Limits
	return read.Limits{Size: l.Size << 20, Inflated: l.Inflated << 20, Pages: l.Pages, Depth: l.Depth}
}

// reader answers the text of the file at a path.
type reader = func(ctx context.Context, path string) (record.Text, error)

// reader is the pool as a function that the rest of the program asks for text.
func (a *app) reader(p *sandbox.Pool) reader {
	return func(ctx context.Context, path string) (record.Text, error) { return p.Read(ctx, path, a.limits()) }
}

// store is an open index. While it is open, no rebuild can put another in its place.
type store struct {
	index.Engine
	lock *flock.Flock
}

func (s store) Close() error { return errors.Join(s.Engine.Close(), s.lock.Unlock()) }

const lockWait = 200 * time.Millisecond

// openIndex opens the index for one command. A command that only looks does not make a data folder.
func (a *app) openIndex(ctx context.Context, create bool) (store, error) {
	if create {
		if err := a.folders.Make(); err != nil {
			return store{}, err
		}
	} else if _, err := os.Stat(a.folders.Index()); errors.Is(err, fs.ErrNotExist) {
		return store{}, fmt.Errorf("数据文件夹 %s 里还没有索引。提示：先运行 huitoukan serve 或 huitoukan ingest，或用 --data 指明数据文件夹", a.data)
	}
	lock := flock.New(a.indexLock())
	if ok, err := lock.TryRLockContext(ctx, lockWait); err != nil || !ok {
		return store{}, fmt.Errorf("lock index: %w: %w", index.ErrUnavailable, err)
	}
	e, err := a.openAlone(ctx)
	if err != nil {
		return store{}, errors.Join(err, lock.Unlock())
	}
	return store{e, lock}, nil
}

// openAlone opens the index while no other process does: of two that make it at once, SQLite tells one that it is locked, and
// does not let it wait.
func (a *app) openAlone(ctx context.Context) (*local.Engine, error) {
	if err := atomicfile.MkdirAll(a.folders.Locks); err != nil { // a backup may have left empty folders out
		return nil, fmt.Errorf("lock index: %w: %w", index.ErrUnavailable, err)
	}
	lock := flock.New(filepath.Join(a.folders.Locks, "open"))
	if ok, err := lock.TryLockContext(ctx, lockWait/10); err != nil || !ok {
		return nil, fmt.Errorf("lock index: %w: %w", index.ErrUnavailable, err)
	}
	defer lock.Unlock()
	return local.Open(ctx, a.folders.Index())
}

func (a *app) indexLock() string { return filepath.Join(a.data, "index.lock") }

// tellPage tells who waits at a terminal how far a scanned file has come: each page takes two seconds.
func (a *app) tellPage(file string, page, pages int) {
	if onScreen(a.stderr) {
		fmt.Fprintln(a.stderr, pageLine(file, page, pages))
	}
}

// ingester opens all that taking files in needs; the function closes it.
func (a *app) ingester(ctx context.Context, log *slog.Logger) (*ingest.Ingester, store, func() error, error) {
	engine, err := a.openIndex(ctx, true)
	if err != nil {
		return nil, store{}, nil, err
	}
	pool, err := a.pool(log)
	if err != nil {
		return nil, store{}, nil, errors.Join(err, engine.Close())
	}
	in, err := a.newIngester(pool, engine, log)
	if err != nil {
		return nil, store{}, nil, errors.Join(err, pool.Close(), engine.Close())
	}
	return in, engine, func() error { return errors.Join(in.Close(), pool.Close(), engine.Close()) }, nil
}

func (a *app) newIngester(pool *sandbox.Pool, engine store, log *slog.Logger) (*ingest.Ingester, error) {
	assist, err := a.assist(log, a.answers())
	if err != nil {
		return nil, err
	}
	return ingest.New(ingest.Options{
		Folders: a.folders, Read: a.reader(pool), Index: engine, Assist: assist, Limits: a.limits(),
		Workers: a.settings.Workers, Log: log, Page: a.tellPage,
	})
}
