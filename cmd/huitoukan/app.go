package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/spf13/cobra"

	"huitoukan/index"
	"huitoukan/ingest"
	"huitoukan/ingest/read"
	"huitoukan/ingest/read/sandbox"
	"huitoukan/record"
)

// app is what the commands share.
type app struct {
	stdout, stderr io.Writer
	data           string
	pdf            string   // from a flag
	flags          settings // what the flags set
	settings       settings
	folders        ingest.Folders
}

// configure reads the settings before any command runs.
func (a *app) configure(*cobra.Command, []string) error {
	s, data, err := loadSettings(a.data, a.flags, os.Environ())
	if err != nil {
		return err
	}
	os.Unsetenv(modelKey) // the children that read hostile files need no key
	forgetSecrets()
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

// tellPage tells who waits at a terminal how far a scanned file has come: each page takes two seconds.
func (a *app) tellPage(file string, page, pages int) {
	if onScreen(a.stderr) {
		fmt.Fprintln(a.stderr, pageLine(file, page, pages))
	}
}

// ingester opens all that taking files in needs; the function closes it.
func (a *app) ingester(ctx context.Context, log *slog.Logger) (*ingest.Ingester, index.Engine, func() error, error) {
	engine, err := a.openIndex(ctx, true)
	if err != nil {
		return nil, nil, nil, err
	}
	pool, err := a.pool(log)
	if err != nil {
		return nil, nil, nil, errors.Join(err, engine.Close())
	}
	in, err := a.newIngester(pool, engine, log)
	if err != nil {
		return nil, nil, nil, errors.Join(err, pool.Close(), engine.Close())
	}
	return in, engine, func() error { return errors.Join(in.Close(), pool.Close(), engine.Close()) }, nil
}

func (a *app) newIngester(pool *sandbox.Pool, engine index.Engine, log *slog.Logger) (*ingest.Ingester, error) {
	assist, err := a.assist(log, a.answers())
	if err != nil {
		return nil, err
	}
	return ingest.New(ingest.Options{
		Folders: a.folders, Read: a.reader(pool), Index: engine, Assist: assist, Limits: a.limits(),
		Workers: a.settings.Workers, Log: log, Page: a.tellPage,
	})
}
