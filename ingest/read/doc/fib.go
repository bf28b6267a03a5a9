package doc

import (
	"encoding/binary"
	"fmt"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"huitoukan/ingest/read"
)

// document is the parts of a Word file that its text needs.
type document struct {
	main, table []byte // the streams WordDocument and 0Table or 1Table
	data        []byte // the stream Data, if there is one
	ccp         stories
	pieces      []piece
	papx, chpx  []run // properties of paragraphs and characters by file offset
	styles      []style
	styled      map[int]props // what a style and those it is based on say, once asked for
	lists       map[int32]list
	overrides   []override
}

// stories are the lengths, in characters, of the parts of the text, which stand one after another (MS-DOC §2.5.5 FibRgLw97).
type stories struct{ text, footnotes, headers, comments, endnotes, textboxes int }

// read lists the stretches that are read: body, footnotes, endnotes, text boxes. Headers and comments are left out.
func (s stories) read() [][2]int {
	end := s.text + s.footnotes + s.headers + s.comments
	return [][2]int{
		{0, s.text},
		{s.text, s.text + s.footnotes},
		{end, end + s.endnotes},
		{end + s.endnotes, end + s.endnotes + s.textboxes},
	}
}

// Places of the pairs of offset and length in the FIB (MS-DOC §2.5.6 FibRgFcLcb97), counted in pairs.
const (
	pairStyles   = 1
	pairChpx     = 12
	pairPapx     = 13
	pairClx      = 33
	pairLists    = 73
	pairOverride = 74
)

const (
	pairsAt    = 154  // bytes: where the pairs begin
	word97     = 0xC1 // the first nFib whose FIB looks like this
	identWord  = 0xA5EC
	encrypted  = 0x0100
	otherTable = 0x0200
)

// parse reads the file information block and what it points to.
func parse(streams map[string][]byte) (*document, error) {
	main := streams["worddocument"]
	ident, nFib := u16(main, 0), u16(main, 2)
	switch {
	case nFib > 0 && nFib < word97: // the ident is no help: Chinese editions of Word 95 have one of their own
		return nil, fmt.Errorf("%w: nFib %#x", read.ErrOldFormat, nFib)
	case ident != identWord || len(main) < pairsAt+8*(pairOverride+1):
		return nil, fmt.Errorf("%w: no information block", read.ErrDamaged)
	}
	flags := u16(main, 10)
	if flags&encrypted != 0 {
		return nil, read.ErrEncrypted
	}
	d := &document{main: main, table: streams["0table"], data: streams["data"], styled: map[int]props{}}
	if flags&otherTable != 0 {
		d.table = streams["1table"]
	}
	d.ccp = stories{
		text: size(main, 76), footnotes: size(main, 80), headers: size(main, 84),
		comments: size(main, 92), endnotes: size(main, 96), textboxes: size(main, 100),
	}
	if err := d.readPieces(); err != nil {
		return nil, err
	}
	d.papx = d.readRuns(pairPapx, papxIn)
	d.chpx = d.readRuns(pairChpx, chpxIn)
	d.readStyles()
	d.readLists()
	return d, nil
}

// pair is what the n-th pair of the FIB points to in the table stream; nil when it points outside.
func (d *document) pair(n int) []byte {
	at, length := size(d.main, pairsAt+8*n), size(d.main, pairsAt+8*n+4)
	if at > len(d.table) || length > len(d.table)-at {
		return nil
	}
	return d.table[at : at+length]
}

// piece is a stretch of the text (MS-DOC §2.8.35 PlcPcd): characters cp to end stand at byte fc of the WordDocument stream, in
// Windows-1252 or in UTF-16.
type piece struct {
	cp, end int
	fc      int
	narrow  bool
}

// fcOf is the byte at which the character cp stands.
func (p piece) fcOf(cp int) int {
	if p.narrow {
		return p.fc + cp - p.cp
	}
	return p.fc + 2*(cp-p.cp)
}

// readPieces reads the piece table out of the Clx (MS-DOC §2.9.38), after the property lists that stand before it.
func (d *document) readPieces() error {
	clx := d.pair(pairClx)
	for len(clx) > 3 && clx[0] == 1 {
		clx = clx[min(3+int(u16(clx, 1)), len(clx)):]
	}
	if len(clx) < 5+4 || clx[0] != 2 {
		return fmt.Errorf("%w: no piece table", read.ErrDamaged)
	}
	plc := clx[5:]
	n := (len(plc) - 4) / 12
	for i := range n {
		fc := u32(plc, 4*(n+1)+8*i+2)
		p := piece{cp: size(plc, 4*i), end: size(plc, 4*i+4), fc: int(fc &^ 0xC0000000), narrow: fc&0x40000000 != 0}
		if p.narrow {
			p.fc /= 2
		}
		// each character has its own byte at least, so that pieces which lie over one another are no text either
		if p.end < p.cp || p.end > len(d.main) || p.fcOf(p.end) > len(d.main) {
			return fmt.Errorf("%w: piece %d points outside the file", read.ErrDamaged, i)
		}
		d.pieces = append(d.pieces, p)
	}
	return nil
}

// units are the characters of a piece. Each UTF-16 unit is one character position, so that a rune beyond the BMP
// takes two.
func (d *document) units(p piece) []uint16 {
	out := make([]uint16, 0, p.end-p.cp)
	for cp := p.cp; cp < p.end; cp++ {
		at := p.fcOf(cp)
		if p.narrow {
			out = append(out, uint16(charmap.Windows1252.DecodeByte(d.main[at])))
		} else {
			out = append(out, u16(d.main, at))
		}
	}
	return out
}

func decode(units []uint16) string { return string(utf16.Decode(units)) }

func u16(b []byte, at int) uint16 {
	if at < 0 || at+2 > len(b) {
		return 0
	}
	return binary.LittleEndian.Uint16(b[at:])
}

func u32(b []byte, at int) uint32 {
	if at < 0 || at+4 > len(b) {
		return 0
	}
	return binary.LittleEndian.Uint32(b[at:])
}

// size reads an offset or a length; a negative one is none.
func size(b []byte, at int) int { return max(int(int32(u32(b, at))), 0) }
