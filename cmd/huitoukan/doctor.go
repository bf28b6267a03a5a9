package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"huitoukan/index"
	"huitoukan/ingest"
	"huitoukan/ingest/read/office"
)

func (a *app) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use: "doctor", Short: "检查本机缺什么、怎么装", Args: needs(0, 0, "doctor 后面只有 --data。"),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.doctor(cmd.Context()) },
	}
}

// check is one thing that is looked at. A fault of a needed one fails the command.
type check struct {
	name   string
	needed bool
	run    func(context.Context) (found string, err error)
	hint   string
}

func (a *app) doctor(ctx context.Context) error {
	failed := false
	for _, c := range []check{
		{"数据文件夹", true, a.writable, "换一个能写的文件夹（--data），或修改文件夹权限。"},
		{"磁盘空间", true, a.space, "清理磁盘，或把数据文件夹换到大一些的盘上（--data）。"},
		{"索引", true, a.indexState, "版本不符时运行 huitoukan rebuild；打不开时检查磁盘空间和权限。"},
		{"读取子进程", true, a.readSample, "重新下载或编译程序；杀毒软件可能拦住了它，请加入信任。"},
		{"扫描识别 tesseract", false, tesseract, "可选。Debian、麒麟、统信：apt install tesseract-ocr tesseract-ocr-chi-sim；Windows：装 Tesseract 并勾选简体中文。"},
		{"模型辅助", a.settings.Model.Address != "", a.modelState, "可选。见 docs/settings.md 的 [model]：核对地址、模型名称、密钥，服务要先启动；不用就不写。"},
		{"LibreOffice", false, libreOffice, "可选，读 .rtf、Works 的 .wps、.odt、.xls 要用。Debian、麒麟、统信：apt install libreoffice-writer libreoffice-calc；Windows：从软件管理平台安装 LibreOffice。"},
	} {
		found, err := c.run(ctx)
		switch {
		case err == nil:
			fmt.Fprintf(a.stdout, "正常  %s：%s\n", c.name, found)
		case c.needed:
			failed = true
			what, hint := err.Error(), c.hint
			if why, ok := ingest.ServerFault(err); ok {
				what, hint = why.Reason+"（"+what+"）", why.Hint
			}
			fmt.Fprintf(a.stdout, "有误  %s：%s\n      提示：%s\n", c.name, what, hint)
		default:
			fmt.Fprintf(a.stdout, "没有  %s：%v\n      提示：%s\n", c.name, err, c.hint)
		}
	}
	if failed {
		return coded{code: exitFailed}
	}
	return nil
}

// writable checks that files can be made where the data lie.
func (a *app) writable(context.Context) (string, error) {
	abs, err := filepath.Abs(a.data)
	if err != nil {
		return "", err
	}
	if err := a.folders.Make(); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(a.data, ".tmp-*")
	if err != nil {
		return "", err
	}
	return abs, errors.Join(f.Close(), os.Remove(f.Name()))
}

const scarce = 1 << 30 // bytes: an inbox of scanned files fills that in a day

// space tells how much of the disk is free where the data lie.
func (a *app) space(context.Context) (string, error) {
	free, err := freeBytes(a.data)
	if err != nil {
		return "", err
	}
	told := fmt.Sprintf("剩余 %.1f GiB", float64(free)/(1<<30))
	if free < scarce {
		return "", errors.New(told)
	}
	return told, nil
}

func (a *app) indexState(ctx context.Context) (string, error) {
	if a.settings.Engine == elasticsearch {
		return a.serverState(ctx)
	}
	engine, err := a.openIndex(ctx, true)
	if err != nil {
		return "", err
	}
	defer engine.Close()
	r, err := engine.Search(ctx, index.Query{Limit: 1})
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("第%d版，%d个问题", index.SchemaVersion, r.Total), nil
}

// copies tells in Chinese how the copies of an index are.
var copies = map[string]string{"green": "绿（副本齐全）", "yellow": "黄（少了副本，再坏一个节点就不能用了）"}

func (a *app) serverState(ctx context.Context) (string, error) {
	engine, err := a.openServer(a.log(true))
	if err != nil {
		return "", err
	}
	defer engine.Close()
	s, err := engine.State(ctx)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("Elasticsearch %s，%s，第%d版，%d个问题", s.Version, copies[s.Status], index.SchemaVersion, s.Problems), nil
}

// readSample has a child read a file.
func (a *app) readSample(ctx context.Context) (string, error) {
	pool, err := a.pool(a.log(true))
	if err != nil {
		return "", err
	}
	defer pool.Close()
	f, err := os.CreateTemp(a.data, ".tmp-*")
	if err != nil {
		return "", err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString("问题1：学习不够。\n")
	if err := errors.Join(err, f.Close()); err != nil {
		return "", err
	}
	begin := time.Now()
	if _, err := a.reader(pool)(ctx, f.Name()); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d毫秒", time.Since(begin).Milliseconds()), nil
}

func tesseract(ctx context.Context) (string, error) {
	path, err := exec.LookPath("tesseract")
	if err != nil {
		return "", errors.New("没有安装")
	}
	out, err := exec.CommandContext(ctx, path, "--list-langs").CombinedOutput()
	if err != nil {
		return "", err
	}
	if !strings.Contains(string(out), "chi_sim") {
		return "", errors.New("装了，但没有简体中文（chi_sim）")
	}
	return path, nil
}

func libreOffice(context.Context) (string, error) {
	path, err := office.Program()
	if err != nil {
		return "", errors.New("没有安装")
	}
	return path, nil
}
