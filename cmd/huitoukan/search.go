package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"huitoukan/index"
	"huitoukan/record"
	"huitoukan/report"
)

func (a *app) searchCommand() *cobra.Command {
	var q index.Query
	var asJSON bool
	cmd := &cobra.Command{
		Use: "search 查询词", Short: "查以往的问题",
		Long:    "几个词用空格隔开，要同时出现；加引号的按原文逐字查。空格、全角半角、大小写不计。",
		Example: "  huitoukan search 党费\n  huitoukan search '“账实不符”' --year 2023\n  huitoukan search 采购 --unit 青岚区教育局 --json",
		Args:    needs(0, -1, ""),
		RunE: func(cmd *cobra.Command, args []string) error {
			q.Text = strings.Join(args, " ")
			if q.Limit < 1 {
				return usage("--limit 至少是 1。")
			}
			if err := checkFilters(q); err != nil {
				return err
			}
			return a.search(cmd, q, asJSON)
		},
	}
	f := cmd.Flags()
	filterFlags(f, &q)
	f.IntVar(&q.Limit, "limit", 20, "最多列出几条")
	f.BoolVar(&asJSON, "json", false, "输出 JSON")
	return cmd
}

// filterFlags gives a command the flags that narrow a query.
func filterFlags(f *pflag.FlagSet, q *index.Query) {
	f.StringVar(&q.Unit, "unit", "", "单位（全称、简称、旧称都可以）")
	f.StringVar(&q.Round, "round", "", "轮次，如 六届区委第三轮")
	f.IntVar(&q.Year, "year", 0, "巡察年份")
	f.StringVar(&q.Topic, "topic", "", "主题代码 T01—T33")
	f.StringVar((*string)(&q.Status), "status", "", "完成情况：completed、mostly_completed、ongoing、long_term、not_started")
	f.StringVar((*string)(&q.Kind), "kind", "", "材料种类：feedback、plan、ledger、progress、other")
}

func checkFilters(q index.Query) error {
	return errors.Join(oneOf("status", q.Status, statuses), oneOf("kind", q.Kind, kinds))
}

var (
	statuses = []record.Status{record.Completed, record.MostlyCompleted, record.Ongoing, record.LongTerm, record.NotStarted}
	kinds    = []record.Kind{record.Feedback, record.Plan, record.Ledger, record.Progress, record.Other}
)

// oneOf refuses a flag's value that nothing can have, since a search for it would find nothing without a word.
func oneOf[S ~string](flag string, value S, known []S) error {
	if value == "" || slices.Contains(known, value) {
		return nil
	}
	var names []string
	for _, k := range known {
		names = append(names, string(k))
	}
	return usage("--%s 没有这个值：%s。提示：最接近的是 %s；可用 %s。", flag, value, nearest(string(value), names), strings.Join(names, "、"))
}

func (a *app) search(cmd *cobra.Command, q index.Query, asJSON bool) error {
	engine, err := a.openIndex(cmd.Context(), false)
	if err != nil {
		return err
	}
	defer engine.Close()
	if q.Unit != "" {
		units, err := roll(cmd.Context(), engine)
		if err != nil {
			return err
		}
		q = underAllNames(units, q)
	}
	r, err := engine.Search(cmd.Context(), q)
	if err != nil {
		return err
	}
	if asJSON {
		return encode(a.stdout, newHits(r))
	}
	fmt.Fprintf(a.stdout, "查到%d个问题", r.Total)
	if r.Total > len(r.Hits) {
		fmt.Fprintf(a.stdout, "，列出前%d个", len(r.Hits))
	}
	fmt.Fprintln(a.stdout, "。")
	for _, h := range r.Hits {
		in := h.Inspection
		fmt.Fprintf(a.stdout, "\n%s（%s %s）第%d个问题：%s\n", h.Unit, year(in.Year), in.Round, h.Problem.Number, h.Problem.Title)
		for _, s := range h.Snippets {
			if s.Field != "title" {
				fmt.Fprintf(a.stdout, "  …%s…\n", marked(s))
			}
		}
		fmt.Fprintf(a.stdout, "  %s\n", h.File)
	}
	return nil
}

// underAllNames asks for the unit that goes by the query's name under all of its names.
func underAllNames(units report.Roll, q index.Query) index.Query {
	if u, ok := units.Find(q.Unit); ok && u.Documents > 0 {
		q.Unit, q.Units = "", u.Written()
	}
	return q
}

// marked is a snippet with its hits in brackets.
func marked(s index.Snippet) string {
	var b strings.Builder
	last := 0
	for _, m := range s.Marks {
		b.WriteString(s.Text[last:m.Start] + "【" + s.Text[m.Start:m.End] + "】")
		last = m.End
	}
	return b.String() + s.Text[last:]
}

// hits is a result as JSON.
type hits struct {
	Total int   `json:"total"`
	Hits  []hit `json:"hits"`
}

type hit struct {
	ID         string            `json:"id"`
	File       string            `json:"file"`
	Kind       record.Kind       `json:"kind"`
	Unit       string            `json:"unit"`
	Inspection record.Inspection `json:"inspection"`
	Number     int               `json:"number"`
	Title      string            `json:"title"`
	Text       string            `json:"text"`
	Topic      string            `json:"topic"`
	Status     record.Status     `json:"status"`
	Snippets   []string          `json:"snippets"`
}

func newHits(r index.Result) hits {
	out := hits{Total: r.Total, Hits: []hit{}}
	for _, h := range r.Hits {
		p := h.Problem
		x := hit{h.ID.String(), h.File, h.Kind, h.Unit, h.Inspection, p.Number, p.Title, p.Text, p.Topic, p.Status, []string{}}
		for _, s := range h.Snippets {
			x.Snippets = append(x.Snippets, marked(s))
		}
		out.Hits = append(out.Hits, x)
	}
	return out
}
