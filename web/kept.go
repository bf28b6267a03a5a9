package web

import (
	"context"
	"sync"
	"time"
)

// kept is the last of something that is made from all documents. It is made again only after a person's decision, or once it is
// twenty times as old as it took to make: pages then spend at most a twentieth of the time on it.
type kept[T any] struct {
	make func(context.Context) (T, error)

	mu    sync.Mutex
	last  *T
	until time.Time
}

const rest = 20

func (k *kept[T]) get(ctx context.Context) (*T, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	begin := time.Now()
	if k.last != nil && begin.Before(k.until) {
		return k.last, nil
	}
	made, err := k.make(ctx)
	if err != nil {
		return nil, err
	}
	k.last = &made
	k.until = time.Now().Add(rest * time.Since(begin))
	return k.last, nil
}

// forget makes the next be made anew.
func (k *kept[T]) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.last = nil
}
