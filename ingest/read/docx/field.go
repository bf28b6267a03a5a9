package docx

import (
	"regexp"
	"strconv"
	"strings"

	"huitoukan/ingest/read/autonum"
)

// field is a field that is open in a paragraph (ECMA-376 §17.16.2): its code, then its result.
type field struct {
	code   strings.Builder
	inCode bool
	from   int // where in the paragraph's text the result begins
}

// fieldMark opens a field, begins its result, or closes it.
func (p *paragraph) fieldMark(kind string) {
	switch kind {
	case "begin":
		p.fields = append(p.fields, &field{inCode: true, from: p.text.Len()})
	case "separate":
		if n := len(p.fields); n > 0 {
			p.fields[n-1].inCode, p.fields[n-1].from = false, p.text.Len()
		}
	case "end":
		// The end of a field that an earlier paragraph opened, as a table of contents is, closes nothing here.
		if n := len(p.fields); n > 0 {
			last := p.fields[n-1]
			p.fields = p.fields[:n-1]
			if p.text.Len() == last.from {
				p.write(overprinted(last.code.String()))
			}
		}
	}
}

// inCode says that what is read belongs to a field's code.
func (p *paragraph) inCode() bool {
	for _, f := range p.fields {
		if f.inCode {
			return true
		}
	}
	return false
}

var overprint = regexp.MustCompile(`(?is)^\s*eq\s+\\o\s*(?:\\a[lcrd]\s*)?\((.*)\)\s*$`)

// overprinted is the text of an EQ \o field, which has no result: Word draws its arguments on top of each other.
// That is how a number is put in a circle: eq \o\ac(○,3) is ③.
func overprinted(code string) string {
	m := overprint.FindStringSubmatch(code)
	if m == nil {
		return ""
	}
	args := strings.FieldsFunc(m[1], func(r rune) bool { return strings.ContainsRune(",;，；", r) })
	if len(args) == 0 {
		return ""
	}
	last := strings.TrimSpace(args[len(args)-1])
	if n, err := strconv.Atoi(last); err == nil && len(args) == 2 && strings.ContainsAny(args[0], "○〇◯") {
		return autonum.Format("decimalEnclosedCircle").Write(n)
	}
	if strings.ContainsRune(last, '\\') { // arguments that are made of further switches
		return ""
	}
	return last
}
