// Package atomicfile writes and moves files so that a crash at any moment leaves the old state or the new one, never a part.
package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
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
// that a crash leaves two, never none.
func Move(from, to string) error {
	err := os.Rename(from, to)
	if errors.Is(err, syscall.EXDEV) {
		err = across(from, to)
	}
	if err != nil {
		return fmt.Errorf("move %s: %w", filepath.Base(from), err)
	}
	return SyncDir(filepath.Dir(to))
}

func across(from, to string) error {
	if err := Copy(from, to); err != nil {
		return err
	}
	return os.Remove(from)
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

// SyncDir makes the names in a folder last. Windows does so by itself and knows no such call.
func SyncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
