package record

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// FindingID names a finding by what it says, not by the file it came from, so that it stays the same
// when a document is taken in again, re-issued or read by newer rules. See docs/decisions on finding identity.
type FindingID string

// Pair is a later finding and an earlier one of the same unit. Current is empty where a person says of an earlier finding alone
// that it is rectified.
type Pair struct{ Current, Prior FindingID }

// String is the form that people type: CURRENT-PRIOR.
func (p Pair) String() string { return string(p.Current) + "-" + string(p.Prior) }

// ParsePair reads what [Pair.String] writes.
func ParsePair(s string) (Pair, error) {
	a, b, ok := strings.Cut(s, "-")
	if !ok || a == "" || b == "" || strings.Contains(b, "-") {
		return Pair{}, fmt.Errorf("pair %q is not CURRENT-PRIOR", s)
	}
	return Pair{FindingID(a), FindingID(b)}, nil
}

// Decision is what a person said of a pair, or of one finding.
type Decision string

// The decisions; a pair without one is pending.
const (
	Pending   Decision = "pending"
	Confirmed Decision = "confirmed"
	Rejected  Decision = "rejected"
	Rectified Decision = "rectified" // of an earlier finding alone: put right, as a person has seen
)

// Chinese is the decision in words; one that is none of ours is given back as it stands.
func (d Decision) Chinese() string {
	words := map[Decision]string{Pending: "待定", Confirmed: "确认", Rejected: "否定", Rectified: "确认已整改"}
	return cmp.Or(words[d], string(d))
}

// Verdict is a person's decision on one pair, or on one finding: who, when and why.
type Verdict struct {
	Pair     Pair
	Decision Decision
	By       string
	Note     string
	At       time.Time
	Current  string // the later finding's title when it was judged, for when the finding itself is gone
	Prior    string // the earlier finding's title
}
