package layout

import (
	"errors"
	"unicode"

	"huitoukan/ingest/read"
)

// legibility is what the characters of a page tell about its text layer.
type legibility struct {
	inked, bad, han, kana, cjk, highLatin int
}

func (l *legibility) add(gs []Glyph) {
	for _, g := range gs {
		if blank(g.Rune) || g.Rune == '\u3000' {
			continue
		}
		l.inked++
		switch {
		case unreadable(g.Rune), g.Broken:
			l.bad++
		case unicode.Is(unicode.Han, g.Rune):
			l.han++
		case unicode.In(g.Rune, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
			l.kana++
		case g.Rune >= 0x80 && g.Rune <= 0xFF:
			l.highLatin++
		}
		if g.CJK {
			l.cjk++
		}
	}
}

// unreadable reports text that nobody wrote: a subset font whose character map was left out gives controls and
// private characters, GBK bytes read as Latin give Ä¿¡¡, and a Chinese font without one Chinese character in a
// whole line or more gives whatever the glyph numbers happen to spell.
func (l legibility) unreadable() bool {
	switch {
	case l.inked == 0:
		return false
	case l.bad*10 > l.inked*3, l.highLatin*10 > l.inked*3:
		return true
	}
	return l.cjk >= 40 && l.cjk*2 > l.inked && l.han+l.kana == 0
}

// Legible reports that the page has a text layer, and one that somebody wrote.
func (p Page) Legible() bool {
	var l legibility
	l.add(p.Glyphs)
	return l.inked > 0 && !l.unreadable()
}

// note is something about one page that people should know.
type note struct {
	page int // from 0
	code string
}

// judge empties the pages that cannot be read and says what is wrong with them; an error when none is left.
func judge(pages []Page) ([]note, error) {
	var notes []note
	legible, garbled, pictures := 0, 0, 0
	var fault error // of the first page that could not be read
	for i := range pages {
		p := &pages[i]
		var l legibility
		l.add(p.Glyphs)
		switch {
		case p.Fault != nil:
			notes = append(notes, note{i, faultCode(p.Fault)})
			if fault == nil || errors.Is(fault, read.ErrDamaged) {
				fault = p.Fault
			}
		case l.unreadable():
			notes = append(notes, note{i, codeGarbled})
			p.Glyphs = nil
			garbled++
		case p.Covered:
			notes = append(notes, note{i, codePicture})
			pictures++
		case l.inked > 0:
			legible++
			if l.bad > 0 {
				notes = append(notes, note{i, codeUnknown})
			}
			if poor(p.Glyphs) {
				notes = append(notes, note{i, codePoor})
			}
			if p.Unread > 0 {
				notes = append(notes, note{i, codeUnread})
			}
		case p.Images:
			notes = append(notes, note{i, codePicture})
			pictures++
		}
		if p.aslant > 0 {
			notes = append(notes, note{i, codeAslant})
		}
	}
	switch {
	case legible > 0:
		return notes, nil
	case fault != nil && !errors.Is(fault, read.ErrDamaged):
		return nil, fault
	case garbled > 0:
		return nil, read.ErrUnreadable
	case pictures > 0:
		return nil, read.ErrNoTextLayer
	case fault != nil:
		return nil, fault
	}
	return nil, read.ErrNoText
}

func faultCode(err error) string {
	if errors.Is(err, read.ErrDamaged) {
		return codeMissing
	}
	return codeFailed
}

// The codes of a reader's doubts about a page.
const (
	codeMissing = "page_damaged"
	codeFailed  = "page_not_recognised"
	codeGarbled = "page_unreadable"
	codePicture = "page_no_text_layer"
	codeUnknown = "characters_unknown"
	codeAslant  = "text_aslant"
	codeUnread  = "cells_not_recognised"
	codePoor    = codeUncertain // all over the page
)

var noteMessages = map[string]string{
	codeMissing: "这一页已损坏，没有读到内容。",
	codeFailed:  "这一页是扫描件，文字识别没有完成，内容没有读入。",
	codeGarbled: "这一页的文字层无法还原成文字，没有读入。",
	codePicture: "这一页是图片，没有文字层，图片里的内容没有读入。",
	codeUnknown: "这一页有个别字无法识别，请对照原件。",
	codeAslant:  "这一页有倾斜排列的文字（水印或印章），没有读入正文。",
	codeUnread:  "这一页扫描的表格里有的格子有字而没有识别出来，请对照原件。",
	codePoor:    "这一页扫描得不清楚，识别出的文字整页都没有把握，请对照原件。",
}
