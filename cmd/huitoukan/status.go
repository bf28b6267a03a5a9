package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"huitoukan/index"
	"huitoukan/ingest"
	"huitoukan/record"
	"huitoukan/report"
)

func (a *app) statusCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "status", Short: "哪些文件在等、在办、已收、被放到一边，为什么", Args: needs(0, 0, "status 后面只有 --json。"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.status(cmd)
			if err != nil {
				return err
			}
			if asJSON {
				return encode(a.stdout, s)
			}
			a.showStatus(s)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "输出 JSON")
	return cmd
}

// status is where files stand, and what in the index needs a look.
type status struct {
	ingest.Status
	Documents int      `json:"documents"`
	Problems  int      `json:"problems"`
	Review    []review `json:"review"`
}

// review is a document with doubts.
type review struct {
	File   string  `json:"file"`
	Doubts []doubt `json:"doubts"`
}

func (a *app) status(cmd *cobra.Command) (status, error) {
	if _, err := os.Stat(a.folders.Data); errors.Is(err, fs.ErrNotExist) {
		return status{}, fmt.Errorf("没有数据文件夹 %s。提示：先运行 huitoukan serve 或 huitoukan ingest，或用 --data 指明", a.data)
	}
	s := status{Review: []review{}}
	var err error
	if s.Status, err = a.folders.Status(); err != nil {
		return s, err
	}
	engine, err := a.openIndex(cmd.Context(), false)
	if err != nil {
		return s, err
	}
	defer engine.Close()
	return s, s.ask(cmd.Context(), engine)
}

// ask counts what the index holds, and gathers the doubts that the documents raise by themselves and against each other.
func (s *status) ask(ctx context.Context, engine index.Engine) error {
	var docs []review
	var ids []record.DocID
	checks, err := report.Checks(func(yield func(record.Document, error) bool) {
		for d, err := range engine.Scan(ctx, index.Query{}) {
			if err == nil {
				s.Documents++
				s.Problems += len(d.Problems)
				ids, docs = append(ids, d.ID), append(docs, review{d.File, newDoubts(d.Text, d.Doubts)})
			}
			if !yield(d, err) {
				return
			}
		}
	}, engine.Named(ctx))
	if err != nil {
		return err
	}
	for i, d := range docs {
		d.Doubts = append(d.Doubts, newDoubts(record.Text{}, checks[ids[i]])...)
		if slices.ContainsFunc(d.Doubts, func(x doubt) bool { return !x.Hint }) {
			s.Review = append(s.Review, d)
		}
	}
	return nil
}

// pageLine tells how far a scanned file has been recognised.
func pageLine(file string, page, pages int) string {
	return fmt.Sprintf("%s：扫描件，已识别到第%d页，共%d页", file, page, pages)
}

func (a *app) showStatus(s status) {
	fmt.Fprintf(a.stdout, "索引里有%d份文件、%d个问题；存档原件%d份。\n", s.Documents, s.Problems, s.Archived)
	group := func(name string, files []string) {
		fmt.Fprintf(a.stdout, "%s：%d份\n", name, len(files))
		for _, f := range files {
			fmt.Fprintln(a.stdout, "  "+f)
		}
	}
	group("等着收取", s.Waiting)
	group("正在处理", s.Working)
	for _, r := range s.Reading {
		fmt.Fprintf(a.stdout, "  %s\n", pageLine(r.File, r.Page, r.Pages))
	}
	fmt.Fprintf(a.stdout, "放到一边：%d份\n", len(s.Aside))
	for _, f := range s.Aside {
		fmt.Fprintf(a.stdout, "  %s：%s提示：%s\n", f.File, f.Reason, f.Hint)
	}
	fmt.Fprintf(a.stdout, "需人工看一眼：%d份\n", len(s.Review))
	for _, r := range s.Review {
		fmt.Fprintf(a.stdout, "  %s\n", r.File)
		for _, d := range r.Doubts {
			fmt.Fprintf(a.stdout, "    %s %s%s\n", doubtSign(d.Hint), d.Message, pageNote(d.At))
		}
	}
}
