package extract

import (
	"slices"
	"strings"

	"huitoukan/extract/number"
	"huitoukan/record"
)

// reading is one way to take the outline: which nodes are the problems. Several are weighed, and the best is taken.
type reading struct {
	name     string
	problems []*node
	score    float64
}

// scorer weighs readings of one document.
type scorer struct {
	t       record.Text
	kind    record.Kind
	claimed int
	// answered says that the measures stand elsewhere, so that nothing below the problems tells of them
	answered bool
}

// read chooses the problems among the nodes under roots.
func (s scorer) read(roots []*node) reading {
	best := reading{score: -1}
	for _, r := range s.candidates(roots) {
		r.score = s.score(r) + s.covered(r, roots)
		if r.score > best.score+1e-9 {
			best = r
		}
	}
	return best
}

// candidates lists the readings, the most specific first, so that equal scores go to it: the nodes that have measures of
// their own; for each depth, the nodes at it and the leaves above it; the leaves.
func (s scorer) candidates(roots []*node) []reading {
	var out []reading
	if s.kind != record.Feedback && !s.answered {
		out = append(out, reading{name: "treated", problems: s.treated(roots)})
	}
	for depth := height(roots); depth >= 1; depth-- {
		out = append(out, reading{name: "depth", problems: frontier(roots, depth)})
	}
	return out
}

// height is the number of levels under and with the roots.
func height(ns []*node) int {
	h := 0
	for _, n := range ns {
		h = max(h, 1+height(n.children))
	}
	return h
}

// frontier is the nodes at depth, 1 for ns themselves, and the leaves above it; no class without problems is among them.
func frontier(ns []*node, depth int) []*node {
	var out []*node
	for _, n := range ns {
		switch {
		case emptyClass(n):
		case depth == 1 || len(n.children) == 0:
			out = append(out, n)
		default:
			out = append(out, frontier(n.children, depth-1)...)
		}
	}
	return out
}

// treated lists the lowest nodes that have measures of their own, and beside each its untreated siblings.
func (s scorer) treated(ns []*node) []*node {
	var out []*node
	for _, n := range ns {
		below := s.treated(n.children)
		switch {
		case len(below) > 0:
			out = append(out, below...)
		case emptyClass(n):
		case s.isTreated(n):
			out = append(out, n)
		case len(n.children) == 0 && s.siblingTreated(n, ns):
			out = append(out, n)
		}
	}
	return out
}

// emptyClass reports whether n is set like the classes beside it, but has a plain text below in place of problems: 整改是怎么抓的, or
// （三）…方面 whose problems a table tells.
func emptyClass(n *node) bool {
	if n.shape != classed && !n.class || len(n.children) > 0 || n.has(measures) || n.has(statement) || n.shape == classed && n.fails {
		return false
	}
	return n.parent != nil && slices.ContainsFunc(n.parent.children, func(m *node) bool { return m.shape == n.shape && len(m.children) > 0 })
}

func (s scorer) siblingTreated(n *node, ns []*node) bool {
	for _, m := range ns {
		if m != n && m.shape == n.shape && s.isTreated(m) {
			return true
		}
	}
	return false
}

// isTreated reports whether measures are told under n itself: by a marker, or in plain paragraphs below a head.
func (s scorer) isTreated(n *node) bool {
	if n.has(measures) {
		return true
	}
	return s.kind != record.Feedback && n.has(none)
}

// score weighs a reading by what every good one has: heads that name failings, measures for each, numbers without gaps, the
// stated count, and nothing below that looks like a problem again.
func (s scorer) score(r reading) float64 {
	if len(r.problems) == 0 {
		return -1
	}
	n := float64(len(r.problems))
	var fails, treated, ordered, nested float64
	for i, p := range r.problems {
		if s.namesFailing(p) {
			fails++
		}
		if s.isTreated(p) || len(p.children) > 0 && s.kind != record.Feedback || s.deedsBehind(p) {
			treated++
		}
		if i == 0 || p.value == 1 || p.value == r.problems[i-1].value+1 {
			ordered++
		}
		nested += s.problemsBelow(p)
	}
	score := 2*fails/n + ordered/n - 2*nested/n
	if s.kind != record.Feedback && !s.answered {
		score += 2 * treated / n
	}
	return score + s.countScore(len(r.problems))
}

// covered is the share of the text under roots that belongs to a reading's problems.
func (s scorer) covered(r reading, roots []*node) float64 {
	all, of := 0, 0
	for _, n := range roots {
		all += n.at.Len()
	}
	for _, n := range r.problems {
		of += n.at.Len()
	}
	if all == 0 {
		return 0
	}
	return float64(of) / float64(all)
}

// countScore favours the stated count: 2 for just that many, less the further off.
func (s scorer) countScore(n int) float64 {
	if s.claimed == 0 {
		return 0
	}
	if n == s.claimed {
		return 2
	}
	off := float64(n-s.claimed) / float64(s.claimed)
	if off < 0 {
		off = -off
	}
	return 1 - min(off*2, 2)
}

// namesFailing reports whether the node's head, or the plain text that stands for it, states a failing.
func (s scorer) namesFailing(n *node) bool {
	head := s.t.Slice(n.head)
	if listName.MatchString(head) {
		return false // 清单一　问题清单
	}
	if at := problemsListed.FindStringIndex(head); at != nil && at[1] == len(head) {
		return false // 查摆出3个问题： announces them
	}
	if n.class && n.shape != virtual && len(n.children) > 0 {
		return false // （一）学习贯彻不深入，作用发挥有差距方面
	}
	if n.shape == virtual || aboutRule.re.MatchString(head) || n.shape.Worded() {
		return true
	}
	return failing(firstSentence(head))
}

// listName ends the name of a list.
var listName = re(`(?:清单|台账|一览表|附表)[（(]?[^（(]{0,4}$`)

// problemsBelow counts the share of the node's children that look like problems themselves: a parent heading phrased as
// a problem must not be counted in place of its items.
func (s scorer) problemsBelow(n *node) float64 {
	if len(n.children) == 0 {
		return 0
	}
	k := 0.0
	for _, c := range n.children {
		if s.namesFailing(c) && !(s.kind != record.Feedback && c.shape == number.Is) {
			k++
		}
	}
	return k / float64(len(n.children))
}

func firstSentence(s string) string {
	if i := strings.IndexAny(s, "。；"); i >= 0 {
		return s[:i]
	}
	return s
}

// problemParts lists the outermost nodes under which problems are to be looked for: those whose heading promises problems, or,
// where the others hold them (a document whose parts are its classes), all that do not promise something else.
func (s scorer) problemParts(top *node) []*node {
	var named, open []*node
	for _, n := range top.children {
		head := firstSentence(s.t.Slice(n.head))
		if other(head) && !s.fullOfProblems(n) {
			continue
		}
		open = append(open, n)
		if (strings.Contains(head, "问题") || strings.Contains(head, "整改")) && (len(n.children) > 0 || s.namesFailing(n)) {
			named = append(named, n)
		}
	}
	if len(named) == 0 || s.better(without(open, named), named) {
		return open
	}
	return named
}

func without(all, some []*node) []*node {
	return slices.DeleteFunc(slices.Clone(all), func(n *node) bool { return slices.Contains(some, n) })
}

// fullOfProblems reports whether a part whose heading promises none holds problems all the same: most of its leaves
// name failings and are treated.
func (s scorer) fullOfProblems(n *node) bool {
	leaves := frontier(n.children, height(n.children))
	if len(leaves) < 2 {
		return false
	}
	k := 0
	for _, l := range leaves {
		if s.namesFailing(l) && l.has(measures) {
			k++
		}
	}
	return k*2 > len(leaves)
}

// better reports whether the unnamed parts hold failings that the named ones lack: a document whose parts are its classes.
func (s scorer) better(rest, named []*node) bool {
	if s.failings(rest) == 0 {
		return false
	}
	return s.failings(named) == 0 || rest[0].shape == named[0].shape && (s.density(rest) >= mostly || s.classes(named) && s.density(rest) >= rather)
}

// classes reports whether the headings of ns name classes of problems, 二、整治群众身边腐败问题方面, rather than promise problems.
func (s scorer) classes(ns []*node) bool {
	return !slices.ContainsFunc(ns, func(n *node) bool { return genericHead.MatchString(strings.TrimRight(s.t.Slice(n.head), "。：:")) })
}

func (s scorer) failings(ns []*node) int {
	k := 0
	for _, l := range frontier(ns, height(ns)) {
		if s.namesFailing(l) {
			k++
		}
	}
	return k
}

func (s scorer) density(ns []*node) float64 {
	n := len(frontier(ns, height(ns)))
	if n == 0 {
		return 0
	}
	return float64(s.failings(ns)) / float64(n)
}

// generic matches a heading that only says that problems follow; it is no class of problems.
var genericHead = re(`^(?:在?关于)?(?:对|针对)?(?:本次|本轮)?(?:集中整改期[内间]?)?(?:省委|市委|区委|县委|上级)?(?:第[一二三四五六七八九十]+)?(?:巡[察视]组?)?(?:的|所|方面)?(?:反馈|发现|指出|存在|查找|移交|具体|突出|主要|个性|共性|意见|问题|清单|任务|整改|落实|完成|进展|推进|工作|情况|及|和|与|的|分解|分工|措施|安排|导向|突出|聚焦|坚持|紧盯|，|、|逐项|逐条|全面|抓好|扎实|具体如下|如下|到位|集中|期内|期间|通报|报告)*$`)

// isPart reports whether n is a part of the report rather than a class of problems.
func (s scorer) isPart(n *node, roots []*node) bool {
	head := strings.TrimRight(s.t.Slice(n.head), "。：:")
	if genericHead.MatchString(head) {
		return true
	}
	return len(roots) == 1 && len(n.children) > 0 && !aboutRule.re.MatchString(head) && !classHead.MatchString(head)
}
