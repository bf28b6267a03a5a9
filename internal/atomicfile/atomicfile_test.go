package atomicfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func put(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// folder tells what lies in a folder: name=content.
func folder(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, e.Name()+"="+string(data))
	}
	return out
}

func want(t *testing.T, dir string, files ...string) {
	t.Helper()
	if got := folder(t, dir); !slices.Equal(got, files) {
		t.Errorf("%s holds %q, want %q", filepath.Base(dir), got, files)
	}
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "报告.docx")
	for _, text := range []string{"旧", "新的"} {
		if err := Write(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	want(t, dir, "报告.docx=新的")
}

// TestWriteFails keeps the old file, and leaves nothing beside it.
func TestWriteFails(t *testing.T) {
	dir := t.TempDir()
	path := put(t, filepath.Join(dir, "报告.docx"), "旧")
	full := errors.New("disk is full")
	err := WriteFrom(path, func(w io.Writer) error {
		io.WriteString(w, "新的一半")
		return full
	})
	if !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
	want(t, dir, "报告.docx=旧")
}

func TestMove(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	path := put(t, filepath.Join(from, "通报.txt"), "一")
	if err := Move(path, filepath.Join(to, "通报.txt")); err != nil {
		t.Fatal(err)
	}
	want(t, from)
	want(t, to, "通报.txt=一")
	if err := Move(path, filepath.Join(to, "又一份.txt")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	want(t, to, "通报.txt=一")
}

// TestAcross moves by copying, as between two disks.
func TestAcross(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	path := put(t, filepath.Join(from, "通报.txt"), "一")
	if err := across(path, filepath.Join(to, "通报.txt")); err != nil {
		t.Fatal(err)
	}
	want(t, from)
	want(t, to, "通报.txt=一")
}

// TestAcrossFails leaves nothing behind of what could not be copied.
func TestAcrossFails(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	// a folder can be neither copied nor moved as a file
	if err := os.Mkdir(filepath.Join(from, "夹"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := across(filepath.Join(from, "夹"), filepath.Join(to, "夹")); err == nil {
		t.Error("moved a folder as a file")
	}
	want(t, to)
}

func TestMkdirAll(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ab", "abcd", "单位")
	for range 2 {
		if err := MkdirAll(dir); err != nil {
			t.Fatal(err)
		}
	}
	want(t, dir)
	file := put(t, filepath.Join(dir, "通报.txt"), "一")
	if err := MkdirAll(filepath.Join(file, "下")); err == nil {
		t.Error("made a folder below a file")
	}
}

// TestOtherDisk moves between two real disks where the machine has a second one at hand, as Linux has in memory.
func TestOtherDisk(t *testing.T) {
	other, err := os.MkdirTemp("/dev/shm", "atomicfile-*")
	if err != nil {
		t.Logf("no second disk here (%v); TestAcross has moved by copying all the same", err)
		return
	}
	defer os.RemoveAll(other)
	path, to := put(t, filepath.Join(other, "通报.txt"), "一"), t.TempDir()
	if err := Move(path, filepath.Join(to, "通报.txt")); err != nil {
		t.Fatal(err)
	}
	want(t, other)
	want(t, to, "通报.txt=一")
}
