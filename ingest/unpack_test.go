package ingest

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"huitoukan/ingest/read"
)

// member is a file to be put into an archive.
type member struct {
	name, data string
	gbk        bool   // its name in GBK, and no flag
	noFlag     bool   // its name in UTF-8, and no flag
	unicode    string // its name in the field for Unicode names
	encrypted  bool   // as its flag says
	method     uint16
}

// archive is a zip of the members; their bytes stand in it as they are.
func archive(t testing.TB, members ...member) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		h := &zip.FileHeader{Name: m.name, Method: m.method, CRC32: crc32.ChecksumIEEE([]byte(m.data)), NonUTF8: m.gbk || m.noFlag,
			CompressedSize64: uint64(len(m.data)), UncompressedSize64: uint64(len(m.data))}
		if !h.NonUTF8 {
			h.Flags |= 0x800
		}
		if m.gbk {
			h.Name = gbk(t, m.name)
		}
		if m.unicode != "" {
			h.Extra = unicodeField(h.Name, m.unicode)
		}
		if m.encrypted {
			h.Flags |= 1
		}
		f, err := w.CreateRaw(h)
		if err == nil {
			_, err = io.WriteString(f, m.data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func gbk(t testing.TB, s string) string {
	t.Helper()
	out, err := simplifiedchinese.GBK.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func unicodeField(raw, name string) []byte {
	le := binary.LittleEndian
	b := le.AppendUint16(nil, 0x7075)
	b = le.AppendUint16(b, uint16(5+len(name)))
	b = le.AppendUint32(append(b, 1), crc32.ChecksumIEEE([]byte(raw)))
	return append(b, name...)
}

// told takes the file in and tells what became of it and of its members.
func told(t *testing.T, in *Ingester, path string) []string {
	t.Helper()
	var got []string
	if err := in.Take(t.Context(), []string{path}, func(r Result) {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s", r.File, r.Outcome, r.Code)))
	}); err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	return got
}

// TestArchive takes each member of an archive under its own name, whoever packed it, and leaves out what the inbox would.
func TestArchive(t *testing.T) {
	in, e := open(t, t.TempDir())
	defer e.Close()
	defer in.Close()
	one := func(i int) string {
		return notice("青岚区教育局", fmt.Sprintf("第%d项理论学习不深入。", i))
	}
	path := drop(t, "材料.zip", archive(t,
		member{name: "通报/甲.txt", data: one(1), gbk: true},
		member{name: "整改.txt", data: one(2), gbk: true}, // 整改 in GBK is two characters of UTF-8 too
		member{name: "乙.txt", data: one(3)},
		member{name: "苹果/丙.txt", data: one(4), noFlag: true},
		member{name: "??.txt", data: one(5), noFlag: true, unicode: "丁.txt"},
		member{name: `反\斜\戊.txt`, data: one(6)},
		member{name: "../../外.txt", data: one(7)},
		member{name: "/根/C:己.txt", data: one(8)},
		member{name: "乙.txt", data: one(9)}, // twice the same name
		member{name: "文件夹/"},
		member{name: "__MACOSX/._甲.txt", data: "x"},
		member{name: "~$通报.docx", data: "x"},
		member{name: "Thumbs.db", data: "x"},
	))
	want := []string{
		"材料.zip unpacked", "材料.zip/丁.txt indexed", "材料.zip/乙.txt indexed", "材料.zip/乙.txt indexed", "材料.zip/反/斜/戊.txt indexed",
		"材料.zip/外.txt indexed", "材料.zip/整改.txt indexed", "材料.zip/根/C_己.txt indexed", "材料.zip/苹果/丙.txt indexed", "材料.zip/通报/甲.txt indexed",
	}
	equal(t, "results", told(t, in, path), want)
	equal(t, "work", tree(t, in.folders.Work), nil)
	equal(t, "failed", tree(t, in.folders.Failed), nil)
	again := told(t, in, path)
	if n := slices.IndexFunc(again[1:], func(s string) bool { return !strings.HasSuffix(s, " duplicate") }); n >= 0 {
		t.Errorf("taken again: %q", again)
	}
}

// TestArchiveOfFaults lets no member hinder its neighbours, and keeps the archive whose members cannot all be taken out.
func TestArchiveOfFaults(t *testing.T) {
	in, e := open(t, t.TempDir())
	defer e.Close()
	defer in.Close()
	packed := archive(t,
		member{name: "好.txt", data: notice("青岚区教育局", "理论学习不深入。")},
		member{name: "坏.txt", data: "checksum will be wrong"},
		member{name: "密.docx", data: "x", encrypted: true},
		member{name: "怪.txt", data: "x", method: 99},
		member{name: "空.txt"},
	)
	packed = strings.Replace(packed, "checksum will be wrong", "checksum is now wrong.", 1)
	path := drop(t, "材料.zip", packed)
	equal(t, "results", told(t, in, path), []string{
		"材料.zip rejected archive_partly", "材料.zip/坏.txt rejected damaged", "材料.zip/好.txt indexed",
		"材料.zip/密.docx rejected encrypted", "材料.zip/怪.txt rejected packed", "材料.zip/空.txt rejected empty",
	})
	equal(t, "failed", tree(t, in.folders.Failed), []string{
		"材料.zip", "材料.zip (2)/空.txt", "材料.zip (2)/空.txt.原因.txt", "材料.zip.原因.txt",
	})
	equal(t, "journal", outcomes(t, in.folders), []string{
		"材料.zip rejected archive_partly", "材料.zip/坏.txt rejected damaged", "材料.zip/好.txt indexed",
		"材料.zip/密.docx rejected encrypted", "材料.zip/怪.txt rejected packed", "材料.zip/空.txt rejected empty",
	})
}

// TestArchiveRefused sets archives that cannot be meant aside as they are, and writes no member of them.
func TestArchiveRefused(t *testing.T) {
	in, e := open(t, t.TempDir())
	defer e.Close()
	defer in.Close()
	five := slices.Repeat([]member{{name: "甲.txt", data: strings.Repeat("a", 900)}}, 5)
	many := slices.Repeat([]member{{name: "甲.txt"}}, membersMost+1)
	nested := archive(t, member{name: "甲.txt", data: notice("青岚区教育局", "理论学习不深入。")})
	for range nestingMost {
		nested = archive(t, member{name: "内.zip", data: nested})
	}
	for _, c := range []struct {
		name, data string
		lim        read.Limits
		want       []string
	}{
		{"多.zip", archive(t, many...), read.Limits{}, []string{"多.zip rejected too_large"}},
		{"大.zip", archive(t, five...), read.Limits{Inflated: 1000}, []string{"大.zip rejected too_large"}},
		{"密.zip", archive(t, member{name: "甲.txt", data: "x", encrypted: true}), read.Limits{}, []string{"密.zip rejected encrypted"}},
		{"空.zip", archive(t, member{name: "文件夹/"}), read.Limits{}, []string{"空.zip rejected no_text"}},
		{"坏.zip", archive(t, five...)[:3000], read.Limits{}, []string{"坏.zip rejected damaged"}},
		{"深.zip", nested, read.Limits{}, []string{"深.zip unpacked", "深.zip/内.zip unpacked", "深.zip/内.zip/内.zip unpacked",
			"深.zip/内.zip/内.zip/内.zip rejected too_deep"}},
		{"一.zip", archive(t, member{name: "空.txt"}, member{name: "大.txt", data: strings.Repeat("a", 1001)}), read.Limits{Size: 1000},
			[]string{"一.zip rejected archive_partly", "一.zip/大.txt rejected too_large", "一.zip/空.txt rejected empty"}},
	} {
		in.Limits = c.lim
		equal(t, c.name, told(t, in, drop(t, c.name, c.data)), c.want)
	}
	equal(t, "work", tree(t, in.folders.Work), nil)
}

// TestLongDirectory holds a directory that claims millions of members to a bound before it is in memory.
func TestLongDirectory(t *testing.T) {
	path := drop(t, "多.zip", archive(t, slices.Repeat([]member{{name: strings.Repeat("名", 300)}}, directoryMost/900)...))
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if entries, err := entriesOf(f, read.Limits{}.WithDefaults()); err == nil || !strings.Contains(err.Error(), "directory of more than") {
		t.Errorf("%d entries, %v", len(entries), err)
	}
}

// TestFileBeforeFolder sets a file aside whose folder has the name of a file that was set aside before.
func TestFileBeforeFolder(t *testing.T) {
	in, e := open(t, t.TempDir())
	defer e.Close()
	defer in.Close()
	write(t, filepath.Join(in.folders.Failed, "材料"), "a file")
	dir := filepath.Join(t.TempDir(), "材料")
	write(t, filepath.Join(dir, "空.txt"), "")
	equal(t, "results", told(t, in, dir), []string{"材料/空.txt rejected empty"})
	equal(t, "failed", tree(t, in.folders.Failed), []string{"材料", "材料 (2)/空.txt", "材料 (2)/空.txt.原因.txt"})
}
