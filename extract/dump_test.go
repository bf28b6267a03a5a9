package extract_test

import (
	"fmt"
	"strings"

	"huitoukan/record"
)

// dump writes all that was read from a document, so that a test shows the whole answer.
func dump(d record.Document) string {
	var b strings.Builder
	i := d.Inspection
	fmt.Fprintf(&b, "%s %s\nunit %s %v\n", d.Kind, d.Title, d.Unit, d.Names)
	fmt.Fprintf(&b, "inspection %s|%s|%s|%s|%d|%s|%s|%s\n", i.Body, i.Level, i.Type, i.Round, i.Year, i.Start, i.End, i.Feedback)
	fmt.Fprintf(&b, "claimed %d, coverage %.2f\n", d.Claimed, d.Coverage)
	for _, p := range d.Problems {
		fmt.Fprintf(&b, "\n%d [%s] %s {%s}\n", p.Number, p.Label, p.Title, strings.Join(p.Section, " / "))
		fmt.Fprintf(&b, "  %s\n", p.Text)
		for _, m := range p.Measures {
			fmt.Fprintf(&b, "  - %s\n", m.Text)
		}
		if s := fields(p); s != "" {
			fmt.Fprintf(&b, "  %s\n", s)
		}
		for _, r := range p.References {
			fmt.Fprintf(&b, "  back to %d %s %s %q\n", r.Year, r.Round, r.Claim, r.Quotes)
		}
	}
	for _, x := range d.Doubts {
		fmt.Fprintf(&b, "\n? %s %s %q\n", x.Code, x.Message, short(d.Text.Slice(x.At)))
	}
	return b.String()
}

func fields(p record.Problem) string {
	var out []string
	for _, f := range [][2]string{{"status", string(p.Status)}, {"leader", p.Leader}, {"owner", p.Owner}, {"deadline", p.Deadline}} {
		if f[1] != "" {
			out = append(out, f[0]+" "+f[1])
		}
	}
	return strings.Join(out, ", ")
}

func short(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}
