package match

import "math"

// likeness is what two findings have in common.
type likeness struct {
	letters float64 // 0 to 1: single letters, since 借调, 借用 and 抽借 share no more
	meaning float64 // 0 to 1: words that mean alike, word by word
	terms   float64 // 0 to 1: the same duty and the same manner of failing, whatever they are called; 0 when either is not shared
	differ  bool    // both fail in manners that the trade has words for, and in none alike
	closest bool    // neither has another that is more alike in the other's round
}

// The weights were fitted (logistic regression, declared pairs left out) on 31 units whose repeats readers had marked, and
// rounded. The line at which a pair is called a repeat lies at 0. docs/decisions/0010-matcher.md has the figures.
const (
	lettersWeight = 12.5
	meaningWeight = 10
	termsWeight   = 5.5
	differWeight  = -0.5
	closestWeight = 2.5
	bias          = -9
)

// degree is how much alike two findings are, without regard to others.
func (l likeness) degree() float64 {
	d := lettersWeight*l.letters + meaningWeight*l.meaning + termsWeight*l.terms
	if l.differ {
		d += differWeight
	}
	return d
}

// odds is how surely the one repeats the other: the logarithm of the odds, moved so that the line lies at 0.
func (l likeness) odds() float64 {
	if l.closest {
		return l.degree() + closestWeight + bias
	}
	return l.degree() + bias
}

// score maps the odds to 0 … 1, the line to 0.5. They are quartered, so that what people see does not all stand at 0 or 1.
func (l likeness) score() float64 { return 1 / (1 + math.Exp(-l.odds()/4)) }

// profile is a finding as it is compared.
type profile struct {
	stated
	letters       vector
	duty, failing vector
	meant         vector // the words of the language
	said          said
}

// like compares two findings, but for what their words mean.
func like(a, b profile) likeness {
	failing := cosine(a.failing, b.failing)
	return likeness{
		letters: cosine(a.letters, b.letters),
		terms:   math.Sqrt(cosine(a.duty, b.duty) * failing),
		differ:  len(a.failing.grams) > 0 && len(b.failing.grams) > 0 && failing == 0,
	}
}

// shows says whether two findings have anything in common that a person can be shown: two letters beside each other, a term, or words
// that mean alike.
func (m *Matcher) shows(i, k int) bool {
	a, b := m.read[i], m.read[k]
	sum, _ := common(a.text, b.text)
	return sum > 0 || like(a, b).terms > 0 || len(m.meanings.synonyms(a.meant, b.meant)) > 0
}

// unit holds the likeness of all pairs of one unit's findings, later one first.
type unit struct {
	number int
	pairs  map[[2]int]likeness
}

// shares tells for each two of some findings which share of the second's words has words of like meaning in the first.
func (m *Matcher) shares(members []int) [][]float64 {
	var texts []vector
	for _, i := range members {
		texts = append(texts, m.read[i].meant)
	}
	var out [][]float64
	for _, t := range texts {
		out = append(out, m.meanings.shares(texts, t))
	}
	return out
}

// compareUnit compares all findings of a unit; the unit compared last is kept, and what is known of its findings, since a report goes
// through unit by unit.
func (m *Matcher) compareUnit(number int) map[[2]int]likeness {
	if m.last.pairs != nil && m.last.number == number {
		return m.last.pairs
	}
	pairs := map[[2]int]likeness{}
	members := m.units[number]
	shares := m.shares(members)
	type side struct{ finding, round int }
	most := map[side]float64{} // of a finding, within another round
	for x, i := range members {
		for y, k := range members {
			if m.findings[k].Round < m.findings[i].Round {
				l := like(m.read[i], m.read[k])
				l.meaning = (shares[x][y] + shares[y][x]) / 2
				pairs[[2]int{i, k}] = l
				now, then := side{i, m.findings[k].Round}, side{k, m.findings[i].Round}
				most[now], most[then] = max(most[now], l.degree()), max(most[then], l.degree())
			}
		}
	}
	for p, l := range pairs {
		now, then := side{p[0], m.findings[p[1]].Round}, side{p[1], m.findings[p[0]].Round}
		l.closest = l.degree() > 0 && l.degree() == most[now] && l.degree() == most[then]
		pairs[p] = l
	}
	m.last = unit{number, pairs}
	clear(m.known)
	clear(m.clauses)
	return pairs
}
