package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"

	"huitoukan/index"
	"huitoukan/record"
	"huitoukan/web"
)

func (a *app) serveCommand() *cobra.Command {
	var addr string
	cmd := &cobra.Command{
		Use: "serve", Short: "盯住收件箱，维护索引，提供网页",
		Long:    "盯住收件箱，来一份收一份；网页在 http://127.0.0.1:8470，只有本机能打开。按 Ctrl-C 停止：手头的文件处理完再退出。",
		Example: "  huitoukan serve\n  huitoukan serve --data D:\\回头看 --inbox \\\\server\\收件",
		Args:    needs(0, 0, "serve 后面只有 --data、--inbox、--addr。"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if addr != "" {
				a.settings.Addr = addr
			}
			return a.serve(cmd.Context())
		},
	}
	cmd.Flags().StringVar(&a.flags.Inbox, "inbox", "", "收件箱文件夹（默认数据文件夹下的 inbox）")
	cmd.Flags().StringVar(&addr, "addr", "", "网页的地址（默认 "+defaultAddr+"）")
	return cmd
}

// serve runs the inbox and the pages until ctx ends.
func (a *app) serve(ctx context.Context) (err error) {
	log := a.log(false)
	in, engine, closeAll, err := a.ingester(ctx, log)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := closeAll(); err == nil {
			err = cerr
		}
	}()
	listener, err := a.listen(ctx)
	if err != nil {
		return err
	}
	j, err := a.judging(engine, log)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	server := a.server(engine, j, log)
	fmt.Fprintf(a.stdout, "网页：http://%s\n收件箱：%s\n按 Ctrl-C 停止。\n", listener.Addr(), a.folders.Inbox)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	served := make(chan error, 1)
	go func() {
		served <- server.Serve(listener)
		stop() // without pages nobody would see what is taken in
	}()
	judged := make(chan struct{})
	go func() {
		defer close(judged)
		if j != nil {
			j.run(ctx)
		}
	}()
	taken := in.Serve(ctx) // the pages answer as long as files are in hand
	shut, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err = server.Shutdown(shut)
	<-judged // the engine is closed next
	if serr := <-served; !errors.Is(serr, http.ErrServerClosed) {
		err = errors.Join(err, serr)
	}
	return errors.Join(taken, err)
}

func (a *app) listen(ctx context.Context) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", a.settings.Addr)
	if err != nil {
		return nil, fmt.Errorf("网页的地址 %s 用不了：%w。提示：可能已有一个 huitoukan 在运行；也可以用 --addr 127.0.0.1:8471 换一个", a.settings.Addr, err)
	}
	return l, nil
}

func (a *app) server(engine index.Engine, j *judging, log *slog.Logger) *http.Server {
	o := web.Options{
		Index: engine, Folder: a.folders.Inbox, Inbox: a.folders, Issued: a.issued(), Original: a.original, UploadLimit: a.limits().WithDefaults().Size,
		Addr: a.settings.Addr, Log: log,
	}
	if j != nil {
		o.Judgments = j.judgments
	}
	pages := web.New(o)
	return &http.Server{
		Handler: pages, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// original opens an archived file for the pages.
func (a *app) original(_ context.Context, id record.DocID) (io.ReadSeekCloser, string, error) {
	o, err := a.folders.Original(id)
	if err != nil {
		return nil, "", err
	}
	f, err := os.Open(o.Path)
	return f, o.File, err
}
