package ingest

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"

	"huitoukan/ingest/read"
	"huitoukan/internal/atomicfile"
)

// Bounds on one archive, which is taken whole or not at all.
const (
	membersMost   = 10_000
	membersTimes  = 4       // so many times the limit of inflated bytes may all members have together
	nestingMost   = 3       // archives in archives in archives
	directoryMost = 8 << 20 // bytes of an archive's directory, which is held in memory; an entry has some 150
)

// membersName is, in a claim's folder, where the members of an archive are laid out, each in a folder like that of a claim,
// until the archive has left.
const membersName = ".members"

// parts are what an archive was taken apart into.
type parts struct {
	refused []Result // the members that cannot be taken out of it
	members []claim  // those that can, to be processed as files of their own
}

// unpack takes an archive apart: each member becomes a claim, under the archive's path and its own. Until all are laid out the
// archive stays, so that a crash begins anew; then it goes, since all that it held lies beside it. One of which some members
// cannot be taken out is set aside.
func (in *Ingester) unpack(ctx context.Context, c claim, r Result) (Result, parts, error) {
	laid, faults, err := in.layOut(ctx, c)
	var own *folderError
	switch {
	case errors.As(err, &own):
		return r, parts{}, err
	case err != nil:
		return in.setAside(c, r, fmt.Errorf("unpack: %w", err))
	}
	r.Members = laid
	if len(faults) == 0 {
		return in.finish(c, r.with(Unpacked, Reason{}), nil, func() error { return os.Remove(c.path()) })
	}
	if laid == 0 { // most often for a password, and the same for all
		return in.setAside(c, r, fmt.Errorf("unpack: %s: %w", faults[0].file, faults[0].cause))
	}
	return in.setAsidePart(c, r, fmt.Errorf("unpack: %w", errPartly), in.refusals(c, faults))
}

// refusals are the results of members that could not be taken out.
func (in *Ingester) refusals(c claim, faults []fault) []Result {
	var out []Result
	for i, f := range faults {
		r := Result{Claim: c.id + "/" + strconv.Itoa(i+1), File: f.file, Time: in.now()}
		out = append(out, r.with(Rejected, ReasonFor(f.cause)))
	}
	return out
}

// folderError is a fault of the program's own folders, a full disk, say, and none of the archive.
type folderError struct{ cause error }

func (e *folderError) Error() string { return "lay out members: " + e.cause.Error() }
func (e *folderError) Unwrap() error { return e.cause }

// fault is a member that cannot be taken out, and why.
type fault struct {
	file  string
	cause error
}

// layOut writes the members of the claimed archive into the claim's folder and counts them.
func (in *Ingester) layOut(ctx context.Context, c claim) (laid int, faults []fault, err error) {
	if c.nesting() >= nestingMost {
		return 0, nil, fmt.Errorf("archive within %d others: %w", c.nesting(), read.ErrTooDeep)
	}
	f, err := os.Open(c.path())
	if err != nil {
		return 0, nil, &folderError{err}
	}
	defer f.Close() // only read
	entries, err := entriesOf(f, in.Limits.WithDefaults())
	if err != nil {
		return 0, nil, err
	}
	dir := filepath.Join(c.dir, membersName)
	if err := os.RemoveAll(dir); err != nil { // of an attempt that was cut short
		return 0, nil, &folderError{err}
	}
	for i, e := range entries {
		if err := ctx.Err(); err != nil {
			return 0, nil, err
		}
		m := claim{dir: filepath.Join(dir, strconv.Itoa(i+1)), file: c.file + "/" + memberPath(e)}
		err := layMember(e, m, in.Limits.WithDefaults().Size)
		var own *folderError
		switch {
		case errors.As(err, &own):
			return 0, nil, err
		case err != nil:
			faults = append(faults, fault{m.file, err})
		default:
			laid++
		}
	}
	return laid, faults, nil
}

// entriesOf lists the members of an archive: its files, but for those that would be passed over in the inbox too.
func entriesOf(f *os.File, lim read.Limits) ([]*zip.File, error) {
	st, err := f.Stat()
	if err != nil {
		return nil, &folderError{err}
	}
	in := &bounded{ReaderAt: f, left: directoryMost}
	z, err := zip.NewReader(in, st.Size())
	switch {
	case in.left < 0:
		return nil, fmt.Errorf("directory of more than %d bytes: %w", directoryMost, read.ErrTooLarge)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", read.ErrDamaged, err)
	}
	in.left = math.MaxInt64 // members have bounds of their own
	var out []*zip.File
	var size uint64
	for _, e := range z.File {
		if e.Mode().IsRegular() && !passedOverPath(memberPath(e)) {
			out = append(out, e)
			size += min(e.UncompressedSize64, uint64(lim.Size)) // no member gets more
		}
	}
	switch {
	case len(out) == 0:
		return nil, read.ErrNoText
	case len(out) > membersMost:
		return nil, fmt.Errorf("%d members: %w", len(out), read.ErrTooLarge)
	case size > membersTimes*uint64(lim.Inflated):
		return nil, fmt.Errorf("%d bytes of members: %w", size, read.ErrTooLarge)
	}
	return out, nil
}

// bounded is a file of which no more than so many bytes are read: the directory of an archive may claim millions of members.
type bounded struct {
	io.ReaderAt
	left int64
}

func (b *bounded) ReadAt(p []byte, at int64) (int, error) {
	if b.left -= int64(len(p)); b.left < 0 {
		return 0, errors.New("directory is too long")
	}
	return b.ReaderAt.ReadAt(p, at)
}

// layMember writes one member into its folder. What is wrong with the member is one of package read's errors.
func layMember(e *zip.File, m claim, size int64) error {
	const encrypted = 1 // APPNOTE 4.4.4, bit 0
	switch {
	case e.Flags&encrypted != 0:
		return read.ErrEncrypted
	case e.UncompressedSize64 > uint64(size):
		return fmt.Errorf("%d bytes: %w", e.UncompressedSize64, read.ErrTooLarge)
	}
	from, err := e.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		return fmt.Errorf("method %d: %w", e.Method, read.ErrPacked)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", read.ErrDamaged, err)
	}
	defer from.Close() // only read
	if err := atomicfile.MkdirAll(filepath.Dir(m.path())); err != nil {
		return &folderError{err}
	}
	faulty := &source{Reader: io.LimitReader(from, int64(e.UncompressedSize64)+1)} // one more, to see the claim be wrong
	err = atomicfile.WriteFrom(m.path(), func(w io.Writer) error {
		_, err := io.Copy(w, faulty)
		return err
	})
	switch {
	case faulty.err != nil:
		return fmt.Errorf("%w: %w", read.ErrDamaged, errors.Join(faulty.err, os.RemoveAll(m.dir)))
	case err != nil:
		return &folderError{err}
	}
	return nil
}

// source remembers that what was read was at fault, not what was written to.
type source struct {
	io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}
