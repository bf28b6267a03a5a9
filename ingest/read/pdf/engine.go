package pdf

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/sys"

	"huitoukan/ingest/read"
)

// guest is the whole file system that PDFium sees: one font with the Chinese and the Latin characters.
// Without it PDFium drops, in silence, each text object of a single character whose font is not embedded;
// a printer driver that sets character by character then leaves nothing but digits. With a font that has no digits
// (Droid Sans Fallback) it is the digits that go: 2024年 becomes 年.
//
//go:embed guest
var guest embed.FS

// engine is one compiled PDFium and, while files are being read, one instance of it.
type engine struct {
	cache wazero.CompilationCache // nil when no folder can be written
	pool  pdfium.Pool
	inst  pdfium.Pdfium
	files int // read by inst
	heap  *heap
}

// open compiles PDFium, or takes the machine code that an earlier process left in dir; where that is damaged or cannot
// be written, it does without.
func open(dir string) (*engine, error) {
	if cache := compilationCache(dir); cache != nil {
		if e, err := compile(cache); err == nil {
			return e, nil
		}
	}
	return compile(nil)
}

func compile(cache wazero.CompilationCache) (*engine, error) {
	root, err := fs.Sub(guest, "guest")
	if err != nil {
		return nil, fmt.Errorf("mount fonts: %w", err)
	}
	e := &engine{cache: cache, heap: &heap{}}
	conf := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling)
	if cache != nil {
		conf = conf.WithCompilationCache(e.cache)
	}
	e.pool, err = webassembly.Init(webassembly.Config{
		Context:       experimental.WithMemoryAllocator(context.Background(), e.heap),
		MaxTotal:      1,
		FSConfig:      wazero.NewFSConfig().WithFSMount(root, "/"),
		RuntimeConfig: conf,
		Stdout:        io.Discard,
		Stderr:        io.Discard,
	})
	if err != nil {
		e.close()
		return nil, fmt.Errorf("compile PDFium: %w", err)
	}
	return e, nil
}

const (
	memoryLimit      = 192 << 20 // bytes that one PDFium may take; a notice needs 20 MB
	filesPerInstance = 50        // PDFium gives memory back to itself, not to the system, and leaks a little
)

// compilationCache is nil when dir is not to be written: the program works without, 3 s later.
func compilationCache(dir string) wazero.CompilationCache {
	if dir == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return nil
		}
		dir = filepath.Join(user, "huitoukan")
	}
	cache, err := wazero.NewCompilationCacheWithDir(dir)
	if err != nil {
		return nil
	}
	return cache
}

// instance is a PDFium that has read fewer than filesPerInstance files.
func (e *engine) instance(ctx context.Context) (pdfium.Pdfium, error) {
	if e.files >= filesPerInstance {
		e.discard()
	}
	e.files++
	if e.inst != nil {
		return e.inst, nil
	}
	inst, err := e.pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("start PDFium: %w", err)
	}
	e.inst = inst
	return inst, nil
}

// discard throws the instance away with all memory that it holds, whatever state it is in.
func (e *engine) discard() {
	if e.inst != nil {
		_ = e.inst.Kill()
	}
	e.inst, e.files = nil, 0
}

func (e *engine) close() {
	e.discard()
	if e.pool != nil {
		_ = e.pool.Close()
	}
	if e.cache != nil {
		_ = e.cache.Close(context.Background())
	}
	e.heap.release()
}

// explain says whether a fault of PDFium came of the memory that it was refused: it aborts then.
func (e *engine) explain(err error) error {
	var exit *sys.ExitError
	switch {
	case err == nil:
		return nil
	case e.heap.refused:
		return fmt.Errorf("%w (%s)", read.ErrMemory, firstLine(err))
	case strings.Contains(err.Error(), "wasm error:"), errors.As(err, &exit):
		return fmt.Errorf("%w (%s)", read.ErrCrashed, firstLine(err))
	}
	return err
}

// firstLine leaves out the stack below it, which names nothing but numbers.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
