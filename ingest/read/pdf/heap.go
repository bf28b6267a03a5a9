package pdf

import "github.com/tetratelabs/wazero/experimental"

// heap is the memory of one PDFium; it notes when PDFium asked for more than it may have.
//
// All of it is reserved at once, so that it never moves: to grow by copying held a bomb's memory three times over. The system
// gives pages only as they are touched. It is not the collector's, which would wait for as much garbage as PDFium may take.
type heap struct {
	reserved []byte
	refused  bool
}

// Allocate is called when a PDFium starts. The one before has ended, and nothing of it runs any more.
func (h *heap) Allocate(_, _ uint64) experimental.LinearMemory {
	h.release()
	h.refused = false
	h.reserved = reserve(memoryLimit)
	return h
}

// Reallocate gives size bytes, the old ones first, or nil.
func (h *heap) Reallocate(size uint64) []byte {
	if size > uint64(len(h.reserved)) {
		h.refused = true
		return nil
	}
	return h.reserved[:size]
}

// Free is called when PDFium is told to end, which may be in the middle of its work: the memory stays until it has.
func (h *heap) Free() {}

// release gives the memory back to the system.
func (h *heap) release() {
	if h.reserved != nil {
		free(h.reserved)
		h.reserved = nil
	}
}
