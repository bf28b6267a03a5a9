package ingest

import (
	"archive/zip"
	"encoding/binary"
	"hash/crc32"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// memberPath is the slash path of a member under its archive. It never leads out of it, and every system can write it.
func memberPath(e *zip.File) string {
	var kept []string
	for _, part := range strings.FieldsFunc(memberName(e), func(r rune) bool { return r == '/' || r == '\\' }) {
		if part = writable(part); part != "" {
			kept = append(kept, part)
		}
	}
	if len(kept) == 0 {
		return "未命名"
	}
	return path.Join(kept...)
}

// memberName is a member's name as it was written. The flag for UTF-8 (APPNOTE 4.4.4, bit 11) is believed. Without it the
// name is in the code page of the machine that packed it, which here is GBK, unless the Unicode name stands beside it, or it
// reads as Chinese in UTF-8, as some packers write without saying so. Most short names in GBK read as UTF-8 too, but
// give no Chinese then: 通报 gives ͨ��.
func memberName(e *zip.File) string {
	if name, ok := unicodeName(e); ok {
		return name
	}
	if !e.NonUTF8 {
		return e.Name
	}
	if utf8.ValidString(e.Name) && strings.ContainsFunc(e.Name, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return e.Name
	}
	name, err := simplifiedchinese.GB18030.NewDecoder().String(e.Name)
	if err != nil {
		return strings.ToValidUTF8(e.Name, "\uFFFD")
	}
	return name
}

// unicodeName is the name in the Info-ZIP extra field for Unicode names (APPNOTE 4.6.9): its length, its version, the
// checksum of the name that it stands for, and the name in UTF-8.
func unicodeName(e *zip.File) (string, bool) {
	const id, head = 0x7075, 1 + 4
	le := binary.LittleEndian
	for rest := e.Extra; len(rest) >= 4; {
		n := int(le.Uint16(rest[2:]))
		if len(rest) < 4+n {
			return "", false
		}
		field := rest[4 : 4+n]
		if le.Uint16(rest) == id && n > head && le.Uint32(field[1:]) == crc32.ChecksumIEEE([]byte(e.Name)) {
			return string(field[head:]), utf8.Valid(field[head:])
		}
		rest = rest[4+n:]
	}
	return "", false
}

// forWindows are the names that Windows keeps for devices.
var forWindows = []string{"con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "lpt1", "lpt2", "lpt3"}

// writable is one part of a path as every system can write it; "" for one that leads elsewhere.
func writable(part string) string {
	part = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`<>:"|?*`, r) || r == utf8.RuneError {
			return '_'
		}
		return r
	}, part)
	part = strings.TrimRight(part, " .") // Windows drops them, and . and .. are such
	base, _, _ := strings.Cut(strings.ToLower(part), ".")
	if slices.Contains(forWindows, base) {
		part = "_" + part
	}
	ext := path.Ext(part)
	if len(ext) > 16 {
		ext = ""
	}
	return short(strings.TrimSuffix(part, ext), nameBytes-len(ext)-len(reasonSuffix)) + ext
}

// passedOverPath reports whether a file at this slash path in the inbox would be passed over, for its own name or a folder's.
func passedOverPath(file string) bool {
	return slices.ContainsFunc(strings.Split(file, "/"), PassedOver)
}
