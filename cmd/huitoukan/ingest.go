package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"huitoukan/ingest"
)

func (a *app) ingestCommand() *cobra.Command {
	var retry bool
	cmd := &cobra.Command{
		Use: "ingest 文件或文件夹...", Short: "一次性收取文件，处理完就退出",
		Long:    "收取文件或文件夹里的全部文件，处理完就退出。原文件留在原处不动。\n退出码 3 表示有文件被放到一边或需要人工看一眼。",
		Example: "  huitoukan ingest 通报.docx 材料/\n  huitoukan ingest --retry",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 && !retry {
				return usage("没有说要收取哪些文件。\n提示：huitoukan ingest --help 查看用法。")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.ingest(cmd, args, retry) },
	}
	cmd.Flags().BoolVar(&retry, "retry", false, "把 failed/ 里放到一边的文件再收一次")
	return cmd
}

func (a *app) ingest(cmd *cobra.Command, paths []string, retry bool) (err error) {
	ctx := cmd.Context()
	if err := a.checkServer(ctx); err != nil {
		return err
	}
	in, _, closeAll, err := a.ingester(ctx, a.log(true))
	if err != nil {
		return err
	}
	defer func() {
		if cerr := closeAll(); err == nil {
			err = cerr
		}
	}()
	var counts tally
	told := func(r ingest.Result) {
		counts.add(r)
		fmt.Fprintln(a.stdout, resultLine(r))
	}
	if retry {
		err = in.Retry(ctx, told)
	}
	if err == nil && len(paths) > 0 {
		err = in.Take(ctx, paths, told)
	}
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	fmt.Fprintln(a.stdout, counts)
	if counts.aside+counts.review > 0 {
		return coded{code: exitAside}
	}
	return nil
}

// resultLine tells what became of one file.
func resultLine(r ingest.Result) string {
	s := fmt.Sprintf("%s：%s", r.File, r.Outcome.Chinese())
	switch r.Outcome {
	case ingest.Indexed, ingest.Review:
		s += fmt.Sprintf("，%d个问题", r.Problems)
		if r.Doubts > 0 {
			s += fmt.Sprintf("，%d处疑点", r.Doubts)
		}
	case ingest.Unpacked:
		s += fmt.Sprintf("，%d个文件", r.Members)
	case ingest.Rejected, ingest.Deferred:
		s += "。" + r.Reason + "提示：" + r.Hint
	}
	return s
}

// tally counts what came of the files of one run.
type tally struct{ indexed, review, duplicate, aside, problems int }

func (t *tally) add(r ingest.Result) {
	t.problems += r.Problems
	switch r.Outcome {
	case ingest.Indexed:
		t.indexed++
	case ingest.Review:
		t.review++
	case ingest.Duplicate:
		t.duplicate++
	case ingest.Unpacked: // its members are counted
	default:
		t.aside++
	}
}

func (t tally) String() string {
	return fmt.Sprintf("收下%d份（其中%d份需人工看一眼），共%d个问题；重复%d份；放到一边%d份。", t.indexed+t.review, t.review, t.problems, t.duplicate, t.aside)
}
