// Package report joins what the documents say into findings and tells which of them came back. In go documents and
// people's verdicts, as an engine yields them; out comes a [Report]; its papers ([Report.RepeatsPaper], [Report.UnitPaper] …) are
// what the packages beneath render. The same documents and verdicts give the same report to the byte, in whatever order they
// come and whenever it is asked for. Nothing is stored here and no file is read; whether two problems are the same is asked of report/match.
package report

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"huitoukan/record"
)

// Report lists, unit by unit, the findings of each round and what they repeat.
type Report struct {
	Generated time.Time `json:"generated"`         // when the newest of what it tells came in: a document, a verdict, a naming
	Rules     int       `json:"rules"`             // the newest extraction rules that a document was read with
	Marking   string    `json:"marking,omitempty"` // the highest of the documents' markings
	Documents int       `json:"documents"`
	Notes     []string  `json:"notes"` // what was left out or could not be compared, in Chinese
	Units     []Unit    `json:"units"`
	Common    []Common  `json:"common"`
}

// Unit is one inspected unit under its latest full name.
type Unit struct {
	Name     string    `json:"unit"`
	Names    []string  `json:"names"` // the names its documents go under
	Rounds   []Round   `json:"rounds"`
	Findings []Finding `json:"findings"`
	Repeats  []Repeat  `json:"repeats"`

	Rectified map[record.FindingID]Decided `json:"rectified,omitempty"` // findings that a person has seen put right
}

// Round is one inspection of the unit, with the documents that tell of it.
type Round struct {
	Year     int      `json:"year"`
	Round    string   `json:"round"`
	Body     string   `json:"body"`
	Type     string   `json:"type"`
	Feedback string   `json:"feedback"`
	Files    []Source `json:"files"`
}

// Source is one document of a round.
type Source struct {
	File string       `json:"file"`
	Kind record.Kind  `json:"kind"`
	Doc  record.DocID `json:"doc"`
}

// Finding is one problem of one unit in one round, joined from all documents that state it.
type Finding struct {
	ID         record.FindingID `json:"id"`
	Year       int              `json:"year"`
	Round      string           `json:"round"`
	Title      string           `json:"title"`
	Topic      string           `json:"topic"`
	Statements []Statement      `json:"statements"`
}

// Statement is where one document states the finding. The first statement of a finding is the canonical one.
type Statement struct {
	File   string       `json:"file"`
	Number int          `json:"number"`
	Kind   record.Kind  `json:"kind"`
	Doc    record.DocID `json:"doc"`
	Index  int          `json:"index"` // as in record.ProblemID
	Quote  string       `json:"quote"` // the whole statement
	Place  record.Place `json:"place"` // zero when the document came without its text

	Measures []string      `json:"measures,omitempty"` // promised or done about it, as this document tells
	Status   record.Status `json:"status,omitempty"`   // how far it has come, as this document tells
	Leader   string        `json:"leader,omitempty"`
}

// Flag says whether the program calls a pair a repeat or leaves it to a person.
type Flag string

// The flags. A person's verdict overrides what the program itself would say.
const (
	Back      Flag = "repeat"
	Candidate Flag = "candidate"
)

// Basis says what a repeat rests on.
type Basis string

// The bases: the text itself says so, the comparison does, or both.
const (
	Declared Basis = "declared"
	Computed Basis = "computed"
	Both     Basis = "both"
)

// Repeat is a later finding with an earlier one of the same unit. Prior is nil for a declared repeat whose earlier
// document is not on file; Reference then holds what the text says, and Missing which document to add.
type Repeat struct {
	Current   record.FindingID  `json:"current"`
	Prior     *record.FindingID `json:"prior"`
	Reference *Reference        `json:"reference,omitempty"`
	Basis     Basis             `json:"basis"`
	Score     float64           `json:"score"`
	Rank      int               `json:"rank,omitempty"` // 1 is the likeliest; 0 without a prior finding
	Flag      Flag              `json:"flag"`
	Why       []string          `json:"why"`
	Verdict   record.Decision   `json:"verdict,omitempty"`
	Decided   *Decided          `json:"decided,omitempty"`
	Missing   string            `json:"missing,omitempty"`
	Judged    *Judgment         `json:"judged,omitempty"` // what a model said of the pair; nil when none was asked
}

// Reference is what a text says of an earlier round.
type Reference struct {
	Year   int          `json:"year"`
	Round  string       `json:"round"`
	Claim  record.Claim `json:"claim"`
	Quotes []string     `json:"quotes"`
}

// Decided is who gave the verdict, when, and why.
type Decided struct {
	By   string    `json:"by"`
	Note string    `json:"note"`
	At   time.Time `json:"at"`
}

// Common is one failing that several units were told of in the same words.
type Common struct {
	Topic    string             `json:"topic"`
	Title    string             `json:"title"`
	Units    int                `json:"units"`
	Findings []record.FindingID `json:"findings"`
}

// JSON writes a report for programs; its keys are stable, in this order, and only added to.
func JSON(w io.Writer, r any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(r); err != nil {
		return fmt.Errorf("write report as JSON: %w", err)
	}
	return nil
}

// Finding looks a finding of the unit up.
func (u Unit) Finding(id record.FindingID) (Finding, bool) {
	for _, f := range u.Findings {
		if f.ID == id {
			return f, true
		}
	}
	return Finding{}, false
}
