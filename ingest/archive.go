package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"huitoukan/internal/atomicfile"
	"huitoukan/record"
)

// Original is a file in the archive: where it lies, and the path it had under the inbox.
type Original struct {
	ID    record.DocID `json:"id"`
	Path  string       `json:"-"`
	File  string       `json:"file"`
	Taken time.Time    `json:"taken"`
}

// hash is the DocID of the file at path.
func hash(path string) (record.DocID, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return record.DocID(hex.EncodeToString(h.Sum(nil))), nil
}

// shelf is the folder of one original in the archive: archive/ab/<hash>.
func (f Folders) shelf(id record.DocID) string {
	return filepath.Join(f.Archive, string(id[:2]), string(id))
}

// meta is the file beside the shelf that keeps what the original's content does not say.
func (f Folders) meta(id record.DocID) string { return f.shelf(id) + ".json" }

// Original finds an original in the archive, or answers fs.ErrNotExist.
func (f Folders) Original(id record.DocID) (Original, error) {
	if len(id) != 2*sha256.Size || strings.Trim(string(id), "0123456789abcdef") != "" { // it becomes part of a path
		return Original{}, fmt.Errorf("find original %q: %w", id, fs.ErrNotExist)
	}
	o := Original{ID: id}
	meta, err := os.ReadFile(f.meta(id))
	if err == nil {
		err = json.Unmarshal(meta, &o)
	}
	if err != nil {
		return Original{}, fmt.Errorf("find original %s: %w", id, err)
	}
	o.Path = filepath.Join(f.shelf(id), filepath.Base(filepath.FromSlash(o.File)))
	if _, err := os.Stat(o.Path); err != nil {
		return Original{}, fmt.Errorf("find original %s: %w", id, err)
	}
	return o, nil
}

// hold keeps every other worker, of this process and of others on the same data, off the shelves near id, so that of two equal
// files in hand at once one is taken and the other found to be its duplicate.
func (f Folders) hold(ctx context.Context, id record.DocID) (free func(), err error) {
	lock := flock.New(filepath.Join(f.Locks, "shelf-"+string(id[:2])))
	if _, err := lock.TryLockContext(ctx, holdPause); err != nil {
		return nil, fmt.Errorf("hold shelf %s: %w", id[:2], err)
	}
	return func() { lock.Unlock() }, nil
}

const holdPause = 20 * time.Millisecond

// store moves the file at path into the archive. What its content does not say is written first: a shelf without its
// original is none.
func (f Folders) store(path string, o Original) error {
	dir := f.shelf(o.ID)
	if err := atomicfile.MkdirAll(dir); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	meta, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	if err := atomicfile.Write(f.meta(o.ID), meta); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	return atomicfile.Move(path, filepath.Join(dir, filepath.Base(filepath.FromSlash(o.File))))
}

// Originals yields every original in the archive, ordered by ID.
func (f Folders) Originals() iter.Seq2[Original, error] {
	return func(yield func(Original, error) bool) {
		metas, err := filepath.Glob(filepath.Join(f.Archive, "??", "*.json"))
		if err != nil {
			yield(Original{}, fmt.Errorf("list archive: %w", err))
			return
		}
		for _, meta := range metas {
			o, err := f.Original(record.DocID(strings.TrimSuffix(filepath.Base(meta), ".json")))
			if errors.Is(err, fs.ErrNotExist) {
				continue // a shelf whose original never came
			}
			if !yield(o, err) {
				return
			}
		}
	}
}
