package doc

import (
	"strings"
	"unicode/utf16"

	"huitoukan/ingest/read/autonum"
)

// list is one list definition (MS-DOC §2.9.147 LSTF and its LVLs).
type list struct {
	levels [autonum.Levels]autonum.Level
}

// override is one use of a list (MS-DOC §2.9.131 LFO), which may begin levels anew or number them otherwise.
type override struct {
	list   int32
	starts map[int]int
	levels map[int]autonum.Level
}

// formats maps the number formats of the binary format (MS-OSHARED §2.2.1.3 MSONFC) to their names in ECMA-376.
var formats = map[byte]autonum.Format{
	0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 5: "ordinal", 8: "hex",
	10: "ideographDigital", 11: "japaneseCounting", 14: "decimalFullWidth", 16: "japaneseLegal", 17: "japaneseDigitalTenThousand",
	18: "decimalEnclosedCircle", 19: "decimalFullWidth2", 22: "decimalZero", 23: autonum.Bullet, 26: "decimalEnclosedFullstop",
	27: "decimalEnclosedParen", 28: "decimalEnclosedCircleChinese", 29: "ideographEnclosedCircle", 30: "ideographTraditional",
	31: "ideographZodiac", 32: "ideographZodiacTraditional", 33: "taiwaneseCounting", 34: "ideographLegalTraditional",
	35: "taiwaneseCountingThousand", 36: "taiwaneseDigital", 37: "chineseCounting", 38: "chineseLegalSimplified",
	39: "chineseCountingThousand", 57: "numberInDash", 255: autonum.None,
}

const (
	lstfLen = 28
	lvlfLen = 28
	lfoLen  = 16
)

// readLists reads the list definitions and their overrides.
func (d *document) readLists() {
	d.lists = map[int32]list{}
	// the levels stand in the table stream right behind what the pair counts
	at := size(d.main, pairsAt+8*pairLists)
	if len(d.pair(pairLists)) < 2 {
		return
	}
	count := int(u16(d.table, at))
	levels := at + 2 + count*lstfLen
	for i := range count {
		head := at + 2 + i*lstfLen
		if head+lstfLen > len(d.table) {
			return
		}
		var l list
		n := autonum.Levels
		if d.table[head+26]&1 != 0 { // a simple list has one level
			n = 1
		}
		for k := range n {
			l.levels[k], levels = d.level(levels)
		}
		d.lists[int32(u32(d.table, head))] = l
	}
	d.readOverrides()
}

// level reads one LVL (MS-DOC §2.9.150) at byte at of the table stream, and tells where it ends.
func (d *document) level(at int) (autonum.Level, int) {
	if at+lvlfLen+2 > len(d.table) {
		return autonum.Level{}, len(d.table)
	}
	b := d.table[at:]
	l := autonum.Level{Start: int(int32(u32(b, 0))), Format: formats[b[4]], Legal: b[5]&4 != 0, Never: b[5]&8 != 0, Glued: b[15] == 2}
	if l.Format == "" {
		l.Format = "decimal"
	}
	if lim := int(b[26]); l.Never && lim > 0 && lim <= autonum.Levels {
		l.Never, l.Restart = false, lim
	}
	text := lvlfLen + int(b[24]) + int(b[25])
	n := int(u16(b, text))
	end := text + 2 + 2*n
	if end > len(b) {
		return l, len(d.table)
	}
	l.Text = labelText(b[text+2 : end])
	return l, at + end
}

// labelText turns the characters 0 to 8, which stand for the numbers of the levels, into %1 to %9.
func labelText(b []byte) string {
	var s strings.Builder
	for i := 0; i+1 < len(b); i += 2 {
		if c := u16(b, i); c < autonum.Levels {
			s.WriteByte('%')
			s.WriteByte(byte('1' + c))
		} else {
			s.WriteString(string(utf16.Decode([]uint16{c})))
		}
	}
	return s.String()
}

// readOverrides reads PlfLfo (MS-DOC §2.9.186): the uses of lists, then what each begins anew.
func (d *document) readOverrides() {
	b := d.pair(pairOverride)
	n := size(b, 0)
	if n > (len(b)-4)/lfoLen {
		return
	}
	at := size(d.main, pairsAt+8*pairOverride) + 4 + n*lfoLen
	for i := range n {
		o := override{list: int32(u32(b, 4+i*lfoLen)), starts: map[int]int{}, levels: map[int]autonum.Level{}}
		at += 4 // the character position of the LfoData, unused
		for range int(b[4+i*lfoLen+12]) {
			at = d.overrideLevel(at, &o)
		}
		d.overrides = append(d.overrides, o)
	}
}

// overrideLevel reads one LFOLVL (MS-DOC §2.9.132).
func (d *document) overrideLevel(at int, o *override) int {
	start, flags := int(int32(u32(d.table, at))), u32(d.table, at+4)
	level := int(flags & 0xF)
	at += 8
	if flags&0x20 != 0 {
		o.levels[level], at = d.level(at)
		start = o.levels[level].Start
	}
	if flags&0x10 != 0 {
		o.starts[level] = start
	}
	return at
}

// counter numbers the paragraphs of all lists in order.
type counter struct {
	doc    *document
	counts map[int32]*autonum.Count
	begun  map[[2]int]bool // overrides whose new start has been used, by override and level
}

func newCounter(d *document) *counter {
	return &counter{doc: d, counts: map[int32]*autonum.Count{}, begun: map[[2]int]bool{}}
}

// label is the number of the next paragraph with these properties, "" when it has none.
func (c *counter) label(p props) string {
	if p.list < 1 || p.list > len(c.doc.overrides) || p.listLevel >= autonum.Levels {
		return ""
	}
	o := c.doc.overrides[p.list-1]
	l, ok := c.doc.lists[o.list]
	if !ok {
		return ""
	}
	levels := l.levels
	for k, lv := range o.levels {
		if k < autonum.Levels {
			levels[k] = lv
		}
	}
	count := c.counts[o.list]
	if count == nil {
		count = &autonum.Count{}
		c.counts[o.list] = count
	}
	for k, start := range o.starts {
		if k == p.listLevel && !c.begun[[2]int{p.list, k}] {
			c.begun[[2]int{p.list, k}] = true
			count.Begin(k, start)
		}
	}
	return autonum.Set(count.Next(&levels, p.listLevel), levels[p.listLevel].Glued)
}
