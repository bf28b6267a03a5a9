package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"huitoukan/index"
	"huitoukan/record"
	"huitoukan/report"
)

func (a *app) unitsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "units", Short: "列出、归并、分出单位名称，或撤销",
		Long: `同一个单位在各份材料里有全称、简称、旧称。程序自己认得的，list 里写明根据；认错了或认不出的，由人指定。
人工指定随时可以撤销，重新收取、重建索引都会保留，原件不改。`,
		Example: `  huitoukan units list
  huitoukan units merge 望川县河务局 望川县水利局 --note 2019年机构改革
  huitoukan units alias 县水利水电局 望川县水利局
  huitoukan units split 县教育局`,
		Args: needs(0, -1, ""),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("没有这个动作：%s。提示：list、merge、split、alias 或 undo。", args[0])
			}
			return a.listUnits(cmd.Context())
		},
	}
	list := &cobra.Command{
		Use: "list", Short: "列出各单位的名称、根据和文件数", Args: needs(0, 0, "list 后面不带参数。"),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.listUnits(cmd.Context()) },
	}
	cmd.AddCommand(list,
		a.namingCommand("merge 名称 单位", "把库里的一个名称归到另一个单位", 2, func(r report.Roll, args []string) (record.Naming, error) { return r.Merge(args[0], args[1]) }),
		a.namingCommand("alias 名称 单位", "给单位添一个名称，库里还没有的也可以", 2, func(r report.Roll, args []string) (record.Naming, error) { return r.Alias(args[0], args[1]) }),
		a.namingCommand("split 名称", "把一个名称分出来，单独成一个单位", 1, func(r report.Roll, args []string) (record.Naming, error) { return r.Split(args[0]) }),
		a.unnameCommand())
	return cmd
}

// roll calls the roll of the units in the index.
func roll(ctx context.Context, engine index.Engine) (report.Roll, error) {
	return report.NewRoll(engine.Heads(ctx), engine.Named(ctx))
}

func (a *app) listUnits(ctx context.Context) error {
	engine, err := a.openIndex(ctx, false)
	if err != nil {
		return err
	}
	defer engine.Close()
	r, err := roll(ctx, engine)
	if err != nil {
		return err
	}
	for _, u := range r.Units {
		a.tellUnit(u)
	}
	for _, n := range r.Notes {
		fmt.Fprintln(a.stdout, n)
	}
	return nil
}

func (a *app) tellUnit(u report.Entry) {
	fmt.Fprintf(a.stdout, "%s  %d份文件\n", u.Name, u.Documents)
	for _, n := range u.Names {
		if n.How != report.Own || len(n.Written) > 1 {
			fmt.Fprintf(a.stdout, "  %s  %d份  %s%s\n", n.Name, n.Documents, n.Words(), alsoWritten(n))
		}
	}
}

// alsoWritten are the other ways in which documents write a name.
func alsoWritten(n report.Alias) string {
	if others := n.Others(); len(others) > 0 {
		return "（也写作" + strings.Join(others, "、") + "）"
	}
	return ""
}

// namingCommand stores the naming that decide makes of the arguments, and tells of the unit that comes of it.
func (a *app) namingCommand(use, short string, args int, decide func(report.Roll, []string) (record.Naming, error)) *cobra.Command {
	var by, note string
	cmd := &cobra.Command{
		Use: use, Short: short, Args: needs(args, args, "要写明"+strings.ReplaceAll(strings.SplitN(use, " ", 2)[1], " ", "和")+"。"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.changeUnits(cmd.Context(), func(ctx context.Context, engine index.Engine, r report.Roll) (string, error) {
				n, err := decide(r, args)
				if err != nil {
					return "", usage("%w", err)
				}
				n.By, n.Note, n.At = by, note, time.Now().UTC()
				return n.Name, engine.Name(ctx, n)
			})
		},
	}
	cmd.Flags().StringVar(&by, "by", login(), "谁作的决定")
	cmd.Flags().StringVar(&note, "note", "", "备注")
	return cmd
}

func (a *app) unnameCommand() *cobra.Command {
	return &cobra.Command{
		Use: "undo 名称", Short: "撤销对一个名称的指定", Args: needs(1, 1, "要写明名称。"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.changeUnits(cmd.Context(), func(ctx context.Context, engine index.Engine, r report.Roll) (string, error) {
				n, err := r.Decided(args[0])
				if err != nil {
					return "", usage("%w", err)
				}
				return n.Name, engine.Unname(ctx, n.Name)
			})
		},
	}
}

// changeUnits makes one change, and tells of the unit to which the name belongs after it.
func (a *app) changeUnits(ctx context.Context, change func(context.Context, index.Engine, report.Roll) (string, error)) error {
	engine, err := a.openIndex(ctx, false)
	if err != nil {
		return err
	}
	defer engine.Close()
	before, err := roll(ctx, engine)
	if err != nil {
		return err
	}
	name, err := change(ctx, engine, before)
	if err != nil {
		return err
	}
	after, err := roll(ctx, engine)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "已记录：%s\n", name)
	if u, ok := after.Find(name); ok {
		a.tellUnit(u)
	}
	return nil
}
