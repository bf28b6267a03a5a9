package report_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"huitoukan/record"
)

// A county's files: 50 units of three rounds, two documents a round, 16 problems a document.
func BenchmarkRepeats(b *testing.B) {
	random := rand.New(rand.NewPCG(3, 4))
	words := func(n int) string {
		s := make([]rune, n)
		for i := range s {
			s[i] = '一' + rune(random.IntN(1500))
		}
		return string(s)
	}
	var docs []record.Document
	for u := range 50 {
		unit := fmt.Sprintf("泊川市%s局", words(3))
		for r := range 3 {
			in := record.Inspection{Year: 2015 + 4*r, Round: fmt.Sprintf("%d届区委第二轮", r+1)}
			var full, short []string
			for range 16 {
				title := words(12)
				full, short = append(full, title+"|"+words(60)), append(short, title)
			}
			docs = append(docs,
				said(fmt.Sprintf("%d-%d.docx", u, r), record.Feedback, unit, in, full...),
				said(fmt.Sprintf("%d-%d.xlsx", u, r), record.Ledger, unit, in, short...))
		}
	}
	for b.Loop() {
		repeats(b, docs)
	}
	b.ReportMetric(float64(len(docs)*b.N)/b.Elapsed().Seconds(), "docs/s")
}
