package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"huitoukan/index"
	"huitoukan/record"
	"huitoukan/report"
)

const documentsPerPage = 50

type documentsPage struct {
	frame
	Filter          documentFilter
	Units, Rounds   []string // what the filters offer
	Years           []int
	Kinds           []record.Kind
	Total, Doubtful int // documents on file, and those of them that need a look
	Matching        int
	Documents       []documentRow
	Pager           pager
}

type documentFilter struct {
	Unit, Round, Outcome string
	Year                 int
	Kind                 record.Kind
}

// documentRow is a document as the list shows it.
type documentRow struct {
	ID         record.DocID
	File       string
	Title      string
	Unit       string
	Kind       record.Kind
	Inspection record.Inspection
	Marking    string
	Problems   int
	Claimed    int
	Doubts     int
	Coverage   float64
}

// The outcomes that the list can be narrowed to.
const (
	indexed = "indexed"
	review  = "review"
)

func (s *Server) documents(w http.ResponseWriter, r *http.Request) error {
	f, page, err := documentFilterOf(r.URL.Query())
	if err != nil {
		return err
	}
	rows, err := s.documentRows(r.Context())
	if err != nil {
		return err
	}
	roll, err := s.roll.get(r.Context())
	if err != nil {
		return err
	}
	f.Unit = roll.Called(f.Unit)
	p := documentsPage{frame: frame{Title: "文件", Active: "documents"}, Filter: f, Total: len(rows)}
	p.offer(rows, roll)
	rows = slices.DeleteFunc(rows, func(d documentRow) bool { return !f.matches(d, roll) })
	p.Matching = len(rows)
	p.Pager = newPager(page, len(rows), documentsPerPage, f.address)
	from := min((page-1)*documentsPerPage, len(rows))
	p.Documents = rows[from:min(from+documentsPerPage, len(rows))]
	return render(w, http.StatusOK, "documents", p)
}

func documentFilterOf(v url.Values) (f documentFilter, page int, err error) {
	f = documentFilter{
		Unit: v.Get("unit"), Round: v.Get("round"), Outcome: v.Get("outcome"), Kind: record.Kind(v.Get("kind")),
	}
	if f.Year, err = number(v, "year", 0, 9999); err != nil {
		return f, 0, badRequest("年份要写成四位数字，例如 2023。")
	}
	if page, err = number(v, "page", 1, 1_000_000); err != nil {
		return f, 0, badRequest("页码要写成数字。")
	}
	if f.Outcome != "" && f.Outcome != indexed && f.Outcome != review {
		return f, 0, badRequest("没有这种处理结果。")
	}
	return f, page, nil
}

// matches looks for the filter's words in the unit's name as the document writes it, and in the one that it goes by.
func (f documentFilter) matches(d documentRow, roll *report.Roll) bool {
	return (strings.Contains(d.Unit, f.Unit) || strings.Contains(roll.Called(d.Unit), f.Unit)) &&
		(f.Round == "" || f.Round == d.Inspection.Round) &&
		(f.Year == 0 || f.Year == d.Inspection.Year) &&
		(f.Kind == "" || f.Kind == d.Kind) &&
		(f.Outcome == "" || (f.Outcome == review) == (d.Doubts > 0))
}

func (f documentFilter) address(page int) string {
	v := url.Values{}
	for key, value := range map[string]string{"unit": f.Unit, "round": f.Round, "kind": string(f.Kind), "outcome": f.Outcome} {
		if value != "" {
			v.Set(key, value)
		}
	}
	if f.Year != 0 {
		v.Set("year", strconv.Itoa(f.Year))
	}
	if page > 1 {
		v.Set("page", strconv.Itoa(page))
	}
	return withQuery("/documents", v)
}

// documentRows lists all documents, without keeping their texts.
func (s *Server) documentRows(ctx context.Context) (rows []documentRow, err error) {
	checks, err := s.checks.get(ctx)
	if err != nil {
		return nil, err
	}
	for d, err := range s.Index.Scan(ctx, index.Query{}) {
		if err != nil {
			return nil, err
		}
		d.Doubts = append(d.Doubts, (*checks)[d.ID]...)
		rows = append(rows, documentRow{
			ID: d.ID, File: d.File, Title: cmp.Or(d.Title, d.File), Unit: d.Unit, Kind: d.Kind, Inspection: d.Inspection,
			Marking: d.Marking, Problems: len(d.Problems), Claimed: d.Claimed, Doubts: d.Open(), Coverage: d.Coverage,
		})
	}
	return rows, nil
}

// offer collects the values that occur.
func (p *documentsPage) offer(rows []documentRow, roll *report.Roll) {
	for _, d := range rows {
		p.Units = append(p.Units, roll.Called(d.Unit))
		p.Rounds = append(p.Rounds, d.Inspection.Round)
		p.Years = append(p.Years, d.Inspection.Year)
		p.Kinds = append(p.Kinds, d.Kind)
		if d.Doubts > 0 {
			p.Doubtful++
		}
	}
	p.Units, p.Rounds = distinct(p.Units), distinct(p.Rounds)
	p.Years, p.Kinds = distinct(p.Years), distinct(p.Kinds)
	slices.Reverse(p.Years)
}

// distinct sorts the values and leaves out the empty one.
func distinct[T cmp.Ordered](values []T) []T {
	slices.Sort(values)
	var zero T
	return slices.DeleteFunc(slices.Compact(values), func(v T) bool { return v == zero })
}
