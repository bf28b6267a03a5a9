package main

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"huitoukan/index"
	"huitoukan/internal/atomicfile"
	"huitoukan/record"
)

// A backup is a zip file of what cannot be made again: the archive, the journal, the reports that were given out, what people decided, and the log of that where the
// engine keeps one, a line of JSON each.
const (
	archiveName   = "archive"
	journalName   = "journal.jsonl"
	decisionsName = "decisions.jsonl"
	logName       = "decisions-log.jsonl"
	reportsName   = "reports"
)

// decisionLine is one decision in a backup, of either kind.
type decisionLine struct {
	Verdict *record.Verdict `json:"verdict,omitempty"`
	Naming  *record.Naming  `json:"naming,omitempty"`
}

func (a *app) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use: "backup 文件", Short: "把存档原件和人工认定备份到一个文件", Args: needs(1, 1, "要写明备份到哪个文件。"),
		Long: "把存档原件、流水账、出过的报告、人工认定和单位名称写进一个 zip 文件；索引在 Elasticsearch 上的，连同每次决定和撤销的记录。\n" +
			"索引不在里面，恢复时由原件重建。serve 不必停。",
		Example: "  huitoukan backup 备份-2026-11.zip",
		RunE:    func(cmd *cobra.Command, args []string) error { return a.backup(cmd.Context(), args[0]) },
	}
}

func (a *app) backup(ctx context.Context, to string) error {
	engine, err := a.openIndex(ctx, false)
	if err != nil {
		return err
	}
	defer engine.Close()
	files, decisions, noted := 0, 0, 0
	err = atomicfile.WriteFrom(to, func(w io.Writer) error {
		z := zip.NewWriter(w)
		if decisions, err = addDecisions(ctx, z, engine); err != nil {
			return err
		}
		if noted, err = addLog(ctx, z, engine); err != nil {
			return err
		}
		if files, err = a.addFiles(ctx, z); err != nil {
			return err
		}
		return z.Close()
	})
	if err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	fmt.Fprintf(a.stdout, "已备份到 %s：%d个文件，人工认定和单位名称%d条%s。\n", to, files, decisions, notedToo(noted))
	return nil
}

// notedToo tells of the log, where there is one.
func notedToo(lines int) string {
	if lines == 0 {
		return ""
	}
	return fmt.Sprintf("，决定和撤销的记录%d条", lines)
}

// addLog adds the log of decisions.
func addLog(ctx context.Context, z *zip.Writer, engine index.Engine) (n int, err error) {
	log, ok := engine.(index.Log)
	if !ok {
		return 0, nil
	}
	w, err := z.Create(logName)
	if err != nil {
		return 0, err
	}
	lines := json.NewEncoder(w)
	for line, err := range log.Logged(ctx) {
		if err == nil {
			err = lines.Encode(line)
		}
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func addDecisions(ctx context.Context, z *zip.Writer, engine index.Engine) (n int, err error) {
	w, err := z.Create(decisionsName)
	if err != nil {
		return 0, err
	}
	lines := json.NewEncoder(w)
	add := func(line decisionLine, err error) error {
		n++
		if err == nil {
			err = lines.Encode(line)
		}
		return err
	}
	for v, err := range engine.Decided(ctx) {
		if err := add(decisionLine{Verdict: &v}, err); err != nil {
			return n, err
		}
	}
	for name, err := range engine.Named(ctx) {
		if err := add(decisionLine{Naming: &name}, err); err != nil {
			return n, err
		}
	}
	return n, nil
}

// addFiles adds the archive and the journal.
func (a *app) addFiles(ctx context.Context, z *zip.Writer) (files int, err error) {
	for _, top := range []string{archiveName, journalName, reportsName} {
		err := filepath.WalkDir(filepath.Join(a.data, top), func(path string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil // nothing was taken in yet
			}
			if err != nil || !d.Type().IsRegular() || strings.HasPrefix(d.Name(), ".tmp-") {
				return errors.Join(err, ctx.Err())
			}
			files++
			return errors.Join(addFile(z, a.data, path), ctx.Err())
		})
		if err != nil {
			return files, err
		}
	}
	return files, nil
}

func addFile(z *zip.Writer, data, path string) error {
	rel, err := filepath.Rel(data, path)
	if err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w, err := z.Create(filepath.ToSlash(rel))
	if err == nil {
		_, err = io.Copy(w, f)
	}
	return err
}

func (a *app) restoreCommand() *cobra.Command {
	return &cobra.Command{
		Use: "restore 文件", Short: "从备份恢复到空的数据文件夹，并重建索引", Args: needs(1, 1, "要写明从哪个文件恢复。"),
		Long:    "把备份里的原件、流水账、出过的报告、人工认定和单位名称放回数据文件夹，再由原件重建索引。数据文件夹里已有存档时不恢复。",
		Example: "  huitoukan restore 备份-2026-11.zip --data 新文件夹",
		RunE:    func(cmd *cobra.Command, args []string) error { return a.restore(cmd.Context(), args[0]) },
	}
}

func (a *app) restore(ctx context.Context, from string) error {
	z, err := zip.OpenReader(from)
	if err != nil {
		return fmt.Errorf("读不了备份 %s：%w。提示：核对文件是否完整", from, err)
	}
	defer z.Close()
	decisions, errD := linesOf[decisionLine](&z.Reader, decisionsName)
	noted, errL := linesOf[index.LogLine](&z.Reader, logName)
	if err := errors.Join(errD, errL, allKnown(decisions)); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if err := a.checkServer(ctx); err != nil && !rebuildMends(err) {
		return err
	}
	if err := a.folders.Make(); err != nil {
		return err
	}
	for range a.folders.Originals() {
		return usage("数据文件夹 %s 里已有存档，不能恢复到这里。提示：用 --data 指明一个新的文件夹。", a.data)
	}
	if err := a.layBack(&z.Reader); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	rebuilt := a.rebuild(ctx) // tells what it did; some originals that can be read no more are no failure
	var c coded
	if rebuilt != nil && !(errors.As(rebuilt, &c) && c.code == exitAside) {
		return rebuilt
	}
	engine, err := a.openIndex(ctx, true)
	if err != nil {
		return err
	}
	defer engine.Close()
	kept, err := noteBack(ctx, engine, noted)
	if err != nil {
		return err
	}
	if err := decideBack(ctx, engine, decisions); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "已从 %s 恢复，人工认定和单位名称%d条%s。\n", from, len(decisions), notedToo(kept))
	if left := len(noted) - kept; left > 0 {
		fmt.Fprintf(a.stderr, "备份里决定和撤销的记录有%d条，本机的索引不留这种记录，没有恢复。提示：请留好备份文件 %s。\n", left, from)
	}
	return rebuilt
}

// noteBack adds the lines of the log to that of the engine, and says how many: none, where it keeps none.
func noteBack(ctx context.Context, engine index.Engine, lines []index.LogLine) (int, error) {
	log, ok := engine.(index.Log)
	if !ok {
		return 0, nil
	}
	for _, l := range lines {
		if err := log.Note(ctx, l); err != nil {
			return 0, err
		}
	}
	return len(lines), nil
}

func decideBack(ctx context.Context, engine index.Engine, decisions []decisionLine) (err error) {
	for _, d := range decisions {
		if d.Naming != nil {
			err = engine.Name(ctx, *d.Naming)
		} else {
			err = engine.Keep(ctx, *d.Verdict)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// layBack writes the files of a backup where they lay. No name in it leads out of the data folder.
func (a *app) layBack(z *zip.Reader) error {
	root, err := os.OpenRoot(a.data)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, f := range z.File {
		if f.Name != journalName && !strings.HasPrefix(f.Name, archiveName+"/") && !strings.HasPrefix(f.Name, reportsName+"/") {
			continue
		}
		if err := layFile(root, f); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return nil
}

func layFile(root *os.Root, f *zip.File) error {
	if err := root.MkdirAll(path.Dir(f.Name), 0o755); err != nil {
		return err
	}
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := root.Create(f.Name)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	return errors.Join(err, w.Sync(), w.Close())
}

// linesOf reads the lines of a file in the backup; where it is not there it has none.
func linesOf[T any](z *zip.Reader, name string) (out []T, err error) {
	f, err := z.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for lines := json.NewDecoder(f); ; {
		var x T
		if err := lines.Decode(&x); errors.Is(err, io.EOF) {
			return out, nil
		} else if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, x)
	}
}

// allKnown refuses a decision of a kind that this program does not know, since it would be lost.
func allKnown(decisions []decisionLine) error {
	for _, d := range decisions {
		if d.Verdict == nil && d.Naming == nil {
			return errors.New("a decision of a kind that this program does not know")
		}
	}
	return nil
}
