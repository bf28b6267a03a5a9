package report

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"huitoukan/record"
	"huitoukan/report/match"
)

// Roll is the units that the documents speak of, each with all its names, and how each name came to it.
type Roll struct {
	Units []Entry  // by name
	Notes []string // what a person should look at, in Chinese

	names *names
	at    map[string]int // the place in Units of each root
}

// Entry is one unit.
type Entry struct {
	Name      string  // its latest full name, as written
	Names     []Alias // its own first, then those with most documents
	Documents int
}

// Alias is one name of a unit. Written in several ways that mean the same, 教育局党组 and 中共…教育局党组, it is one name.
type Alias struct {
	Name      string   // as written; of several ways, the shortest
	Written   []string // every way in which documents write it as their unit, sorted
	How       How
	Documents int            // that go under it
	Naming    *record.Naming // what a person decided about it; nil when the program joined it
}

// NewRoll calls the roll of the units. heads and namings are what an engine's Heads and Named yield, in any order.
func NewRoll(heads iter.Seq2[record.Document, error], namings iter.Seq2[record.Naming, error]) (Roll, error) {
	docs, unnamed, err := headSources(heads)
	if err != nil {
		return Roll{}, fmt.Errorf("collect heads: %w", err)
	}
	decisions, err := all(namings)
	if err != nil {
		return Roll{}, fmt.Errorf("collect namings: %w", err)
	}
	r := Roll{at: map[string]int{}}
	r.names, r.Notes = newNames(docs, decisions)
	if unnamed > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("有%d份文件没有读出被巡察单位。", unnamed))
	}
	told := r.names.told(docs)
	for i, u := range r.names.units(docs) {
		r.at[u.root] = i
		r.Units = append(r.Units, r.names.entry(u, told[u.root]))
	}
	return r, nil
}

func headSources(heads iter.Seq2[record.Document, error]) (docs []source, unnamed int, err error) {
	for d, err := range heads {
		if err != nil {
			return nil, 0, err
		}
		if s := newSource(d); s.core != "" {
			docs = append(docs, s)
		} else {
			unnamed++
		}
	}
	return docs, unnamed, nil
}

// told are the names under which no document goes, by the unit that documents give them to, where that is one unit only.
func (n *names) told(docs []source) map[string][]string {
	out, seen := map[string][]string{}, map[string]bool{}
	for _, d := range docs {
		for _, name := range d.Names {
			c := core(name)
			if _, ok := n.forms[c]; ok || seen[c] || c == "" {
				continue
			}
			seen[c] = true
			if roots := n.roots(c, n.means); len(roots) == 1 {
				out[roots[0]] = append(out[roots[0]], name)
			}
		}
	}
	return out
}

// entry lists the names of a unit: those of its documents, those that people spoke of, and those that documents tell.
func (n *names) entry(u unit, told []string) Entry {
	e := Entry{Name: u.name, Documents: len(u.docs)}
	aliases := map[string]*Alias{}
	for _, c := range n.list {
		if n.root(c) == u.root {
			aliases[c] = n.alias(c, core(u.name))
		}
	}
	for _, d := range u.docs {
		a := aliases[d.core]
		a.Documents++
		if !slices.Contains(a.Written, d.Unit) {
			a.Written = append(a.Written, d.Unit)
		}
	}
	for _, a := range aliases {
		slices.Sort(a.Written)
		if len(a.Written) > 0 && a.Naming == nil {
			a.Name = slices.MinFunc(a.Written, func(a, b string) int { return cmp.Compare(utf8.RuneCountInString(a), utf8.RuneCountInString(b)) })
		}
		if a.How == Own {
			a.Name = u.name
		}
		e.Names = append(e.Names, *a)
	}
	for _, name := range told {
		e.Names = append(e.Names, Alias{Name: name, How: Told})
	}
	slices.SortFunc(e.Names, func(a, b Alias) int {
		own := func(a Alias) int { return map[bool]int{false: 1}[core(a.Name) == core(u.name)] }
		return cmp.Or(cmp.Compare(own(a), own(b)), cmp.Compare(b.Documents, a.Documents), cmp.Compare(a.Name, b.Name))
	})
	return e
}

// alias is a name in the unit that is called own. What the unit's other names were joined to was joined, in turn, by whatever
// joined the unit's own name to it.
func (n *names) alias(c, own string) *Alias {
	a := &Alias{Name: n.written(c), How: cmp.Or(n.how[c], n.how[own])}
	if c == own {
		a.How = Own
	}
	if d, ok := n.decided[c]; ok {
		a.Name, a.How, a.Naming = d.Name, Assigned, &d
	}
	return a
}

// Find is the unit that goes by a name, as far as that is one unit only: a name on file, one that a document gives, or one that
// can be read as such.
func (r Roll) Find(name string) (Entry, bool) {
	c := core(name)
	if c == "" {
		return Entry{}, false
	}
	root := r.names.root(c)
	if _, ok := r.at[root]; !ok {
		roots := r.names.roots(c, r.names.means)
		if len(roots) != 1 {
			return Entry{}, false
		}
		root = roots[0]
	}
	return r.Units[r.at[root]], true
}

// Called is the name of the unit that goes by a name, as [Roll.Find] finds it; what is no unit's name is given back.
func (r Roll) Called(name string) string {
	if e, ok := r.Find(name); ok {
		return e.Name
	}
	return name
}

// Written is every way in which the unit's documents write its name.
func (e Entry) Written() (names []string) {
	for _, a := range e.Names {
		names = append(names, a.Written...)
	}
	return names
}

// Refusal is why a naming cannot be: a Chinese sentence for the person who wanted it.
type Refusal string

func (e Refusal) Error() string { return string(e) }

func refusal(format string, args ...any) Refusal { return Refusal(fmt.Sprintf(format, args...)) }

func refuse(format string, args ...any) (record.Naming, error) {
	return record.Naming{}, Refusal(fmt.Sprintf(format, args...))
}

// Merge is the naming that puts what goes under a name on file to another unit. Errors are a [Refusal].
func (r Roll) Merge(name, unit string) (record.Naming, error) {
	if !r.known(name) {
		return r.unknown(name)
	}
	to, ok := r.Find(unit)
	if !ok {
		return r.unknown(unit)
	}
	if from, _ := r.Find(name); from.Name == to.Name {
		return refuse("“%s”和“%s”已经是同一个单位（%s），不用再归并。要分开，请用“分出”（units split）。", name, unit, to.Name)
	}
	return r.naming(name, to.Name), nil
}

// Alias is the naming that puts a name, which need not be on file, to a unit that is. Errors are a [Refusal].
func (r Roll) Alias(name, unit string) (record.Naming, error) {
	to, ok := r.Find(unit)
	switch {
	case !ok:
		return r.unknown(unit)
	case utf8.RuneCountInString(core(name)) < 2:
		return refuse("单位名称至少要有两个字：“%s”。", name)
	case core(name) == core(to.Name):
		return refuse("“%s”本来就是这个单位的名称。", name)
	}
	return r.naming(name, to.Name), nil
}

// Split is the naming that sets a name on file apart. Errors are a [Refusal].
func (r Roll) Split(name string) (record.Naming, error) {
	if !r.known(name) {
		return r.unknown(name)
	}
	n := r.naming(name, "")
	n.Unit = n.Name
	return n, nil
}

// Decided is the naming of a name. Errors are a [Refusal].
func (r Roll) Decided(name string) (record.Naming, error) {
	if n, ok := r.names.decided[core(name)]; ok {
		return n, nil
	}
	return refuse("“%s”没有人工指定过，不用撤销。", name)
}

// naming takes the place of an earlier one on the same name, however that is written.
func (r Roll) naming(name, unit string) record.Naming {
	if n, ok := r.names.decided[core(name)]; ok {
		name = n.Name
	}
	return record.Naming{Name: name, Unit: unit}
}

// known says whether documents go under the name or give it, a person spoke of it, or it can be read as that of one unit.
func (r Roll) known(name string) bool {
	_, ok := r.Find(name)
	return ok || len(r.names.also[core(name)]) > 0
}

// unknown refuses a name that means no unit on file, or several, and names the nearest.
func (r Roll) unknown(name string) (record.Naming, error) {
	if n := len(r.names.roots(core(name), r.names.means)); n > 1 {
		return refuse("“%s”可能指%d个单位，请写全称。", name, n)
	}
	best, most := "", 0.0
	for _, u := range r.Units {
		for _, a := range u.Names {
			if l := match.Shared(name, a.Name); l > most {
				best, most = a.Name, l
			}
		}
	}
	if best == "" {
		return refuse("没有这个单位名称：“%s”。请照抄列出的名称。", name)
	}
	return refuse("没有这个单位名称：“%s”。最接近的是“%s”。", name, best)
}

// Others are the other ways in which documents write the name.
func (a Alias) Others() []string {
	return slices.DeleteFunc(slices.Clone(a.Written), func(w string) bool { return w == a.Name })
}

// Words are the grounds in words: 简称推断, or 人工指定 with who, when and why.
func (a Alias) Words() string {
	words := map[How]string{
		Own: "单位名称", Told: "文件自述", Abridged: "略去地名", Shortened: "简称推断", Reformed: "机构更名", Assigned: "人工指定",
	}[a.How]
	if a.Naming == nil {
		return words
	}
	if a.Naming.Name == a.Naming.Unit {
		words += "单独成一个单位"
	} else {
		words += "归到" + a.Naming.Unit
	}
	return strings.Join(slices.DeleteFunc([]string{words, a.Naming.By, Day(a.Naming.At), a.Naming.Note}, func(s string) bool { return s == "" }), "，")
}
