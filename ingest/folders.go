package ingest

import (
	"fmt"
	"os"
	"path/filepath"
)

// Folders are where files lie on their way. Their names stand in the command's documentation.
type Folders struct {
	Data    string // holds what follows, and the journal
	Inbox   string // where files are dropped; may lie elsewhere, on a share
	Work    string // files in hand, one folder a claim
	Archive string // originals that were taken
	Failed  string // files set aside
}

// NewFolders are the folders under data; inbox may be "" for the one under data.
func NewFolders(data, inbox string) Folders {
	f := Folders{
		Data: data, Inbox: inbox, Work: filepath.Join(data, "work"),
		Archive: filepath.Join(data, "archive"), Failed: filepath.Join(data, "failed"),
	}
	if inbox == "" {
		f.Inbox = filepath.Join(data, "inbox")
	}
	return f
}

// Make makes those that are not there.
func (f Folders) Make() error {
	for _, dir := range []string{f.Data, f.Inbox, f.Work, f.Archive, f.Failed} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return fmt.Errorf("make data folder: %w", err)
		}
	}
	return nil
}

// Index is the path of the embedded engine's file.
func (f Folders) Index() string { return filepath.Join(f.Data, "index.db") }

func (f Folders) journal() string { return filepath.Join(f.Data, "journal.jsonl") }
