package ingest

import (
	"fmt"
	"path/filepath"

	"huitoukan/internal/atomicfile"
)

// Folders are where files lie on their way. Their names stand in the command's documentation.
type Folders struct {
	Data    string // holds what follows, and the journal
	Inbox   string // where files are dropped; may lie elsewhere, on a share
	Work    string // files in hand, one folder a claim
	Archive string // originals that were taken
	Failed  string // files set aside
	Locks   string // empty files that processes hold while they are at work
}

// NewFolders are the folders under data; inbox may be "" for the one under data.
func NewFolders(data, inbox string) Folders {
	f := Folders{
		Data: data, Inbox: inbox, Work: filepath.Join(data, "work"),
		Archive: filepath.Join(data, "archive"), Failed: filepath.Join(data, "failed"), Locks: filepath.Join(data, "locks"),
	}
	if inbox == "" {
		f.Inbox = filepath.Join(data, "inbox")
	}
	return f
}

// Make makes those that are not there. An inbox in which the program's own folders lie is refused: it would take the originals
// out of the archive again.
func (f Folders) Make() error {
	for _, dir := range []string{f.Data, f.Inbox, f.Work, f.Archive, f.Failed, f.Locks} {
		if err := atomicfile.MkdirAll(dir); err != nil {
			return fmt.Errorf("make data folder: %w", err)
		}
	}
	for _, dir := range []string{f.Data, f.Work, f.Archive, f.Failed, f.Locks} {
		if within(f.Inbox, dir) || dir != f.Data && within(dir, f.Inbox) {
			return fmt.Errorf("收件箱 %s 不能包含数据文件夹，也不能放在 %s 里。提示：换一个单独的文件夹作收件箱", f.Inbox, dir)
		}
	}
	return nil
}

// within reports whether path is dir or lies below it, links followed.
func within(dir, path string) bool {
	rel, err := filepath.Rel(real(dir), real(path))
	return err == nil && filepath.IsLocal(rel)
}

func real(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		path = resolved
	}
	return path
}

// Index is the path of the embedded engine's file.
func (f Folders) Index() string { return filepath.Join(f.Data, "index.db") }

func (f Folders) journal() string { return filepath.Join(f.Data, "journal.jsonl") }
