package ocr

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"huitoukan/ingest/read/layout"
)

// textLine is a line as tesseract read it.
type textLine struct {
	layout.Box
	words []word
}

// word is what tesseract takes for a word: in Chinese text one to three characters, with spaces between that nobody set.
type word struct {
	x0, x1 float64
	text   string
	sure   float64 // 0 to 1
}

// sure is how sure tesseract is of the line, each character counted alike; 0 for an empty one.
func (l textLine) sure() float64 {
	sum, n := 0.0, 0
	for _, w := range l.words {
		k := len([]rune(w.text))
		sum += w.sure * float64(k)
		n += k
	}
	return sum / float64(max(n, 1))
}

// weak reports a word that is worth a second look.
func (l textLine) weak() bool {
	return slices.ContainsFunc(l.words, func(w word) bool { return w.sure < againSure })
}

// Columns of tesseract's table of words, and the levels in its first column.
const (
	colLevel  = 0
	colLeft   = 6
	colTop    = 7
	colWidth  = 8
	colHeight = 9
	colSure   = 10 // percent
	colText   = 11
	columns   = 12
	levelLine = "4"
	levelWord = "5"
)

// parse reads tesseract's table of words, whose boxes count pixels of the picture it was given; back takes them to those of
// the page.
func parse(tsv []byte, back func(x, y float64) (float64, float64)) []textLine {
	var out []textLine
	for row := range bytes.Lines(tsv) {
		f := strings.SplitN(strings.TrimRight(string(row), "\r\n"), "\t", columns)
		if len(f) < columns || f[colLevel] != levelLine && f[colLevel] != levelWord {
			continue
		}
		box := boxOf(f)
		box.X0, box.Y0 = back(box.X0, box.Y0)
		box.X1, box.Y1 = back(box.X1, box.Y1)
		if f[colLevel] == levelLine {
			out = append(out, textLine{Box: box})
			continue
		}
		text := strings.TrimSpace(f[colText])
		if sure, err := strconv.ParseFloat(f[colSure], 64); err == nil && text != "" && len(out) > 0 {
			l := &out[len(out)-1]
			l.words = append(l.words, word{box.X0, box.X1, text, sure / 100})
		}
	}
	return out
}

func boxOf(f []string) layout.Box {
	var n [4]float64
	for i, col := range []int{colLeft, colTop, colWidth, colHeight} {
		v, _ := strconv.Atoi(f[col]) // tesseract's own; a column that is no number stands for the page's corner
		n[i] = float64(v)
	}
	return layout.Box{X0: n[0], Y0: n[1], X1: n[0] + n[2], Y1: n[1] + n[3]}
}
