package layout

import (
	"math"
	"regexp"
	"strings"
	"unicode"
)

// sheet is one page cut into lines and tables.
type sheet struct {
	area  Box
	lines []line // outside of tables, from top to bottom
	grids []grid // from top to bottom
}

const edgeLines = 2 // so many lines at each edge may be furniture

// edge is how far from the paper's edge, in points, running heads and page numbers stand: 35 mm and a line in 公文.
func (s *sheet) edge() float64 { return math.Min(126, s.area.height()/4) }

// unfurnish takes page numbers and repeated heads and feet off the sheets. The head of the first page stays:
// it interrupts nothing there, and a marking may stand in it.
func unfurnish(sheets []sheet) {
	seen := map[string]int{}
	for _, s := range sheets {
		for i := range s.lines {
			if k := s.furnitureKey(i); k != "" {
				seen[k]++
			}
		}
	}
	for n := range sheets {
		s := &sheets[n]
		var kept []line
		for i, l := range s.lines {
			k := s.furnitureKey(i)
			repeated := k != "" && seen[k] > 1 && seen[k]*3 >= len(sheets) && (n > 0 || s.atFoot(i))
			if !repeated && !s.pageNumber(i) {
				kept = append(kept, l)
			}
		}
		s.lines = kept
	}
}

// furnitureKey is what line i has in common with its like on other pages; empty when it does not stand at an edge.
func (s *sheet) furnitureKey(i int) string {
	l := s.lines[i]
	head := i < edgeLines && l.midY() < s.area.Y0+s.edge()
	if !head && !s.atFoot(i) {
		return ""
	}
	y := math.Round((l.midY() - s.area.Y0) / 4)
	text := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return '#'
		}
		return r
	}, l.text)
	return string(rune(int(y))) + text
}

func (s *sheet) atFoot(i int) bool {
	return i >= len(s.lines)-edgeLines && s.lines[i].midY() > s.area.Y1-s.edge()
}

var (
	// — 3 —, -3-, ·3·, 第3页, 第 3 页 共 10 页, 3/10, Page 3 of 10
	numberShape = regexp.MustCompile(`^(?:[—–―\-－_·•~]+ ?\p{Nd}{1,4} ?[—–―\-－_·•~]+|第 ?\p{Nd}{1,4} ?页(?:[ ,，/]*共 ?\p{Nd}{1,4} ?页)?|` +
		`\p{Nd}{1,4} ?/ ?\p{Nd}{1,4}|(?i:page) ?\p{Nd}{1,4}(?: ?of ?\p{Nd}{1,4})?)$`)
	bareNumber = regexp.MustCompile(`^\p{Nd}{1,4}$`)
)

// pageNumber reports that line i is the outermost on its page and reads as a page number. A bare number must also stand
// apart from the text: the last line of a paragraph may be nothing but a year.
func (s *sheet) pageNumber(i int) bool {
	l := s.lines[i]
	first, last := i == 0, i == len(s.lines)-1
	for _, g := range s.grids {
		first = first && l.Y0 < g.Y0
		last = last && l.Y0 > g.Y0
	}
	atEdge := first && l.midY() < s.area.Y0+s.edge() || last && l.midY() > s.area.Y1-s.edge()
	switch {
	case !atEdge:
		return false
	case numberShape.MatchString(l.text):
		return true
	case !bareNumber.MatchString(l.text):
		return false
	case first && i+1 < len(s.lines):
		return s.lines[i+1].Y0-l.Y1 > l.size
	case last && i > 0:
		return l.Y0-s.lines[i-1].Y1 > l.size
	}
	return true
}
