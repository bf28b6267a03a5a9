package layout

import (
	"fmt"
	"strings"
	"testing"
)

// scanned sets lines of characters of 16 points; after each word, in ｜, stands how sure its reader is, in percent.
func scanned(lines ...string) Page {
	p := Page{Area: Box{0, 0, 595, 842}, Images: true}
	for i, l := range lines {
		x, y := 80.0, 100+28*float64(i)
		for _, w := range strings.Fields(l) {
			text, percent, _ := strings.Cut(w, "｜")
			var sure float64
			fmt.Sscan(percent, &sure)
			for _, r := range text {
				p.Glyphs = append(p.Glyphs, Glyph{Box: Box{x, y, x + 16, y + 16}, Rune: r, Size: 16, Sure: sure / 100})
				x += 16
			}
		}
	}
	return p
}

func doubts(t *testing.T, pages ...Page) string {
	t.Helper()
	text, err := Compose(pages, "pdf")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, d := range text.Doubts {
		fmt.Fprintf(&b, "%s %q %s\n", d.Code, text.Slice(d.At), d.Message)
	}
	return b.String()
}

// One doubt a line, on its least sure word; a page that is read badly all over has one for all.
func TestDoubts(t *testing.T) {
	good := scanned("关于｜95 整改｜58 落实｜12 情况｜90", "问题｜61 清单｜99")
	bad := scanned("学习｜20 不够｜40", "清单｜30 不全｜45")
	want := `ocr_uncertain "落实" 扫描件上的“落实”识别得没有把握（置信度12%），请对照原件。
ocr_uncertain "" 这一页扫描得不清楚，识别出的文字整页都没有把握，请对照原件。
`
	if got := doubts(t, good, bad); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
