package html

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// unseen elements show no text of the document: what they hold is for programs, or for people who fill in forms.
var unseen = []atom.Atom{
	atom.Head, atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Title, atom.Iframe, atom.Object, atom.Embed,
	atom.Applet, atom.Audio, atom.Video, atom.Canvas, atom.Svg, atom.Select, atom.Button, atom.Textarea, atom.Datalist,
	atom.Rt, atom.Rp, atom.Noframes,
}

// block elements begin and end a paragraph.
var block = []atom.Atom{
	atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Center, atom.Caption, atom.Dd, atom.Details, atom.Dialog,
	atom.Dir, atom.Div, atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.H1,
	atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Header, atom.Hgroup, atom.Hr, atom.Html, atom.Legend, atom.Li, atom.Main,
	atom.Menu, atom.Nav, atom.Ol, atom.P, atom.Pre, atom.Section, atom.Summary, atom.Table, atom.Tbody, atom.Td, atom.Tfoot,
	atom.Th, atom.Thead, atom.Tr, atom.Ul,
}

func is(n *html.Node, atoms ...atom.Atom) bool {
	return n.Type == html.ElementNode && slices.Contains(atoms, n.DataAtom)
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func number(n *html.Node, key string, otherwise int) int {
	i, err := strconv.Atoi(strings.TrimSpace(attr(n, key)))
	if err != nil {
		return otherwise
	}
	return i
}

var hiddenStyle = regexp.MustCompile(`(?i)(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)`)

// hidden says that a browser shows nothing of the element.
func hidden(n *html.Node) bool {
	if n.Type == html.CommentNode || is(n, unseen...) {
		return true
	}
	for _, a := range n.Attr {
		if a.Key == "hidden" || a.Key == "style" && hiddenStyle.MatchString(a.Val) {
			return true
		}
	}
	return false
}

var (
	navigationClass = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|crumbs?|position|location)(?:$|[\s_-])`)
	footerClass     = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:footer|copyright)(?:$|[\s_-])`)
	outsideArticle  = []atom.Atom{atom.Article, atom.Main}
)

// furniture says that the element is the site's and not the document's. Only what the page itself marks is taken for
// that: nav; the header and the footer of the page, unless a title or paragraphs stand in it (an article may have a
// header of its own); and what is named after navigation and is made of links.
func furniture(n *html.Node) bool {
	switch {
	case is(n, atom.Nav), attr(n, "role") == "navigation", attr(n, "role") == "contentinfo":
		return true
	case is(n, atom.Header, atom.Footer), footerClass.MatchString(attr(n, "class")):
		return !within(n, outsideArticle...) && !contains(n, atom.H1, atom.H2, atom.Article, atom.Main, atom.P)
	case navigationClass.MatchString(attr(n, "class")) || navigationClass.MatchString(attr(n, "id")):
		return mostlyLinks(n)
	}
	return false
}

func within(n *html.Node, atoms ...atom.Atom) bool {
	for a := range n.Ancestors() {
		if is(a, atoms...) {
			return true
		}
	}
	return false
}

func contains(n *html.Node, atoms ...atom.Atom) bool {
	for d := range n.Descendants() {
		if is(d, atoms...) {
			return true
		}
	}
	return false
}

// mostlyLinks says that at least half of the element's letters stand in links.
func mostlyLinks(n *html.Node) bool {
	all, linked := 0, 0
	for d := range n.Descendants() {
		if d.Type != html.TextNode {
			continue
		}
		letters := 0
		for _, r := range d.Data {
			if unicode.IsLetter(r) {
				letters++
			}
		}
		all += letters
		if within(d, atom.A) {
			linked += letters
		}
	}
	return linked*2 >= all
}

var (
	boldStyle  = regexp.MustCompile(`(?i)font-weight\s*:\s*(?:bold|[6-9]00)|font(?:-family)?\s*:[^;]*(?:黑体|SimHei|小标宋)`)
	plainStyle = regexp.MustCompile(`(?i)font-weight\s*:\s*(?:normal|[1-5]00)`)
)

// bold says whether text in the element looks like a heading, when text around it does or does not.
func bold(n *html.Node, around bool) bool {
	style := attr(n, "style")
	switch {
	case boldStyle.MatchString(style), is(n, atom.Font) && boldStyle.MatchString("font:"+attr(n, "face")):
		return true
	case plainStyle.MatchString(style):
		return false
	case is(n, atom.B, atom.Strong, atom.Th, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6):
		return true
	}
	return around
}

// level is the outline level of a heading element, or 0.
func level(n *html.Node) int {
	if is(n, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6) {
		return int(n.Data[1] - '0')
	}
	return 0
}

// collapse makes each run of white space one space, and none at a line end of the source between two characters that
// are written without spaces: sources are wrapped wherever the editor liked.
func collapse(s string) string {
	var b strings.Builder
	var last rune
	for s != "" {
		end := strings.IndexFunc(s, space)
		if end < 0 {
			end = len(s)
		}
		if end > 0 {
			b.WriteString(s[:end])
			last, _ = utf8.DecodeLastRuneInString(s[:end])
			s = s[end:]
			continue
		}
		rest := strings.TrimLeftFunc(s, space)
		next, _ := utf8.DecodeRuneInString(rest)
		if broken := strings.ContainsAny(s[:len(s)-len(rest)], "\r\n"); !broken || !wide(last) || !wide(next) {
			b.WriteByte(' ')
		}
		s = rest
	}
	return b.String()
}

// space is what collapses. The ideographic space is a character like others: 第一条　总则.
func space(r rune) bool { return r != '\u3000' && unicode.IsSpace(r) }

func wide(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF || strings.ContainsRune("“”‘’—…", r)
}
