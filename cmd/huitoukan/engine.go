package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"huitoukan/index"
	"huitoukan/index/elastic"
	"huitoukan/index/local"
	"huitoukan/internal/atomicfile"
)

// store is an open index. While the file of an embedded one is open, no rebuild can put another in its place.
type store struct {
	index.Engine
	lock *flock.Flock
}

func (s store) Close() error { return errors.Join(s.Engine.Close(), s.lock.Unlock()) }

const lockWait = 200 * time.Millisecond

// openIndex opens the index for one command. A command that only looks does not make a data folder.
func (a *app) openIndex(ctx context.Context, create bool) (index.Engine, error) {
	if a.settings.Engine == elasticsearch {
		if create {
			if err := a.folders.Make(); err != nil {
				return nil, err
			}
		}
		return a.openServer(a.log(true))
	}
	return a.openFile(ctx, create)
}

// openFile opens the embedded index.
func (a *app) openFile(ctx context.Context, create bool) (store, error) {
	if create {
		if err := a.folders.Make(); err != nil {
			return store{}, err
		}
	} else if _, err := os.Stat(a.folders.Index()); errors.Is(err, fs.ErrNotExist) {
		return store{}, fmt.Errorf("数据文件夹 %s 里还没有索引。提示：先运行 huitoukan serve 或 huitoukan ingest，或用 --data 指明数据文件夹", a.data)
	}
	lock := flock.New(a.indexLock())
	if ok, err := lock.TryRLockContext(ctx, lockWait); err != nil || !ok {
		return store{}, fmt.Errorf("lock index: %w: %w", index.ErrUnavailable, err)
	}
	e, err := a.openAlone(ctx)
	if err != nil {
		return store{}, errors.Join(err, lock.Unlock())
	}
	return store{e, lock}, nil
}

// openAlone opens the index while no other process does: of two that make it at once, SQLite tells one that it is locked, and
// does not let it wait.
func (a *app) openAlone(ctx context.Context) (*local.Engine, error) {
	if err := atomicfile.MkdirAll(a.folders.Locks); err != nil { // a backup may have left empty folders out
		return nil, fmt.Errorf("lock index: %w: %w", index.ErrUnavailable, err)
	}
	lock := flock.New(filepath.Join(a.folders.Locks, "open"))
	if ok, err := lock.TryLockContext(ctx, lockWait/10); err != nil || !ok {
		return nil, fmt.Errorf("lock index: %w: %w", index.ErrUnavailable, err)
	}
	defer lock.Unlock()
	return local.Open(ctx, a.folders.Index())
}

func (a *app) indexLock() string { return filepath.Join(a.data, "index.lock") }

// openServer makes the engine on a server. It connects only when it is asked something.
func (a *app) openServer(log *slog.Logger) (*elastic.Engine, error) {
	o, err := a.settings.Server.options()
	if err != nil {
		return nil, err
	}
	o.Log = log
	e, err := elastic.Open(o)
	if err != nil {
		return nil, usage("Elasticsearch 的设置不对：%v。提示：见 docs/elasticsearch.md。", err)
	}
	return e, nil
}

// checkServer asks the server of the index whether all is well, before a command begins that would wait for it.
func (a *app) checkServer(ctx context.Context) error {
	if a.settings.Engine != elasticsearch {
		return nil
	}
	e, err := a.openServer(a.log(true))
	if err != nil {
		return err
	}
	return errors.Join(e.Check(ctx), e.Close())
}

// rebuildMends reports whether a rebuild is the way out of err.
func rebuildMends(err error) bool {
	return errors.Is(err, index.ErrSchema) || errors.Is(err, index.ErrMissing)
}
