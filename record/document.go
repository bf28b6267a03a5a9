// Package record holds the words that the whole program shares: what a document says, problem by problem.
// It has no input or output of its own and imports nothing but the standard library.
package record

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// DocID names a document by its content: the SHA-256 of the original's bytes, in hexadecimal.
type DocID string

// Kind says what a document is for.
type Kind string

// The kinds of document: a team's feedback, a unit's plan, a ledger (a plan or its state as a table),
// a report of progress, and whatever else came in.
const (
	Feedback Kind = "feedback"
	Plan     Kind = "plan"
	Ledger   Kind = "ledger"
	Progress Kind = "progress"
	Other    Kind = "other"
)

// Document is one file as the program understood it.
type Document struct {
	ID         DocID
	File       string // slash path under the inbox, or the file's name
	Kind       Kind
	Title      string
	Unit       string   // full official name as far as the document gives it
	Names      []string // every other name that the document itself gives the unit: short, former
	Inspection Inspection
	Claimed    int // stated count of problems; 0 when none is stated
	Marking    string
	Problems   []Problem
	Doubts     []Doubt
	Coverage   float64 // share of the body's characters that some rule explains, 0 to 1
	Rules      int     // extract.Version that made the record
	Taken      time.Time
	Text       Text
}

// Open counts the doubts that a person has to look at; hints are none.
func (d Document) Open() int {
	n := 0
	for _, x := range d.Doubts {
		if !x.Hint {
			n++
		}
	}
	return n
}

// Inspection is the round that a document belongs to. Dates are YYYY-MM-DD, or YYYY-MM where the day is not stated.
type Inspection struct {
	Body     string `json:"body"`  // the team, as written: 区委第三巡察组
	Level    string `json:"level"` // central, province, city, county, org
	Type     string `json:"type"`  // as written: 常规巡察
	Round    string `json:"round"` // as written: 六届区委第三轮
	Year     int    `json:"year"`
	Start    string `json:"start"`
	End      string `json:"end"`
	Feedback string `json:"feedback"`
}

// Problem is one numbered problem as one document states it.
type Problem struct {
	Number     int
	Label      string   // as printed: 问题1：
	Section    []string // headings above it, outermost first, without their labels
	Topic      string   // T01 … T33
	Title      string   // the naming clause, no label, no closing punctuation
	Text       string   // the whole statement without its label, as one line
	Measures   []Measure
	Status     Status
	Leader     string
	Owner      string
	Deadline   string
	References []Reference
	At         Span
}

// Measure is what was promised or done about a problem, without its label.
type Measure struct {
	Text string
	At   Span
}

// Status is how far a document says that a problem has been dealt with; empty when it says nothing.
type Status string

// The states: done, mostly done, under way, standing, not begun.
const (
	Completed       Status = "completed"
	MostlyCompleted Status = "mostly_completed"
	Ongoing         Status = "ongoing"
	LongTerm        Status = "long_term"
	NotStarted      Status = "not_started"
)

// Reference is a statement that an earlier round's problem is back or was not rectified.
type Reference struct {
	Year   int    // 0 when not stated
	Round  string // as written
	Claim  Claim
	Quotes []string // each earlier problem, or claimed measure, named
	At     Span
}

// Claim says what a reference claims of the earlier problem.
type Claim string

// The claims: not rectified, back again, measures claimed without evidence.
const (
	Unrectified Claim = "unrectified"
	Recurring   Claim = "recurring"
	Unsupported Claim = "unsupported"
)

// ProblemID names one problem of one document by its position, from 1, since printed numbers may be doubled.
type ProblemID struct {
	Doc   DocID
	Index int
}

// String is the form that [ParseProblemID] reads: the document's ID, '#', the index.
func (p ProblemID) String() string { return fmt.Sprintf("%s#%d", p.Doc, p.Index) }

// ParseProblemID reads what [ProblemID.String] writes.
func ParseProblemID(s string) (ProblemID, error) {
	doc, n, ok := strings.Cut(s, "#")
	i, err := strconv.Atoi(n)
	if !ok || err != nil || doc == "" || i < 1 {
		return ProblemID{}, fmt.Errorf("problem ID %q is not DOC#INDEX", s)
	}
	return ProblemID{DocID(doc), i}, nil
}
