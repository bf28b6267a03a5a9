package doc

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf16"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/readertest"
	"huitoukan/record"
)

func TestRead(t *testing.T) {
	readertest.Run(t, Read, "testdata", readertest.Files(t, "testdata/*.doc"))
}

func FuzzRead(f *testing.F) { readertest.Fuzz(f, Read, readertest.Files(f, "testdata/*.doc")) }

// FuzzStreams changes the streams themselves, which changed bytes of a compound file do not always reach.
func FuzzStreams(f *testing.F) {
	for _, c := range readertest.Files(f, "testdata/*.doc") {
		streams, err := open(bytes.NewReader(c.Data), int64(len(c.Data)), read.DefaultLimits)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(streams["worddocument"], streams["1table"], streams["data"])
	}
	f.Fuzz(func(t *testing.T, main, table, data []byte) {
		d, err := parse(map[string][]byte{"worddocument": main, "0table": table, "1table": table, "data": data})
		if err != nil {
			return
		}
		b := &builder{ctx: t.Context(), doc: d, lists: newCounter(d), most: 4 << 20}
		for _, s := range d.ccp.read() {
			if err := b.story(s[0], s[1]); err != nil {
				return
			}
		}
		if text := b.out.Text("doc"); len(text.Blocks) > 0 && readertest.Check(text) != nil {
			t.Fatal(readertest.Check(text))
		}
	})
}

// TestSame reads what other programs make of a file: the text is the same.
func TestSame(t *testing.T) {
	whole := sample(t, "numbers.doc")
	want, err := readBytes(t, whole)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"last sector cut short, as WPS Office saves": whole[:len(whole)-100],
		"stream names in lower case":                 bytes.Replace(whole, utf16le("WordDocument"), utf16le("worddocument"), 1),
		"bytes after the end":                        append(bytes.Clone(whole), make([]byte, 700)...),
	} {
		text, err := readBytes(t, data)
		if err != nil || readertest.Dump(text) != readertest.Dump(want) {
			t.Errorf("%s: %v\n%s", name, err, readertest.Dump(text))
		}
	}
}

// TestRefused shows what the reader answers to files that it cannot take.
func TestRefused(t *testing.T) {
	whole := sample(t, "numbers.doc")
	for _, c := range []struct {
		name string
		data []byte
		want error
	}{
		{"empty", nil, read.ErrEmpty},
		{"no compound file", []byte("正文"), read.ErrDamaged},
		{"half of a file", whole[:len(whole)/2], read.ErrDamaged},
		{"no document in it", bytes.Replace(whole, utf16le("WordDocument"), utf16le("WortDocument"), 1), read.ErrDamaged},
		{"password", patched(whole, 10, u16(whole[fib(whole):], 10)|encrypted), read.ErrEncrypted},
		{"Word 95", patched(whole, 2, 0x68), read.ErrOldFormat},
		{"Word 95, Chinese edition", patched(patched(whole, 2, 0x68), 0, 0xA699), read.ErrOldFormat},
		{"no information block", patched(whole, 0, 0x1234), read.ErrDamaged},
		{"no piece table", patched(whole, pairsAt+8*pairClx+4, 3), read.ErrDamaged},
		{"nothing in the body", patched(patched(whole, 76, 0), 78, 0), read.ErrNoText},
	} {
		text, err := readBytes(t, c.data)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v; text %q", c.name, err, c.want, text.Body)
		}
	}
}

// TestLabelsBounded reads a list whose label is far longer than the text of its items.
func TestLabelsBounded(t *testing.T) {
	whole := sample(t, "numbers.doc")
	_, err := Read(t.Context(), bytes.NewReader(whole), int64(len(whole)), read.Limits{Inflated: 100})
	if !errors.Is(err, read.ErrTooLarge) {
		t.Errorf("got %v, want ErrTooLarge", err)
	}
}

// TestSymbol shows the three ways in which a sign may stand in the text; LibreOffice writes only the last.
func TestSymbol(t *testing.T) {
	d := &document{chpx: []run{
		{sprms: []byte{0x09, 0x6A, 3, 0, 0xFE, 0xF0}}, // sprmCSymbol: font 3, U+F0FE
		{sprms: []byte{0x09, 0x6A, 3, 0, 0x11, 0x26}}, // U+2611
		{sprms: []byte{0x35, 0x08, 1}},                // bold
	}}
	var got []uint16
	for run := range d.chpx {
		look := d.appearance(run, props{})
		got = append(got, look.drawn('('), look.drawn('A'), look.drawn(0xF0FE))
	}
	if s := decode(got); s != "\uFFFDA\uFFFD☑A\uFFFD(A\uFFFD" {
		t.Errorf("got %q", s)
	}
}

// TestPiecesOverlap has a piece table that shows the same bytes again and again.
func TestPiecesOverlap(t *testing.T) {
	const n = 1000
	d := &document{main: make([]byte, 4096), table: []byte{2, 0, 0, 0, 0}}
	for i := range n + 1 {
		d.table = binary.LittleEndian.AppendUint32(d.table, uint32(4000*i))
	}
	for range n {
		d.table = append(d.table, 0, 0, 0, 0, 0, 0x40, 0, 0)
	}
	binary.LittleEndian.PutUint32(d.main[pairsAt+8*pairClx+4:], uint32(len(d.table)))
	if err := d.readPieces(); !errors.Is(err, read.ErrDamaged) {
		t.Errorf("%d pieces: %v, want ErrDamaged", len(d.pieces), err)
	}
}

func sample(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func readBytes(t *testing.T, data []byte) (record.Text, error) {
	t.Helper()
	return Read(t.Context(), bytes.NewReader(data), int64(len(data)), read.Limits{})
}

// fib is where the information block stands in a file.
func fib(data []byte) int { return bytes.Index(data, []byte{0xEC, 0xA5}) }

// patched is data with another number at a place in its information block.
func patched(data []byte, at int, value uint16) []byte {
	begin := fib(data)
	data = bytes.Clone(data)
	binary.LittleEndian.PutUint16(data[begin+at:], value)
	return data
}

func utf16le(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}
