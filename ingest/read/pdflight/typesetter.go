package pdflight

import (
	"math"

	"github.com/ledongthuc/pdf"

	"huitoukan/ingest/read/layout"
)

// typesetter follows a page's operators (ISO 32000-1 §8, §9) and puts characters and rules where they stand. The library's own way of
// doing so sets a line end behind each string, which many fonts turn into a letter, and moves no step in fonts of two bytes a
// character.
type typesetter struct {
	page      pdf.Page
	out       *layout.Page
	left, top float64 // of the page, in its own coordinates
	fonts     map[string]*face

	state
	saved []state
	at    [2]float64 // where the path has come to
}

// state is what q saves and Q brings back.
type state struct {
	ctm                                     matrix
	face                                    *face
	size, chars, words, leading, rise, wide float64 // Tf Tc Tw TL Ts Tz
	bold                                    bool    // Tr
	text, line                              matrix
}

// face is a font as far as it matters here.
type face struct {
	layout.Font
	decode pdf.TextEncoding
	bytes  int // a character, 1 or 2
	width  func(code int) float64
}

// matrix is a b c d e f of ISO 32000-1 §8.3.3.
type matrix [6]float64

// times applies m first, then n.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

var identity = matrix{1, 0, 0, 1, 0, 0}

// draw follows the contents of the page.
func (t *typesetter) draw(contents pdf.Value) {
	t.ctm, t.text, t.line, t.wide = identity, identity, identity, 1
	if contents.IsNull() {
		return
	}
	pdf.Interpret(contents, func(stack *pdf.Stack, op string) {
		args := make([]pdf.Value, stack.Len())
		for i := len(args) - 1; i >= 0; i-- {
			args[i] = stack.Pop()
		}
		t.operator(op, args)
	})
}

func (t *typesetter) operator(op string, args []pdf.Value) {
	number := func(i int) float64 { return args[i].Float64() } // one that is missing panics: the page cannot be read
	switch op {
	case "q":
		t.saved = append(t.saved, t.state)
	case "Q":
		t.state, t.saved = t.saved[len(t.saved)-1], t.saved[:len(t.saved)-1]
	case "cm":
		t.ctm = matrixOf(args).times(t.ctm)
	case "BT":
		t.text, t.line = identity, identity
	case "Tf":
		t.face, t.size = t.font(args[0].Name()), number(1)
	case "Tc":
		t.chars = number(0)
	case "Tw":
		t.words = number(0)
	case "TL":
		t.leading = number(0)
	case "Tr":
		const filledAndDrawnRound = 2 // bold, as word processors make it for fonts without a bold face
		t.bold = args[0].Int64() == filledAndDrawnRound
	case "Ts":
		t.rise = number(0)
	case "Tz":
		t.wide = number(0) / 100
	case "Tm":
		t.line = matrixOf(args)
		t.text = t.line
	case "TD":
		t.leading = -number(1)
		t.move(number(0), number(1))
	case "Td":
		t.move(number(0), number(1))
	case "T*":
		t.move(0, -t.leading)
	case "\"":
		t.words, t.chars = number(0), number(1)
		t.move(0, -t.leading)
		t.show(args[2].RawString())
	case "'":
		t.move(0, -t.leading)
		t.show(args[0].RawString())
	case "Tj":
		t.show(args[0].RawString())
	case "TJ":
		t.showEach(args[0])
	case "re":
		t.rule(number(0), number(1), number(0)+number(2), number(1)+number(3))
	case "m":
		t.at = [2]float64{number(0), number(1)}
	case "l":
		t.rule(t.at[0], t.at[1], number(0), number(1))
		t.at = [2]float64{number(0), number(1)}
	}
}

func matrixOf(args []pdf.Value) matrix {
	var m matrix
	for i := range m {
		m[i] = args[i].Float64()
	}
	return m
}

// move begins a new line there, counted from the beginning of the last one.
func (t *typesetter) move(x, y float64) {
	t.line = matrix{1, 0, 0, 1, x, y}.times(t.line)
	t.text = t.line
}

func (t *typesetter) showEach(parts pdf.Value) {
	for i := range parts.Len() {
		if part := parts.Index(i); part.Kind() == pdf.String {
			t.show(part.RawString())
		} else {
			t.step(-part.Float64() / 1000 * t.size)
		}
	}
}

// show sets a string. Where the library makes another number of characters of it than it has codes, nobody can tell which is which.
func (t *typesetter) show(raw string) {
	runes := []rune(t.face.decode.Decode(raw))
	if len(runes)*t.face.bytes != len(raw) {
		panic("characters and codes do not match")
	}
	for i, r := range runes {
		code := 0
		for _, b := range []byte(raw[i*t.face.bytes : (i+1)*t.face.bytes]) {
			code = code<<8 | int(b)
		}
		width := t.face.width(code)
		if width <= 0 {
			width = usualWidth(r)
		}
		t.set(r, width*t.size)
		advance := width*t.size + t.chars
		if t.face.bytes == 1 && code == ' ' {
			advance += t.words
		}
		t.step(advance)
	}
}

func (t *typesetter) step(x float64) { t.text = matrix{1, 0, 0, 1, x * t.wide, 0}.times(t.text) }

// set puts one character on the page.
func (t *typesetter) set(r rune, width float64) {
	m := matrix{1, 0, 0, 1, 0, t.rise}.times(t.text).times(t.ctm)
	size := math.Hypot(m[2], m[3]) * t.size
	if m[1] != 0 || m[0] < 0 {
		panic("text that does not run from left to right") // which PDFium can turn
	}
	x, base := m[4]-t.left, t.top-m[5]
	t.out.Glyphs = append(t.out.Glyphs, layout.Glyph{
		Box:  layout.Box{X0: x, X1: x + width*t.wide*m[0], Y0: base - (1-layout.Descent)*size, Y1: base + layout.Descent*size},
		Rune: r, Size: size, Bold: t.face.Bold || t.bold, CJK: t.face.CJK,
	})
}

// rule takes what is as thin as a rule.
func (t *typesetter) rule(x0, y0, x1, y1 float64) {
	a, b := matrix{1, 0, 0, 1, x0, y0}.times(t.ctm), matrix{1, 0, 0, 1, x1, y1}.times(t.ctm)
	t.out.AddRule(layout.Box{
		X0: math.Min(a[4], b[4]) - t.left, X1: math.Max(a[4], b[4]) - t.left,
		Y0: t.top - math.Max(a[5], b[5]), Y1: t.top - math.Min(a[5], b[5]),
	})
}

// usualWidth is the width of a character of which the font does not tell, in font sizes.
func usualWidth(r rune) float64 {
	if r < 0x2000 {
		return 0.5
	}
	return 1
}

// font is the page's font of that name.
func (t *typesetter) font(name string) *face {
	if f := t.fonts[name]; f != nil {
		return f
	}
	font := t.page.Font(name)
	f := &face{Font: layout.FontNamed(font.BaseFont()), decode: font.Encoder(), bytes: 1}
	f.width = func(code int) float64 { return font.Width(code) / 1000 }
	if font.V.Key("Subtype").Name() == "Type0" {
		f.bytes, f.width = 2, compositeWidth(font.V.Key("DescendantFonts").Index(0))
	}
	t.fonts[name] = f
	return f
}

// compositeWidth is how wide the characters of a composite font are (ISO 32000-1 §9.7.4.3), in font sizes, by their codes, which are
// the characters' numbers in the maps that the library knows.
func compositeWidth(font pdf.Value) func(code int) float64 {
	usual := 1.0
	if dw := font.Key("DW"); !dw.IsNull() {
		usual = dw.Float64() / 1000
	}
	widths := map[int]float64{}
	w := font.Key("W")
	for i := 0; i+1 < w.Len(); {
		first := int(w.Index(i).Int64())
		if list := w.Index(i + 1); list.Kind() == pdf.Array {
			for k := range list.Len() {
				widths[first+k] = list.Index(k).Float64() / 1000
			}
			i += 2
			continue
		}
		for code := first; code <= min(int(w.Index(i+1).Int64()), 1<<16); code++ {
			widths[code] = w.Index(i+2).Float64() / 1000
		}
		i += 3
	}
	return func(code int) float64 {
		if width, ok := widths[code]; ok {
			return width
		}
		return usual
	}
}
