package doc

import "sort"

// run is a stretch of the WordDocument stream with its properties: bytes from, to.
type run struct {
	from, to int
	istd     uint16 // the style, for paragraphs
	sprms    []byte
}

// mostRuns is how many runs a page holds at the most: four bytes of offset and one of place each (MS-DOC §2.9.33).
const mostRuns = 0x65

// readRuns reads the pages of 512 bytes that hold properties by file offset (MS-DOC §2.8.5 PlcBteChpx, §2.8.6 PlcBtePapx).
func (d *document) readRuns(pair int, in func(page []byte, i, n int) run) []run {
	plc := d.pair(pair)
	n := min((len(plc)-4)/8, len(d.main)/sector) // each page is there once
	var out []run
	for i := range max(n, 0) {
		at := int(u32(plc, 4*(n+1)+4*i)&0x3FFFFF) * sector
		if at+sector > len(d.main) {
			continue
		}
		page := d.main[at : at+sector]
		count := min(int(page[sector-1]), mostRuns)
		for j := range count {
			r := in(page, j, count)
			r.from, r.to = size(page, 4*j), size(page, 4*j+4)
			out = append(out, r)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].from < out[j].from })
	return out
}

// papxIn reads the properties of paragraph i of n in a page (MS-DOC §2.9.175 PapxFkp).
func papxIn(page []byte, i, n int) run {
	at := 4*(n+1) + 13*i
	if at >= sector {
		return run{}
	}
	at = 2 * int(page[at])
	if at == 0 || at+2 > sector {
		return run{}
	}
	length := 2*int(page[at]) - 1
	at++
	if length < 0 { // a first byte of nought: the length follows
		length = 2 * int(page[at])
		at++
	}
	if length < 2 || at+length > sector {
		return run{}
	}
	return run{istd: u16(page, at), sprms: page[at+2 : at+length]}
}

// chpxIn reads the properties of characters i of n in a page (MS-DOC §2.9.33 ChpxFkp).
func chpxIn(page []byte, i, n int) run {
	at := 4*(n+1) + i
	if at >= sector || page[at] == 0 {
		return run{}
	}
	at = 2 * int(page[at])
	if at+1 > sector || at+1+int(page[at]) > sector {
		return run{}
	}
	return run{sprms: page[at+1 : at+1+int(page[at])]}
}

// index is the run that holds byte fc, -1 when none does.
func index(runs []run, fc int) int {
	i := sort.Search(len(runs), func(i int) bool { return runs[i].to > fc })
	if i < len(runs) && runs[i].from <= fc {
		return i
	}
	return -1
}

// The properties that are looked at (MS-DOC §2.6.1, §2.6.2, §2.6.3).
const (
	sprmCDeleted   = 0x0800 // sprmCFRMarkDel
	sprmCVanish    = 0x083C
	sprmCBold      = 0x0835
	sprmCSymbol    = 0x6A09
	sprmPStyle     = 0x4600
	sprmPLevel     = 0x260A // sprmPIlvl
	sprmPList      = 0x460B // sprmPIlfo
	sprmPOutline   = 0x2640 // sprmPOutLvl
	sprmPInTable   = 0x2416
	sprmPRowEnd    = 0x2417 // sprmPFTtp
	sprmPDepth     = 0x6649 // sprmPItap
	sprmPInnerCell = 0x244B
	sprmPInnerRow  = 0x244C
	sprmTDefTable  = 0xD608
	sprmPTabs      = 0xC615 // sprmPChgTabs
	sprmPHuge      = 0x6646 // sprmPHugePapx: the properties stand in the stream Data
	sprmPTable     = 0x646B // sprmPTableProps, likewise
)

// eachSprm calls f for every property in a list (MS-DOC §2.2.5.1 Sprm).
func eachSprm(b []byte, f func(sprm uint16, operand []byte)) {
	for len(b) > 2 {
		sprm := u16(b, 0)
		b = b[2:]
		length, skip := operandLen(sprm, b)
		if skip+length > len(b) {
			return
		}
		f(sprm, b[skip:skip+length])
		b = b[skip+length:]
	}
}

// operandLen is the length of an operand, and how many bytes before it tell that length.
func operandLen(sprm uint16, b []byte) (length, skip int) {
	switch sprm >> 13 {
	case 0, 1:
		return 1, 0
	case 2, 4, 5:
		return 2, 0
	case 3:
		return 4, 0
	case 7:
		return 3, 0
	}
	switch {
	case sprm == sprmTDefTable:
		return max(int(u16(b, 0))-1, 0), 2
	case sprm == sprmPTabs && b[0] == 255: // the length must be counted: tabs to delete, tabs to add
		if len(b) < 2 {
			return len(b), 1
		}
		deleted := int(b[1])
		if 2+4*deleted >= len(b) {
			return len(b), 1
		}
		return 2 + 4*deleted + 3*int(b[2+4*deleted]), 1
	}
	return int(b[0]), 1
}

// props is what a paragraph's properties say.
type props struct {
	list      int // which override of a list (1-based), 0 none
	listLevel int
	outline   int // 0–8 a heading, from bodyText on none
	inTable   bool
	rowEnd    bool
	depth     int
	innerCell bool
	innerRow  bool
	row       []byte // operand of sprmTDefTable
	vanish    bool
	bold      bool
}

// level is the outline level as [record.Block] counts it.
func (p props) level() int {
	if p.outline < bodyText {
		return p.outline + 1
	}
	return 0
}

func (p *props) apply(sprm uint16, op []byte) {
	switch sprm {
	case sprmPLevel:
		p.listLevel = int(op[0])
	case sprmPList:
		p.list = int(int16(u16(op, 0)))
	case sprmPOutline:
		p.outline = int(op[0])
	case sprmPInTable:
		p.inTable = op[0] != 0
	case sprmPRowEnd:
		p.rowEnd = op[0] != 0
	case sprmPDepth:
		p.depth = int(int32(u32(op, 0)))
		p.inTable = p.inTable || p.depth > 0
	case sprmPInnerCell:
		p.innerCell = op[0] != 0
	case sprmPInnerRow:
		p.innerRow = op[0] != 0
	case sprmTDefTable:
		p.row = op
	}
}

// style is what a paragraph style adds: the properties of those it is based on, then its own.
type style struct {
	base  int
	papx  []byte
	chpx  []byte
	valid bool
}

const noBase = 0xFFF

// readStyles reads the style sheet (MS-DOC §2.9.271 STSH, §2.9.258 STD).
func (d *document) readStyles() {
	b := d.pair(pairStyles)
	if len(b) < 4 {
		return
	}
	head := int(u16(b, 0))
	fixed := int(u16(b, 4)) // cbSTDBaseInFile
	at := 2 + head
	for i := 0; i < int(u16(b, 2)) && at+2 <= len(b); i++ {
		length := int(u16(b, at))
		at += 2
		var s style
		if length > 0 && at+length <= len(b) {
			s = readStyle(b[at:at+length], fixed)
		}
		d.styles = append(d.styles, s)
		at += length + length%2
	}
}

func readStyle(b []byte, fixed int) style {
	kind, base := u16(b, 2)&0xF, int(u16(b, 2)>>4)
	const paragraphStyle = 1
	if kind != paragraphStyle {
		return style{}
	}
	s := style{base: base, valid: true}
	at := fixed + 2 + 2*int(u16(b, fixed)) + 2 // the name and its nought
	at += at % 2
	if at+2 > len(b) {
		return s
	}
	n := int(u16(b, at))
	if n >= 2 && at+2+n <= len(b) {
		s.papx = b[at+4 : at+2+n]
	}
	at += 2 + n + n%2
	if n := int(u16(b, at)); at+2+n <= len(b) {
		s.chpx = b[at+2 : at+2+n]
	}
	return s
}

const (
	deepestStyle = 20
	bodyText     = 9 // the outline level of what is no heading
)

// style is what a style says, over what those say that it is based on.
func (d *document) style(istd, depth int) props {
	p := props{outline: bodyText}
	if istd >= len(d.styles) || !d.styles[istd].valid || depth > deepestStyle {
		return p
	}
	if known, ok := d.styled[istd]; ok {
		return known
	}
	s := d.styles[istd]
	if s.base != noBase {
		p = d.style(s.base, depth+1)
	}
	eachSprm(s.papx, p.apply)
	eachSprm(s.chpx, func(sprm uint16, op []byte) {
		switch sprm {
		case sprmCVanish:
			p.vanish = toggle(p.vanish, op[0])
		case sprmCBold:
			p.bold = toggle(p.bold, op[0])
		}
	})
	d.styled[istd] = p
	return p
}

// toggle is a property that may also take over, or turn round, what the style says (MS-DOC §2.2.5.2 ToggleOperand).
func toggle(styled bool, op byte) bool {
	switch op {
	case 0:
		return false
	case 1:
		return true
	case 0x81:
		return !styled
	}
	return styled
}

// propsAt are the properties of the paragraph whose mark stands at byte fc.
func (d *document) propsAt(fc int) props {
	var r run
	if i := index(d.papx, fc); i >= 0 {
		r = d.papx[i]
	}
	istd := int(r.istd)
	eachSprm(r.sprms, func(sprm uint16, op []byte) {
		if sprm == sprmPStyle {
			istd = int(u16(op, 0))
		}
	})
	p := d.style(istd, 0)
	eachSprm(r.sprms, func(sprm uint16, op []byte) {
		if sprm == sprmPHuge || sprm == sprmPTable {
			eachSprm(d.elsewhere(op), p.apply)
			return
		}
		p.apply(sprm, op)
	})
	return p
}

// elsewhere are the properties that have no room with the others: those of a table's row from some eight columns on
// (MS-DOC, sprmPHugePapx and PrcData).
func (d *document) elsewhere(op []byte) []byte {
	at := size(op, 0)
	if at+2 > len(d.data) {
		return nil
	}
	length := int(u16(d.data, at))
	return d.data[at+2 : min(at+2+length, len(d.data))]
}
