package sandbox

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"huitoukan/ingest/read"
	"huitoukan/record"
)

// A frame is the mark, the length of what follows as four bytes, and that much JSON. The mark tells an answer from
// whatever else a library may print.
const (
	mark     = "HTK1"
	maxFrame = 512 << 20 // bytes; the text of the largest file that the limits admit, escaped
)

type request struct {
	Path   string
	Limits read.Limits
	Memory int64 // bytes that the child may take
}

// response is an answer, or, where Pages is set, word of how far a file has been recognised: the answer comes later.
type response struct {
	Page, Pages int

	Text   record.Text
	Code   string // of the error's meaning; empty when the file was read
	Reason string // the error as the reader worded it
	Memory int64  // bytes that the child holds now
}

// codes names the errors that keep their meaning on the way from child to parent.
var codes = []struct {
	code string
	err  error
}{
	{"empty", read.ErrEmpty},
	{"format", read.ErrFormat},
	{"old_format", read.ErrOldFormat},
	{"unsupported", read.ErrUnsupported},
	{"archive", read.ErrArchive},
	{"packed", read.ErrPacked},
	{"needs_office", read.ErrNeedsOffice},
	{"light", read.ErrLight},
	{"damaged", read.ErrDamaged},
	{"encrypted", read.ErrEncrypted},
	{"too_large", read.ErrTooLarge},
	{"too_deep", read.ErrTooDeep},
	{"timeout", read.ErrTimeout},
	{"memory", read.ErrMemory},
	{"no_text", read.ErrNoText},
	{"no_text_layer", read.ErrNoTextLayer},
	{"unreadable", read.ErrUnreadable},
	{"crashed", read.ErrCrashed},
	{"not_exist", fs.ErrNotExist},
	{"permission", fs.ErrPermission},
	{"canceled", context.Canceled},
	{"deadline", context.DeadlineExceeded},
}

const codeOther = "other"

// codeOf is the code of the first error in the table that err wraps.
func codeOf(err error) string {
	for _, c := range codes {
		if errors.Is(err, c.err) {
			return c.code
		}
	}
	return codeOther
}

// readError is a child's error in the parent: the child's words, and the error that they meant.
type readError struct {
	reason  string
	meaning error // nil when the table does not know it
}

func (e *readError) Error() string { return e.reason }
func (e *readError) Unwrap() error { return e.meaning }

func (r response) failure() error {
	if r.Code == "" {
		return nil
	}
	for _, c := range codes {
		if c.code == r.Code {
			return &readError{r.Reason, c.err}
		}
	}
	return &readError{reason: r.Reason}
}

func send(w io.Writer, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	if len(data) > maxFrame {
		return fmt.Errorf("frame of %d bytes: %w", len(data), read.ErrTooLarge)
	}
	frame := binary.BigEndian.AppendUint32([]byte(mark), uint32(len(data)))
	_, err = w.Write(append(frame, data...))
	return err
}

func receive(r io.Reader, v any) error {
	var head [len(mark) + 4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return err
	}
	size := binary.BigEndian.Uint32(head[len(mark):])
	if string(head[:len(mark)]) != mark || size > maxFrame {
		return fmt.Errorf("not a frame: %q", head)
	}
	data, err := io.ReadAll(io.LimitReader(r, int64(size))) // grows as bytes come, whatever the head claims
	if err != nil {
		return err
	}
	if len(data) < int(size) {
		return io.ErrUnexpectedEOF
	}
	return json.Unmarshal(data, v)
}
