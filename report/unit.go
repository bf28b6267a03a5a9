package report

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"huitoukan/internal/han"
	"huitoukan/record"
)

// unit is the documents that speak of one unit.
type unit struct {
	root    string   // the core that stands for the unit among its names
	name    string   // its latest full name, as written
	names   []string // the cores of the names that its documents go under, sorted
	written []string // the names as its documents write them, sorted
	docs    []source
}

// core is a unit's name as it is compared: folded, without the party organ's wording around it and without a company's
// legal form (公司法 knows the three below). 中共安河区人民医院委员会, 安河区人民医院党委 and 安河区人民医院 are one; so are
// 区卫生健康委员会 and 区卫生健康委员会党组, 中共柳岸街道工作委员会 and 柳岸街道党工委.
func core(name string) string {
	s := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, han.Fold(name))
	s = strings.TrimPrefix(s, "原")
	s = strings.TrimPrefix(s, "中共")
	if rest, ok := strings.CutSuffix(s, "工作委员会"); ok && territory(rest) {
		s = rest
	}
	for _, organ := range []string{"委员会", "党组", "党委", "党工委", "党总支", "党支部", "总支部", "委员会", "股份有限公司", "有限责任公司", "有限公司"} {
		if rest, ok := strings.CutSuffix(s, organ); ok && utf8.RuneCountInString(rest) >= 2 {
			s = rest
		}
	}
	return s
}

// territory says whether a name ends as those of places that a working committee leads do.
func territory(name string) bool {
	for _, kind := range []string{"街道", "镇", "乡", "园区", "开发区", "新区"} {
		if strings.HasSuffix(name, kind) {
			return true
		}
	}
	return false
}

// units puts the documents of one unit together, as [names] joins what they call it; those without problems help to tell the
// names, and are left out then.
func units(docs []source, namings []record.Naming) (us []unit, notes []string) {
	n, notes := newNames(docs, namings)
	for _, u := range n.units(docs) {
		u.docs = slices.DeleteFunc(u.docs, func(d source) bool { return len(d.Problems) == 0 })
		if len(u.docs) > 0 {
			us = append(us, u)
		}
	}
	return us, notes
}

// units are all that the names tell of, ordered by name; one that only a person named has no documents.
func (n *names) units(docs []source) (us []unit) {
	grouped := map[string]*unit{}
	for _, name := range n.list {
		if root := n.root(name); grouped[root] == nil {
			grouped[root] = &unit{root: root}
		}
	}
	for _, d := range docs {
		u := grouped[n.root(d.core)]
		u.docs = append(u.docs, d)
	}
	for _, u := range grouped {
		u.settle(n)
		us = append(us, *u)
	}
	slices.SortFunc(us, func(a, b unit) int {
		return cmp.Or(cmp.Compare(a.name, b.name), slices.Compare(a.names, b.names))
	})
	return us
}

// settle names the unit as the latest of its documents does, in full; a document whose name a person has put to the unit does
// not name it, unless no other does.
func (u *unit) settle(n *names) {
	slices.SortFunc(u.docs, func(a, b source) int {
		return cmp.Or(cmp.Compare(b.Inspection.Year, a.Inspection.Year), cmp.Compare(len(b.core), len(a.core)), byPrecedence(a, b))
	})
	own := slices.IndexFunc(u.docs, func(d source) bool { return !n.moved(d.core) })
	if own >= 0 {
		u.name = u.docs[own].Unit
	} else {
		u.name = n.written(u.root)
	}
	for _, d := range u.docs {
		u.names, u.written = append(u.names, d.core), append(u.written, d.Unit)
	}
	slices.Sort(u.names)
	slices.Sort(u.written)
	u.names, u.written = slices.Compact(u.names), slices.Compact(u.written)
}
