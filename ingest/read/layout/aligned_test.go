package layout

import (
	"fmt"
	"slices"
	"testing"

	"huitoukan/record"
)

// typed sets each line's pieces at their columns, in characters of 12 points; its first piece is a dot for each line of
// distance from the line above.
func typed(columns []float64, lines ...[]string) Page {
	p := Page{Area: Box{0, 0, 0, 842}}
	y := 80.0
	for _, l := range lines {
		y += 16 * float64(len(l[0]))
		for i, piece := range l[1:] {
			x := columns[i]
			for _, r := range piece {
				p.Glyphs = append(p.Glyphs, Glyph{Box: Box{x, y, x + 12, y + 12}, Rune: r, Size: 12, CJK: true})
				x += 12
				p.Area.X1 = max(p.Area.X1, x+columns[0]) // as far from the right side as from the left
			}
		}
	}
	return p
}

// cells writes each block with its place in its table.
func cells(t *testing.T, pages ...Page) (out []string) {
	t.Helper()
	text, err := Compose(pages, "pdf")
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range text.Blocks {
		out = append(out, placeOf(b)+text.Slice(b.Span))
	}
	return out
}

func placeOf(b record.Block) string {
	if b.Cell == nil {
		return ""
	}
	return fmt.Sprintf("%d:%d,%d ", b.Cell.Table, b.Cell.Row, b.Cell.Col)
}

func TestAligned(t *testing.T) {
	columns := []float64{60, 100, 260, 420}
	for _, c := range []struct {
		name  string
		pages []Page
		want  []string
	}{
		{"numbers at the top", []Page{typed(columns,
			[]string{".", "序号", "存在问题", "整改措施", "期限"},
			[]string{".", "1", "学习不够，理论学习", "制定学习计划，每月", "3月"},
			[]string{".", "", "没有台账。", "通报。"},
			[]string{".", "2", "公章外借。", "收回公章。", "4月"})},
			[]string{"1:0,0 序号", "1:0,1 存在问题", "1:0,2 整改措施", "1:0,3 期限",
				"1:1,0 1", "1:1,1 学习不够，理论学习没有台账。", "1:1,2 制定学习计划，每月通报。", "1:1,3 3月",
				"1:2,0 2", "1:2,1 公章外借。", "1:2,2 收回公章。", "1:2,3 4月"}},
		{"numbers in the middle of their rows", []Page{typed(columns,
			[]string{".", "序号", "存在问题", "整改措施", "期限"},
			[]string{"..", "", "学习不够，理论学习", "制定学习计划，每月"},
			[]string{".", "1", "没有台账，也没有按", "通报，年底把台账交", "3月"},
			[]string{".", "", "时补上。", "组织科。"},
			[]string{"..", "", "公章外借，没有登记", "收回公章，写明用印"},
			[]string{".", "2", "手续，用印无人批准", "手续，由办公室主任", "4月"},
			[]string{".", "", "也无记录。", "批准。"})},
			[]string{"1:0,0 序号", "1:0,1 存在问题", "1:0,2 整改措施", "1:0,3 期限",
				"1:1,0 1", "1:1,1 学习不够，理论学习没有台账，也没有按时补上。", "1:1,2 制定学习计划，每月通报，年底把台账交组织科。", "1:1,3 3月",
				"1:2,0 2", "1:2,1 公章外借，没有登记手续，用印无人批准也无记录。", "1:2,2 收回公章，写明用印手续，由办公室主任批准。", "1:2,3 4月"}},
		{"no numbers, rows apart", []Page{typed(columns[1:],
			[]string{".", "存在问题", "整改措施", "期限"},
			[]string{"..", "学习不够，理论学习", "制定学习计划。", "3月"},
			[]string{".", "没有台账。"},
			[]string{"..", "公章外借。", "收回公章。", "4月"})},
			[]string{"1:0,0 存在问题", "1:0,1 整改措施", "1:0,2 期限",
				"1:1,0 学习不够，理论学习没有台账。", "1:1,1 制定学习计划。", "1:1,2 3月",
				"1:2,0 公章外借。", "1:2,1 收回公章。", "1:2,2 4月"}},
		{"running text is none", []Page{typed([]float64{60, 84},
			[]string{".", "", "理论学习没有计划，也没有台账，经办人离任后"},
			[]string{".", "无人接手，资料散失，至今没有补齐，问题一直拖着"},
			[]string{".", "过了三年才有人发现，发现以后也没有人去把它补上"},
			[]string{".", "，分管的人说不知道这件事，问到主要负责人也说不"},
			[]string{".", "清楚。"})},
			[]string{"理论学习没有计划，也没有台账，经办人离任后无人接手，资料散失，至今没有补齐，问题一直拖着过了三年才有人发现，发现以后也没有人去把它补上，分管的人说不知道这件事，问到主要负责人也说不清楚。"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := cells(t, c.pages...); !slices.Equal(got, c.want) {
				t.Errorf("got\n%q\nwant\n%q", got, c.want)
			}
		})
	}
}
