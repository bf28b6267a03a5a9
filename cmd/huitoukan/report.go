package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"huitoukan/index"
	"huitoukan/internal/atomicfile"
	"huitoukan/report"
	"huitoukan/report/docx"
	"huitoukan/report/html"
	"huitoukan/report/xlsx"
)

// renderers set a paper in each format; json has none, it is the report's own data.
var renderers = map[string]func(io.Writer, report.Paper) error{"html": html.Render, "docx": docx.Render, "xlsx": xlsx.Render}

// reportFormats are what reports can be had in.
var reportFormats = append(keys(renderers), "json")

// asked is which report a person asks for, and how.
type asked struct{ unit, round, format, out string }

// reports are those that can be asked for.
var reports = []struct{ name, short, example string }{
	{report.AskRepeats, "哪些问题又回来了，两轮原文并排",
		"  huitoukan report repeats -o 重复问题.docx\n  huitoukan report repeats --unit 青岚区教育局 --format html -o 报告.html"},
	{report.AskUnit, "一个单位的对账表：以前各轮的每个问题，到这一轮怎样了",
		"  huitoukan report unit --unit 青岚区教育局 -o 对账表.docx\n  huitoukan report unit --unit 青岚区教育局 --round 2019 --format xlsx -o 对账表.xlsx"},
	{report.AskRound, "一轮巡察的全部单位：问题、又回来的、几个单位都有的",
		"  huitoukan report round --round 六届区委第三轮 -o 本轮分析.docx\n  huitoukan report round --round 2022 --format html -o 2022年.html"},
	{report.AskCommon, "几个单位都有的问题（共性问题）", "  huitoukan report common --format xlsx -o 共性问题.xlsx"},
}

func (a *app) reportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "report", Short: "出报告", Args: needs(1, 1, "没有说出哪一种报告。"),
		RunE: func(_ *cobra.Command, args []string) error {
			return usage("没有这种报告：%s。提示：现有 repeats、unit、round、common。", args[0])
		},
	}
	for _, r := range reports {
		cmd.AddCommand(a.oneReportCommand(r.name, r.short, r.example))
	}
	return cmd
}

func (a *app) oneReportCommand(name, short, example string) *cobra.Command {
	var q asked
	cmd := &cobra.Command{
		Use: name, Short: short, Example: example,
		Args: needs(0, 0, name+" 后面只有 --unit、--round、--format、-o。"),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.report(cmd.Context(), name, q) },
	}
	f := cmd.Flags()
	if name == report.AskRepeats || name == report.AskUnit {
		f.StringVar(&q.unit, "unit", "", "这个单位（全称、简称、旧称都可以），或名称含这几个字的单位")
	}
	if name != report.AskCommon {
		f.StringVar(&q.round, "round", "", "这一轮的问题，如 六届区委第三轮，或年份 2022")
	}
	f.StringVar(&q.format, "format", "docx", "格式："+strings.Join(reportFormats, "、"))
	f.StringVarP(&q.out, "output", "o", "", "写到这个文件（默认写到标准输出）")
	return cmd
}

// report makes one report and writes it.
func (a *app) report(ctx context.Context, name string, q asked) error {
	if !slices.Contains(reportFormats, q.format) {
		return usage("没有这种格式：%s。提示：可用 %s。", q.format, strings.Join(reportFormats, "、"))
	}
	if (q.format == "docx" || q.format == "xlsx") && q.out == "" && onScreen(a.stdout) {
		return usage("%s 报告不能显示在屏幕上。提示：加 -o 报告.%s，或用 --format html -o 报告.html。", q.format, q.format)
	}
	engine, err := a.openIndex(ctx, false)
	if err != nil {
		return err
	}
	defer engine.Close()
	read := report.Repeats
	if name == report.AskCommon {
		read = report.InCommon
	}
	r, err := read(engine.Scan(ctx, index.Query{}), engine.Decided(ctx), engine.Named(ctx))
	if err != nil {
		return err
	}
	units, err := roll(ctx, engine)
	if err != nil {
		return err
	}
	answer, err := r.Answer(name, units.Called(q.unit), q.round)
	if refused, ok := errors.AsType[report.Refusal](err); ok {
		return usage("%s", string(refused))
	}
	if err != nil {
		return err
	}
	return a.issue(func(w io.Writer) error {
		if q.format == "json" {
			return report.JSON(w, answer.Data)
		}
		return renderers[q.format](w, answer.Paper())
	}, q.out)
}

// onScreen reports whether what is written to w shows on a terminal.
func onScreen(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && (isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()))
}

// repeats makes the report from all that the index holds.
func repeats(ctx context.Context, engine index.Engine) (report.Report, error) {
	return report.Repeats(engine.Scan(ctx, index.Query{}), engine.Decided(ctx), engine.Named(ctx))
}

// issue writes a report whole, to a file or to standard output.
func (a *app) issue(render func(io.Writer) error, out string) error {
	if out == "" {
		var b bytes.Buffer // so that an error leaves no half of a report
		if err := render(&b); err != nil {
			return fmt.Errorf("render report: %w", err)
		}
		_, err := a.stdout.Write(b.Bytes())
		return err
	}
	if err := atomicfile.WriteFrom(out, render); err != nil {
		return fmt.Errorf("render report: %w", err)
	}
	fmt.Fprintf(a.stderr, "报告已写到 %s。\n", out)
	return nil
}
