package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"huitoukan/internal/han"
)

// unit is the documents that speak of one unit.
type unit struct {
	name  string   // its latest full name, as written
	names []string // the cores of the names that its documents go under, sorted
	docs  []source
}

// core is a unit's name as it is compared: folded, without the party organ's wording around it and without a company's
// legal form (公司法 knows the three below). 中共安河区人民医院委员会, 安河区人民医院党委 and 安河区人民医院 are one; so are
// 区卫生健康委员会 and 区卫生健康委员会党组.
func core(name string) string {
	s := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, han.Fold(name))
	s = strings.TrimPrefix(s, "原")
	s = strings.TrimPrefix(s, "中共")
	for _, organ := range []string{"委员会", "党组", "党委", "党工委", "党总支", "党支部", "总支部", "委员会", "股份有限公司", "有限责任公司", "有限公司"} {
		if rest, ok := strings.CutSuffix(s, organ); ok && utf8.RuneCountInString(rest) >= 2 {
			s = rest
		}
	}
	return s
}

// units puts the documents of one unit together. Two names are one unit when one is the other with its province,
// city or district in front, when a document gives one as another name of its unit, or when one is made of the other
// in a reform (教育局, later 教育和体育局). A name that could mean two units joins neither and is noted.
func units(docs []source) (us []unit, notes []string) {
	names := newNames(docs)
	for _, n := range names.list {
		notes = append(notes, names.resolve(n)...)
	}
	grouped := map[string]*unit{}
	for _, d := range docs {
		root := names.root(d.core)
		u := grouped[root]
		if u == nil {
			u = &unit{}
			grouped[root] = u
		}
		u.docs = append(u.docs, d)
	}
	for _, u := range grouped {
		u.settle()
		us = append(us, *u)
	}
	slices.SortFunc(us, func(a, b unit) int {
		return cmp.Or(cmp.Compare(a.name, b.name), slices.Compare(a.names, b.names))
	})
	return us, notes
}

// settle sorts the unit's documents and names it as the latest of them does, in full.
func (u *unit) settle() {
	slices.SortFunc(u.docs, func(a, b source) int {
		return cmp.Or(cmp.Compare(b.Inspection.Year, a.Inspection.Year), cmp.Compare(len(b.core), len(a.core)), byPrecedence(a, b))
	})
	u.name = u.docs[0].Unit
	for _, d := range u.docs {
		u.names = append(u.names, d.core)
	}
	slices.Sort(u.names)
	u.names = slices.Compact(u.names)
}

// names tells which names mean the same unit.
type names struct {
	list   []string            // every document's unit, the longest first
	parent map[string]string   // joined names
	also   map[string][]string // a name → the units whose documents give it as another name of theirs
	years  map[string][2]int   // first and last year of the documents under a name
	split  map[string]bool     // names that several offices could have come from or gone into
}

func newNames(docs []source) *names {
	n := &names{parent: map[string]string{}, also: map[string][]string{}, years: map[string][2]int{}, split: map[string]bool{}}
	for _, d := range docs {
		if !slices.Contains(n.list, d.core) {
			n.list = append(n.list, d.core)
		}
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
	slices.SortFunc(n.list, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	return n
}

func (n *names) root(name string) string {
	for n.parent[name] != "" {
		name = n.parent[name]
	}
	return name
}

// resolve joins a name to the unit that it means, when that is one unit only.
func (n *names) resolve(name string) (notes []string) {
	same := n.roots(name, n.sameName)
	if len(same) == 1 {
		n.parent[n.root(name)] = same[0]
	}
	reformed := n.roots(name, n.successor)
	if len(reformed) == 1 {
		n.parent[n.root(name)] = reformed[0]
		notes = append(notes, fmt.Sprintf("“%s”与“%s”的文件按机构更名合并为一个单位，请核对。", name, reformed[0]))
	}
	n.split[name] = len(reformed) > 1
	if units := max(len(same), len(reformed)); units > 1 {
		notes = append(notes, fmt.Sprintf("单位名称“%s”可能指%d个单位，没有与它们合并，请核对。", name, units))
	}
	return notes
}

// roots are the units, name's own left out, that a reading of the names finds.
func (n *names) roots(name string, reading func(name, other string) bool) (roots []string) {
	for _, other := range n.list {
		if r := n.root(other); r != n.root(name) && reading(name, other) && !slices.Contains(roots, r) {
			roots = append(roots, r)
		}
	}
	return roots
}

// sameName says whether name is a shorter or another name of the unit called other.
func (n *names) sameName(name, other string) bool {
	if slices.Contains(n.also[name], other) {
		return true
	}
	place, ok := strings.CutSuffix(other, name)
	return ok && place != "" && (isPlace(lastRune(place)) || isPlace(firstRune(name)))
}

// successor says whether one of the names became the other in a reform that put offices together or took them apart:
// one is made of whole parts of the other (教育局 of 教育和体育局, 人力资源和社会保障局 of 民政和人力资源社会保障局), and
// the older name is used in earlier years only.
func (n *names) successor(name, other string) bool {
	a, b := n.years[name], n.years[other]
	if n.split[other] || a[1] == 0 || b[1] == 0 || a[1] >= b[0] && b[1] >= a[0] {
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
