package model

import (
	"errors"
	"sync"
	"time"
)

const (
	running = 3               // so many faults of the server, one after the other
	pause   = 5 * time.Minute // and it is left alone for so long
)

// rest leaves a server alone that fails: a stopped one would cost every document its time.
type rest struct {
	mu     sync.Mutex
	faults int
	until  time.Time
}

func (r *rest) resting(now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return now.Before(r.until)
}

// note hears how an answer went, and reports whether a rest begins. The first question after a rest that fails begins another.
func (r *rest) note(now time.Time, err error) (begins bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var f *fault
	if !errors.As(err, &f) || !f.running {
		r.faults = 0
		return false
	}
	if r.faults++; r.faults < running || now.Before(r.until) {
		return false
	}
	r.until = now.Add(pause)
	return true
}
