package match

import (
	"cmp"
	_ "embed"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"huitoukan/internal/han"
)

//go:embed words.txt
var wordsText string

//go:embed words.vec
var wordVectors string

// language knows the common words by their neighbours in many texts: 门面 stands where 商铺 stands. Where the vectors come from,
// docs/decisions/0013-word-vectors.md tells. They are unpacked when two findings are first compared: most commands compare none.
var language = sync.OnceValue(func() lexicon { return newLexicon(wordsText, wordVectors) })

// lexicon knows words and what each means: a vector, of which only the direction counts.
type lexicon struct {
	index   map[string]int
	words   []string
	vectors [][]int8
	lengths []float64 // of the vectors
	longest int       // bytes of the longest word
}

// newLexicon reads one word a line, and as many vectors of one size.
func newLexicon(text, vectors string) lexicon {
	l := lexicon{words: strings.Fields(text)}
	l.index = make(map[string]int, len(l.words))
	size := len(vectors) / len(l.words)
	for i, w := range l.words {
		l.index[w] = i
		l.longest = max(l.longest, len(w))
		v := make([]int8, size)
		for k, b := range []byte(vectors[i*size : (i+1)*size]) {
			v[k] = int8(b)
		}
		l.vectors = append(l.vectors, v)
		l.lengths = append(l.lengths, math.Sqrt(float64(dot(v, v))))
	}
	return l
}

// dot adds up in four strands, which do not wait for each other: each word of a store meets each other.
func dot(a, b []int8) int32 {
	b = b[:len(a)]
	var s, t, u, v int32
	i := 0
	for ; i+3 < len(a); i += 4 {
		s += int32(a[i]) * int32(b[i])
		t += int32(a[i+1]) * int32(b[i+1])
		u += int32(a[i+2]) * int32(b[i+2])
		v += int32(a[i+3]) * int32(b[i+3])
	}
	for ; i < len(a); i++ {
		s += int32(a[i]) * int32(b[i])
	}
	return s + t + u + v
}

// read lists the words in some texts, each once, in order of their numbers: from each letter on the longest that is known.
func (l lexicon) read(texts []string) grams {
	var out grams
	for _, t := range texts {
		for _, run := range strings.FieldsFunc(han.Fold(t), func(r rune) bool { return !unicode.Is(unicode.Han, r) }) {
			for run != "" {
				word, known := l.first(run)
				if known >= 0 {
					out = append(out, gram(known))
				}
				run = run[len(word):]
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// first is the longest known word with which s begins, and its number; the first letter and -1 when none is known.
func (l lexicon) first(s string) (word string, number int) {
	for end := min(len(s), l.longest); end > 0; end -= utf8.RuneLen('一') {
		if i, ok := l.index[s[:end]]; ok {
			return s[:end], i
		}
	}
	_, size := utf8.DecodeRuneInString(s)
	return s[:size], -1
}

// unlike is the likeness of two words up to which they are taken to have nothing in common: words of one language always are a little alike.
const unlike = 0.4

// near is how much the words a and b mean alike, 0 to 1.
func (l lexicon) near(a, b gram) float64 {
	if a == b {
		return 1
	}
	cos := float64(dot(l.vectors[a], l.vectors[b])) / (l.lengths[a] * l.lengths[b])
	return max(0, (cos-unlike)/(1-unlike))
}

// meanings are the words of some texts, numbered anew, and which of them mean alike: few pairs do, so that whole units are compared by
// these alone.
type meanings struct {
	words []string
	alike [][]neighbour // by word
	best  []float64     // by word: scratch for shares
}

// neighbour is a word and how much it means what another does, more than 0.
type neighbour struct {
	word gram
	near float64
}

// newMeanings numbers the words in all texts anew, in place, and compares each with each.
func (l lexicon) newMeanings(texts ...[]grams) meanings {
	words := slices.Compact(slices.Sorted(slices.Values(slices.Concat(slices.Concat(texts...)...))))
	number := make(map[gram]gram, len(words))
	for i, w := range words {
		number[w] = gram(i)
	}
	for _, t := range slices.Concat(texts...) {
		for i, w := range t {
			t[i] = number[w]
		}
	}
	m := meanings{make([]string, len(words)), make([][]neighbour, len(words)), make([]float64, len(words))}
	for i, a := range words {
		m.words[i] = l.words[a]
		m.alike[i] = append(m.alike[i], neighbour{gram(i), 1})
		for k := i + 1; k < len(words); k++ {
			if n := l.near(a, words[k]); n > 0 {
				m.alike[i] = append(m.alike[i], neighbour{gram(k), n})
				m.alike[k] = append(m.alike[k], neighbour{gram(i), n})
			}
		}
	}
	return m
}

// shares answers for each text which share of its words, by rarity, has a word of like meaning in one other text, 0 to 1.
func (m meanings) shares(texts []vector, in vector) []float64 {
	for _, w := range in.grams {
		for _, a := range m.alike[w] {
			m.best[a.word] = max(m.best[a.word], a.near)
		}
	}
	out := make([]float64, len(texts))
	for i, t := range texts {
		for k, w := range t.grams {
			out[i] += t.weight[k] * m.best[w]
		}
		if t.sum > 0 {
			out[i] /= t.sum
		}
	}
	for _, w := range in.grams {
		for _, a := range m.alike[w] {
			m.best[a.word] = 0
		}
	}
	return out
}

// surely is how much two words must mean alike to be shown to a person as doing so.
const surely = 0.35

// synonyms are the words of two texts, each in one of them only, that mean alike, the rarest first, at most three pairs; single letters
// say too little by themselves.
func (m meanings) synonyms(a, b vector) (pairs [][2]string) {
	type pair struct {
		words [2]string
		worth float64
	}
	var found []pair
	for i, w := range a.grams {
		if has(b, w) || utf8.RuneCountInString(m.words[w]) < 2 {
			continue
		}
		for _, n := range m.alike[w] {
			if n.near >= surely && has(b, n.word) && !has(a, n.word) && utf8.RuneCountInString(m.words[n.word]) > 1 {
				found = append(found, pair{[2]string{m.words[w], m.words[n.word]}, a.weight[i] * n.near})
			}
		}
	}
	slices.SortStableFunc(found, func(x, y pair) int { return cmp.Compare(y.worth, x.worth) })
	told := map[string]bool{}
	for _, p := range found {
		if len(pairs) < 3 && !told[p.words[0]] && !told[p.words[1]] {
			told[p.words[0]], told[p.words[1]] = true, true
			pairs = append(pairs, p.words)
		}
	}
	return pairs
}

func has(v vector, w gram) bool {
	_, ok := slices.BinarySearch(v.grams, w)
	return ok
}
