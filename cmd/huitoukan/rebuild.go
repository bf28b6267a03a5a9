package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"
	"github.com/spf13/cobra"

	"huitoukan/index/local"
	"huitoukan/ingest"
	"huitoukan/record"
)

func (a *app) rebuildCommand() *cobra.Command {
	return &cobra.Command{
		Use: "rebuild", Short: "用存档原件重建索引", Args: needs(0, 0, "rebuild 后面只有 --data。"),
		Long: "用 archive/ 里的原件重新读、重新建索引，人工认定的结果保留。建好之前旧索引不动。\n请先停止 serve：换上新索引时不能有别的 huitoukan 在用。",
		RunE: func(cmd *cobra.Command, _ []string) error { return a.rebuild(cmd.Context()) },
	}
}

// rebuild fills a new index beside the old one, and puts it in its place.
func (a *app) rebuild(ctx context.Context) error {
	if err := a.folders.Make(); err != nil {
		return err
	}
	lock := flock.New(a.indexLock())
	wait, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	if ok, err := lock.TryLockContext(wait, lockWait); err != nil || !ok {
		return errors.New("另一个 huitoukan 正在用这个索引。提示：先停止 serve，再运行 huitoukan rebuild")
	}
	defer lock.Unlock()
	fresh := a.folders.Index() + ".new"
	if err := removeIndex(fresh); err != nil {
		return err
	}
	aside, err := a.fill(ctx, fresh)
	if err != nil {
		return errors.Join(err, removeIndex(fresh))
	}
	if err := removeIndex(a.folders.Index()); err != nil {
		return err
	}
	if err := os.Rename(fresh, a.folders.Index()); err != nil {
		return fmt.Errorf("put new index in place: %w", err)
	}
	if aside > 0 {
		return coded{code: exitAside}
	}
	return nil
}

// removeIndex removes an index file with what SQLite keeps beside it.
func removeIndex(path string) error {
	for _, suffix := range []string{"-wal", "-shm", ""} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove index: %w", err)
		}
	}
	return nil
}

// fill reads every original into the index at path, and takes the verdicts over from the old one. It counts the originals that
// cannot be read any more; they stay in the archive.
func (a *app) fill(ctx context.Context, path string) (aside int, err error) {
	log := a.log(true)
	pool, err := a.pool(log)
	if err != nil {
		return 0, err
	}
	defer pool.Close()
	engine, err := local.Open(ctx, path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	verdicts, err := local.ReadVerdicts(ctx, a.folders.Index())
	if err != nil {
		return 0, err
	}
	for _, v := range verdicts {
		if err := engine.Decide(ctx, v); err != nil {
			return 0, err
		}
	}
	documents, problems := 0, 0
	err = ingest.Reread(ctx, a.folders, a.reader(pool), func(o ingest.Original, d record.Document, err error) error {
		if err != nil {
			aside++
			why := ingest.ReasonFor(err)
			fmt.Fprintf(a.stderr, "%s：%s提示：%s\n", o.File, why.Reason, why.Hint)
			return nil
		}
		documents++
		problems += len(d.Problems)
		return engine.Put(ctx, d)
	})
	if err != nil {
		return aside, err
	}
	fmt.Fprintf(a.stdout, "重建完成：%d份文件、%d个问题，人工认定%d条；读不了%d份。\n", documents, problems, len(verdicts), aside)
	return aside, nil
}
