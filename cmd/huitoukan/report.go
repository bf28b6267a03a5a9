package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"huitoukan/index"
	"huitoukan/internal/atomicfile"
	"huitoukan/report"
	"huitoukan/report/docx"
	"huitoukan/report/html"
)

// renderers write a report in each format.
var renderers = map[string]func(io.Writer, report.Report) error{"json": report.JSON, "html": html.Render, "docx": docx.Render}

func (a *app) reportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "report", Short: "出报告", Args: needs(1, 1, "没有说出哪一种报告。"),
		RunE: func(_ *cobra.Command, args []string) error {
			return usage("没有这种报告：%s。提示：现有 huitoukan report repeats。", args[0])
		},
	}
	cmd.AddCommand(a.repeatsCommand())
	return cmd
}

func (a *app) repeatsCommand() *cobra.Command {
	var unit, round, format, out string
	cmd := &cobra.Command{
		Use: "repeats", Short: "哪些问题又回来了，两轮原文并排",
		Example: "  huitoukan report repeats -o 重复问题.docx\n  huitoukan report repeats --unit 青岚区教育局 --format html -o 报告.html",
		Args:    needs(0, 0, "repeats 后面只有 --unit、--round、--format、-o。"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			render, ok := renderers[format]
			if !ok {
				return usage("没有这种格式：%s。提示：可用 %s。", format, strings.Join(keys(renderers), "、"))
			}
			if format == "docx" && out == "" && onScreen(a.stdout) {
				return usage("Word 报告不能显示在屏幕上。提示：加 -o 重复问题.docx，或用 --format html -o 重复问题.html。")
			}
			engine, err := a.openIndex(cmd.Context(), false)
			if err != nil {
				return err
			}
			defer engine.Close()
			r, err := repeats(cmd.Context(), engine)
			if err != nil {
				return err
			}
			units, err := roll(cmd.Context(), engine)
			if err != nil {
				return err
			}
			return a.issue(r.Only(units.Called(unit), round), render, out)
		},
	}
	f := cmd.Flags()
	f.StringVar(&unit, "unit", "", "只看这个单位（全称、简称、旧称都可以），或名称含这几个字的单位")
	f.StringVar(&round, "round", "", "只看这一轮的问题，如 六届区委第三轮")
	f.StringVar(&format, "format", "docx", "格式：docx、html 或 json")
	f.StringVarP(&out, "output", "o", "", "写到这个文件（默认写到标准输出）")
	return cmd
}

// onScreen reports whether what is written to w shows on a terminal.
func onScreen(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && (isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()))
}

// repeats makes the report from all that the index holds.
func repeats(ctx context.Context, engine index.Engine) (report.Report, error) {
	return report.Repeats(engine.Scan(ctx, index.Query{}), engine.Decided(ctx), engine.Named(ctx), time.Now().Truncate(time.Second))
}

// issue writes a report whole, to a file or to standard output.
func (a *app) issue(r report.Report, render func(io.Writer, report.Report) error, out string) error {
	var b bytes.Buffer
	if err := render(&b, r); err != nil {
		return fmt.Errorf("render report: %w", err)
	}
	if out == "" {
		_, err := a.stdout.Write(b.Bytes())
		return err
	}
	if err := atomicfile.Write(out, b.Bytes()); err != nil {
		return err
	}
	fmt.Fprintf(a.stderr, "报告已写到 %s。\n", out)
	return nil
}
