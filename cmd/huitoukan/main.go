// Command huitoukan takes documents of inspection and rectification from an inbox, finds the problems in them again, and tells
// which came back. Everything it does is a command; --help tells of each.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"huitoukan/index"
	"huitoukan/ingest"
	"huitoukan/report"
)

// The exit codes are promised to scripts.
const (
	exitFailed      = 1
	exitUsage       = 2
	exitAside       = 3 // done, but some files were set aside or need a look
	exitIndex       = 4 // the index cannot be reached or has another schema
	exitInterrupted = 130
)

// coded is an error that ends the program with a code of its own. A nil cause is told nothing of: the command has.
type coded struct {
	code  int
	cause error
}

func (c coded) Error() string {
	if c.cause == nil {
		return ""
	}
	return c.cause.Error()
}
func (c coded) Unwrap() error { return c.cause }

// usage marks wrong use.
func usage(format string, args ...any) error { return coded{exitUsage, fmt.Errorf(format, args...)} }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// a second signal ends the program at once
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run runs one command and returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := newRoot(stdout, stderr)
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	if msg := message(err); msg != "" {
		fmt.Fprintln(stderr, "huitoukan："+msg)
	}
	return exitCode(ctx, err)
}

func exitCode(ctx context.Context, err error) int {
	var c coded
	switch {
	case errors.As(err, &c):
		return c.code
	case ctx.Err() != nil:
		return exitInterrupted
	case errors.Is(err, index.ErrSchema), errors.Is(err, index.ErrUnavailable):
		return exitIndex
	}
	return exitFailed
}

// message is what people are told of an error.
func message(err error) string {
	var decided *index.DecidedError
	switch {
	case errors.As(err, &decided):
		v := decided.Verdict
		words := report.Decided{By: v.By, Note: v.Note, At: v.At}.Words(v.Decision.Chinese())
		return "别人已经作了决定（" + words + "），您的决定没有记录。提示：与对方商量；要改，先用 huitoukan review undo 撤销，再作决定。"
	case errors.Is(err, index.ErrSchema):
		return "索引是别的版本建的。提示：运行 huitoukan rebuild 重建索引，原件、人工认定和单位名称都会保留。（" + err.Error() + "）"
	case errors.Is(err, index.ErrConflict):
		return "别人刚刚对这一对作了决定，您的决定没有记录。提示：用 huitoukan review list 看过新的决定后再定。"
	case errors.Is(err, index.ErrUnavailable):
		if why, ok := ingest.ServerFault(err); ok {
			return why.Reason + "提示：" + why.Hint + "（" + err.Error() + "）"
		}
		return "索引暂时打不开。提示：检查数据文件夹的权限和磁盘空间，或运行 huitoukan doctor。（" + err.Error() + "）"
	}
	return err.Error()
}

func newRoot(stdout, stderr io.Writer) *cobra.Command {
	a := &app{stdout: stdout, stderr: stderr}
	root := &cobra.Command{
		Use:   "huitoukan",
		Short: "回头看：收取巡察材料，查以往问题，报告哪些问题又回来了",
		Long: `回头看（huitoukan）从收件箱收取巡视巡察反馈意见、整改方案、台账、整改情况通报，
读出带编号的问题和措施，可以跨单位查找，并列出又回来的问题。材料不出本机，除非索引放在自己的 Elasticsearch 上，或设置了别的机器上的模型并明确允许。

先试一试：  huitoukan demo
正式使用：  huitoukan serve，然后把文件放进 huitoukan-data/inbox`,
		SilenceUsage: true, SilenceErrors: true,
		PersistentPreRunE: a.configure,
		Args:              cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return noCommand(cmd, args[0])
		},
	}
	root.PersistentFlags().StringVar(&a.data, "data", "", "数据文件夹（默认 ./huitoukan-data，或环境变量 HUITOUKAN_DATA）")
	root.PersistentFlags().StringVar(&a.flags.Engine, "engine", "", "索引放在哪里：embedded（默认，程序自带）或 elasticsearch")
	root.PersistentFlags().StringVar(&a.flags.Server.URL, "es-url", "", "Elasticsearch 8 的地址，如 https://服务器:9200；几个用逗号隔开")
	root.SetFlagErrorFunc(flagFault)
	root.AddCommand(
		a.takesPDF(a.serveCommand()), a.takesPDF(a.ingestCommand()), a.takesPDF(a.extractCommand()), a.demoCommand(), a.searchCommand(), a.exportCommand(), a.reportCommand(),
		a.reviewCommand(), a.unitsCommand(), a.statusCommand(), a.takesPDF(a.rebuildCommand()), a.backupCommand(), a.restoreCommand(), a.doctorCommand(),
		a.takesPDF(a.readChildCommand()),
	)
	inChinese(root)
	return root
}
