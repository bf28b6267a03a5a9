// Package atomicfile writes and moves files so that a crash at any moment leaves the old state or the new one, never a part.
// Names and bytes come in; who may hold a file at the same time is the caller's matter.
package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Write puts data into the file at path: written beside it, synced, renamed over it.
func Write(path string, data []byte) error {
	return WriteFrom(path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// WriteFrom is Write for what write gives.
func WriteFrom(path string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".tmp-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
			err = fmt.Errorf("write %s: %w", filepath.Base(path), err)
		}
	}()
	if err = write(f); err != nil {
		return err
	}
	if err = errors.Join(f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	return SyncDir(filepath.Dir(path))
}

// Move renames from to to, and makes the rename last. Between two disks the file is copied whole first and removed last, so
// that a crash leaves two, never none. After an error the file may stand under either name, and does under one.
func Move(from, to string) error {
	err := os.Rename(from, to)
	if otherDisk(err) {
		err = across(from, to)
	}
	if err != nil {
		return fmt.Errorf("move %s: %w", filepath.Base(from), err)
	}
	return SyncDir(filepath.Dir(to))
}

// across moves a file to another disk. A source that is gone after the copy is no fault: NFS says so too when it asks twice
// for one removal, and dropping the copy then would lose the file.
func across(from, to string) error {
	if err := Copy(from, to); err != nil {
		return err
	}
	if err := os.Remove(from); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, os.Remove(to)) // it stays where it cannot be taken from
	}
	return nil
}

// Copy copies the file at from to to, whole or not at all.
func Copy(from, to string) error {
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer src.Close()
	return WriteFrom(to, func(w io.Writer) error {
		_, err := io.Copy(w, src)
		return err
	})
}

// MkdirAll makes the folder with those above it that are not there, and makes their names last.
func MkdirAll(dir string) error {
	if isDir(dir) {
		return nil
	}
	above := filepath.Dir(dir)
	if above != dir {
		if err := MkdirAll(above); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o755); err != nil && !isDir(dir) { // another may have made it meanwhile
		return err
	}
	return SyncDir(above)
}

func isDir(path string) bool {
	st, err := os.Stat(path)
	return err == nil && st.IsDir()
}
