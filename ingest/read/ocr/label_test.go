package ocr

import (
	"testing"

	"huitoukan/ingest/read/layout"
)

// TestCompleteLabel draws a digit, what stands behind it and a character as tesseract never sees them, and completes its reading.
func TestCompleteLabel(t *testing.T) {
	type box struct{ x0, y0, x1, y1 int }
	one, dot, comma := box{2, 2, 7, 28}, box{12, 24, 16, 28}, box{12, 20, 22, 29}
	quote := []box{{26, 2, 29, 10}, {32, 2, 35, 10}}
	character, level := box{42, 1, 70, 29}, box{42, 14, 70, 17}
	for _, c := range []struct {
		name string
		ink  []box
		read []string
		want string
	}{
		{"dot and quote", append([]box{one, dot, character}, quote...), []string{"1", "第一"}, "1.“第一"},
		{"in one word", []box{one, dot, character}, []string{"1第一", "议"}, "1.第一议"},
		{"two digits", []box{one, {12, 2, 20, 28}, {24, 24, 28, 28}, character}, []string{"12", "第"}, "12.第"},
		{"specks", []box{one, {8, 10, 9, 11}, dot, character}, []string{"1", "第"}, "1.第"},
		{"none", []box{one, character}, []string{"1", "第"}, "1第"},
		{"another mark", []box{one, comma, character}, []string{"1", "第"}, "1第"},
		{"read already", []box{one, dot, character}, []string{"1.", "第"}, "1.第"},
		{"一 is no dot", []box{one, level}, []string{"1", "一"}, "1一"},
		{"a digit that is none", []box{{2, 12, 7, 16}, dot, character}, []string{"1", "第"}, "1第"},
		{"a year", []box{one, dot, character}, []string{"2021", "年"}, "2021年"},
		{"nothing behind", []box{one, dot}, []string{"1"}, "1"},
	} {
		b := &bitmap{w: 80, h: 30, dpi: 200, ink: make([]bool, 80*30)}
		for _, r := range c.ink {
			for y := r.y0; y < r.y1; y++ {
				for x := r.x0; x < r.x1; x++ {
					b.ink[y*b.w+x] = true
				}
			}
		}
		l := textLine{Box: layout.Box{X0: 2, Y0: 0, X1: 70, Y1: 30}}
		for _, s := range c.read {
			l.words = append(l.words, word{text: s})
		}
		(&page{ink: b}).completeLabel(&l)
		got := ""
		for _, w := range l.words {
			got += w.text
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
