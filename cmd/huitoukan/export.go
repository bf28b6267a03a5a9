package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"huitoukan/index"
	"huitoukan/internal/atomicfile"
	"huitoukan/record"
	"huitoukan/report"
)

// entry is a problem on its way into the ledger of all problems, with the document that states it.
type entry struct {
	doc     record.Document
	unit    string // the name under which the roll has the document's unit
	id      record.ProblemID
	problem record.Problem
}

// ledgers write the ledger in each format, one entry after another, so that it may be as long as it likes.
// Each ends with the first error that all has.
var ledgers = map[string]func(io.Writer, iter.Seq2[entry, error]) error{"xlsx": workbook, "csv": separated, "jsonl": exportedLines}

func (a *app) exportCommand() *cobra.Command {
	var q index.Query
	var format, out string
	cmd := &cobra.Command{
		Use: "export [查询词]", Short: "把库里的问题导出成汇总台账，一个问题一行",
		Long: `查询词和筛选条件与 search 相同，都不写就导出全部问题。
xlsx 用 Excel 或 WPS 打开；csv 给别的程序用（Excel 会把其中 2023-12 这样的文字当成日期；等号之类开头的文字前面加了 '）；
jsonl 一个问题一行，名称与 extract --json 相同。
“单位”写 units list 列出的名称，“位置”是原文里的第几个字，与 extract --text 的全文对应；材料没有写的，格子空着。`,
		Example: "  huitoukan export -o 台账.xlsx\n  huitoukan export 党费 --year 2023 -o 党费.xlsx\n  huitoukan export --unit 青岚区教育局 --format jsonl -o 问题.jsonl",
		Args:    needs(0, -1, ""),
		RunE: func(cmd *cobra.Command, args []string) error {
			q.Text = strings.Join(args, " ")
			write, ok := ledgers[format]
			if !ok {
				return usage("没有这种格式：%s。提示：可用 %s。", format, strings.Join(keys(ledgers), "、"))
			}
			if err := checkFilters(q); err != nil {
				return err
			}
			if format == "xlsx" && out == "" && onScreen(a.stdout) {
				return usage("Excel 文件不能显示在屏幕上。提示：加 -o 台账.xlsx，或用 --format csv。")
			}
			return a.export(cmd.Context(), q, write, out)
		},
	}
	f := cmd.Flags()
	filterFlags(f, &q)
	f.StringVar(&format, "format", "xlsx", "格式：xlsx、csv 或 jsonl")
	f.StringVarP(&out, "output", "o", "", "写到这个文件（默认写到标准输出）")
	return cmd
}

// export writes the ledger whole to a file, or to standard output as it comes.
func (a *app) export(ctx context.Context, q index.Query, write func(io.Writer, iter.Seq2[entry, error]) error, out string) error {
	engine, err := a.openIndex(ctx, false)
	if err != nil {
		return err
	}
	defer engine.Close()
	units, err := roll(ctx, engine)
	if err != nil {
		return err
	}
	n := 0
	ledger := func(w io.Writer) error { return write(w, counted(entries(ctx, engine, units, q), &n)) }
	if out == "" {
		err = ledger(a.stdout)
	} else {
		err = atomicfile.WriteFrom(out, ledger)
	}
	if err != nil {
		return err
	}
	a.tellExported(n, out)
	return nil
}

func (a *app) tellExported(n int, out string) {
	switch {
	case n == 0:
		fmt.Fprintln(a.stderr, "没有符合条件的问题，导出的台账是空的。提示：去掉一些条件，或用 huitoukan status 看材料收了没有。")
	case out != "":
		fmt.Fprintf(a.stderr, "%d个问题已导出到 %s。\n", n, out)
	}
}

// entries are the problems that q finds, in the order of their documents: unit, year, round, file.
func entries(ctx context.Context, engine index.Engine, units report.Roll, q index.Query) iter.Seq2[entry, error] {
	q = underAllNames(units, q)
	matches := index.Matching(q)
	return func(yield func(entry, error) bool) {
		for d, err := range engine.Scan(ctx, q) {
			if err != nil {
				yield(entry{}, err)
				return
			}
			unit := units.Called(d.Unit)
			for i, p := range d.Problems {
				e := entry{d, unit, record.ProblemID{Doc: d.ID, Index: i + 1}, p}
				if matches(p) && !yield(e, nil) {
					return
				}
			}
		}
	}
}

// counted counts in n what is taken out of all.
func counted(all iter.Seq2[entry, error], n *int) iter.Seq2[entry, error] {
	return func(yield func(entry, error) bool) {
		for e, err := range all {
			*n++
			if !yield(e, err) {
				return
			}
		}
	}
}

// column is one of the ledger's: its head, its width in characters of a workbook, and what it says of a problem. A number is
// given as an int, 0 for none, everything else as text.
type column struct {
	head  string
	width float64
	of    func(entry) any
}

var columns = []column{
	{"单位", 24, func(e entry) any { return e.unit }},
	{"年份", 7, func(e entry) any { return e.doc.Inspection.Year }},
	{"轮次", 18, func(e entry) any { return e.doc.Inspection.Round }},
	{"材料种类", 14, func(e entry) any { return report.Chinese(e.doc.Kind) }},
	{"编号", 7, func(e entry) any { return e.problem.Number }},
	{"所在部分", 26, func(e entry) any { return strings.Join(e.problem.Section, "\n") }},
	{"主题", 24, func(e entry) any { return topic(e.problem.Topic) }},
	{"标题", 32, func(e entry) any { return e.problem.Title }},
	{"问题全文", 60, func(e entry) any { return e.problem.Text }},
	{"整改措施", 60, func(e entry) any { return measures(e.problem) }},
	{"责任领导", 14, func(e entry) any { return e.problem.Leader }},
	{"责任单位", 18, func(e entry) any { return e.problem.Owner }},
	{"整改时限", 14, func(e entry) any { return e.problem.Deadline }},
	{"完成情况", 11, func(e entry) any { return e.problem.Status.Chinese() }},
	{"文件", 44, func(e entry) any { return e.doc.File }},
	{"页", 6, func(e entry) any { return e.place().Page }},
	{"位置", 14, func(e entry) any { return fmt.Sprintf("%d—%d字", e.place().Start, e.place().End) }},
	{"程序编号", 70, func(e entry) any { return e.id.String() }},
}

func (e entry) place() record.Place { return e.doc.Text.Place(e.problem.At) }

// topic is a topic's code, by which search filters, and its name.
func topic(code string) string {
	if code == "" {
		return ""
	}
	return code + " " + record.TopicName(code)
}

// measures are a problem's measures, each on a line of its own.
func measures(p record.Problem) string {
	var out []string
	for _, m := range p.Measures {
		out = append(out, m.Text)
	}
	return strings.Join(out, "\n")
}

// separated writes the ledger as CSV. Excel takes it for UTF-8 by the mark at its beginning.
func separated(w io.Writer, all iter.Seq2[entry, error]) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	lines := csv.NewWriter(w)
	var heads []string
	for _, c := range columns {
		heads = append(heads, c.head)
	}
	if err := lines.Write(heads); err != nil {
		return err
	}
	for e, err := range all {
		if err != nil {
			return err
		}
		if err := lines.Write(cells(e)); err != nil {
			return err
		}
	}
	lines.Flush()
	return lines.Error()
}

func cells(e entry) []string {
	var out []string
	for _, c := range columns {
		switch v := c.of(e).(type) {
		case int:
			out = append(out, figure(v))
		case string:
			out = append(out, harmless(v))
		}
	}
	return out
}

func figure(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// harmless marks as text what a spreadsheet would take for a formula and carry out, signs of full width included (OWASP, CSV
// Injection).
func harmless(s string) string {
	if strings.IndexAny(s, "=+-@\t\r\n＝＋－＠") == 0 {
		return "'" + s
	}
	return s
}

// exported is a problem as a line of JSON, with the names that `extract --json` and `search --json` have for the same.
type exported struct {
	ID         string            `json:"id"`
	File       string            `json:"file"`
	Kind       record.Kind       `json:"kind"`
	Unit       string            `json:"unit"`
	Inspection record.Inspection `json:"inspection"`
	problem
}

// exportedLines writes the ledger as JSON, one line a problem.
func exportedLines(w io.Writer, all iter.Seq2[entry, error]) error {
	for e, err := range all {
		if err != nil {
			return err
		}
		x := exported{e.id.String(), e.doc.File, e.doc.Kind, e.doc.Unit, e.doc.Inspection, newProblem(e.doc.Text, e.problem)}
		if err := encode(w, x); err != nil {
			return err
		}
	}
	return nil
}
