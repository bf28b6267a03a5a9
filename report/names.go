package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"huitoukan/record"
)

// How says by what a name came to its unit.
type How string

// The grounds. The unit's own name has none of the others.
const (
	Own       How = "own"
	Told      How = "told"      // a document of the unit gives it as another name
	Abridged  How = "abridged"  // the unit's name with its province, city or district left out
	Shortened How = "shortened" // the unit's name as the trade shortens it
	Reformed  How = "reformed"  // one is made of the other, and used in other years
	Assigned  How = "assigned"  // a person said so
)

// names tells which names mean the same unit. Two are one unit when a person has said so; when one is the other with its
// province, city or district in front, or a short form of it (人社局); when a document gives one as another name of its unit;
// or when one is made of the other in a reform (教育局, later 教育和体育局). A name that could mean two units joins neither and
// is noted, and what a person decided about a name is not read over.
type names struct {
	list    []string                 // every name that documents go under or a person spoke of, by core, the longest first
	parent  map[string]string        // joined names
	how     map[string]How           // by what a name was joined
	also    map[string][]string      // a name → the units whose documents give it as another name of theirs
	years   map[string][2]int        // first and last year of the documents under a name
	torn    map[string]bool          // names that several offices could have come from or gone into
	decided map[string]record.Naming // what people said of a name
	forms   map[string]form          // each name of list in its parts
}

// newNames joins the names of documents that name their unit; the notes tell what a person should look at.
func newNames(docs []source, namings []record.Naming) (n *names, notes []string) {
	n = &names{
		parent: map[string]string{}, how: map[string]How{}, also: map[string][]string{}, years: map[string][2]int{},
		torn: map[string]bool{}, decided: map[string]record.Naming{}, forms: map[string]form{},
	}
	for _, d := range docs {
		n.gather(d)
	}
	notes = n.decide(namings)
	slices.SortFunc(n.list, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	for _, name := range n.list {
		notes = append(notes, n.resolve(name)...)
	}
	return n, notes
}

func (n *names) gather(d source) {
	n.add(d.core)
	for _, other := range d.Names {
		if c := core(other); c != d.core && !slices.Contains(n.also[c], d.core) {
			n.also[c] = append(n.also[c], d.core)
		}
	}
	if y := d.Inspection.Year; y > 0 {
		span, ok := n.years[d.core]
		if !ok {
			span = [2]int{y, y}
		}
		n.years[d.core] = [2]int{min(span[0], y), max(span[1], y)}
	}
}

func (n *names) add(name string) {
	if _, ok := n.forms[name]; !ok {
		n.list = append(n.list, name)
		n.forms[name] = newForm(name)
	}
}

// decide joins names as people said, in the order of time. What would lead a name back to itself is left out and noted.
func (n *names) decide(namings []record.Naming) (notes []string) {
	namings = slices.Clone(namings)
	slices.SortFunc(namings, func(a, b record.Naming) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Name, b.Name)) })
	for _, d := range namings { // of two on one name, written in two ways, the later counts
		n.add(core(d.Name))
		n.add(core(d.Unit))
		n.decided[core(d.Name)] = d
	}
	for _, d := range namings {
		name, unit := core(d.Name), core(d.Unit)
		if n.decided[name] != d || name == unit {
			continue
		}
		if n.root(unit) == name {
			notes = append(notes, fmt.Sprintf("单位名称“%s”指定归到“%s”，而后者又归到前者，这一条没有采用，请核对。", d.Name, d.Unit))
			delete(n.decided, name)
			continue
		}
		n.parent[name], n.how[name] = unit, Assigned
	}
	return notes
}

// alone says whether a person has set the name apart.
func (n *names) alone(name string) bool {
	d, ok := n.decided[name]
	return ok && core(d.Unit) == name
}

// moved says whether a person has put the name to another's unit.
func (n *names) moved(name string) bool {
	_, ok := n.decided[name]
	return ok && !n.alone(name)
}

// written is a name as the person who spoke of it wrote it.
func (n *names) written(name string) string {
	for _, c := range n.list {
		if d, ok := n.decided[c]; ok && core(d.Unit) == name {
			return d.Unit
		}
	}
	return n.decided[name].Name
}

func (n *names) root(name string) string {
	for n.parent[name] != "" {
		name = n.parent[name]
	}
	return name
}

// resolve joins a name to the unit that it means, when that is one unit only.
func (n *names) resolve(name string) (notes []string) {
	if _, ok := n.decided[name]; ok {
		return nil
	}
	same := n.roots(name, n.means)
	if len(same) == 1 {
		how := n.ground(name, same[0])
		if how == Shortened {
			notes = append(notes, fmt.Sprintf("“%s”的文件按简称并入“%s”，请核对。", name, same[0]))
		}
		n.join(name, same[0], how)
	}
	reformed := n.roots(name, n.successor)
	if len(reformed) == 1 {
		n.join(name, reformed[0], Reformed)
		notes = append(notes, fmt.Sprintf("“%s”与“%s”的文件按机构更名合并为一个单位，请核对。", name, reformed[0]))
	}
	n.torn[name] = len(reformed) > 1
	if units := max(len(same), len(reformed)); units > 1 {
		notes = append(notes, fmt.Sprintf("单位名称“%s”可能指%d个单位，没有与它们合并，请核对。", name, units))
	}
	return notes
}

// join puts all that a name has been joined with to a unit.
func (n *names) join(name, unit string, how How) {
	root := n.root(name)
	n.how[root] = how
	n.how[name] = cmp.Or(n.how[name], how)
	n.parent[root] = unit
}

// roots are the units, name's own left out, that a reading of the names finds. A name that a person has set apart is read as
// no other's.
func (n *names) roots(name string, reading func(name, other string) bool) (roots []string) {
	own := n.root(name)
	if n.alone(own) {
		return nil
	}
	for _, other := range n.list {
		if r := n.root(other); r != own && !n.alone(other) && !slices.Contains(roots, r) && reading(name, other) {
			roots = append(roots, r)
		}
	}
	return roots
}

// means says whether name is a shorter or another name of the unit called other.
func (n *names) means(name, other string) bool {
	return slices.Contains(n.also[name], other) || placeLeftOut(name, other) || n.shortOf(name, other)
}

// ground is the surest of the readings by which a name means a unit.
func (n *names) ground(name, root string) How {
	how := Shortened
	for _, other := range n.list {
		switch {
		case n.root(other) != root:
		case slices.Contains(n.also[name], other):
			return Told
		case placeLeftOut(name, other):
			how = Abridged
		}
	}
	return how
}

// placeLeftOut says whether name is other without the beginning of its place.
func placeLeftOut(name, other string) bool {
	place, ok := strings.CutSuffix(other, name)
	return ok && place != "" && (isPlace(lastRune(place)) || isPlace(firstRune(name)))
}

// successor says whether one of the names became the other in a reform that put offices together or took them apart:
// one is made of whole parts of the other (教育局 of 教育和体育局, 人力资源和社会保障局 of 民政和人力资源社会保障局), and
// the older name is used in earlier years only.
func (n *names) successor(name, other string) bool {
	a, b := n.years[name], n.years[other]
	if n.torn[other] || a[1] == 0 || b[1] == 0 || a[1] >= b[0] && b[1] >= a[0] {
		return false
	}
	return madeOf(name, other) || madeOf(other, name)
}

// madeOf says whether short is one end of long, where long is cut at a 和: its beginning with the kind of office at
// long's end (望川县教育 + 局), or its place with what stands behind the 和 (云溪区 + 人力资源社会保障局).
func madeOf(short, long string) bool {
	const and = "和"
	bare := strings.ReplaceAll(short, and, "")
	parts := strings.Split(long, and)
	for i := 1; i < len(parts); i++ {
		head, tail := strings.Join(parts[:i], ""), strings.Join(parts[i:], "")
		if head+string(lastRune(long)) == bare {
			return true
		}
		for at, r := range head {
			if isPlace(r) && head[:at+utf8.RuneLen(r)]+tail == bare {
				return true
			}
		}
	}
	return false
}

func isPlace(r rune) bool { return strings.ContainsRune("省市区县州旗盟镇乡", r) }

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }
func lastRune(s string) rune  { r, _ := utf8.DecodeLastRuneInString(s); return r }
