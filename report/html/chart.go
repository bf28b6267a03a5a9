package html

import (
	"fmt"
	"math"

	"huitoukan/report"
)

// Sizes of charts, in pixels.
const (
	labelWidth = 220 // to the left of bars and fields
	barLength  = 480 // of the longest bar
	barThick   = 14
	barGap     = 8 // between two groups of bars
	fieldSize  = 30
	headHeight = 150 // above a heat map, for its slanting heads
)

// word is a piece of text at its place.
type word struct {
	X, Y int
	Text string
}

type bars struct {
	Title         string
	Width, Height int
	Legend        []legend
	Bars          []bar
}

type legend struct {
	X, TextX    int
	Class, Text string
}

type bar struct {
	LabelX, TextY, X, Y, Length, Thick, EndX int
	Label, Class, Tip                        string
	Value                                    int
}

// newBars lays a chart's bars from left to right, one group below the other.
func newBars(c report.Chart) bars {
	b := bars{Title: c.Title, Width: labelWidth + barLength + 60}
	for i, name := range c.Columns {
		x := labelWidth + i*120
		b.Legend = append(b.Legend, legend{x, x + 18, class(i), name})
	}
	most := highest(c)
	y := 28
	for r, row := range c.Rows {
		for i, v := range c.Values[r] {
			at := bar{
				LabelX: labelWidth - 8, TextY: y + 12, X: labelWidth, Y: y, Length: barLength * v / most, Thick: barThick - 1,
				Class: class(i), Tip: fmt.Sprintf("%s：%s%d", row, c.Columns[i], v), Value: v,
			}
			at.EndX = at.X + at.Length + 6
			if i == 0 {
				at.Label = row
			}
			b.Bars = append(b.Bars, at)
			y += barThick
		}
		y += barGap
	}
	b.Height = y
	return b
}

func class(i int) string { return fmt.Sprintf("b%d", i) }

func highest(c report.Chart) int {
	most := 1
	for _, row := range c.Values {
		for _, v := range row {
			most = max(most, v)
		}
	}
	return most
}

type heat struct {
	Title         string
	Width, Height int
	Heads, Labels []word
	Fields        []field
}

type field struct {
	X, Y, Size, TextX, TextY, Value int
	Shade, Tip                      string
}

// newHeat lays a chart's values out as fields, the darker the higher.
func newHeat(c report.Chart) heat {
	h := heat{Title: c.Title, Width: labelWidth + fieldSize*len(c.Columns) + 100, Height: headHeight + fieldSize*len(c.Rows) + 4}
	for i, name := range c.Columns {
		h.Heads = append(h.Heads, word{labelWidth + fieldSize*i + fieldSize*2/3, headHeight - 6, name})
	}
	most := float64(highest(c))
	for r, row := range c.Rows {
		y := headHeight + fieldSize*r
		h.Labels = append(h.Labels, word{labelWidth - 8, y + fieldSize*2/3, row})
		for i, v := range c.Values[r] {
			x := labelWidth + fieldSize*i
			h.Fields = append(h.Fields, field{
				X: x, Y: y, Size: fieldSize - 1, TextX: x + fieldSize/2, TextY: y + fieldSize*2/3, Value: v,
				Shade: fmt.Sprintf("%.2f", 0.04+0.76*math.Sqrt(float64(v)/most)), Tip: fmt.Sprintf("%s，%s：%d", row, c.Columns[i], v),
			})
		}
	}
	return h
}
