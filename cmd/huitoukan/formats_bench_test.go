package main

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"huitoukan/examples"
	"huitoukan/ingest/read"
	"huitoukan/ingest/read/sandbox"
)

// BenchmarkFormats measures how long a file of each format takes in a warm reading child, one after another, and how much memory the
// child held at its peak; beside it, in the same run, the programs that a user might take instead, as far as they are installed.
// They are started for each file, as they are made for; only Tika, for which `make bench-tika` sets the path, is warm as well.
func BenchmarkFormats(b *testing.B) {
	exe := build(b)
	dir := b.TempDir()
	layFormats(b, dir)
	formats, err := os.ReadDir(dir)
	if err != nil {
		b.Fatal(err)
	}
	for _, f := range formats {
		files, err := filepath.Glob(filepath.Join(dir, f.Name(), "*"))
		if err != nil || len(files) == 0 {
			b.Fatalf("no files for %s: %v", f.Name(), err)
		}
		b.Run(f.Name()+"/huitoukan", func(b *testing.B) { benchChild(b, []string{exe, readChild}, files) })
		if f.Name() == "pdf" {
			b.Run("pdf/huitoukan-light", func(b *testing.B) { benchChild(b, []string{exe, readChild, "--pdf", lightPDF}, files) })
		}
		for _, other := range others[f.Name()] {
			b.Run(f.Name()+"/"+other.name, func(b *testing.B) { benchProgram(b, other, files) })
		}
	}
	if tika := os.Getenv("HUITOUKAN_TEST_TIKA"); tika != "" {
		benchTika(b, tika, dir, formats)
	}
}

// other is a program that reads a format, and how it is called.
type other struct {
	name    string
	command string // for a shell; $FILE and $DIR are the file and an empty folder
}

var others = map[string][]other{
	"docx": {{"soffice", `soffice --headless --convert-to txt:Text --outdir "$DIR" "$FILE"`}},
	"doc":  {{"antiword", `antiword "$FILE"`}, {"soffice", `soffice --headless --convert-to txt:Text --outdir "$DIR" "$FILE"`}},
	"xlsx": {{"soffice", `soffice --headless --convert-to csv --outdir "$DIR" "$FILE"`}},
	"pdf":  {{"pdftotext", `pdftotext "$FILE" -`}},
	"scan": {{"tesseract", `pdftoppm -r 200 -gray "$FILE" "$DIR/p" && for p in "$DIR"/p*; do tesseract "$p" - -l chi_sim; done`}},
}

// benchChild reads the files again and again in one child.
func benchChild(b *testing.B, command, files []string) {
	pool := sandbox.New(sandbox.Options{Command: command, Files: 1 << 30})
	defer pool.Close()
	readAll := func() {
		for _, f := range files {
			if _, err := pool.Read(context.Background(), f, read.Limits{}); err != nil {
				b.Fatal(f, err)
			}
		}
	}
	for range 3 {
		readAll()
	}
	n := 0
	begin := time.Now()
	for time.Since(begin) < time.Second {
		readAll()
		n += len(files)
	}
	perFile(b, time.Since(begin), n)
	if held := peak(b); held > 0 {
		b.ReportMetric(held, "MB")
	}
}

func perFile(b *testing.B, took time.Duration, files int) {
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(took.Microseconds())/1000/float64(files), "ms/file")
}

// peak is the most memory, in MB, that a child of this process, which is still there, has held; 0 where the system has no /proc.
func peak(b *testing.B) float64 {
	b.Helper()
	stats, _ := filepath.Glob("/proc/[0-9]*/status")
	for _, path := range stats {
		data, err := os.ReadFile(path)
		if err != nil || !bytes.Contains(data, fmt.Appendf(nil, "PPid:\t%d\n", os.Getpid())) {
			continue
		}
		for line := range strings.Lines(string(data)) {
			var kib float64
			if _, err := fmt.Sscanf(line, "VmHWM: %f kB", &kib); err == nil {
				return kib * 1024 / 1e6
			}
		}
	}
	return 0
}

// benchProgram starts a program once for each file.
func benchProgram(b *testing.B, o other, files []string) {
	if _, err := exec.LookPath(o.name); err != nil {
		b.Skip(o.name + " is not installed")
	}
	held := 0.0
	begin := time.Now()
	for _, f := range files {
		cmd := exec.Command("sh", "-c", o.command)
		cmd.Env = append(os.Environ(), "FILE="+f, "DIR="+b.TempDir())
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%s: %v\n%s", o.name, err, out)
		}
		held = max(held, heldBy(cmd.ProcessState))
	}
	perFile(b, time.Since(begin), len(files))
	if held > 0 {
		b.ReportMetric(held, "MB")
	}
}

// benchTika has the Java loop read the same files, warm.
func benchTika(b *testing.B, tika, dir string, formats []fs.DirEntry) {
	cmd := exec.Command("java", "-cp", filepath.Join(tika, "classes")+string(os.PathListSeparator)+filepath.Join(tika, "lib", "*"), "Loop", dir)
	out, err := cmd.Output()
	if err != nil {
		b.Fatalf("java: %v", err)
	}
	held := heldBy(cmd.ProcessState)
	for line := range strings.Lines(string(out)) {
		format, ms, _ := strings.Cut(strings.TrimSpace(line), " ")
		if !slices.ContainsFunc(formats, func(f fs.DirEntry) bool { return f.Name() == format }) {
			continue // what a library says of itself
		}
		b.Run(format+"/tika", func(b *testing.B) {
			took, err := strconv.ParseFloat(ms, 64)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(took, "ms/file")
			b.ReportMetric(held, "MB") // over all formats
		})
	}
}

// layFormats lays some files of each format into a folder of its own: the examples, and files of the readers' own tests.
func layFormats(b *testing.B, dir string) {
	b.Helper()
	put := func(format, name string, data []byte) {
		to := filepath.Join(dir, format, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(to, data, 0o644); err != nil {
			b.Fatal(err)
		}
	}
	err := fs.WalkDir(examples.Documents, "documents", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := examples.Documents.ReadFile(name)
		put(strings.TrimPrefix(path.Ext(name), "."), path.Base(name), data)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	for format, pattern := range map[string]string{"doc": "doc/testdata/*.doc", "pdf": "pdf/testdata/[fln]*[rhe].pdf", "scan": "ocr/testdata/skewed.pdf"} {
		files, err := filepath.Glob(filepath.Join("../../ingest/read", pattern))
		if err != nil || len(files) == 0 {
			b.Fatalf("%s: %v", pattern, err)
		}
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				b.Fatal(err)
			}
			put(format, filepath.Base(f), data)
		}
	}
	put("xlsx", "ledger.xlsx", ledger(b))
	put("ofd", "notice.ofd", ofd(b))
}

// ledger is a workbook of 40 problems.
func ledger(b *testing.B) []byte {
	b.Helper()
	f := excelize.NewFile()
	defer f.Close()
	rows := [][]any{{"青岚县水务局整改台账"}, {"序号", "问题", "整改措施", "责任单位", "完成时限"}}
	for i := range 40 {
		rows = append(rows, []any{i + 1, fmt.Sprintf("第%d条河道管护不够到位，日常巡查流于形式。", i+1), "修订巡查办法，每月抽查1次，全年通报12次。", "河湖股", "2023年9月底"})
	}
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			b.Fatal(err)
		}
	}
	if err := f.MergeCell("Sheet1", "A1", "E1"); err != nil {
		b.Fatal(err)
	}
	data, err := f.WriteToBuffer()
	if err != nil {
		b.Fatal(err)
	}
	return data.Bytes()
}

// ofd is a page of forty lines.
func ofd(b *testing.B) []byte {
	b.Helper()
	const space = ` xmlns="http://www.ofdspec.org/2016"`
	var page strings.Builder
	for i := range 40 {
		fmt.Fprintf(&page, `<TextObject ID="%d" Boundary="29 %d 180 6" Font="1" Size="5.5"><TextCode X="0" Y="5" DeltaX="g 27 5.5">`+
			"%d.河道管护不够到位，日常巡查流于形式，台账记录与现场不符。</TextCode></TextObject>", i+10, 30+6*i, i+1)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, part := range map[string]string{
		"OFD.xml": `<OFD` + space + `><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>`,
		"Doc_0/Document.xml": `<Document` + space + `><CommonData><PageArea><PhysicalBox>0 0 210 297</PhysicalBox></PageArea></CommonData>` +
			`<Pages><Page ID="1" BaseLoc="Page.xml"/></Pages></Document>`,
		"Doc_0/Page.xml": `<Page` + space + `><Content><Layer>` + page.String() + `</Layer></Content></Page>`,
	} {
		f, err := w.Create(name)
		if err == nil {
			_, err = io.WriteString(f, part)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}
