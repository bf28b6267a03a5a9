package index

import "errors"

// What an engine answers; others are faults of the world and may be tried again.
var (
	ErrNotFound    = errors.New("not in the index")
	ErrSchema      = errors.New("index has another schema version")
	ErrUnavailable = errors.New("index cannot be reached")
	// ErrConflict: another person has decided the same thing between this one's reading and writing. Nothing was changed.
	ErrConflict = errors.New("another decision came first")
)

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
