package extract_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"huitoukan/extract"
	"huitoukan/internal/golden"
	"huitoukan/record"
)

var accept = flag.Bool("accept", false, "write what is read into the cases as what they want, to be looked at with git diff")

// TestCases reads each case's text and scores it by the lines of what the case wants: how many were read, and how many were
// read that nobody wants. The scores are golden, so that the price of a rule shows in the diff: a case that the rules do not
// read whole yet stays in, with what a careful reader wants of it. In a text, lines that begin with | are rows of a table; ^ in
// a cell goes on with the cell above.
func TestCases(t *testing.T) {
	var scores strings.Builder
	files, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(f)
			if err != nil {
				t.Fatal(err)
			}
			got := dump(extract.Extract(text(string(a.Files[0].Data)), "文件.txt"))
			if *accept {
				a.Files[1].Data = []byte(got)
				if err := os.WriteFile(f, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			score(t, &scores, got, string(a.Files[1].Data))
		})
	}
	golden.Check(t, "scores.golden", []byte(scores.String()))
}

// score adds a line on one case, and logs what differs.
func score(t *testing.T, to *strings.Builder, got, want string) {
	missed, many := without(want, got), without(got, want)
	all := len(lines(want))
	fmt.Fprintf(to, "%-40s %3d of %3d read, %d too many\n", strings.TrimPrefix(t.Name(), "TestCases/"), all-len(missed), all, len(many))
	if len(missed)+len(many) > 0 {
		t.Logf("missed\n%s\ntoo many\n%s", strings.Join(missed, "\n"), strings.Join(many, "\n"))
	}
}

func lines(s string) []string {
	return slices.DeleteFunc(strings.Split(s, "\n"), func(l string) bool { return l == "" })
}

// without lists the lines of a that b has not, as often as it has not.
func without(a, b string) []string {
	left := map[string]int{}
	for _, l := range lines(b) {
		left[l]++
	}
	return slices.DeleteFunc(lines(a), func(l string) bool {
		left[l]--
		return left[l] >= 0
	})
}

// text builds a document's text from a case: a paragraph a line, # before a heading (## a level deeper), ** around what is bold, › before an item of a list (››
// of a list in it);
// a table's rows between bars, ^ for a cell that goes on from above, < from the left, / between paragraphs.
func text(s string) record.Text {
	var b record.Builder
	table, row := 0, 0
	open := map[int]*record.Cell{}
	var rows []func()
	flush := func() {
		for _, add := range rows {
			add()
		}
		rows, row = nil, 0
		clear(open)
	}
	for _, line := range strings.Split(s, "\n") {
		if !strings.HasPrefix(line, "|") {
			flush()
			line, set := setOff(line)
			b.Add("", line, set)
			continue
		}
		if row == 0 {
			table++
		}
		for col, c := range strings.Split(strings.Trim(line, "|"), "|") {
			c = strings.TrimSpace(c)
			if c == "^" && open[col] != nil {
				open[col].RowSpan++
				continue
			}
			if c == "<" && open[col-1] != nil {
				open[col] = open[col-1]
				open[col].ColSpan++
				continue
			}
			cell := &record.Cell{Table: table, Row: row, Col: col, RowSpan: 1, ColSpan: 1}
			open[col] = cell
			rows = append(rows, func() {
				for _, p := range strings.Split(c, "/") {
					b.Add("", p, record.Block{Cell: cell})
				}
			})
		}
		row++
	}
	flush()
	return b.Text("txt")
}

// setOff takes the signs of a heading and of bold off a line.
func setOff(line string) (string, record.Block) {
	bare := strings.TrimLeft(line, "#")
	if level := len(line) - len(bare); level > 0 {
		return strings.TrimSpace(bare), record.Block{Level: level}
	}
	bare = strings.TrimLeft(line, "›")
	if depth := (len(line) - len(bare)) / len("›"); depth > 0 {
		return bare, record.Block{Depth: depth}
	}
	if bold, ok := strings.CutPrefix(line, "**"); ok {
		return strings.TrimSuffix(bold, "**"), record.Block{Bold: true}
	}
	return line, record.Block{}
}

// TestPlaces checks that every place lies in the text and holds what it says.
func TestPlaces(t *testing.T) {
	files, _ := filepath.Glob("testdata/cases/*.txtar")
	for _, f := range files {
		a, err := txtar.ParseFile(f)
		if err != nil {
			t.Fatal(err)
		}
		d := extract.Extract(text(string(a.Files[0].Data)), "")
		for _, p := range d.Problems {
			if place := flat(d.Text.Slice(p.At)); !strings.Contains(place, flat(p.Title)) || !inOrder(flat(p.Text), place) {
				t.Errorf("%s: problem %d: %q is not in its place %q", f, p.Number, p.Text, d.Text.Slice(p.At))
			}
			for _, m := range p.Measures {
				if flat(d.Text.Slice(m.At)) != flat(m.Text) {
					t.Errorf("%s: problem %d: measure %q is not what stands in its place: %q", f, p.Number, m.Text, d.Text.Slice(m.At))
				}
			}
		}
	}
}

// inOrder reports whether the runes of a stand in b in order: markers and brackets between them are not part of a statement.
func inOrder(a, b string) bool {
	rest := []rune(b)
	for _, r := range a {
		i := slices.Index(rest, r)
		if i < 0 {
			return false
		}
		rest = rest[i+1:]
	}
	return true
}

func flat(s string) string { return strings.Join(strings.Fields(s), "") }
