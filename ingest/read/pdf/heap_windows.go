package pdf

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// reserve is so many bytes of zeros from the system; none where it refuses.
func reserve(size int) []byte {
	at, err := windows.VirtualAlloc(0, uintptr(size), windows.MEM_RESERVE|windows.MEM_COMMIT, windows.PAGE_READWRITE)
	if err != nil {
		return nil
	}
	return unsafe.Slice((*byte)(*(*unsafe.Pointer)(unsafe.Pointer(&at))), size)
}

func free(b []byte) { // it fails for what was not reserved
	_ = windows.VirtualFree(uintptr(unsafe.Pointer(unsafe.SliceData(b))), 0, windows.MEM_RELEASE)
}
