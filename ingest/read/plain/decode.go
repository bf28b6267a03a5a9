package plain

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	utf "golang.org/x/text/encoding/unicode"

	"huitoukan/ingest/read"
)

// charset is one way in which the bytes of a text may be meant.
type charset struct {
	name   string
	mark   string // bytes at the beginning that say so
	code   encoding.Encoding
	head   float64 // what it is ahead of the others when both read equally well
	double bool    // two bytes a character: an odd length is a fault
}

// charsets are those that Chinese documents come in, the likeliest first.
var charsets = []charset{
	{"utf-8", "\xEF\xBB\xBF", utf.UTF8, 0.2, false},
	{"gb18030", "\x84\x31\x95\x33", simplifiedchinese.GB18030, 0.1, false},
	{"utf-16le", "\xFF\xFE", utf.UTF16(utf.LittleEndian, utf.IgnoreBOM), 0, true},
	{"utf-16be", "\xFE\xFF", utf.UTF16(utf.BigEndian, utf.IgnoreBOM), 0, true},
	{"big5", "", traditionalchinese.Big5, 0, false},
}

const (
	sample    = 64 << 10 // bytes that are looked at to tell the charset
	readable  = 0.3      // what running text scores at least, by rune; noise is below nought
	plainest  = 3.0      // the most that a text scores in any charset but UTF-8
	ahead     = 1.5      // what a charset that the document names is ahead by, by rune
	mostFault = 0.02     // share of runes that may be faulty in a text that was damaged on its way
)

// Decode gives data as UTF-8, and the name of the charset it was in. A byte order mark decides; else the charset in
// which the data reads most like Chinese or English text does. declared, the charset that the document itself names
// ("" when it names none), is ahead of the others, but pages that were saved again often name the wrong one. What cannot be decoded in a text that is otherwise sound becomes
// U+FFFD. Data that reads like text in no charset is ErrUnreadable.
func Decode(data []byte, declared string) (text, name string, err error) {
	for _, c := range charsets {
		if c.mark != "" && bytes.HasPrefix(data, []byte(c.mark)) {
			return c.decode(data[len(c.mark):]), c.name, nil
		}
	}
	said, _ := named(declared)
	best, top := charsets[0], -100.0
	for _, c := range charsets {
		lead := c.head
		if c.name == said.name {
			lead += ahead
		}
		if plainest+lead <= top { // however well it reads
			continue
		}
		if s := c.score(head(data)) + lead; s > top {
			best, top = c, s
		}
	}
	text = best.decode(data)
	if top < readable || faults(text) > mostFault {
		return "", "", fmt.Errorf("tell the charset: %w: nearest is %s", read.ErrUnreadable, best.name)
	}
	return text, best.name, nil
}

// named finds the charset that a document names. GB2312 and GBK mean GB 18030, which holds both.
func named(declared string) (charset, bool) {
	e, err := htmlindex.Get(declared)
	if err != nil {
		return charset{}, false
	}
	name, err := htmlindex.Name(e)
	if err != nil {
		return charset{}, false
	}
	if name == "gbk" || name == "gb18030" {
		return charsets[1], true
	}
	for _, c := range charsets {
		if c.name == name && !c.double { // who names UTF-16 in a text that can be read byte by byte is wrong
			return c, true
		}
	}
	return charset{}, false
}

// head is what of data is looked at, cut where no character of any charset is cut in two, as far as that can be told.
func head(data []byte) []byte {
	if len(data) <= sample {
		return data
	}
	data = data[:sample]
	if end := bytes.LastIndexByte(data, '\n'); end > sample/2 {
		return data[:end&^1]
	}
	return data
}

func (c charset) decode(data []byte) string {
	if c.code == utf.UTF8 {
		return strings.ToValidUTF8(string(data), "\uFFFD")
	}
	text, _ := c.code.NewDecoder().Bytes(data) // the decoders put U+FFFD for what they cannot read and return no error
	return string(text)
}

// score is how much data reads like text in the charset: the mean over its runes.
func (c charset) score(data []byte) float64 {
	if len(data) == 0 {
		return 0
	}
	sum, count := 0.0, 0
	for _, r := range c.decode(data) {
		sum += weight(r)
		count++
	}
	if c.double && len(data)%2 == 1 {
		sum -= 10
	}
	if c.code == utf.UTF8 && utf8.Valid(data) && count < len(data) {
		sum += ahead * float64(count) // bytes of another charset hardly ever make valid UTF-8
	}
	return sum / float64(count)
}

// weights is plausible of every rune of the basic plane, in halves.
var weights = sync.OnceValue(func() *[1 << 16]int8 {
	var out [1 << 16]int8
	for r := range out {
		out[r] = int8(2 * plausible(rune(r)))
	}
	return &out
})

// weight is plausible, looked up.
func weight(r rune) float64 {
	if r < 1<<16 {
		return float64(weights()[r]) / 2
	}
	return plausible(r)
}

// plausible is how much a rune speaks for the charset that it was read in, plainest at the most.
func plausible(r rune) float64 {
	switch {
	case r == utf8.RuneError:
		return -12
	case r == '\n' || r == '\r' || r == '\t' || r == '\f':
		return 1
	case r < 0x20 || r == 0x7F || r >= 0x80 && r < 0xA0:
		return -8
	case r < 0x7F:
		return 1
	case r >= firstHan && r <= lastHan:
		return float64(common()[r-firstHan])
	case strings.ContainsRune("，。、；：？！“”‘’（）《》〈〉【】〔〕—…·　①②③④⑤⑥⑦⑧⑨⑩０１２３４５６７８９％．", r):
		return 3
	case r >= 0xFF00 && r <= 0xFFEF || r >= 0x3000 && r <= 0x303F || r >= 0x2000 && r <= 0x2BFF:
		return 0
	case unicode.Is(unicode.Co, r):
		return -6
	case unicode.Is(unicode.Han, r): // rare characters of the extensions
		return -1.5
	case unicode.IsPrint(r):
		return -2
	}
	return -6
}

func faults(text string) float64 {
	if text == "" {
		return 0
	}
	return float64(strings.Count(text, "\uFFFD")) / float64(utf8.RuneCountInString(text))
}
