package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"huitoukan/ingest"
	"huitoukan/ingest/read/sandbox"
	"huitoukan/record"
	"huitoukan/report"
)

func (a *app) extractCommand() *cobra.Command {
	var asJSON, asText bool
	cmd := &cobra.Command{
		Use: "extract 文件...", Short: "只看读出了什么，不入库",
		Example: "  huitoukan extract 通报.docx\n  huitoukan extract --json *.docx > 结果.jsonl\n  huitoukan extract --text 通报.pdf",
		Args:    needs(1, -1, "没有说要读哪些文件。"),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case asJSON && asText:
				return usage("--json 和 --text 只能选一个。")
			case asJSON:
				return a.extract(cmd, args, &lines{w: a.stdout})
			case asText:
				return a.extract(cmd, args, plain{a.stdout})
			}
			return a.extract(cmd, args, &lists{w: a.stdout})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "每个文件一行 JSON，全部读完后输出")
	cmd.Flags().BoolVar(&asText, "text", false, "输出全文：位置（字符序号）按它计算")
	return cmd
}

// shower shows what was read of each file, and at the end what the files say of each other.
type shower interface {
	show(record.Document) error
	refuse(file string, why ingest.Reason) error
	end() error
}

// extract reads each file in a warm child and shows it; one that cannot be taken does not stop the others.
func (a *app) extract(cmd *cobra.Command, files []string, out shower) error {
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
			why := ingest.ReasonFor(err)
			fmt.Fprintf(a.stderr, "%s：%s提示：%s\n", file, why.Reason, why.Hint)
			err = out.refuse(file, why)
		} else {
			err = out.show(d)
		}
		if err != nil {
			return fmt.Errorf("write answer: %w", err)
		}
	}
	if err := out.end(); err != nil {
		return fmt.Errorf("write answer: %w", err)
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
	d.ID, d.File = record.DocID(filepath.ToSlash(file)), file // nothing is stored, so that the path tells files apart
	return d, err
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

// between are the doubts that the files raise against each other, by the path of the file.
func between(docs []record.Document) (map[record.DocID][]record.Doubt, error) {
	all := func(yield func(record.Document, error) bool) {
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
	}
	return report.Checks(all, func(func(record.Naming, error) bool) {})
}

// plain prints the text that the places refer to.
type plain struct{ w io.Writer }

func (p plain) show(d record.Document) error {
	_, err := io.WriteString(p.w, d.Text.Body+"\n")
	return err
}

func (plain) refuse(string, ingest.Reason) error { return nil }

func (plain) end() error { return nil }

// lines prints each file as one line of JSON, once all have been read.
type lines struct {
	w    io.Writer
	docs []record.Document
	out  []any // a line or a refusedLine
}

func (l *lines) show(d record.Document) error {
	l.docs, l.out = append(l.docs, d), append(l.out, newLine(d))
	return nil
}

func (l *lines) refuse(file string, why ingest.Reason) error {
	l.out = append(l.out, refusedLine{file, refusal{why.Code, why.Reason, why.Hint}})
	return nil
}

func (l *lines) end() error {
	checks, err := between(l.docs)
	if err != nil {
		return err
	}
	for _, x := range l.out {
		if read, ok := x.(line); ok {
			read.Doubts = append(read.Doubts, newDoubts(record.Text{}, checks[record.DocID(read.File)])...)
			x = read
		}
		if err := encode(l.w, x); err != nil {
			return err
		}
	}
	return nil
}

// lists prints each file for people, at once.
type lists struct {
	w    io.Writer
	docs []record.Document
}

func (l *lists) show(d record.Document) error {
	l.docs = append(l.docs, d)
	return list(l.w, d)
}

func (*lists) refuse(string, ingest.Reason) error { return nil }

func (l *lists) end() error {
	checks, err := between(l.docs)
	if err != nil || len(checks) == 0 {
		return err
	}
	var b strings.Builder
	b.WriteString("各份文件相互对照\n")
	for _, d := range l.docs {
		for _, x := range checks[d.ID] {
			fmt.Fprintf(&b, "  %s %s\n", doubtSign(x.Hint), x.Message)
		}
	}
	_, err = io.WriteString(l.w, b.String())
	return err
}

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
	return "，" + s.Chinese()
}
