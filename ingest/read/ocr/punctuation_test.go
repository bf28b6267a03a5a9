package ocr

import "testing"

func TestPunctuated(t *testing.T) {
	for _, c := range [][2]string{
		{"(一)贯彻不力", "（一）贯彻不力"},
		{"各县〈市、区)人民政府", "各县（市、区）人民政府"},
		{"(2021年6月29日）", "（2021年6月29日）"},
		{"市政府办公室〈统一", "市政府办公室（统一"},
		{"学习〈条例〉不够", "学习〈条例〉不够"},
		{"责任单位:市场监管局;", "责任单位：市场监管局；"},
		{"“第一议题\"学习", "“第一议题”学习"},
		{"\"三会一课\"制度", "“三会一课”制度"},
		{"某政办发【2024]j15号", "某政办发〔2024〕15号"},
		{"某政办发(2024)15号", "某政办发〔2024〕15号"},
		{"一是学习", "一是学习"},
		{"1,200万元（3.5:1）", "1,200万元（3.5:1）"},
		{"rev(2), see A:B", "rev(2), see A:B"},
	} {
		var cs []character
		for i, r := range []rune(c[0]) {
			cs = append(cs, character{r: r, x0: float64(i), x1: float64(i + 1)})
		}
		if got := text(punctuated(cs)); got != c[1] {
			t.Errorf("%s: got %s, want %s", c[0], got, c[1])
		}
	}
}

func TestParse(t *testing.T) {
	const table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n" +
		"4\t1\t1\t1\t1\t0\t10\t20\t100\t30\t-1\t\n" +
		"5\t1\t1\t1\t1\t1\t10\t20\t40\t30\t91.5\t关于\n" +
		"5\t1\t1\t1\t1\t2\t60\t20\t50\t30\t0.0\t \n" +
		"5\t1\t1\t1\t1\t3\t60\t20\t50\t30\t40\t整\t改\n"
	ls := parse([]byte(table), func(x, y float64) (float64, float64) { return 2 * x, 2 * y })
	if len(ls) != 1 || ls[0].X0 != 20 || ls[0].Y1 != 100 || len(ls[0].words) != 2 ||
		ls[0].words[0] != (word{20, 100, "关于", 0.915}) || ls[0].words[1].sure != 0.4 || !ls[0].weak() {
		t.Errorf("got %+v", ls)
	}
}
