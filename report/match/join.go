package match

import "slices"

// Statement is one problem as one document states it, for [Join].
type Statement struct{ Title, Text string }

// Join tells which statements of the documents of one inspection state the same problem: labels[d][i] is the
// finding, counted from 0, that statement i of document d belongs to. Documents come in order of precedence, the
// team's feedback first; the statements of each in the document's order.
//
// All documents of an inspection go through the problems in the team's order, which is why order decides where words
// do not: 信访件拖着不办 and 群众来信答复超过时限 share little, but stand between the same two neighbours.
// A document may also put two findings into one (接待和用车都不规范) or cut one in two; the neighbours
// tell that too.
func Join(docs [][]Statement) (labels [][]int) {
	j := newJoiner(docs)
	for d := range docs {
		j.take(d)
	}
	return j.labels()
}

// What two statements must have in common before they are held to be one. Words from the whole inspection weigh by
// rarity, so the values mean the same in every unit.
const (
	anchor  = 0.40 // each other's best anywhere in the two documents
	between = 0.05 // standing between the same neighbours
	part    = 0.30 // a piece of a problem that already has its counterpart
)

// joiner keeps the running list of findings, in the order of the documents so far.
type joiner struct {
	said [][]stated // document by document
	list []*finding
}

// stated is what a problem says, by its title and in all.
type stated struct{ title, text vector }

type finding struct {
	members []member
}

type member struct{ doc, i int }

func newJoiner(docs [][]Statement) *joiner {
	var all []grams
	for _, doc := range docs {
		for _, s := range doc {
			all = append(all, gramsOf(s.Title, s.Text))
		}
	}
	w := rarity(all)
	j := &joiner{said: make([][]stated, len(docs))}
	for d, doc := range docs {
		for _, s := range doc {
			j.said[d] = append(j.said[d], stated{w.vector(gramsOf(s.Title)), w.vector(gramsOf(s.Title, s.Text))})
		}
	}
	return j
}

// take joins document d to the findings known so far; what fits none is a new finding, put in behind its neighbour.
func (j *joiner) take(d int) {
	like := j.likeness(d)
	to := anchors(like)
	fillGaps(to, like)
	merged := j.parts(d, to, like)
	j.place(d, to, merged)
}

// likeness[i][f] is how much statement i of document d is like finding f: like its most similar statement.
func (j *joiner) likeness(d int) [][]float64 {
	out := make([][]float64, len(j.said[d]))
	for i, s := range j.said[d] {
		out[i] = make([]float64, len(j.list))
		for f, known := range j.list {
			for _, m := range known.members {
				out[i][f] = max(out[i][f], alike(s, j.said[m.doc][m.i]))
			}
		}
	}
	return out
}

// alike counts a title that stands whole in the other's text as much as a title alike: a notice may give the title
// alone (关于“人才引进难”的问题), the feedback the title and the facts.
func alike(a, b stated) float64 {
	return max(
		cosine(a.title, b.title),
		cosine(a.text, b.text),
		0.9*contained(a.title, b.text),
		0.9*contained(b.title, a.text),
	)
}

// parts finds the pieces. A statement without a counterpart that stands beside one and is contained in its finding
// joins that finding; a finding without a counterpart whose neighbour's statement contains it is merged with the
// neighbour: merged[f] is the finding that f goes into, or f.
func (j *joiner) parts(d int, to []int, like [][]float64) (merged []int) {
	counterpart := make([]int, len(j.list))
	merged = make([]int, len(j.list))
	for f := range counterpart {
		counterpart[f], merged[f] = -1, f
	}
	for i, f := range to {
		if f >= 0 {
			counterpart[f] = i
		}
	}
	whole := slices.Clone(to)
	for i, f := range to {
		if f >= 0 {
			continue
		}
		for _, n := range []int{i - 1, i + 1} {
			if n >= 0 && n < len(whole) && whole[n] >= 0 && best(like[i]) == whole[n] && j.piece(j.said[d][i], whole[n]) {
				to[i] = whole[n]
			}
		}
	}
	for f, i := range counterpart {
		if i >= 0 {
			continue
		}
		for _, n := range []int{f - 1, f + 1} {
			if n >= 0 && n < len(counterpart) && counterpart[n] >= 0 && bestOf(like, f) == counterpart[n] && j.holds(j.said[d][counterpart[n]], f) {
				merged[f] = n
			}
		}
	}
	return merged
}

// piece says whether a statement is contained in one statement of the finding.
func (j *joiner) piece(s stated, f int) bool {
	return slices.ContainsFunc(j.list[f].members, func(m member) bool {
		return contained(s.text, j.said[m.doc][m.i].text) >= part || contained(s.title, j.said[m.doc][m.i].text) >= part
	})
}

// holds says whether a statement contains one statement of the finding.
func (j *joiner) holds(s stated, f int) bool {
	return slices.ContainsFunc(j.list[f].members, func(m member) bool {
		t := j.said[m.doc][m.i]
		return contained(t.text, s.text) >= part || contained(t.title, s.text) >= part
	})
}

// place writes document d into the running list.
func (j *joiner) place(d int, to, merged []int) {
	old := j.list
	behind := make([][]*finding, len(old)+1) // new findings by the known finding they stand behind; 0 is the front
	last := 0
	for i, f := range to {
		m := member{d, i}
		if f < 0 {
			behind[last] = append(behind[last], &finding{members: []member{m}})
			continue
		}
		old[f].members = append(old[f].members, m)
		last = f + 1
	}
	j.list = slices.Clone(behind[0])
	for f, known := range old {
		if merged[f] != f {
			old[merged[f]].members = append(old[merged[f]].members, known.members...)
		} else {
			j.list = append(j.list, known)
		}
		j.list = append(j.list, behind[f+1]...)
	}
}

func (j *joiner) labels() [][]int {
	out := make([][]int, len(j.said))
	for d := range out {
		out[d] = make([]int, len(j.said[d]))
	}
	for n, f := range j.list {
		for _, m := range f.members {
			out[m.doc][m.i] = n
		}
	}
	return out
}
