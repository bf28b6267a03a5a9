package ingest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSameName sets two files of one name aside and keeps both; the same one dropped again is no third.
func TestSameName(t *testing.T) {
	in, e := open(t, t.TempDir())
	defer e.Close()
	defer in.Close()
	for _, text := range []string{"PK\x03\x04 one", "PK\x03\x04 two", "PK\x03\x04 one", "PK\x03\x04 two"} {
		take(t, in, drop(t, "坏.docx", text))
	}
	equal(t, "failed", tree(t, in.folders.Failed), []string{"坏 (2).docx", "坏 (2).docx.原因.txt", "坏.docx", "坏.docx.原因.txt"})
}

// TestRetry takes files that were set aside in again, under the names that they came with, and without their notes.
func TestRetry(t *testing.T) {
	in, e := open(t, t.TempDir())
	defer e.Close()
	defer in.Close()
	for i, unit := range []string{"青岚区教育局", "望川县水利局"} {
		write(t, filepath.Join(in.folders.Inbox, "单位", "甲.docx"), fmt.Sprintf("PK\x03\x04 %d", i))
		c, err := in.session.take(filepath.Join(in.folders.Inbox, "单位", "甲.docx"), "单位/甲.docx")
		if err != nil {
			t.Fatal(err)
		}
		if r, _, err := in.process(t.Context(), c); err != nil || r.Outcome != Rejected {
			t.Fatalf("%+v, %v", r, err)
		}
		// its cause is mended in place
		write(t, filepath.Join(in.folders.Failed, "单位", []string{"甲.docx", "甲 (2).docx"}[i]), notice(unit, "学习不深入。"))
	}
	if err := in.Retry(t.Context(), func(Result) {}); err != nil {
		t.Fatal(err)
	}
	equal(t, "failed", tree(t, in.folders.Failed), nil)
	equal(t, "index", indexed(t, e), []string{"单位/甲.docx: 2", "单位/甲.docx: 2"})
}

// TestRetryWithoutNote takes what people put into failed/ themselves, and does not believe a note that leads out of the inbox.
func TestRetryWithoutNote(t *testing.T) {
	in, e := open(t, t.TempDir())
	defer e.Close()
	defer in.Close()
	write(t, filepath.Join(in.folders.Failed, "甲.txt"), notice("青岚区教育局", "学习不深入。"))
	write(t, filepath.Join(in.folders.Failed, "乙.txt"), notice("望川县水利局", "学习不深入。"))
	write(t, filepath.Join(in.folders.Failed, "乙.txt"+reasonSuffix), "文件：../../乙.txt\r\n")
	if err := in.Retry(t.Context(), func(Result) {}); err != nil {
		t.Fatal(err)
	}
	equal(t, "index", indexed(t, e), []string{"乙.txt: 2", "甲.txt: 2"})
}

// TestLongName sets a file aside whose name is as long as a file system takes: the note's own name is cut.
func TestLongName(t *testing.T) {
	in, e := open(t, t.TempDir())
	defer e.Close()
	defer in.Close()
	name := strings.Repeat("整", 83) + ".pdf" // 253 bytes
	for _, text := range []string{"PK\x03\x04 one", "PK\x03\x04 two"} {
		equal(t, "results", take(t, in, drop(t, name, text)), []string{name + " rejected damaged"})
	}
	s, err := in.folders.Status()
	if err != nil || len(s.Aside) != 2 || s.Aside[0].Reason == "" || s.Aside[1].Reason == "" {
		t.Errorf("aside: %+v, %v", s.Aside, err)
	}
}

// TestJournal reads past a line that a crash cut short, and writes after it.
func TestJournal(t *testing.T) {
	f := NewFolders(t.TempDir(), "")
	j := &journal{path: f.journal(), lock: filepath.Join(f.Data, "lock")}
	if err := j.add(Result{Claim: "s/1", File: "甲.txt", Outcome: Indexed}); err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(f.journal(), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	file.WriteString(`{"claim":"s/2","file":"乙`)
	file.Close()
	if err := j.add(Result{Claim: "s/3", File: "丙.txt", Outcome: Review}); err != nil {
		t.Fatal(err)
	}
	equal(t, "journal", outcomes(t, f), []string{"丙.txt review", "甲.txt indexed"})
	for claim, want := range map[string]bool{"s/1": true, "s/2": false, "s/3": true} {
		if got, err := j.has(claim); got != want || err != nil {
			t.Errorf("has(%s) = %v, %v", claim, got, err)
		}
	}
}

// TestStatusWithoutInbox tells of the rest where the inbox is not there: serve was given another one.
func TestStatusWithoutInbox(t *testing.T) {
	in, e := open(t, t.TempDir())
	defer e.Close()
	defer in.Close()
	take(t, in, drop(t, "甲.txt", notice("青岚区教育局", "理论学习不深入。")), drop(t, "空.txt", ""))
	if err := os.Remove(in.folders.Inbox); err != nil {
		t.Fatal(err)
	}
	s, err := in.folders.Status()
	if err != nil || len(s.Waiting) != 0 || s.Archived != 1 || len(s.Aside) != 1 {
		t.Errorf("status %+v, %v", s, err)
	}
}
