package index

import (
	"errors"
	"fmt"

	"huitoukan/record"
)

// What an engine answers; others are faults of the world and may be tried again.
var (
	ErrNotFound    = errors.New("not in the index")
	ErrSchema      = errors.New("index has another schema version")
	ErrUnavailable = errors.New("index cannot be reached")
	// ErrConflict: another person has decided the same thing before. Nothing was changed.
	ErrConflict = errors.New("another decision came first")
)

// DecidedError is an [ErrConflict] that tells of the verdict that stands.
type DecidedError struct{ Verdict record.Verdict }

func (e *DecidedError) Error() string {
	return fmt.Sprintf("%v: %s on %s by %s", ErrConflict, e.Verdict.Decision, e.Verdict.Pair, e.Verdict.By)
}

// Is makes it an ErrConflict.
func (e *DecidedError) Is(target error) bool { return target == ErrConflict }

// Free answers a *DecidedError when what stands is another person's than v; every engine asks it before it stores a decision.
func Free(standing, v record.Verdict) error {
	if standing.By != v.By {
		return &DecidedError{standing}
	}
	return nil
}

// What is wrong with the server of an index that cannot be reached. Each of them is an ErrUnavailable too: what was to be
// written waits, and goes on by itself when the fault is mended.
var (
	ErrUnreachable error = fault("no connection to the server")
	ErrSlow        error = fault("server does not answer in time")
	ErrBusy        error = fault("server has too much to do")
	ErrNotReady    error = fault("a part of the index is not available on the server")
	ErrReadOnly    error = fault("index is read-only on the server")
	ErrCredentials error = fault("server refuses the credentials")
	ErrCertificate error = fault("server's certificate is not trusted")
	ErrServer      error = fault("server is not the one that is needed")
	ErrMissing     error = fault("index is missing on the server")
)

// fault is a reason why an index cannot be reached.
type fault string

func (f fault) Error() string { return string(f) }

// Is makes every fault an [ErrUnavailable].
func (f fault) Is(target error) bool { return target == ErrUnavailable }
