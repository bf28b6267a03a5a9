package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"github.com/spf13/cobra"

	"huitoukan/index/local"
	"huitoukan/ingest"
	"huitoukan/internal/atomicfile"
	"huitoukan/record"
)

func (a *app) rebuildCommand() *cobra.Command {
	return &cobra.Command{
		Use: "rebuild", Short: "用存档原件重建索引", Args: needs(0, 0, "rebuild 后面只有 --data。"),
		Long: "用 archive/ 里的原件重新读、重新建索引，人工认定的结果和单位名称的归并保留。建好之前旧索引不动，照样可以查。\n" +
			"索引在本机时请先停止 serve：换上新索引时不能有别的 huitoukan 在用。索引在 Elasticsearch 上时不必停。",
		RunE: func(cmd *cobra.Command, _ []string) error { return a.rebuild(cmd.Context()) },
	}
}

func (a *app) rebuild(ctx context.Context) error {
	if err := a.folders.Make(); err != nil {
		return err
	}
	pool, err := a.pool(a.log(true))
	if err != nil {
		return err
	}
	defer pool.Close()
	assist, err := a.assist(a.log(true), a.answers())
	if err != nil {
		return err
	}
	renew := a.renewFile
	if a.settings.Engine == elasticsearch {
		renew = a.renewOnServer
	}
	r, err := renew(ctx, a.reader(pool), assist)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "重建完成：%d份文件、%d个问题，人工认定%d条、单位名称%d条；读不了%d份。\n", r.documents, r.problems, r.verdicts, r.namings, r.aside)
	if r.aside > 0 {
		return coded{code: exitAside}
	}
	return nil
}

const (
	soon = 3 * time.Second  // for a command that only looks
	late = 10 * time.Minute // for a command that takes files in
)

// renewFile fills a new index beside the old one, which can be asked meanwhile, and puts it in its place with one rename: at every
// moment there is a whole index with all that people decided.
func (a *app) renewFile(ctx context.Context, read reader, assist ingest.Assist) (*rebuilt, error) {
	end, err := alone(ctx, filepath.Join(a.folders.Locks, "rebuild"), soon)
	if err != nil {
		return nil, err
	}
	defer end()
	// a running serve never lets go of the old index: told now, not after all has been read
	free, err := alone(ctx, a.indexLock(), soon)
	if err != nil {
		return nil, err
	}
	free()
	fresh := a.folders.Index() + ".new"
	if err := removeIndex(fresh); err != nil {
		return nil, err
	}
	engine, err := local.Open(ctx, fresh)
	if err != nil {
		return nil, err
	}
	r := &rebuilt{app: a, read: read, assist: assist, index: engine, seen: map[record.DocID]bool{}}
	err = r.fill(ctx)
	if err == nil {
		if free, err = alone(ctx, a.indexLock(), late); err == nil {
			defer free()
			err = r.complete(ctx, engine)
		}
	}
	if err = errors.Join(err, engine.Close()); err != nil {
		return nil, errors.Join(err, removeIndex(fresh))
	}
	return r, atomicfile.Move(fresh, a.folders.Index())
}

// renewOnServer fills a new index on the server while the old one serves all hosts, and puts it in its place: for the last look at
// the archive the others wait with writing, and whatever they put before is in it.
func (a *app) renewOnServer(ctx context.Context, read reader, assist ingest.Assist) (*rebuilt, error) {
	end, err := alone(ctx, filepath.Join(a.folders.Locks, "rebuild"), soon)
	if err != nil {
		return nil, err
	}
	defer end()
	engine, err := a.openServer(a.log(true))
	if err != nil {
		return nil, err
	}
	defer engine.Close()
	fresh, err := engine.Renew(ctx)
	if err != nil {
		return nil, err
	}
	r := &rebuilt{app: a, read: read, assist: assist, index: fresh, seen: map[record.DocID]bool{}}
	for _, step := range []func(context.Context) error{r.fill, fresh.Hold, r.fill} {
		if err = step(ctx); err != nil {
			break
		}
	}
	if err == nil {
		err = fresh.Swap(ctx, func(id record.DocID) bool { return r.seen[id] })
	}
	if err != nil {
		return nil, errors.Join(err, fresh.Abandon(context.WithoutCancel(ctx)))
	}
	for _, err := range engine.Decided(ctx) {
		if err != nil {
			return nil, err
		}
		r.verdicts++
	}
	for _, err := range engine.Named(ctx) {
		if err != nil {
			return nil, err
		}
		r.namings++
	}
	return r, nil
}

// alone waits until nobody else holds the lock.
func alone(ctx context.Context, path string, patience time.Duration) (free func() error, err error) {
	lock := flock.New(path)
	wait, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if ok, err := lock.TryLockContext(wait, lockWait); err != nil || !ok {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, errors.New("另一个 huitoukan 正在用这个索引。提示：先停止 serve，再运行 huitoukan rebuild")
	}
	return lock.Unlock, nil
}

// removeIndex removes an index file with what SQLite keeps beside it.
func removeIndex(path string) error { return errors.Join(removeLog(path), remove(path)) }

// removeLog removes what SQLite keeps beside an index. It would take it for changes to the next index of that name.
func removeLog(path string) error { return errors.Join(remove(path+"-wal"), remove(path+"-shm")) }

func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove index: %w", err)
	}
	return nil
}

// documents is what a rebuild asks of the new index.
type documents interface {
	Put(ctx context.Context, docs ...record.Document) error
}

// rebuilt is the new index and what has gone into it. Originals that can be read no more stay in the archive.
type rebuilt struct {
	app    *app
	read   reader
	assist ingest.Assist
	index  documents
	seen   map[record.DocID]bool
	batch  []record.Document

	documents, problems, verdicts, namings, aside int
}

const rebuildBatch = 50 // documents a transaction

// fill reads the originals that it has not seen yet.
func (r *rebuilt) fill(ctx context.Context) error {
	for o, err := range r.app.folders.Originals() {
		if err != nil {
			return err
		}
		if r.seen[o.ID] {
			continue
		}
		if err := r.take(ctx, o); err != nil {
			return err
		}
		if len(r.batch) == rebuildBatch {
			if err := r.put(ctx); err != nil {
				return err
			}
		}
	}
	return r.put(ctx)
}

// take reads one original. A fault of the world ends the rebuild; it would leave out what the old index has.
func (r *rebuilt) take(ctx context.Context, o ingest.Original) error {
	r.seen[o.ID] = true
	d, err := ingest.Reread(ctx, o, r.read, r.assist)
	if err != nil {
		why := ingest.ReasonFor(err)
		if why.Outcome == ingest.Deferred {
			return fmt.Errorf("read %s: %w", o.File, err)
		}
		r.aside++
		fmt.Fprintf(r.app.stderr, "%s：%s提示：%s\n", o.File, why.Reason, why.Hint)
		return nil
	}
	r.documents++
	r.problems += len(d.Problems)
	r.batch = append(r.batch, d)
	return nil
}

func (r *rebuilt) put(ctx context.Context) error {
	if len(r.batch) == 0 {
		return nil
	}
	err := r.index.Put(ctx, r.batch...)
	r.batch = nil
	return err
}

// complete adds what others took in while the rebuild read, and what people decided. Nobody else has the old index open; what
// SQLite keeps beside it has gone into it when the last of it has been read.
func (r *rebuilt) complete(ctx context.Context, engine *local.Engine) error {
	if err := r.fill(ctx); err != nil {
		return err
	}
	old := r.app.folders.Index()
	verdicts, errV := local.ReadVerdicts(ctx, old)
	namings, errN := local.ReadNamings(ctx, old)
	if err := errors.Join(errV, errN); err != nil {
		return fmt.Errorf("旧索引读不出来，人工认定和单位名称带不过来：%w。提示：先备份 %s，再把它移出数据文件夹，重新运行 huitoukan rebuild；这样做会丢掉已有的人工认定和单位名称", err, old)
	}
	for _, v := range verdicts {
		if err := engine.Keep(ctx, v); err != nil {
			return err
		}
	}
	for _, n := range namings {
		if err := engine.Name(ctx, n); err != nil {
			return err
		}
	}
	r.verdicts, r.namings = len(verdicts), len(namings)
	return removeLog(old)
}
