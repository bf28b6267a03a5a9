package docx

import (
	"strings"
	"unicode"

	"huitoukan/ingest/read/autonum"
	"huitoukan/record"
)

// What stands in a paragraph's text while it is read; none of them can occur in XML.
const (
	newLine   = '\n'
	pageBegun = '\f' // a page that somebody began by hand
	pageFull  = '\v' // where Word broke the page when it last drew it
)

// paragraph is one paragraph while it is read.
type paragraph struct {
	format
	style  string // the style it has in the end
	base   look   // of its text where a run says nothing
	text   strings.Builder
	fields []*field
	bold   bool // some text is set in bold or in a heading font
	plain  bool // some is not
	boxes  []*paragraph
	cell   *record.Cell
	pages  *rowPages
}

// paragraph reads a w:p and puts it into the flow.
func (d *document) paragraph(in *flow) error {
	p := &paragraph{cell: in.cell, pages: in.pages}
	p.setFormat(d.styles, format{})
	if err := d.scan.each(func(e element) error { return d.inline(p, e) }); err != nil {
		return err
	}
	in.add(d, p)
	return nil
}

func (p *paragraph) setFormat(st *styles, f format) {
	p.format = f
	p.style = st.paragraph(f)
	p.base = st.of(p.style).look
}

// inline reads what stands in a paragraph. Deletions, what was moved away, and properties of content controls are
// among what falls through.
func (d *document) inline(p *paragraph, e element) error {
	deeper := func(e element) error { return d.inline(p, e) }
	switch e.name {
	case "w:pPr":
		f, err := readFormat(d.scan)
		p.setFormat(d.styles, f)
		return err
	case "w:r":
		return d.run(p)
	case "w:hyperlink", "w:smartTag", "w:customXml", "w:fldSimple", "w:ins", "w:moveTo", "w:sdt", "w:sdtContent",
		"w:dir", "w:bdo", "w:rubyBase":
		return d.scan.each(deeper)
	case "mc:AlternateContent":
		return d.scan.choose(deeper)
	case "m:oMath", "m:oMathPara":
		return d.maths(p, e)
	}
	return nil
}

// run reads a w:r.
func (d *document) run(p *paragraph) error {
	own := d.styles.run(look{}, p.base)
	return d.scan.each(func(e element) error {
		if e.name == "w:rPr" {
			said, err := readLook(d.scan)
			own = d.styles.run(said, p.base)
			return err
		}
		return d.runPart(p, own, e)
	})
}

func (d *document) runPart(p *paragraph, own look, e element) error {
	switch e.name {
	case "w:fldChar":
		p.fieldMark(e.attr("fldCharType"))
	case "w:instrText":
		return d.instruction(p)
	case "w:lastRenderedPageBreak":
		d.rendered = true
		p.text.WriteRune(pageFull)
	}
	if own.hidden == on {
		return nil
	}
	switch e.name {
	case "w:t":
		s, err := d.scan.text()
		p.writeAs(own, shown(own.latin, s))
		return err
	case "w:tab", "w:ptab":
		p.write(" ")
	case "w:br", "w:cr":
		p.lineBreak(e.attr("type"))
	case "w:noBreakHyphen":
		p.write("-")
	case "w:sym":
		p.writeAs(own, symbol(e.attr("font"), e.attr("char")))
	case "w:ruby":
		return d.scan.each(func(e element) error { return d.inline(p, e) })
	case "mc:AlternateContent":
		return d.scan.choose(func(e element) error { return d.runPart(p, own, e) })
	case "w:drawing", "w:pict", "w:object":
		return d.scan.each(func(e element) error { return d.drawing(p, e) })
	}
	return nil
}

func (d *document) instruction(p *paragraph) error {
	s, err := d.scan.text()
	if n := len(p.fields); n > 0 && p.fields[n-1].inCode {
		p.fields[n-1].code.WriteString(s)
	}
	return err
}

// maths reads the text of a formula. A fraction's bar is written, or ½ would read 12.
func (d *document) maths(p *paragraph, e element) error {
	switch e.name {
	case "m:t":
		s, err := d.scan.text()
		p.write(oneLine(s))
		return err
	case "w:r":
		return d.run(p)
	case "m:den":
		p.write("/")
	}
	return d.scan.each(func(e element) error { return d.maths(p, e) })
}

// drawing looks for text in a drawing: text boxes, whose paragraphs come after this one, and lettering.
func (d *document) drawing(p *paragraph, e element) error {
	deeper := func(e element) error { return d.drawing(p, e) }
	switch e.name {
	case "w:txbxContent":
		return d.flow(&flow{cell: p.cell, later: &p.boxes})
	case "mc:AlternateContent":
		return d.scan.choose(deeper)
	case "v:textpath":
		box := &paragraph{cell: p.cell}
		box.write(oneLine(e.attr("string")))
		p.boxes = append(p.boxes, box)
	case "dgm:relIds":
		d.leave("示意图（SmartArt）")
	case "o:OLEObject":
		if !strings.HasPrefix(e.attr("ProgID"), "Equation") {
			d.leave("嵌入的对象（" + e.attr("ProgID") + "）")
		}
	}
	return d.scan.each(deeper)
}

func (p *paragraph) lineBreak(kind string) {
	switch kind {
	case "page":
		p.text.WriteRune(pageBegun)
	case "column":
		p.write(" ")
	default:
		p.write(string(newLine))
	}
}

// write adds text unless it belongs to a field's code.
func (p *paragraph) write(s string) {
	if !p.inCode() {
		p.text.WriteString(s)
	}
}

// writeAs adds a run's text and notes whether it looks like a heading.
func (p *paragraph) writeAs(own look, s string) {
	if p.inCode() {
		return
	}
	if strings.TrimSpace(s) != "" {
		heading := own.bold == on || headingFont(own.han)
		p.bold, p.plain = p.bold || heading, p.plain || !heading
	}
	p.text.WriteString(oneLine(s))
}

// headingFont tells the fonts that official documents keep for headings: 黑体 for the first level, 小标宋 for the title.
func headingFont(name string) bool {
	return strings.Contains(name, "黑体") || strings.EqualFold(name, "SimHei") || strings.Contains(name, "小标宋")
}

// oneLine makes line ends and tabs of the XML into the spaces that Word shows for them.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
}

// emit numbers the paragraph and puts its lines into the text, then its text boxes.
func (d *document) emit(p *paragraph) {
	text := p.text.String()
	if p.format.over(d.styles.of(p.style)).newPage == on {
		text = string(pageBegun) + text
	}
	if label := d.label(p, text); label != "" || text != "" {
		d.lines(p, label, text)
	}
	for _, box := range p.boxes {
		d.emit(box)
	}
}

// label is the paragraph's list number. A hidden paragraph has none; an empty one has, and it may be the only content
// of a cell under 序号, save that a bullet before nothing says nothing.
func (d *document) label(p *paragraph, text string) string {
	empty := strings.TrimSpace(text) == ""
	if empty && d.styles.run(p.format.look, p.base).hidden == on {
		return ""
	}
	label, glued := d.lists.next(p.format, p.style)
	if empty && label == autonum.Bullet.Write(0) {
		return ""
	}
	return autonum.Set(label, glued)
}

// lines puts a paragraph's lines into the text as blocks; the number stands before the first.
func (d *document) lines(p *paragraph, label, text string) {
	all := d.styles.of(p.style)
	form := record.Block{Level: p.format.over(all).outline, Bold: p.bold && !p.plain, Cell: p.cell}
	for line := range strings.SplitSeq(text, string(newLine)) {
		words := strings.TrimLeftFunc(line, unicode.IsSpace)
		d.pageMarks(p, line[:len(line)-len(words)])
		before := d.build.Len()
		if d.build.Add(label, onlyText(words), form) {
			d.opened, label = false, ""
			d.doubtSigns(before, words)
		}
		d.pageMarks(p, words)
	}
}

func onlyText(s string) string {
	return strings.Map(func(r rune) rune {
		if r == pageBegun || r == pageFull {
			return -1
		}
		return r
	}, s)
}

// doubtSigns notes a sign that could not be made out in the block that was added after the first before bytes.
func (d *document) doubtSigns(before int, words string) {
	start := before
	if before > 0 {
		start++ // what separates the blocks
	}
	if strings.ContainsRune(words, unicode.ReplacementChar) {
		d.build.Doubt(record.Doubt{
			Code:    "unknown_sign",
			Message: "此处有符号字体的字符，无法识别。",
			At:      record.Span{Start: start, End: d.build.Len()},
		})
	}
}

// pageMarks begins the pages that are noted in s.
func (d *document) pageMarks(p *paragraph, s string) {
	for _, r := range s {
		switch {
		case r == pageBegun:
			d.build.Page()
			d.opened = true
		case r == pageFull && d.opened:
			// Word notes a page that was begun by hand once more where the page's first text stands.
			d.opened = false
		case r == pageFull && p.pages.next():
			d.build.Page()
		}
	}
}
