// Package match tells whether two problems are the same, and why. In go the statements of one inspection ([Join]) or
// the findings of all rounds ([New]); out come labels, and for each finding its candidates among earlier rounds with
// a score and reasons in Chinese that a person can check. It reads words, order and references alone, knows what the
// trade calls its duties and failings (vocabulary.txt) and which words mean alike (words.vec), and takes weight off the boilerplate of the genre; it stores nothing and decides nothing; what a person decided is laid over it by package report.
package match

import (
	"cmp"
	"slices"

	"huitoukan/record"
)

// Most is the number of candidates that [Matcher.Candidates] gives at most.
const Most = 5

// Finding is one problem of one unit in one round, with all that the round's documents say of it.
type Finding struct {
	Unit        int                 // findings of one unit have the same number
	Round       int                 // rounds of the unit in order of time
	Inspections []record.Inspection // the round as its documents tell it: what a reference may call it by
	Titles      []string
	Texts       []string
	Topic       string
	References  []record.Reference
}

// Candidate is an earlier finding that the current one may repeat.
type Candidate struct {
	Prior     int     // position in the findings given to New
	Score     float64 // 0 to 1; 0.5 and above is called a repeat
	Repeat    bool    // declared, computed, or repeated by way of a round between
	Computed  bool    // what the two texts have in common suffices
	Reference *record.Reference
	Why       []string // Chinese, each one checkable in the two texts

	like likeness
	by   int // the finding of a round between, -1 for none
}

// Unresolved is a reference, or those of its quotes, whose earlier finding is not on file.
type Unresolved struct {
	Reference record.Reference
	OnFile    bool // the round itself is on file, but none of its findings reads like the quote
}

// Matcher compares findings. It keeps what it has compared and is not for concurrent use.
type Matcher struct {
	findings []Finding
	read     []profile
	units    map[int][]int
	weights  map[int]weights
	terms    weights
	meanings meanings
	last     unit
	known    map[int]compared
	clauses  map[int]clauses
}

type compared struct {
	candidates []Candidate
	unresolved []Unresolved
}

// New prepares the findings of all units and rounds; the words of all of them tell which words are rare.
func New(findings []Finding) *Matcher {
	m := &Matcher{
		findings: findings, read: make([]profile, len(findings)), units: map[int][]int{}, weights: map[int]weights{}, known: map[int]compared{}, clauses: map[int]clauses{},
	}
	all, letters, terms := make([]grams, len(findings)), make([]grams, len(findings)), make([]grams, len(findings))
	words, own := make([]grams, len(findings)), make([]grams, len(findings))
	for i, f := range findings {
		texts := slices.Concat(f.named(), f.Titles, f.Texts)
		m.read[i].said = trade.read(texts)
		all[i], letters[i], terms[i] = gramsOf(texts...), lettersOf(texts...), slices.Concat(m.read[i].said.of(false), m.read[i].said.of(true))
		words[i], own[i] = language().read(texts), language().read(beside(texts))
		m.units[f.Unit] = append(m.units[f.Unit], i)
	}
	known, alphabet := rarity(all), rarity(letters)
	m.terms = rarity(terms)
	m.meanings = language().newMeanings(words, own)
	meant := rarity(words)
	for unit, members := range m.units {
		w := mean(rarity(pick(all, members)), known).discount()
		single := mean(rarity(pick(letters, members)), alphabet)
		m.weights[unit] = w
		for _, i := range members {
			p := &m.read[i]
			p.stated = stated{w.vector(gramsOf(findings[i].named()...)), w.vector(all[i])}
			p.letters = single.discounted(letters[i], lettersOf(beside(slices.Concat(findings[i].named(), findings[i].Titles, findings[i].Texts))...))
			p.duty, p.failing = m.terms.vector(p.said.of(false)), m.terms.vector(p.said.of(true))
			p.meant = meant.discounted(words[i], own[i])
		}
	}
	return m
}

func pick(all []grams, members []int) (out []grams) {
	for _, i := range members {
		out = append(out, all[i])
	}
	return out
}

// named is what the finding is about. One that declares a repeat is about the problems that it quotes: its own title
// is 上轮巡察反馈问题整改不到位, whatever came back.
func (f Finding) named() []string {
	var quotes []string
	for _, r := range f.References {
		quotes = append(quotes, r.Quotes...)
	}
	if len(quotes) > 0 {
		return quotes
	}
	return slices.Clone(f.Titles)
}

// Candidates are the earlier findings of the same unit that finding current may repeat, the likeliest first;
// one that shares no word with it is none.
func (m *Matcher) Candidates(current int) []Candidate {
	var top []Candidate
	for _, c := range m.compare(current).candidates {
		if len(top) < Most && (c.Repeat || m.shows(current, c.Prior)) {
			top = append(top, c)
		}
	}
	for i := range top {
		top[i].Why = m.why(current, top[i])
	}
	return top
}

// Candidate is one pair, however unlike: what a person asked about is shown even when it is not among the first.
// It answers false when prior is no earlier finding of the same unit.
func (m *Matcher) Candidate(current, prior int) (Candidate, bool) {
	for _, c := range m.compare(current).candidates {
		if c.Prior == prior {
			c.Why = m.why(current, c)
			return c, true
		}
	}
	return Candidate{}, false
}

// Unresolved are the references of finding current whose earlier findings are not on file.
func (m *Matcher) Unresolved(current int) []Unresolved { return m.compare(current).unresolved }

func (m *Matcher) compare(current int) compared {
	if c, ok := m.known[current]; ok {
		return c
	}
	var c compared
	pairs := m.compareUnit(m.findings[current].Unit)
	at := map[int]int{} // prior → its place among the candidates
	for _, i := range m.units[m.findings[current].Unit] {
		if m.findings[i].Round < m.findings[current].Round {
			at[i] = len(c.candidates)
			l := pairs[[2]int{current, i}]
			back := l.odds() >= 0
			c.candidates = append(c.candidates, Candidate{Prior: i, Score: l.score(), Repeat: back, Computed: back, like: l, by: -1})
		}
	}
	c.unresolved = m.declare(current, func(prior int, r record.Reference) {
		declared := &c.candidates[at[prior]]
		declared.Repeat = true
		if declared.Reference == nil {
			declared.Reference = &r
		}
	})
	m.chain(c.candidates, at)
	slices.SortStableFunc(c.candidates, func(a, b Candidate) int {
		return cmp.Or(-compareBool(a.Reference != nil, b.Reference != nil), -compareBool(a.Repeat, b.Repeat), cmp.Compare(b.like.odds(), a.like.odds()))
	})
	m.known[current] = c
	return c
}

// chain carries a repeat on over the rounds: what repeats a finding of 2022 that repeated one of 2018 repeats that of
// 2018 too, though the text of 2025 says 上一轮 and means 2022 alone.
func (m *Matcher) chain(candidates []Candidate, at map[int]int) {
	for _, c := range candidates {
		if !c.Repeat || c.by >= 0 {
			continue
		}
		for _, older := range m.compare(c.Prior).candidates {
			if i, ok := at[older.Prior]; ok && older.Repeat && !candidates[i].Repeat {
				candidates[i].Repeat, candidates[i].by = true, c.Prior
			}
		}
	}
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
