package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"huitoukan/ingest"
	"huitoukan/ingest/read/sandbox"
	"huitoukan/record"
)

func (a *app) extractCommand() *cobra.Command {
	var asJSON, asText bool
	cmd := &cobra.Command{
		Use: "extract 文件...", Short: "只看读出了什么，不入库",
		Example: "  huitoukan extract 通报.docx\n  huitoukan extract --json *.docx > 结果.jsonl\n  huitoukan extract --text 通报.pdf",
		Args:    needs(1, -1, "没有说要读哪些文件。"),
		RunE: func(cmd *cobra.Command, args []string) error {
			show := list
			switch {
			case asJSON && asText:
				return usage("--json 和 --text 只能选一个。")
			case asJSON:
				show = asLine
			case asText:
				show = plain
			}
			return a.extract(cmd, args, asJSON, show)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "每个文件一行 JSON")
	cmd.Flags().BoolVar(&asText, "text", false, "输出全文：位置（字符序号）按它计算")
	return cmd
}

// extract reads each file in a warm child and shows it; one that cannot be taken does not stop the others.
func (a *app) extract(cmd *cobra.Command, files []string, asJSON bool, show func(io.Writer, record.Document) error) error {
	pool, err := a.pool(a.log(true))
	if err != nil {
		return err
	}
	defer pool.Close()
	assist, err := a.assist(a.log(true), "") // stores nothing, no answers either
	if err != nil {
		return err
	}
	aside := false
	for _, file := range files {
		d, err := a.understand(cmd.Context(), pool, file, assist)
		if cmd.Context().Err() != nil {
			return cmd.Context().Err()
		}
		if err != nil {
			aside = true
			if err := a.refused(file, err, asJSON); err != nil {
				return err
			}
			continue
		}
		if err := show(a.stdout, d); err != nil {
			return fmt.Errorf("write answer: %w", err)
		}
	}
	if aside {
		return coded{code: exitAside}
	}
	return nil
}

// understand reads one file under the name by which the user called it.
func (a *app) understand(ctx context.Context, pool *sandbox.Pool, file string, assist ingest.Assist) (record.Document, error) {
	text, err := a.reader(pool)(ctx, file)
	if err != nil {
		return record.Document{}, err
	}
	d, err := ingest.Understand(ctx, text, filepath.Base(file), assist)
	d.File = file
	return d, err
}

// refused tells that a file cannot be taken, and why.
func (a *app) refused(file string, err error, asJSON bool) error {
	why := ingest.ReasonFor(err)
	fmt.Fprintf(a.stderr, "%s：%s提示：%s\n", file, why.Reason, why.Hint)
	if !asJSON {
		return nil
	}
	return encode(a.stdout, refusedLine{file, refusal{why.Code, why.Reason, why.Hint}})
}

type refusedLine struct {
	File    string  `json:"file"`
	Refused refusal `json:"refused"`
}

type refusal struct {
	Code   string `json:"code"`
	Reason string `json:"reason"`
	Hint   string `json:"hint"`
}

func encode(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// plain prints the text that the places refer to.
func plain(w io.Writer, d record.Document) error {
	_, err := io.WriteString(w, d.Text.Body+"\n")
	return err
}

// asLine prints a document as one line of JSON.
func asLine(w io.Writer, d record.Document) error { return encode(w, newLine(d)) }

// list prints a document for people.
func list(w io.Writer, d record.Document) error {
	in := d.Inspection
	var errs []error
	say := func(format string, args ...any) {
		_, err := fmt.Fprintf(w, format, args...)
		errs = append(errs, err)
	}
	say("%s\n  %s\n  单位：%s　巡察组：%s　轮次：%s　年份：%s\n", d.File, d.Title, or(d.Unit), or(in.Body), or(in.Round), year(in.Year))
	say("  共%d个问题", len(d.Problems))
	if d.Claimed > 0 {
		say("（文中称%d个）", d.Claimed)
	}
	say("，能解释的文字占%.0f%%\n", 100*d.Coverage)
	for _, p := range d.Problems {
		say("  %3d. %s（措施%d条%s）\n", p.Number, p.Title, len(p.Measures), statusNote(p.Status))
		for _, r := range p.References {
			say("       指向以前的问题：%s %s %q\n", year(r.Year), r.Round, r.Quotes)
		}
	}
	for _, x := range d.Doubts {
		say("  %s %s%s\n", doubtSign(x.Hint), x.Message, pageNote(d.Text.Place(x.At)))
	}
	say("\n")
	return errors.Join(errs...)
}

// doubtSign stands before what a person has to look at, or may want to know.
func doubtSign(hint bool) string {
	if hint {
		return "提示："
	}
	return "？"
}

func pageNote(p record.Place) string {
	switch {
	case p.End == 0:
		return ""
	case p.Page > 0:
		return fmt.Sprintf("（第%d页，第%d—%d字）", p.Page, p.Start, p.End)
	}
	return fmt.Sprintf("（第%d—%d字）", p.Start, p.End)
}

func or(s string) string {
	if s == "" {
		return "（未写明）"
	}
	return s
}

func year(y int) string {
	if y == 0 {
		return "（未写明）"
	}
	return fmt.Sprint(y)
}

func statusNote(s record.Status) string {
	if s == "" {
		return ""
	}
	return "，" + statusNames[s]
}

var statusNames = map[record.Status]string{
	record.Completed: "已完成", record.MostlyCompleted: "基本完成", record.Ongoing: "正在推进", record.LongTerm: "长期坚持", record.NotStarted: "未完成",
}
