package extract

import (
	"huitoukan/extract/number"
	"huitoukan/record"
)

// dealOut gives each problem its own measures where a class lists its problems first and then, by the same numbers, what was done:
// 【存在问题】1.…2.…【整改措施】1.…2.…. The outline hangs all measures on the last problem of the class.
func (m maker) dealOut(nodes []*node, problems []record.Problem) {
	for i := 0; i < len(nodes); {
		j := i + 1
		for j < len(nodes) && nodes[j].parent == nodes[i].parent {
			j++
		}
		m.dealClass(nodes[i:j], problems[i:j])
		i = j
	}
}

// dealClass deals out the measures of one class's last problem, if they carry the numbers of all its problems and the others
// have none.
func (m maker) dealClass(nodes []*node, problems []record.Problem) {
	last := len(nodes) - 1
	if last < 1 {
		return
	}
	for _, p := range problems[:last] {
		if len(p.Measures) > 0 {
			return
		}
	}
	parts := m.numbered(nodes[last])
	for _, n := range nodes {
		if _, ok := parts[n.value]; !ok {
			return
		}
	}
	problems[last].Measures = nil
	for i, n := range nodes {
		for _, pt := range parts[n.value] {
			m.measure(pt, &problems[i])
		}
	}
}

// numbered lists the measures of n by the number that each stands under, which is left out of them.
func (m maker) numbered(n *node) map[int][]part {
	out := map[int][]part{}
	at := 0
	for _, pt := range n.parts {
		if pt.field != measures || pt.at.Len() == 0 {
			continue
		}
		if l, ok := number.Read(m.t.Slice(pt.at)); ok && l.Shape == n.shape {
			at = l.Value
			pt.at.Start += l.Len
		}
		out[at] = append(out[at], pt)
	}
	return out
}
