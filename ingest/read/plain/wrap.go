package plain

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// wrap is how a text's lines were broken. The zero value is a text with a line for each paragraph.
type wrap struct {
	width    int  // columns of a full line; 0 when the text was not broken at a fixed width
	indented bool // paragraphs begin with an indent
	hanging  bool // and every line without one goes on with the line before
}

const (
	slack     = 4  // columns that a full line may lack: a mark that may not begin a line takes a character along
	narrowest = 24 // columns; nobody sets running text narrower, but lists and titles are
	fewest    = 6  // full lines that it takes to tell
)

// wrapOf tells whether lines were broken at a fixed width: many are equally long and end in the middle of a sentence.
// A text with a line for each paragraph has lines of every length, and each ends with a full stop or is a heading.
func wrapOf(lines []string) wrap {
	var widths []int
	for _, l := range lines {
		if w := columns(strings.TrimRightFunc(l, unicode.IsSpace)); w > 0 {
			widths = append(widths, w)
		}
	}
	if len(widths) < fewest {
		return wrap{}
	}
	slices.Sort(widths)
	w := wrap{width: widths[len(widths)-1-len(widths)/50]}
	full, open, indents := 0, 0, 0
	for _, l := range lines {
		if indent(l) {
			indents++
		}
		if !w.full(l) {
			continue
		}
		if full++; !closed(l) {
			open++
		}
	}
	w.indented = indents >= 2 && indents*3 < len(widths)*2 // when all are indented it is the margin
	if w.continued(lines) {
		w.indented, w.hanging = true, true
		return w
	}
	// Seven in ten: in broken text one line in ten or so ends with a sentence by chance.
	if w.width < narrowest || full < fewest || full*3 < len(widths) || open*10 < full*7 || widths[len(widths)-1] > w.width+slack {
		return wrap{}
	}
	return w
}

// continued says that the lines without an indent go on with the ones before them: nearly every one follows a full line. Where
// paragraphs are short, as items with a line of evidence each are, too few lines are full to tell by their number.
func (w wrap) continued(lines []string) bool {
	on, afterFull, indents := 0, 0, 0
	for i, l := range lines {
		switch {
		case strings.TrimSpace(l) == "":
		case indent(l):
			indents++
		case i > 0 && strings.TrimSpace(lines[i-1]) != "":
			on++
			if columns(strings.TrimRightFunc(lines[i-1], unicode.IsSpace)) >= w.width-3*slack { // a figure that may not be cut goes down whole
				afterFull++
			}
		}
	}
	return w.width >= narrowest && indents >= fewest && on >= fewest && afterFull*10 >= on*9
}

// join makes paragraphs of lines.
func (w wrap) join(lines []string) []string {
	if w.width == 0 {
		return lines
	}
	var out []string
	open := false // the last paragraph may go on
	for _, l := range lines {
		words := strings.TrimSpace(l)
		if words == "" {
			open = false
			continue
		}
		if open && !w.begins(l, out[len(out)-1]) {
			out[len(out)-1] = glue(out[len(out)-1], words)
		} else {
			out = append(out, words)
		}
		open = w.hanging || w.full(l)
	}
	return out
}

// begins says that a line begins a paragraph although the one before it was full.
func (w wrap) begins(line, before string) bool {
	if label.MatchString(strings.TrimSpace(line)) || indent(line) {
		return true
	}
	// Without indents a full line that ends a sentence may end its paragraph. Two paragraphs made of one read better
	// than one made of two.
	return !w.indented && closed(before)
}

// label is a list number that begins a paragraph: 一、 （一） 1. 问题1： 第一章 ①. A year or an amount that was broken
// off its line (2023年, 1.5万元) is none.
var label = regexp.MustCompile(`^(` +
	`[一二三四五六七八九十百]+[、．.]|[（(][一二三四五六七八九十百\d０-９]+[)）]|` +
	`[\d０-９]{1,3}([、．)）]|\.(\D|$))|第[一二三四五六七八九十百\d]+[章节条]|[①-⑳]|` +
	`(反馈)?问题[一二三四五六七八九十\d]+[：:、.]|(整改|责任)[^，。]{1,6}[：:])`)

func (w wrap) full(line string) bool {
	n := columns(strings.TrimRightFunc(line, unicode.IsSpace))
	return n >= w.width-slack
}

// closed says that a line ends with a sentence.
func closed(line string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(line, unicode.IsSpace))
	return strings.ContainsRune("。！？；：”）.!?;:", r)
}

func indent(line string) bool {
	return strings.HasPrefix(line, "\u3000") || strings.HasPrefix(line, "  ") || strings.HasPrefix(line, "\t")
}

// glue joins two lines of a paragraph; between words of letters a space belongs.
func glue(a, b string) string {
	last, _ := utf8.DecodeLastRuneInString(a)
	first, _ := utf8.DecodeRuneInString(b)
	if last < 0x80 && first < 0x80 && unicode.IsLetter(last) && unicode.IsLetter(first) {
		return a + " " + b
	}
	return a + b
}

// columns is a line's width on a fixed grid: a Han character is two columns wide.
func columns(s string) int {
	n := 0
	for _, r := range s {
		if r < 0x2000 && r != '·' {
			n++
		} else {
			n += 2
		}
	}
	return n
}
