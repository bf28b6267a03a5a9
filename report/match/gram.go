package match

import (
	"math"
	"slices"
	"unicode"

	"huitoukan/internal/han"
)

// grams are the bigrams of some texts, sorted, each once: a statement that says 培训 four times is no more about it.
// They are a sorted list and no map, so that sums over them come out the same to the last bit every time.
type grams []gram

// gram is two letters that stand beside each other, the first in the upper half.
type gram uint64

// letters is s as it is compared: folded, letters only, every number one '#'.
// Two rounds never agree on 23次 or 6.4万元, and the same problem comes back with other amounts.
func letters(s string) []rune {
	var out []rune
	for _, r := range han.Fold(s) {
		switch {
		case unicode.IsDigit(r):
			if n := len(out); n == 0 || out[n-1] != '#' {
				out = append(out, '#')
			}
		case unicode.IsLetter(r):
			out = append(out, r)
		}
	}
	return out
}

func gramsOf(texts ...string) grams {
	var g grams
	for _, s := range texts {
		rs := letters(s)
		for i := 1; i < len(rs); i++ {
			g = append(g, gram(rs[i-1])<<32|gram(rs[i]))
		}
	}
	slices.Sort(g)
	return slices.Compact(g)
}

// lettersOf are the single letters of some texts, as grams compares them; numbers are none.
func lettersOf(texts ...string) grams {
	var g grams
	for _, s := range texts {
		for _, r := range letters(s) {
			if r != '#' {
				g = append(g, gram(r))
			}
		}
	}
	slices.Sort(g)
	return slices.Compact(g)
}

// weights tell how much each bigram says.
type weights func(gram) float64

// even lets every bigram say as much as any other.
func even(gram) float64 { return 1 }

// rarity weighs a bigram by how few of the texts hold it. 不规范 and 不到位 stand in every second problem, and so
// weigh next to nothing without a list that names them.
func rarity(all []grams) weights {
	df := map[gram]int{}
	for _, g := range all {
		for _, k := range g {
			df[k]++
		}
	}
	n := float64(len(all))
	return func(k gram) float64 { return math.Log((n + 1) / (float64(df[k]) + 0.5)) }
}

// mean is the mean of two weightings: inside one hospital 病房 says little, over all units it says much.
func mean(a, b weights) weights {
	return func(k gram) float64 { return max(0, (a(k)+b(k))/2) }
}

// vector is grams with their weights.
type vector struct {
	grams
	weight       []float64
	sum, squares float64
}

func (w weights) vector(g grams) vector {
	v := vector{grams: g, weight: make([]float64, len(g))}
	for i, k := range g {
		v.weight[i] = w(k)
		v.sum += v.weight[i]
		v.squares += v.weight[i] * v.weight[i]
	}
	return v
}

// cosine is the likeness of two texts, 0 to 1.
func cosine(a, b vector) float64 {
	if a.squares == 0 || b.squares == 0 {
		return 0
	}
	_, squares := common(a, b)
	return squares / math.Sqrt(a.squares*b.squares)
}

// contained is the share of a, by weight, that b holds too, 0 to 1.
func contained(a, b vector) float64 {
	if a.sum == 0 {
		return 0
	}
	sum, _ := common(a, b)
	return sum / a.sum
}

// common sums up what two vectors of one weighting share.
func common(a, b vector) (sum, squares float64) {
	for i, j := 0, 0; i < len(a.grams) && j < len(b.grams); {
		switch {
		case a.grams[i] < b.grams[j]:
			i++
		case a.grams[i] > b.grams[j]:
			j++
		default:
			sum += a.weight[i]
			squares += a.weight[i] * a.weight[i]
			i, j = i+1, j+1
		}
	}
	return sum, squares
}

// Shared is the share of a's bigrams that b holds too, 0 to 1, every bigram alike: for finding a title again that was
// read in slightly other words.
func Shared(a, b string) float64 {
	return contained(weights(even).vector(gramsOf(a)), weights(even).vector(gramsOf(b)))
}
