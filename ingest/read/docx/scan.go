package docx

import (
	"bufio"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"huitoukan/ingest/read"
)

// spaces names the namespaces by their usual prefix, whether transitional (ECMA-376 part 4) or strict (part 1).
// Elements of any other namespace go by their local name alone.
var spaces = map[string]string{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w:",
	"http://purl.oclc.org/ooxml/wordprocessingml/main":             "w:",
	"http://schemas.openxmlformats.org/officeDocument/2006/math":   "m:",
	"http://purl.oclc.org/ooxml/officeDocument/math":               "m:",
	"http://schemas.openxmlformats.org/markup-compatibility/2006":  "mc:",
	"http://schemas.openxmlformats.org/drawingml/2006/diagram":     "dgm:",
	"http://purl.oclc.org/ooxml/drawingml/diagram":                 "dgm:",
	"urn:schemas-microsoft-com:office:office":                      "o:",
	"urn:schemas-microsoft-com:vml":                                "v:",
	"http://schemas.openxmlformats.org/package/2006/relationships": "rel:",
}

// scanner goes forward through one part. Entities that a document type declares are never expanded: encoding/xml knows
// none but the five of XML, so that a part which uses others is damaged.
type scanner struct {
	ctx    context.Context
	part   string
	source io.Closer
	xml    *xml.Decoder
	names  map[xml.Name]string
	open   int // elements that are open
	limit  int
	tokens int
}

// element is the start of an element.
type element struct {
	name  string // w:p
	attrs []xml.Attr
}

func newScanner(ctx context.Context, part string, r io.ReadCloser, depth int) *scanner {
	s := &scanner{ctx: ctx, part: part, source: r, names: map[xml.Name]string{}, limit: depth}
	b := bufio.NewReader(r)
	var text io.Reader = b
	if mark, _ := b.Peek(2); string(mark) == "\xff\xfe" || string(mark) == "\xfe\xff" {
		text = transform.NewReader(b, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	}
	s.xml = xml.NewDecoder(text)
	s.xml.CharsetReader = func(label string, r io.Reader) (io.Reader, error) {
		if strings.EqualFold(label, "utf-16") {
			return r, nil // decoded above
		}
		return nil, fmt.Errorf("a part in %q", label)
	}
	return s
}

func (s *scanner) close() { _ = s.source.Close() } // read only: nothing is lost

// root gives the part's root element to do and checks that the part is whole.
func (s *scanner) root(do func(element) error) error {
	for {
		token, err := s.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if start, ok := token.(xml.StartElement); ok {
			if err := do(s.element(start)); err != nil {
				return err
			}
			if err := s.skipTo(0); err != nil {
				return err
			}
		}
	}
}

// each gives every child of the open element to do and closes the element. What do leaves of a child is passed over.
func (s *scanner) each(do func(element) error) error {
	own := s.open
	for {
		token, err := s.next()
		if err != nil {
			return s.cut(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if err := do(s.element(t)); err != nil {
				return err
			}
			if err := s.skipTo(own); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// text is the character data of the open element up to its end.
func (s *scanner) text() (string, error) {
	var b strings.Builder
	own := s.open
	for s.open >= own {
		token, err := s.next()
		if err != nil {
			return "", s.cut(err)
		}
		if data, ok := token.(xml.CharData); ok {
			b.Write(data)
		}
	}
	return b.String(), nil
}

func (s *scanner) skipTo(open int) error {
	for s.open > open {
		if _, err := s.next(); err != nil {
			return s.cut(err)
		}
	}
	return nil
}

func (s *scanner) next() (xml.Token, error) {
	if s.tokens++; s.tokens%4096 == 0 {
		if err := s.ctx.Err(); err != nil {
			return nil, err
		}
	}
	token, err := s.xml.Token()
	if err != nil {
		return nil, s.fault(err)
	}
	switch token.(type) {
	case xml.StartElement:
		if s.open++; s.open > s.limit {
			return nil, fmt.Errorf("%q: %w: more than %d elements in one another", s.part, read.ErrTooDeep, s.limit)
		}
	case xml.EndElement:
		s.open--
	}
	return token, nil
}

func (s *scanner) fault(err error) error {
	switch {
	case err == io.EOF:
		return err
	case errors.Is(err, read.ErrTooLarge):
		return fmt.Errorf("%q: %w", s.part, err)
	}
	return fmt.Errorf("%q: %w: %w", s.part, read.ErrDamaged, err)
}

// cut turns an end that comes inside an element into damage.
func (s *scanner) cut(err error) error {
	if err == io.EOF {
		return s.fault(io.ErrUnexpectedEOF)
	}
	return err
}

func (s *scanner) element(start xml.StartElement) element {
	name, ok := s.names[start.Name]
	if !ok {
		name = spaces[start.Name.Space] + start.Name.Local
		s.names[start.Name] = name
	}
	return element{name, start.Attr}
}

// attr is the attribute with the local name, or "".
func (e element) attr(local string) string {
	for _, a := range e.attrs {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// number is the attribute as a whole number; ok is false when it is missing or none.
func (e element) number(local string) (n int, ok bool) {
	n, err := strconv.Atoi(e.attr(local))
	return n, err == nil
}

// toggle is a property that a style or a run sets, clears, or says nothing of.
type toggle int8

const (
	unset toggle = iota
	on
	off
)

// toggle is w:val of an on/off property (ECMA-376 §17.17.4): the element alone means on.
func (e element) toggle() toggle {
	switch e.attr("val") {
	case "0", "false", "off":
		return off
	}
	return on
}

// over is t where it says something, and below otherwise.
func (t toggle) over(below toggle) toggle {
	if t == unset {
		return below
	}
	return t
}
