package record

import "strings"

// Builder puts a [Text] together block by block; readers use it so that Body and Blocks cannot disagree.
// The zero value is ready.
type Builder struct {
	text Text
	body strings.Builder
	last *Cell
}

// Add appends one block. label is an automatic list number, set before s; it may be empty. A space that ends it
// (2.1.1 总则) is set too, where there is text to keep apart from it, and does not count as part of the label.
// White space at both ends of s goes, and inside it line ends and tabs become a space.
// An empty block is left out, and Add reports false.
func (b *Builder) Add(label, s string, form Block) bool {
	s = strings.TrimSpace(clean.Replace(strings.ToValidUTF8(s, "\uFFFD")))
	if s == "" && label == "" {
		return false
	}
	b.separate(form.Cell)
	form.Start = b.body.Len()
	form.Label = len(strings.TrimRight(label, " "))
	if s == "" {
		label = label[:form.Label]
	}
	b.body.WriteString(label)
	b.body.WriteString(s)
	form.End = b.body.Len()
	b.text.Blocks = append(b.text.Blocks, form)
	b.last = form.Cell
	return true
}

// Page says that a new page begins with the next block.
func (b *Builder) Page() {
	at := b.body.Len()
	if at > 0 {
		at++ // the line end that the next block is going to set
	}
	b.text.Pages = append(b.text.Pages, at)
}

// Doubt notes something the reader was not sure of.
func (b *Builder) Doubt(d Doubt) { b.text.Doubts = append(b.text.Doubts, d) }

// Len is the number of bytes so far.
func (b *Builder) Len() int { return b.body.Len() }

// Text is what was built so far.
func (b *Builder) Text(format string) Text {
	t := b.text
	t.Format, t.Body = format, b.body.String()
	for i, p := range t.Pages { // a last page without text
		t.Pages[i] = min(p, len(t.Body))
	}
	return t
}

func (b *Builder) separate(next *Cell) {
	switch {
	case b.body.Len() == 0:
	case next != nil && b.last != nil && next.Table == b.last.Table && next.Row == b.last.Row && next.Col != b.last.Col:
		b.body.WriteByte('\t')
	default:
		b.body.WriteByte('\n')
	}
}

var clean = strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ", "\t", " ", "\x00", "", "\uFEFF", "")
