package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"huitoukan/examples"
	"huitoukan/index"
	"huitoukan/ingest"
	"huitoukan/report"
)

func (a *app) demoCommand() *cobra.Command {
	var addr string
	cmd := &cobra.Command{
		Use: "demo", Short: "收取示例材料到临时文件夹，看看读出了什么", Args: needs(0, 0, "demo 后面只有 --addr。"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if addr != "" {
				a.settings.Addr = addr
			}
			return a.demo(cmd)
		},
	}
	cmd.Flags().StringVar(&addr, "addr", "", "网页的地址（默认 "+defaultAddr+"）")
	return cmd
}

// demo takes the examples into a folder of its own, which is removed at the end, and serves.
func (a *app) demo(cmd *cobra.Command) error {
	dir, err := os.MkdirTemp("", "huitoukan-demo-")
	if err != nil {
		return fmt.Errorf("make demo folder: %w", err)
	}
	defer os.RemoveAll(dir)
	a.data, a.folders = dir, ingest.NewFolders(dir, "")
	a.settings.Engine = embedded // examples do not belong among an office's own documents
	if err := a.takeExamples(cmd, filepath.Join(dir, "examples")); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "\n示例收在临时文件夹 %s，停止后自动删除。\n", dir)
	return a.serve(cmd.Context())
}

func (a *app) takeExamples(cmd *cobra.Command, dir string) (err error) {
	files, err := fs.Sub(examples.Documents, "documents")
	if err != nil {
		return err
	}
	if err := os.CopyFS(dir, files); err != nil {
		return fmt.Errorf("copy examples: %w", err)
	}
	in, engine, closeAll, err := a.ingester(cmd.Context(), a.log(true))
	if err != nil {
		return err
	}
	defer func() {
		if cerr := closeAll(); err == nil {
			err = cerr
		}
	}()
	fmt.Fprintln(a.stdout, "收取示例材料：")
	units, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		return err
	}
	if err := in.Take(cmd.Context(), units, func(r ingest.Result) { fmt.Fprintln(a.stdout, "  "+resultLine(r)) }); err != nil {
		return err
	}
	r, err := a.repeats(cmd.Context(), engine)
	if err != nil {
		return err
	}
	a.tell(r)
	return examplesSearch(cmd, a, engine)
}

// tell lists the repeats of a report.
func (a *app) tell(r report.Report) {
	fmt.Fprintln(a.stdout, "\n又回来的问题：")
	for _, s := range r.Sheets() {
		for _, l := range s.Back {
			if l.Then == nil {
				continue
			}
			fmt.Fprintf(a.stdout, "  %s\n    %d年：%s（%s）\n    %d年：%s（%s）\n", s.Unit.Name,
				l.Now.Year, l.Now.Title, l.Now.Statements[0].File, l.Then.Year, l.Then.Title, l.Then.Statements[0].File)
		}
	}
}

// examplesSearch shows what a search across units answers.
func examplesSearch(cmd *cobra.Command, a *app, engine index.Engine) error {
	const query = "规避招"
	r, err := engine.Search(cmd.Context(), index.Query{Text: query})
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "\n查“%s”：%d个问题\n", query, r.Total)
	for _, h := range r.Hits {
		fmt.Fprintf(a.stdout, "  %s %d年：%s\n", h.Unit, h.Inspection.Year, h.Problem.Title)
	}
	return nil
}
