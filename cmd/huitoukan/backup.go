package main

import (
	"archive/zip"
	"bufio"
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

// A backup is a zip file of what cannot be made again: the archive, the journal, and what people decided, a line of JSON each.
const (
	archiveName   = "archive"
	journalName   = "journal.jsonl"
	decisionsName = "decisions.jsonl"
)

// decisionLine is one decision in a backup, of either kind.
type decisionLine struct {
	Verdict *record.Verdict `json:"verdict,omitempty"`
	Naming  *record.Naming  `json:"naming,omitempty"`
}

func (a *app) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use: "backup 文件", Short: "把存档原件和人工认定备份到一个文件", Args: needs(1, 1, "要写明备份到哪个文件。"),
		Long:    "把存档原件、流水账、人工认定和单位名称写进一个 zip 文件。索引不在里面，恢复时由原件重建。serve 不必停。",
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
	files, decisions := 0, 0
	err = atomicfile.WriteFrom(to, func(w io.Writer) error {
		z := zip.NewWriter(w)
		if decisions, err = addDecisions(ctx, z, engine); err != nil {
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
	fmt.Fprintf(a.stdout, "已备份到 %s：%d个文件，人工认定和单位名称%d条。\n", to, files, decisions)
	return nil
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
	for _, top := range []string{archiveName, journalName} {
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
		Long:    "把备份里的原件、流水账、人工认定和单位名称放回数据文件夹，再由原件重建索引。数据文件夹里已有存档时不恢复。",
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
	if err := a.checkServer(ctx); err != nil && !rebuildMends(err) {
		return err
	}
	if err := a.folders.Make(); err != nil {
		return err
	}
	for range a.folders.Originals() {
		return usage("数据文件夹 %s 里已有存档，不能恢复到这里。提示：用 --data 指明一个新的文件夹。", a.data)
	}
	decisions, err := a.layBack(&z.Reader)
	if err != nil {
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
	for _, d := range decisions {
		if d.Naming != nil {
			err = engine.Name(ctx, *d.Naming)
		} else {
			err = engine.Decide(ctx, *d.Verdict)
		}
		if err != nil {
			return err
		}
	}
	fmt.Fprintf(a.stdout, "已从 %s 恢复，人工认定和单位名称%d条。\n", from, len(decisions))
	return rebuilt
}

// layBack writes the files of a backup where they lay, and returns its decisions. No name in it leads out of the data folder.
func (a *app) layBack(z *zip.Reader) (decisions []decisionLine, err error) {
	root, err := os.OpenRoot(a.data)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	for _, f := range z.File {
		switch {
		case f.Name == decisionsName:
			decisions, err = readDecisions(f)
		case f.Name == journalName || strings.HasPrefix(f.Name, archiveName+"/"):
			err = layFile(root, f)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return decisions, nil
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

// readDecisions reads the lines; one of a kind that this program does not know is an error, since it would be lost.
func readDecisions(f *zip.File) (out []decisionLine, err error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var d decisionLine
		if err := json.Unmarshal(lines.Bytes(), &d); err != nil {
			return nil, err
		}
		if d.Verdict == nil && d.Naming == nil {
			return nil, errors.New("a decision of a kind that this program does not know")
		}
		out = append(out, d)
	}
	return out, lines.Err()
}
