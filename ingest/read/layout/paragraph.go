package layout

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"huitoukan/ingest/read/autonum"
)

// style is what the lines of running text have in common over the document.
type style struct {
	size     float64 // font size of most characters
	pitch    float64 // from one line to the next
	indented bool    // paragraphs begin with an indent; web pages printed to PDF have none
}

// set measures the running text and writes each line's indent and slack.
func set(sheets []sheet) style {
	var all []line
	for _, s := range sheets {
		all = append(all, s.lines...)
	}
	st := style{size: common(len(all), func(i int) (float64, int) { return all[i].size, utf8.RuneCountInString(all[i].text) }, 0.1)}
	var usual []margins
	own := make([]margins, len(sheets))
	for i, s := range sheets {
		own[i] = st.margins(s.lines)
		if own[i].sure {
			usual = append(usual, own[i])
		}
	}
	left := common(len(usual), func(i int) (float64, int) { return usual[i].left, 1 }, 0.5)
	right := common(len(usual), func(i int) (float64, int) { return usual[i].right, 1 }, 0.5)
	for i, s := range sheets {
		m := own[i]
		switch { // a page with a line or two
		case m.sure:
		case len(usual) > 0:
			m.left, m.right = math.Min(left, m.left), math.Max(right, m.right)
		default: // nothing to compare with: as far from the right side as from the left
			m.right = math.Max(m.right, s.area.X1-(m.left-s.area.X0))
		}
		m.measure(s.lines)
	}
	st.pitch = st.usualPitch(sheets)
	st.indented = st.indents(sheets)
	return st
}

// indents reports that one line in ten or more begins two characters in.
func (st style) indents(sheets []sheet) bool {
	in, all := 0, 0
	for _, s := range sheets {
		for _, l := range s.lines {
			all++
			if math.Abs(l.indent-2*l.size) < 0.5*l.size {
				in++
			}
		}
	}
	return in*10 >= all
}

// margins are where lines begin and end.
type margins struct {
	left, right float64
	sure        bool // enough lines to tell
}

// margins takes the outermost place at which two lines begin, and end: a single line may stick out.
func (st style) margins(lines []line) margins {
	var begins, ends []float64
	for _, l := range lines {
		if math.Abs(l.size-st.size) < 0.1*st.size {
			begins, ends = append(begins, l.X0), append(ends, -l.X1)
		}
	}
	if len(begins) == 0 {
		for _, l := range lines {
			begins, ends = append(begins, l.X0), append(ends, -l.X1)
		}
	}
	return margins{outermost(begins, st.size), -outermost(ends, st.size), len(begins) >= 8}
}

// outermost is the smallest value that has another one near it; the smallest when none has.
func outermost(vs []float64, size float64) float64 {
	if len(vs) == 0 {
		return 0
	}
	slices.Sort(vs)
	for i := 1; i < len(vs); i++ {
		if vs[i]-vs[i-1] < 0.7*size {
			return vs[i-1]
		}
	}
	return vs[0]
}

func (m margins) measure(lines []line) {
	for i := range lines {
		lines[i].indent, lines[i].slack = lines[i].X0-m.left, m.right-lines[i].X1
	}
}

func (st style) usualPitch(sheets []sheet) float64 {
	var steps []float64
	for _, s := range sheets {
		for i := 1; i < len(s.lines); i++ {
			a, b := s.lines[i-1], s.lines[i]
			if math.Abs(a.size-b.size) < 0.1*st.size && math.Abs(a.size-st.size) < 0.1*st.size {
				steps = append(steps, b.midY()-a.midY())
			}
		}
	}
	if len(steps) == 0 {
		return 1.5 * st.size
	}
	return common(len(steps), func(i int) (float64, int) { return steps[i], 1 }, 0.5)
}

// paragraph is lines that belong together.
type paragraph []line

// goesOn reports that next is one more line of the paragraph.
func (st style) goesOn(p paragraph, next line) bool {
	last, size := p[len(p)-1], math.Max(p[len(p)-1].size, next.size)
	if math.Abs(last.size-next.size) > 0.12*size || st.apart(last, next) {
		return false
	}
	if next.centred() || last.centred() {
		// A title over two lines; lines of body size that stand in the middle are a date, a name, a subtitle.
		return next.centred() && size > 1.15*st.size && (last.centred() || last.full(next)) && p[0].page == next.page
	}
	if !last.full(next) || startsItem(last.text, next.text) {
		return false
	}
	if !st.indented && finished(last.text) && lead.MatchString(next.text) {
		return false
	}
	return p.aligned(next)
}

// apart reports more than a line's distance between two lines of one page.
func (st style) apart(a, b line) bool {
	if a.page != b.page {
		return false
	}
	usual := math.Max(st.pitch*a.size/math.Max(st.size, 1), 1.2*a.size)
	return b.midY()-a.midY() > 1.5*usual
}

// centred reports a line in the middle between the margins that reaches neither.
func (l line) centred() bool {
	return l.indent > 1.5*l.size && l.slack > 1.5*l.size && math.Abs(l.indent-l.slack) < 1.2*l.size && !l.firstLineIndent()
}

// firstLineIndent: two characters, as 公文 begin a paragraph. A line that fills the rest up to two characters is no title.
func (l line) firstLineIndent() bool {
	return math.Abs(l.indent-2*l.size) < 0.4*l.size && l.slack < 3*l.size
}

// full reports that the line ends because the start of next did not fit on it.
func (l line) full(next line) bool { return l.slack < next.first+0.9*l.size }

// aligned compares where next begins with the lines of the paragraph so far.
func (p paragraph) aligned(next line) bool {
	first, near := p[0], 0.6*next.size
	if len(p) > 1 {
		return math.Abs(next.indent-p[1].indent) <= near
	}
	switch step := next.indent - first.indent; {
	case step > near: // a hanging list item goes on under its text, four characters in at the most; else a new first line
		return label.MatchString(first.text) && step < 4.5*next.size && first.indent < near
	case step >= -near: // both flush, or two first lines
		return first.indent < near || first.indent > 3.5*first.size
	}
	return true
}

// label is the number that begins a list item or a heading: 一、 （一） 1. 1、 (1) ① 问题1： 第一，
var label = regexp.MustCompile(`^(?:[一二三四五六七八九十百]{1,4}[、．.]|[（(] ?[一二三四五六七八九十百\d]{1,4} ?[)）]|\d{1,3}[、．]|\d{1,3}\.\D|` +
	`[①-⑳⑴-⒇]|(?:反馈)?问题[一二三四五六七八九十\d]{1,4}[：:、.]|第[一二三四五六七八九十百\d]{1,4}[章节条个、，：])`)

// lead is the short word that opens a paragraph: 整改情况： 责任单位：
var lead = regexp.MustCompile(`^\p{Han}{2,8}[：:]`)

// startsItem reports that next begins a list item after a finished sentence; without the sentence's end
// it may be a number that a line happens to begin with.
func startsItem(last, next string) bool {
	return label.MatchString(next) && finished(last)
}

// counts keeps the last number of each writing that began a paragraph: 3 for N.
type counts map[string]int

// follow reports that the line carries the next number in a writing that has begun paragraphs: 9、… and 10、… are two items even
// where the ninth ends without a full stop, and fills its line.
func (c counts) follow(line string) bool {
	writing, n := numbering(line)
	return n > 1 && c[writing] == n-1
}

// note keeps the number that begins a paragraph.
func (c counts) note(line string) {
	if writing, n := numbering(line); n > 0 {
		c[writing] = n
	}
}

// numbering is the number that begins a line, and its writing with N in its place; 0 when none does.
func numbering(line string) (writing string, n int) {
	m := counted.FindStringSubmatch(line)
	if m == nil {
		return "", 0
	}
	if n, err := strconv.Atoi(m[2]); err == nil {
		return m[1] + "N" + m[3], n
	}
	for n := 1; n < 100; n++ {
		if autonum.Format("chineseCountingThousand").Write(n) == m[2] {
			return m[1] + "一" + m[3], n
		}
	}
	return "", 0
}

var counted = regexp.MustCompile(`^([（(]|(?:反馈)?问题)?(\d{1,3}|[一二三四五六七八九十]{1,3})([、．.：:)）])(?:\D|$)`)

// finished reports that the text ends with a mark that ends a sentence or opens a list.
func finished(text string) bool {
	text = strings.TrimRight(text, "”’』」）)")
	r, _ := utf8.DecodeLastRuneInString(text)
	return strings.ContainsRune("。；！？：;!?:.", r)
}

// cellGoesOn is goesOn inside a table cell, where lines are short and often centred:
// a line goes on unless something says that it does not.
func cellGoesOn(p paragraph, next line) bool {
	last := p[len(p)-1]
	if startsItem(last.text, next.text) {
		return false
	}
	if finished(last.text) && !last.full(next) {
		return false
	}
	return !(next.indent-last.indent > 1.4*next.size && next.indent < 2.6*next.size && finished(last.text))
}

// joint is what stands between two lines of one paragraph: a space between words, nothing in Chinese text or in a number,
// which word processors break even behind its point: 3. / 2万人.
func joint(a, b string) string {
	last, _ := utf8.DecodeLastRuneInString(a)
	first, _ := utf8.DecodeRuneInString(b)
	if wide(last) || wide(first) || last == '-' || last == '/' || openNumber.MatchString(a) && unicode.IsDigit(first) {
		return ""
	}
	return " "
}

var openNumber = regexp.MustCompile(`\d[.,]?$`)

// text is the lines in one, and at which byte each begins.
func (p paragraph) text() (s string, starts []int) {
	var b strings.Builder
	starts = make([]int, len(p))
	for i, l := range p {
		if i > 0 {
			b.WriteString(joint(p[i-1].text, l.text))
		}
		starts[i] = b.Len()
		b.WriteString(l.text)
	}
	return b.String(), starts
}

func (p paragraph) bold() bool {
	return !slices.ContainsFunc(p, func(l line) bool { return !l.bold })
}

// paragraphs cuts lines into paragraphs.
func paragraphs(lines []line, goesOn func(paragraph, line) bool) []paragraph {
	var out []paragraph
	for _, l := range lines {
		if n := len(out); n > 0 && goesOn(out[n-1], l) {
			out[n-1] = append(out[n-1], l)
		} else {
			out = append(out, paragraph{l})
		}
	}
	return out
}
