package ofd

import (
	"math"
	"strings"

	"huitoukan/ingest/read/layout"
)

// matrix maps x, y to ax+cy+e, bx+dy+f (GB/T 33190 §8.5, CTM); y points downwards.
type matrix struct{ a, b, c, d, e, f float64 }

const points = 72 / 25.4 // in a millimetre, the unit of OFD

// matrix leads from the object's coordinates to those in which it is drawn.
func (o objectXML) matrix() matrix {
	m := matrix{a: 1, d: 1}
	if v := numbers(o.CTM); len(v) == 6 {
		m = matrix{v[0], v[1], v[2], v[3], v[4], v[5]}
	}
	if v := numbers(o.Boundary); len(v) == 4 {
		m.e, m.f = m.e+v[0], m.f+v[1]
	}
	return m
}

// then applies m first, then n.
func (m matrix) then(n matrix) matrix {
	return matrix{
		m.a*n.a + m.b*n.c, m.a*n.b + m.b*n.d,
		m.c*n.a + m.d*n.c, m.c*n.b + m.d*n.d,
		m.e*n.a + m.f*n.c + n.e, m.e*n.b + m.f*n.d + n.f,
	}
}

func (m matrix) point(x, y float64) [2]float64 {
	return [2]float64{m.a*x + m.c*y + m.e, m.b*x + m.d*y + m.f}
}

// box is the upright rectangle around a mapped one.
func (m matrix) box(x0, y0, x1, y1 float64) layout.Box {
	return bounds([][2]float64{m.point(x0, y0), m.point(x1, y0), m.point(x0, y1), m.point(x1, y1)})
}

// quarter is the number of quarter turns, anticlockwise as one sees it, of a line of text.
func (m matrix) quarter() int {
	const slack = 5.0 / 90
	turns := math.Atan2(-m.b, m.a) / (math.Pi / 2)
	whole := math.Round(turns)
	if math.Abs(turns-whole) > slack {
		return layout.Aslant
	}
	return (int(whole) + 4) % 4
}

func bounds(ps [][2]float64) layout.Box {
	b := layout.Box{X0: math.Inf(1), Y0: math.Inf(1), X1: math.Inf(-1), Y1: math.Inf(-1)}
	for _, p := range ps {
		b.X0, b.X1 = math.Min(b.X0, p[0]), math.Max(b.X1, p[0])
		b.Y0, b.Y1 = math.Min(b.Y0, p[1]), math.Max(b.Y1, p[1])
	}
	return b
}

// maxParts is how many segments of paths are looked at on a page: what has more is a drawing.
const maxParts = 20_000

// path takes the straight parts of a path as rules, and a filled area as thin as one. Anything else is a picture, or
// letters that were drawn.
func (c *canvas) path(p pathXML) {
	lines, curved := outline(p.Data, p.matrix().then(c.to), maxParts-c.parts)
	stroked := p.Stroke == "" || truth(p.Stroke)
	if !stroked && !truth(p.Fill) {
		return // it draws nothing
	}
	c.page.Images = c.page.Images || curved
	for _, l := range lines {
		c.parts += len(l)
		if !stroked {
			c.rule(l)
			continue
		}
		for i := 1; i < len(l); i++ {
			c.rule(l[i-1 : i+1])
		}
	}
}

func (c *canvas) rule(ps [][2]float64) {
	if !c.page.AddRule(bounds(ps)) {
		c.page.Images = true
	}
}

// operands is how many numbers stand behind each sign of a path (GB/T 33190 §9.1, table 36); the last two are a place.
var operands = map[string]int{"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}

// outline is the path's corners, one slice a part that is drawn straight and without lifting the pen.
func outline(data string, m matrix, most int) (lines [][][2]float64, curved bool) {
	fields := strings.Fields(data)
	for i, seen := 0, 0; i < len(fields) && seen < most; seen++ {
		sign := fields[i]
		n, ok := operands[sign]
		if !ok || i+n >= len(fields) {
			break
		}
		curve := sign == "Q" || sign == "B" || sign == "A"
		curved = curved || curve
		if sign == "C" {
			if k := len(lines) - 1; k >= 0 {
				lines[k] = append(lines[k], lines[k][0])
			}
		} else {
			if sign != "L" || len(lines) == 0 {
				lines = append(lines, nil)
			}
			k := len(lines) - 1
			lines[k] = append(lines[k], m.point(number(fields[i+n-1]), number(fields[i+n])))
		}
		i += n + 1
	}
	return lines, curved
}

func rectangle(s string) layout.Box {
	v := numbers(s)
	if len(v) != 4 {
		v = []float64{0, 0, 210, 297} // A4
	}
	return matrix{a: points, d: points}.box(v[0], v[1], v[0]+v[2], v[1]+v[3])
}

func numbers(s string) []float64 {
	fields := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' || r == '\n' || r == '\r' })
	out := make([]float64, len(fields))
	for i, f := range fields {
		out[i] = number(f)
	}
	return out
}
