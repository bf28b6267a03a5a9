// Package index is the contract of the engines that store documents and find their problems.
// index/local and index/elastic keep it; index/indextest is the suite that both must pass.
package index

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"strings"
	"time"

	"huitoukan/record"
)

// SchemaVersion is raised whenever what an engine stores changes shape; an engine that meets another one
// answers [ErrSchema] until the index has been rebuilt.
const SchemaVersion = 3

// Writer takes documents in.
type Writer interface {
	// Put stores the documents, replacing those with the same ID. After nil they are durable and found by Search.
	// A *PutError names those refused for good; the rest are stored. After any other error put them all again:
	// that is harmless.
	Put(ctx context.Context, docs ...record.Document) error
	// Delete forgets a document; an unknown ID is no error.
	Delete(ctx context.Context, id record.DocID) error
}

// Reader answers questions about what is stored.
type Reader interface {
	// Get returns a document with its text, or ErrNotFound.
	Get(ctx context.Context, id record.DocID) (record.Document, error)
	// Search finds the same problems in every engine. It orders by score, then by the inspection's year, newest
	// first, then, for a query without words, by unit, then by ProblemID, so that a page is stable.
	Search(ctx context.Context, q Query) (Result, error)
	// Scan yields every document that q matches (Query.Text and the problem filters are not looked at:
	// Unit, Units, Round, Year and Kind are), ordered by unit, year, round, file, ID, without a limit.
	Scan(ctx context.Context, q Query) iter.Seq2[record.Document, error]
	// Heads yields every document, in the order of Scan, with nothing but what tells its unit: ID, Unit, Names (sorted, each
	// once, Unit not among them) and the inspection's year. Texts are not read for it, so that a page can ask each time.
	Heads(ctx context.Context) iter.Seq2[record.Document, error]
}

// Verdicts keeps what people decided about pairs of findings. Neither Put, Delete nor a rebuild touches them.
type Verdicts interface {
	// Decide stores a person's verdict, in place of that person's earlier one on the same pair. Where another's stands it changes
	// nothing, and answers a *DecidedError, or ErrConflict when it cannot tell what the other said.
	Decide(ctx context.Context, v record.Verdict) error
	// Keep stores the verdict whatever stands: one that is carried over from another index, or laid back from a backup.
	Keep(ctx context.Context, v record.Verdict) error
	// Undo takes the verdict on a pair back, or answers ErrNotFound.
	Undo(ctx context.Context, p record.Pair) error
	// Decided yields all verdicts, ordered by pair.
	Decided(ctx context.Context) iter.Seq2[record.Verdict, error]
}

// Namings keeps what people decided about the names of units. Neither Put, Delete nor a rebuild touches them, and no search
// looks at them: who asks resolves names first (see Query.Units).
type Namings interface {
	// Name stores the naming in place of an earlier one of just the same name.
	Name(ctx context.Context, n record.Naming) error
	// Unname takes the naming of a name back, or answers ErrNotFound.
	Unname(ctx context.Context, name string) error
	// Named yields all namings, ordered by name, byte by byte.
	Named(ctx context.Context) iter.Seq2[record.Naming, error]
}

// Log is what an engine on which several people decide has beside: every decision and every one taken back, added only. It is data of its
// own, as verdicts and namings are.
type Log interface {
	// Logged yields all lines in the order of their times.
	Logged(ctx context.Context) iter.Seq2[LogLine, error]
	// Note adds a line as it is, unless the very same is there: that of a decision is, once the decision has been stored.
	Note(ctx context.Context, l LogLine) error
}

// LogLine is one thing that a person did.
type LogLine struct {
	At     time.Time       `json:"at"`     // a decision's own time, or when one was taken back
	Action string          `json:"action"` // decide or undo
	Kind   string          `json:"kind"`   // of decision: verdict, naming
	Key    string          `json:"key"`    // what it is about: a pair, a name
	Body   json.RawMessage `json:"body"`   // the decision itself
}

// Engine is a whole store.
type Engine interface {
	Writer
	Reader
	Verdicts
	Namings
	Close() error
}

// Query asks for problems. Empty fields do not restrict. Text holds words, all of which must occur in the same
// problem; what stands in quotation marks ("…" or “…”) must occur as one string within one field.
// Search does not mind white space, the width of characters, or case.
type Query struct {
	Text   string
	Unit   string   // the document's unit, or another name that the document gives it
	Units  []string // the document's unit, as it is written there, is one of these: all that one unit goes by
	Round  string
	Year   int
	Topic  string
	Status record.Status
	Kind   record.Kind
	Limit  int // hits a page; 0 or less means 20
	Offset int
}

// Result is one page of hits.
type Result struct {
	Total  int // problems found, all pages together
	Hits   []Hit
	Facets Facets // counts over all problems found
}

// Facets counts the problems found by each value that occurs, most frequent first, then by value.
type Facets struct{ Unit, Round, Year, Topic, Status, Kind []Count }

// Count is one value of a facet. Value is empty for problems that do not state it.
type Count struct {
	Value string
	N     int
}

// Hit is one problem found.
type Hit struct {
	ID         record.ProblemID
	File       string
	Kind       record.Kind
	DocTitle   string
	Unit       string
	Inspection record.Inspection
	Problem    record.Problem
	Score      float64 // higher is better; comparable within one result only
	Snippets   []Snippet
}

// Snippet is an extract from one field of a hit, with the matched stretches.
type Snippet struct {
	Field string // title, text or measure
	Text  string
	Marks []record.Span // byte offsets into Text
}

// PutError names the documents that an engine refuses for good, each with its reason.
type PutError struct{ Refused map[record.DocID]error }

func (e *PutError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "index refuses %d documents", len(e.Refused))
	for id, err := range e.Refused {
		fmt.Fprintf(&b, "; %s: %v", id, err)
	}
	return b.String()
}
