package layout

import (
	"fmt"
	"math"

	"huitoukan/record"
)

const (
	codeUncertain = "ocr_uncertain"
	sureWord      = 0.6 // a word that its reader is less sure of is told to people
	surePage      = 0.5 // so is a page, on the mean of its characters
)

// guess is a word that was read from a picture, and how sure its reader is of it.
type guess struct {
	reading string
	at      int // byte in the line
	sure    float64
}

// weakest is the word of a line that is least sure; empty when all are sure enough. at is the byte of each glyph.
func weakest(gs []Glyph, at []int) guess {
	least, i := sureWord, -1
	for k, g := range gs {
		if g.Sure > 0 && g.Sure < least {
			least, i = g.Sure, k
		}
	}
	if i < 0 {
		return guess{}
	}
	w := guess{at: at[i], sure: least}
	for ; i < len(gs) && gs[i].Sure == least; i++ { // a word's characters are all as sure as the word
		w.reading += string(gs[i].Rune)
	}
	return w
}

// doubt says it to people; the line begins at byte start of the text.
func (w guess) doubt(start int) record.Doubt {
	from := start + w.at
	return record.Doubt{
		Code:    codeUncertain,
		Message: fmt.Sprintf("扫描件上的“%s”识别得没有把握（置信度%.0f%%），请对照原件。", w.reading, math.Floor(w.sure*100)),
		At:      record.Span{Start: from, End: from + len(w.reading)},
	}
}

// poor reports that a page was read from a picture, and badly.
func poor(gs []Glyph) bool {
	sum, n := 0.0, 0
	for _, g := range gs {
		if g.Sure > 0 {
			sum += g.Sure
			n++
		}
	}
	return n > 0 && sum < surePage*float64(n)
}
