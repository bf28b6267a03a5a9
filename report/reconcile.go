package report

import (
	"cmp"
	"slices"

	"huitoukan/record"
)

// Reconciliation is what has become of the findings of a unit's earlier rounds by one round (对账表): each stands in it once.
type Reconciliation struct {
	Unit     string    `json:"unit"`
	Year     int       `json:"year"`
	Round    string    `json:"round"`
	Accounts []Account `json:"accounts"` // in order of time, then as their documents number them
}

// State is what a round says of an earlier finding.
type State string

// The states. A finding that no document of the round mentions is not rectified by that.
const (
	CameBack    State = "back"        // another finding of the round is the same
	Unresolved  State = "unrectified" // a document of the round says that it is not rectified, or that its measures have no evidence
	Seen        State = "rectified"   // a person has seen that it is
	Unmentioned State = "unmentioned"
)

// Account is the line of one earlier finding.
type Account struct {
	Finding  record.FindingID   `json:"finding"`
	State    State              `json:"state"`
	In       []record.FindingID `json:"in"`       // the round's findings that it came back in, or that tell of it
	Doubtful []record.FindingID `json:"doubtful"` // of an unmentioned one: findings of the round that a person should compare
	Chain    []record.FindingID `json:"chain"`    // all findings up to the round that are the same, itself among them, the oldest first
	Claimed  record.Status      `json:"claimed"`  // how far its own round's documents say it had come
	Measures []string           `json:"measures"` // of the document that Claimed is from
	Source   string             `json:"source"`   // that document
	Promises []Promise          `json:"promises"`
	Decided  *Decided           `json:"decided,omitempty"` // who has seen it rectified
}

// Reconcile draws up the account of one of the unit's rounds, given by its place among [Unit.Rounds].
func (u Unit) Reconcile(round int) Reconciliation {
	at := u.Rounds[round]
	r := Reconciliation{Unit: u.Name, Year: at.Year, Round: at.Round, Accounts: []Account{}}
	for _, f := range u.Findings {
		if n := u.roundOf(f); n < round && u.Rounds[n].Year > 0 && at.Year > 0 {
			r.Accounts = append(r.Accounts, u.account(f, round))
		}
	}
	return r
}

// roundOf is the place among the unit's rounds of a finding's own.
func (u Unit) roundOf(f Finding) int {
	return slices.IndexFunc(u.Rounds, func(r Round) bool { return r.Year == f.Year && r.Round == f.Round })
}

func (u Unit) account(f Finding, round int) Account {
	a := Account{Finding: f.ID, State: Unmentioned, In: []record.FindingID{}, Doubtful: []record.FindingID{}, Chain: u.chain(f.ID, round)}
	a.Claimed, a.Measures, a.Source = f.claimed()
	a.Promises = promises(a.Measures)
	if d, ok := u.Rectified[f.ID]; ok {
		a.State, a.Decided = Seen, &d
	}
	told := false
	for _, x := range u.Repeats {
		now, _ := u.Finding(x.Current)
		switch {
		case x.Prior == nil || *x.Prior != f.ID || u.roundOf(now) != round:
		case x.Flag == Back:
			a.In = append(a.In, x.Current)
			told = told || x.Reference != nil && x.Reference.Claim != record.Recurring
		case x.doubtful():
			a.Doubtful = append(a.Doubtful, x.Current)
		}
	}
	switch {
	case told:
		a.State = Unresolved
	case len(a.In) > 0:
		a.State = CameBack
	}
	return a
}

// claimed is what the round's latest kind of document tells of the finding: a report of progress rather than a ledger, a ledger
// rather than a plan.
func (f Finding) claimed() (status record.Status, measures []string, source string) {
	order := []record.Kind{record.Progress, record.Ledger, record.Plan}
	telling := slices.DeleteFunc(slices.Clone(f.Statements), func(s Statement) bool { return len(s.Measures) == 0 && s.Status == "" })
	slices.SortStableFunc(telling, func(a, b Statement) int {
		return cmp.Compare(uint(slices.Index(order, a.Kind)), uint(slices.Index(order, b.Kind))) // what is none of them comes last
	})
	if len(telling) == 0 {
		return "", []string{}, ""
	}
	return telling[0].Status, append([]string{}, telling[0].Measures...), telling[0].File
}

// chain is the finding with all that are the same in earlier rounds, and in later ones up to the given; the oldest first.
func (u Unit) chain(id record.FindingID, round int) []record.FindingID {
	in := map[record.FindingID]bool{id: true}
	u.reach(id, in, func(x Repeat) (from, to record.FindingID) { return x.Current, *x.Prior })
	u.reach(id, in, func(x Repeat) (from, to record.FindingID) { return *x.Prior, x.Current })
	out := []record.FindingID{}
	for _, f := range u.Findings {
		if in[f.ID] && u.roundOf(f) <= round {
			out = append(out, f.ID)
		}
	}
	return out
}

// reach adds what the repeats lead to, one after another, in one direction of time.
func (u Unit) reach(id record.FindingID, in map[record.FindingID]bool, along func(Repeat) (from, to record.FindingID)) {
	for _, x := range u.Repeats {
		if x.Flag != Back || x.Prior == nil {
			continue
		}
		if from, to := along(x); from == id && !in[to] {
			in[to] = true
			u.reach(to, in, along)
		}
	}
}

// Chain is one problem that stood in three rounds or more.
type Chain struct {
	Findings []record.FindingID `json:"findings"` // the oldest first
	Silent   []Round            `json:"silent"`   // rounds between that do not mention it
}

// Chains are the problems that stood in three of the unit's rounds or more, each once.
func (u Unit) Chains() []Chain {
	out := []Chain{}
	listed := map[record.FindingID]bool{}
	for _, f := range slices.Backward(u.Findings) {
		if listed[f.ID] {
			continue
		}
		ids := u.chain(f.ID, len(u.Rounds))
		rounds := u.roundsOf(ids)
		if len(rounds) < 3 {
			continue
		}
		c := Chain{Findings: ids, Silent: []Round{}}
		for n := rounds[0]; n < rounds[len(rounds)-1]; n++ {
			if !slices.Contains(rounds, n) {
				c.Silent = append(c.Silent, u.Rounds[n])
			}
		}
		for _, id := range ids {
			listed[id] = true
		}
		out = append(out, c)
	}
	slices.Reverse(out)
	return out
}

// roundsOf are the rounds, each once and in order, in which the findings stand.
func (u Unit) roundsOf(ids []record.FindingID) (rounds []int) {
	for _, id := range ids {
		f, _ := u.Finding(id)
		rounds = append(rounds, u.roundOf(f))
	}
	slices.Sort(rounds)
	return slices.Compact(rounds)
}
