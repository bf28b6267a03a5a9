package match

import (
	"cmp"
	"slices"
	"strings"

	"huitoukan/internal/han"
)

// Group is one failing that findings of several units state. Centre words it as most of them do; each member is like the centre, so
// that no chain of small steps leads from one failing to another.
type Group struct {
	Centre  int   // position in the findings given to Groups, as are Members
	Members []int // in their order, the centre among them
}

// Groups puts together the findings of two and more units that state the same failing, by what names it: a unit's own facts differ. The
// group of most units comes first.
//
// The wordings, each once, are gone through from the most common on; each joins the centre that it is most like or becomes a centre.
// Centres are looked up by the rarest pairs of letters and by duty and failing together, and no look-up gives more than [crowd] of
// them, so that the time a finding takes does not grow with their number.
func Groups(findings []Finding) []Group {
	all := wordings(findings)
	index := centres{all: all, by: map[key][]int{}}
	for i := range all {
		if c := index.nearest(i); c >= 0 {
			all[c].joined = append(all[c].joined, i)
		} else {
			index.add(i)
		}
	}
	var out []Group
	for _, i := range index.order {
		w := all[i]
		if g, units := w.group(findings, all); units > 1 {
			out = append(out, g)
		}
	}
	slices.SortStableFunc(out, func(a, b Group) int {
		return cmp.Compare(unitsOf(findings, b.Members), unitsOf(findings, a.Members))
	})
	return out
}

// wording is one naming clause, with the findings that have it word for word.
type wording struct {
	clause        string
	members       []int
	units         int
	joined        []int // the wordings of which this is the centre
	words         vector
	duty, failing grams
}

// clauseOf is what names a finding, up to its first comma, as it is compared.
func (f Finding) clauseOf() string {
	named := f.named()
	if len(named) == 0 {
		return ""
	}
	clause := han.Fold(named[0])
	if i := strings.IndexAny(clause, ",，"); i > 0 {
		clause = clause[:i]
	}
	return string(letters(clause))
}

// wordings lists the naming clauses, those of most units first.
func wordings(findings []Finding) []wording {
	at := map[string]int{}
	var out []wording
	for i, f := range findings {
		clause := f.clauseOf()
		if clause == "" {
			continue
		}
		w, ok := at[clause]
		if !ok {
			w = len(out)
			at[clause] = w
			out = append(out, wording{clause: clause})
		}
		out[w].members = append(out[w].members, i)
	}
	for i := range out {
		out[i].units = unitsOf(findings, out[i].members)
	}
	slices.SortFunc(out, func(a, b wording) int { return cmp.Or(cmp.Compare(b.units, a.units), cmp.Compare(a.clause, b.clause)) })
	weigh(out)
	return out
}

func unitsOf(findings []Finding, members []int) int {
	units := map[int]bool{}
	for _, i := range members {
		units[findings[i].Unit] = true
	}
	return len(units)
}

// weigh reads the words and the terms of each wording; how rare a pair of letters is, all of them tell.
func weigh(all []wording) {
	read := make([]grams, len(all))
	for i, w := range all {
		read[i] = gramsOf(w.clause)
	}
	weights := rarity(read).discount()
	for i := range all {
		said := trade.read([]string{all[i].clause})
		all[i].words = weights.vector(read[i])
		all[i].duty, all[i].failing = said.of(false), said.of(true)
	}
}

// What two wordings must have in common to state one failing.
const (
	sameWords = 0.60 // of the pairs of letters, by rarity
	sameTerms = 0.25 // where duty and failing are the same, whatever they are called
)

// degree is how much alike two wordings are, 0 where they do not state the same failing. Where both tell the manner of failing, it
// must be one and the same: 党费收缴不及时 is not 党费使用不规范.
func (w wording) degree(o wording) float64 {
	duty, failing := shares(w.duty, o.duty), shares(w.failing, o.failing)
	if !failing && len(w.failing) > 0 && len(o.failing) > 0 || !duty && len(w.duty) > 0 && len(o.duty) > 0 {
		return 0
	}
	like := cosine(w.words, o.words)
	if like >= sameWords || duty && failing && like >= sameTerms {
		return like
	}
	return 0
}

func shares(a, b grams) bool {
	return slices.ContainsFunc(a, func(g gram) bool { return slices.Contains(b, g) })
}

// key is what centres are looked up by: a pair of letters, or a duty and a failing.
type key struct{ gram, failing gram }

const (
	rarest = 5  // pairs of letters by which a wording is looked up
	crowd  = 32 // centres that one look-up gives at most
)

// centres are the wordings that others join.
type centres struct {
	all   []wording
	by    map[key][]int
	order []int
}

func (c centres) keys(i int) []key {
	w := c.all[i]
	order := make([]int, len(w.words.grams))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(w.words.weight[b], w.words.weight[a]) })
	var out []key
	for _, k := range order[:min(rarest, len(order))] {
		out = append(out, key{gram: w.words.grams[k]})
	}
	for _, d := range w.duty {
		for _, f := range w.failing {
			out = append(out, key{d, f + 1})
		}
	}
	return out
}

func (c *centres) add(i int) {
	c.order = append(c.order, i)
	for _, k := range c.keys(i) {
		if len(c.by[k]) < crowd {
			c.by[k] = append(c.by[k], i)
		}
	}
}

// nearest is the centre that wording i is most like, -1 for none.
func (c centres) nearest(i int) int {
	best, at := 0.0, -1
	for _, k := range c.keys(i) {
		for _, centre := range c.by[k] {
			if d := c.all[i].degree(c.all[centre]); d > best {
				best, at = d, centre
			}
		}
	}
	return at
}

// group is what has gathered around w, and how many units have it.
func (w wording) group(findings []Finding, all []wording) (Group, int) {
	g := Group{Centre: w.members[0], Members: slices.Clone(w.members)}
	for _, j := range w.joined {
		g.Members = append(g.Members, all[j].members...)
	}
	slices.Sort(g.Members)
	return g, unitsOf(findings, g.Members)
}
