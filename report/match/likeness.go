package match

import "math"

// likeness is what two findings have in common.
type likeness struct {
	words   float64 // 0 to 1: pairs of letters, in the whole texts and of each title in the other's text
	letters float64 // 0 to 1: single letters, since 借调, 借用 and 抽借 share no more
	terms   float64 // 0 to 1: the same duty and the same manner of failing, whatever they are called; 0 when either is not shared
	differ  bool    // both fail in manners that the trade has words for, and in none alike
	closest bool    // neither has another that is more alike in the other's round
}

// The weights were fitted (logistic regression, declared pairs left out) on 16 units whose repeats readers had marked, and
// rounded. The line at which a pair is called a repeat lies at 0. docs/decisions/0010-matcher.md has the figures.
const (
	wordsWeight   = 5.5
	lettersWeight = 5.5
	termsWeight   = 5.0
	differWeight  = -1.5
	closestWeight = 4.0
	bias          = -7.6
)

// degree is how much alike two findings are, without regard to others.
func (l likeness) degree() float64 {
	d := wordsWeight*math.Sqrt(l.words) + lettersWeight*l.letters + termsWeight*l.terms
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

// score maps the odds to 0 … 1, the line to 0.5. They are halved, so that what people see does not all stand at 0 or 1.
func (l likeness) score() float64 { return 1 / (1 + math.Exp(-l.odds()/2)) }

// some says whether there is anything in common that can be shown.
func (l likeness) some() bool { return l.words > 0 || l.terms > 0 }

// profile is a finding as it is compared.
type profile struct {
	stated
	letters       vector
	duty, failing vector
	said          said
}

// like compares two findings. Of the words, whole texts weigh most: a title may put the same failing in fashionable words
// (“空心化”突出), while the facts below it are told in plain ones.
func like(a, b profile) likeness {
	failing := cosine(a.failing, b.failing)
	return likeness{
		words:   0.7*cosine(a.text, b.text) + 0.15*contained(a.title, b.text) + 0.15*contained(b.title, a.text),
		letters: cosine(a.letters, b.letters),
		terms:   math.Sqrt(cosine(a.duty, b.duty) * failing),
		differ:  len(a.failing.grams) > 0 && len(b.failing.grams) > 0 && failing == 0,
	}
}

// unit holds the likeness of all pairs of one unit's findings, later one first.
type unit struct {
	number int
	pairs  map[[2]int]likeness
}

// compareUnit compares all findings of a unit; the unit compared last is kept, and what is known of its findings, since a report goes
// through unit by unit.
func (m *Matcher) compareUnit(number int) map[[2]int]likeness {
	if m.last.pairs != nil && m.last.number == number {
		return m.last.pairs
	}
	pairs := map[[2]int]likeness{}
	type side struct{ finding, round int }
	most := map[side]float64{} // of a finding, within another round
	for _, i := range m.units[number] {
		for _, k := range m.units[number] {
			if m.findings[k].Round < m.findings[i].Round {
				l := like(m.read[i], m.read[k])
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
