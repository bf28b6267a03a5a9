// Package html reads web pages.
//
// In comes the page, out go its paragraphs, tables and lists, with the numbers that a browser would set before ordered
// lists. What a browser does not show is left out, and so is navigation where the page says that it is that. Nothing is
// fetched, and no script or style sheet is looked into.
package html

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/plain"
	"huitoukan/record"
)

// Read reads one page; it is a [read.Func].
func Read(ctx context.Context, r io.ReaderAt, size int64, lim read.Limits) (record.Text, error) {
	lim = lim.WithDefaults()
	data, err := plain.All(ctx, r, size, lim)
	if err != nil {
		return record.Text{}, err
	}
	source, _, err := plain.Decode(data, declared(data))
	if err != nil {
		return record.Text{}, err
	}
	root, err := parse(source, lim)
	if err != nil {
		return record.Text{}, err
	}
	p := &page{ctx: ctx, limit: lim.Depth, letters: letters(root)}
	if err := p.blocks(root, place{}); err != nil {
		return record.Text{}, err
	}
	p.end(place{})
	text := p.build.Text("html")
	if len(text.Blocks) == 0 {
		return record.Text{}, read.ErrNoText
	}
	return text, nil
}

var charset = regexp.MustCompile(`(?i)<meta[^>]*charset\s*=\s*["']?\s*([\w.:-]+)|^<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)`)

// declared is the charset that the page names at its beginning, or "".
func declared(data []byte) string {
	m := charset.FindSubmatch(data[:min(len(data), 4096)])
	if m == nil {
		return ""
	}
	return string(m[1]) + string(m[2])
}

// perNode is about what a node of the tree takes in memory; each '<' may make one.
const perNode = 200

func parse(source string, lim read.Limits) (*html.Node, error) {
	if need := int64(strings.Count(source, "<")) * perNode; need > lim.Inflated {
		return nil, fmt.Errorf("%w: a tree of about %d bytes", read.ErrTooLarge, need)
	}
	root, err := html.Parse(bytes.NewReader([]byte(source)))
	if err != nil {
		// The source is in memory: the parser's one complaint is more than 512 elements in one another.
		return nil, fmt.Errorf("%w: %w", read.ErrTooDeep, err)
	}
	return root, nil
}
