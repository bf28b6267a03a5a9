package match

import (
	"slices"
	"strconv"
	"strings"

	"huitoukan/internal/han"
	"huitoukan/record"
)

// quoted is how much a quote and a finding of the round it names must have in common. It may be low: the text says
// that this round holds the problem, so the best of its dozen findings is nearly always the one; the value only keeps
// a quote whose document is not on file from landing on a finding that shares a stock phrase with it.
const quoted = 0.3

// declare resolves the references of finding current: each quote to the finding of the named round that reads most
// like it.
func (m *Matcher) declare(current int, resolved func(prior int, r record.Reference)) (missing []Unresolved) {
	w := m.weights[m.findings[current].Unit]
	var done []vector // quotes that some document of the round has already resolved
	var open []Unresolved
	for _, r := range m.findings[current].References {
		round := m.round(current, r)
		left := r
		left.Quotes = nil
		for _, q := range r.Quotes {
			prior, like := m.quote(w.vector(gramsOf(q)), round, w)
			if like < quoted {
				left.Quotes = append(left.Quotes, q)
				continue
			}
			done = append(done, w.vector(gramsOf(q)))
			resolved(prior, r)
		}
		if len(left.Quotes) > 0 || len(r.Quotes) == 0 {
			open = append(open, Unresolved{left, len(round) > 0})
		}
	}
	for _, u := range open {
		u.Reference.Quotes = slices.DeleteFunc(u.Reference.Quotes, func(q string) bool {
			v := w.vector(gramsOf(q))
			return slices.ContainsFunc(done, func(d vector) bool { return max(contained(v, d), contained(d, v)) >= 0.5 })
		})
		if len(u.Reference.Quotes) > 0 || !u.OnFile {
			missing = append(missing, u)
			for _, q := range u.Reference.Quotes { // say it once, though feedback, plan and notice all say it
				done = append(done, w.vector(gramsOf(q)))
			}
		}
	}
	return missing
}

// round are the findings of the round that a reference names; of the last round on file when it says 上一轮 alone.
func (m *Matcher) round(current int, r record.Reference) (round []int) {
	now, last := m.findings[current], -1
	var earlier []int
	for _, i := range m.units[now.Unit] {
		if f := m.findings[i]; f.Round < now.Round {
			earlier = append(earlier, i)
			last = max(last, f.Round)
		}
	}
	for _, i := range earlier {
		f := m.findings[i]
		switch {
		case r.Year == 0 && r.Round == "" && f.Round == last,
			slices.ContainsFunc(f.Inspections, func(in record.Inspection) bool { return names(r, in) }):
			round = append(round, i)
		}
	}
	return round
}

// names says whether a reference means the inspection. A round of the same name is the one, whatever year it is
// counted to; so is any of the years in which the inspection lasted or was fed back.
func names(r record.Reference, in record.Inspection) bool {
	if r.Round != "" && in.Round != "" {
		return SameRound(r.Round, in.Round) && (r.Year == 0 || strings.Contains(r.Round, "届") || lasted(in, r.Year))
	}
	return r.Year != 0 && lasted(in, r.Year)
}

func lasted(in record.Inspection, year int) bool {
	return in.Year == year || slices.ContainsFunc([]string{in.Start, in.End, in.Feedback}, func(date string) bool {
		return strings.HasPrefix(date, strconv.Itoa(year))
	})
}

// SameRound says whether two rounds as written may be the same: 第三轮 may be 六届区委第三轮.
func SameRound(a, b string) bool {
	a, b = han.Fold(a), han.Fold(b)
	return strings.HasSuffix(a, b) || strings.HasSuffix(b, a)
}

// quote finds what a quote means. Titles are compared one by one, since each document may name the finding its way.
func (m *Matcher) quote(q vector, round []int, w weights) (prior int, like float64) {
	for _, i := range round {
		l := contained(q, m.read[i].text)
		for _, t := range m.findings[i].Titles {
			title := w.vector(gramsOf(t))
			l = max(l, cosine(q, title), contained(title, q))
		}
		if l > like {
			prior, like = i, l
		}
	}
	return prior, like
}
