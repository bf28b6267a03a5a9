package match

import (
	"cmp"
	"slices"
)

// anchors pairs what is each other's best and alike beyond doubt. to[i] is the finding of statement i, -1 for none.
func anchors(like [][]float64) (to []int) {
	to = make([]int, len(like))
	for i, row := range like {
		to[i] = -1
		if f := best(row); f >= 0 && row[f] >= anchor && bestOf(like, f) == i {
			to[i] = f
		}
	}
	return to
}

// fillGaps pairs what is left between the same two neighbours, in order, and then what is left at all and alike
// beyond doubt: one ledger sorts its rows by department.
func fillGaps(to []int, like [][]float64) {
	if len(like) == 0 {
		return
	}
	taken := make([]bool, len(like[0]))
	for _, f := range to {
		if f >= 0 {
			taken[f] = true
		}
	}
	frame := append(rising(to), [2]int{len(to), len(taken)})
	last := [2]int{-1, -1}
	for _, next := range frame {
		gap(to, taken, like, last, next)
		last = next
	}
	for _, c := range cells(like, anchor) {
		if to[c.i] < 0 && !taken[c.f] {
			to[c.i], taken[c.f] = c.f, true
		}
	}
}

// gap pairs the free statements and findings strictly between two anchors, keeping their order, so that the sum of
// their likeness is greatest.
func gap(to []int, taken []bool, like [][]float64, from, until [2]int) {
	var is, fs []int
	for i := from[0] + 1; i < until[0]; i++ {
		if to[i] < 0 {
			is = append(is, i)
		}
	}
	for f := from[1] + 1; f < until[1]; f++ {
		if !taken[f] {
			fs = append(fs, f)
		}
	}
	sum := make([][]float64, len(is)+1) // sum[a][b]: the best over is[a:] and fs[b:]
	for a := range sum {
		sum[a] = make([]float64, len(fs)+1)
	}
	paired := func(a, b int) float64 {
		if v := like[is[a]][fs[b]]; v >= between {
			return v + sum[a+1][b+1]
		}
		return -1
	}
	for a := len(is) - 1; a >= 0; a-- {
		for b := len(fs) - 1; b >= 0; b-- {
			sum[a][b] = max(paired(a, b), sum[a+1][b], sum[a][b+1])
		}
	}
	for a, b := 0, 0; a < len(is) && b < len(fs); {
		switch sum[a][b] {
		case paired(a, b):
			to[is[a]], taken[fs[b]] = fs[b], true
			a, b = a+1, b+1
		case sum[a+1][b]:
			a++
		default:
			b++
		}
	}
}

// rising is the longest run of pairs whose findings rise with the statements: the frame of the common order.
func rising(to []int) (frame [][2]int) {
	length, before := make([]int, len(to)), make([]int, len(to))
	end := -1
	for i, f := range to {
		before[i] = -1
		if f < 0 {
			continue
		}
		length[i] = 1
		for k := range i {
			if to[k] >= 0 && to[k] < f && length[k]+1 > length[i] {
				length[i], before[i] = length[k]+1, k
			}
		}
		if end < 0 || length[i] > length[end] {
			end = i
		}
	}
	for i := end; i >= 0; i = before[i] {
		frame = append(frame, [2]int{i, to[i]})
	}
	slices.Reverse(frame)
	return frame
}

type cell struct {
	i, f int
	like float64
}

// cells are the pairs at least so much alike, the most alike first.
func cells(like [][]float64, least float64) (out []cell) {
	for i, row := range like {
		for f, v := range row {
			if v >= least {
				out = append(out, cell{i, f, v})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b cell) int { return cmp.Compare(b.like, a.like) })
	return out
}

func best(row []float64) int {
	at := -1
	for f, v := range row {
		if at < 0 || v > row[at] {
			at = f
		}
	}
	return at
}

func bestOf(like [][]float64, f int) int {
	at := 0
	for i := range like {
		if like[i][f] > like[at][f] {
			at = i
		}
	}
	return at
}
