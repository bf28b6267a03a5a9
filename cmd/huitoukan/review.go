package main

import (
	"errors"
	"fmt"
	"os/user"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"huitoukan/index"
	"huitoukan/record"
	"huitoukan/report"
)

func (a *app) reviewCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "review", Short: "列出、确认、否定或撤销一对问题；确认一个问题已整改",
		Long:    "别人已经作了决定的不会被盖掉：会说明是谁、怎么定的；要改，先 undo 撤销，再作决定。自己的决定可以直接改。",
		Example: "  huitoukan review list\n  huitoukan review confirm 0123456789ab-ba9876543210 --by 经办人 --note 同一问题\n  huitoukan review rectified ba9876543210 --by 经办人 --note 现场看过",
		Args:    needs(1, 1, "没有说要做什么：list、confirm、reject、rectified 或 undo。"),
		RunE: func(_ *cobra.Command, args []string) error {
			return usage("没有这个动作：%s。提示：list、confirm、reject、rectified 或 undo。", args[0])
		},
	}
	cmd.AddCommand(a.reviewListCommand(), a.decideCommand("confirm", "确认一对问题是同一问题", record.Confirmed),
		a.decideCommand("reject", "否定一对问题", record.Rejected),
		a.decideCommand("rectified", "确认以前的一个问题已经整改（编号在 report unit 的对账表里）", record.Rectified), a.undoCommand())
	return cmd
}

func (a *app) reviewListCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "列出比对出来的各对问题和处理意见", Args: needs(0, 0, "list 后面不带参数。"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			engine, err := a.openIndex(cmd.Context(), false)
			if err != nil {
				return err
			}
			defer engine.Close()
			r, err := a.repeats(cmd.Context(), engine)
			if err != nil {
				return err
			}
			for _, s := range r.Sheets() {
				for _, l := range append(s.Back, s.Doubtful...) {
					if l.Then != nil {
						fmt.Fprintf(a.stdout, "%s  %s\n  本轮（%d年）：%s\n  以前（%d年）：%s\n", l.Pair(), l.Opinion(), l.Now.Year, l.Now.Title, l.Then.Year, l.Then.Title)
					}
				}
			}
			return nil
		},
	}
}

func (a *app) decideCommand(name, short string, decision record.Decision) *cobra.Command {
	var by, note string
	cmd := &cobra.Command{
		Use: name + " 编号", Short: short, Args: needs(1, 1, "要写明是哪一对问题（review list 列出的编号），或哪一个（report unit 的对账表列出的编号）。"),
		RunE: func(cmd *cobra.Command, args []string) error {
			pair, err := parsePair(args[0], decision == record.Rectified)
			if err != nil {
				return err
			}
			engine, err := a.openIndex(cmd.Context(), false)
			if err != nil {
				return err
			}
			defer engine.Close()
			r, err := a.repeats(cmd.Context(), engine)
			if err != nil {
				return err
			}
			v, ok := verdict(r, pair)
			if !ok {
				return usage("报告里没有 %s。提示：照抄 huitoukan review list 或 report unit 列出的编号。", args[0])
			}
			v.Decision, v.By, v.Note, v.At = decision, by, note, time.Now().UTC()
			if err := engine.Decide(cmd.Context(), v); err != nil {
				return err
			}
			fmt.Fprintf(a.stdout, "已记录：%s\n", args[0])
			return nil
		},
	}
	cmd.Flags().StringVar(&by, "by", login(), "谁作的决定")
	cmd.Flags().StringVar(&note, "note", "", "备注")
	return cmd
}

// parsePair reads what a person types: the two findings of a pair, or, alone, an earlier finding.
func parsePair(s string, alone bool) (record.Pair, error) {
	if alone && s != "" && !strings.Contains(s, "-") {
		return record.Pair{Prior: record.FindingID(s)}, nil
	}
	pair, err := record.ParsePair(s)
	if alone || err != nil {
		return record.Pair{}, usage("编号写得不对：%s。提示：照抄 huitoukan review list 或 report unit 列出的编号。", s)
	}
	return pair, nil
}

// verdict is one on the pair, with the titles of its findings, when the report knows them.
func verdict(r report.Report, pair record.Pair) (record.Verdict, bool) {
	for _, u := range r.Units {
		if f, ok := u.Finding(pair.Prior); ok && pair.Current == "" {
			return record.Verdict{Pair: pair, Prior: f.Title}, true
		}
		for _, x := range u.Repeats {
			if x.Prior == nil || x.Pair() != pair.String() {
				continue
			}
			now, _ := u.Finding(x.Current)
			then, _ := u.Finding(*x.Prior)
			return record.Verdict{Pair: pair, Current: now.Title, Prior: then.Title}, true
		}
	}
	return record.Verdict{}, false
}

func (a *app) undoCommand() *cobra.Command {
	return &cobra.Command{
		Use: "undo 编号", Short: "撤销对一对问题、一个问题的意见", Args: needs(1, 1, "要写明是哪一对问题，或哪一个。"),
		RunE: func(cmd *cobra.Command, args []string) error {
			pair, err := parsePair(args[0], !strings.Contains(args[0], "-"))
			if err != nil {
				return err
			}
			engine, err := a.openIndex(cmd.Context(), false)
			if err != nil {
				return err
			}
			defer engine.Close()
			err = engine.Undo(cmd.Context(), pair)
			if errors.Is(err, index.ErrNotFound) {
				return usage("这上面还没有处理意见：%s。", args[0])
			}
			if err == nil {
				fmt.Fprintf(a.stdout, "已撤销：%s\n", args[0])
			}
			return err
		},
	}
}

// login is the name under which the operator is logged in, "" when the system does not say.
func login() string {
	u, err := user.Current()
	if err != nil {
		return ""
	}
	return u.Username
}
