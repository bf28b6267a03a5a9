package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"huitoukan/index"
	"huitoukan/internal/atomicfile"
	"huitoukan/report"
	"huitoukan/report/docx"
	"huitoukan/report/html"
	"huitoukan/report/issued"
	"huitoukan/report/xlsx"
)

// renderers set a paper in each format; json has none, it is the report's own data.
var renderers = map[string]func(io.Writer, report.Paper) error{"html": html.Render, "docx": docx.Render, "xlsx": xlsx.Render}

// reportFormats are what reports can be had in.
var reportFormats = append(keys(renderers), "json")

// asked is which report a person asks for, and how.
type asked struct {
	unit, round, format, out string
	public                   bool
}

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
			return usage("没有这种报告：%s。提示：现有 repeats、unit、round、common；出过的用 issued。", args[0])
		},
	}
	for _, r := range reports {
		cmd.AddCommand(a.oneReportCommand(r.name, r.short, r.example))
	}
	cmd.AddCommand(a.issuedCommand())
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
	f.BoolVar(&q.public, "public", false, "公开版：隐去能认出的人名、电话、证件号、账号（不能与 json 同用）")
	f.StringVarP(&q.out, "output", "o", "", "写到这个文件（默认写到标准输出）")
	return cmd
}

// report makes one report and writes it.
func (a *app) report(ctx context.Context, name string, q asked) error {
	if !slices.Contains(reportFormats, q.format) {
		return usage("没有这种格式：%s。提示：可用 %s。", q.format, strings.Join(reportFormats, "、"))
	}
	if q.public && q.format == "json" {
		return usage("公开版没有 json 格式。提示：用 --format docx、xlsx 或 html。")
	}
	if (q.format == "docx" || q.format == "xlsx") && q.out == "" && onScreen(a.stdout) {
		return usage("%s 报告不能显示在屏幕上。提示：加 -o 报告.%s，或用 --format html -o 报告.html。", q.format, q.format)
	}
	engine, err := a.openIndex(ctx, false)
	if err != nil {
		return err
	}
	defer engine.Close()
	answer, err := a.answer(ctx, engine, name, q)
	if refused, ok := errors.AsType[report.Refusal](err); ok {
		return usage("%s", string(refused))
	}
	if err != nil {
		return err
	}
	if q.format == "json" {
		return a.write(q.out, func(w io.Writer) error { return report.JSON(w, answer.Data) })
	}
	if q.public {
		answer = answer.Public()
	}
	return a.issue(answer, q.format, q.out)
}

// answer makes the report that is asked for, judged by the model where one is set.
func (a *app) answer(ctx context.Context, engine index.Engine, name string, q asked) (report.Answer, error) {
	read := report.Repeats
	if name == report.AskCommon {
		read = report.InCommon
	}
	r, err := read(engine.Scan(ctx, index.Query{}), engine.Decided(ctx), engine.Named(ctx))
	if err != nil {
		return report.Answer{}, err
	}
	units, err := roll(ctx, engine)
	if err != nil {
		return report.Answer{}, err
	}
	unit := units.Called(q.unit)
	answer, err := r.Answer(name, unit, q.round)
	if err != nil {
		return report.Answer{}, err
	}
	j, err := a.judge(engine, a.log(true))
	if j == nil || err != nil {
		return answer, err
	}
	if r, err = a.judged(ctx, *j, r, answer.Borderline()); err != nil {
		return report.Answer{}, err
	}
	return r.Answer(name, unit, q.round)
}

// onScreen reports whether what is written to w shows on a terminal.
func onScreen(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && (isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()))
}

// repeats makes the report from all that the index holds, with what the model has judged before.
func (a *app) repeats(ctx context.Context, engine index.Engine) (report.Report, error) {
	r, err := repeats(ctx, engine)
	if err != nil {
		return r, err
	}
	j, err := a.judge(engine, a.log(true))
	if j == nil || err != nil {
		return r, err
	}
	given, err := j.Kept(ctx, r.Borderline())
	return r.Judged(given), err
}

// repeats makes the report from all that the index holds, as the comparison has it.
func repeats(ctx context.Context, engine index.Engine) (report.Report, error) {
	return report.Repeats(engine.Scan(ctx, index.Query{}), engine.Decided(ctx), engine.Named(ctx))
}

// issue gives a report out, to a file or to standard output, and keeps it.
func (a *app) issue(answer report.Answer, format, out string) error {
	var b bytes.Buffer
	if err := renderers[format](&b, answer.Paper()); err != nil {
		return fmt.Errorf("render report: %w", err)
	}
	if _, err := a.issued().Keep(answer.Name, format, time.Now(), b.Bytes()); err != nil {
		return err
	}
	return a.write(out, func(w io.Writer) error {
		_, err := w.Write(b.Bytes())
		return err
	})
}

// write writes a report whole, to a file or to standard output.
func (a *app) write(out string, report func(io.Writer) error) error {
	if out == "" {
		return report(a.stdout)
	}
	if err := atomicfile.WriteFrom(out, report); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	fmt.Fprintf(a.stderr, "报告已写到 %s。\n", out)
	return nil
}

// issued is where the reports that were given out are kept.
func (a *app) issued() issued.Shelf { return issued.Shelf(filepath.Join(a.data, reportsName)) }

func (a *app) issuedCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use: "issued [编号]", Short: "出过的报告：列出来，或原样再取一份", Args: needs(0, 1, "一次只取一份报告。"),
		Long:    "每次出的 Word、Excel、网页报告都留底在数据文件夹的 " + reportsName + " 里，一字不差；相同的只留一份。不写编号就列出全部，新的在前。",
		Example: "  huitoukan report issued\n  huitoukan report issued 3f2a90c1 -o 对账表.docx",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.listIssued()
			}
			return a.issueAgain(args[0], out)
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "写到这个文件（默认写到标准输出）")
	return cmd
}

func (a *app) listIssued() error {
	all, err := a.issued().List()
	if err != nil {
		return err
	}
	for _, r := range all {
		fmt.Fprintf(a.stdout, "%s  %s  %s（%s）\n", r.ID, r.At.Format("2006-01-02 15:04"), r.Name, r.Format)
	}
	if len(all) == 0 {
		fmt.Fprintln(a.stdout, "还没有出过报告。")
	}
	return nil
}

func (a *app) issueAgain(id, out string) error {
	kept, b, err := a.issued().Read(id)
	switch {
	case errors.Is(err, issued.ErrUnknown):
		return usage("没有编号是 %s 的报告。提示：不写编号，列出全部。", id)
	case err != nil:
		return err
	case out == "" && kept.Format != "html" && onScreen(a.stdout):
		return usage("%s 报告不能显示在屏幕上。提示：加 -o 报告.%s。", kept.Format, kept.Format)
	}
	return a.write(out, func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	})
}
