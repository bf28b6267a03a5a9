// Package autonum rebuilds the list numbers that a word processor or a browser sets by itself and that stand in no
// run of text: 一、 （一） 1. ① 第一章 问题1：.
//
// In come the levels of a list as the format defines them and the paragraphs in order; out comes each paragraph's
// label. Reading the levels out of a format, and knowing which paragraph belongs to which list, is the readers' work;
// reading numbers that somebody typed is not done here.
package autonum

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Levels is how many levels a list has in Word, in its XML as in its binary format.
const Levels = 9

// Level is how one level of a list is numbered (ECMA-376 §17.9.6 lvl).
type Level struct {
	Start  int
	Format Format
	Width  int    // least digits of a custom decimal format, as in 001; 0 otherwise
	Text   string // the label, with %1 to %9 for the numbers of the levels
	Legal  bool   // every number is written in decimal digits (isLgl)
	// Restart is the level, from 1, whose paragraphs or those of the levels above it begin this level again
	// (lvlRestart); 0 when the format says nothing: then the level right above does, and every one above that.
	Restart int
	Never   bool // this level goes on through the whole list
	Glued   bool // nothing stands between label and text (suff="nothing")
}

// Count is where a list has got to. The zero value is a list that has not begun.
type Count struct {
	value [Levels]int
	begun [Levels]bool
}

// Next counts one paragraph on level at (from 0) of the list and returns its label. The levels may differ from call to call:
// Word lets several lists share one count while each overrides some levels. Levels above that were skipped begin.
func (c *Count) Next(levels *[Levels]Level, at int) string {
	at = min(max(at, 0), Levels-1)
	for above := range at {
		// 1.1.1 right after 1. opens 1.1 unseen: the next paragraph on that level is 1.2. The top level is only
		// shown: a document that begins with a 1.1 has 1 as its first chapter still to come.
		if !c.begun[above] && above > 0 {
			c.value[above], c.begun[above] = levels[above].Start, true
		}
	}
	if c.begun[at] {
		c.value[at]++
	} else {
		c.value[at], c.begun[at] = levels[at].Start, true
	}
	for below := at + 1; below < Levels; below++ {
		if levels[below].restartsAfter(at, below) {
			c.begun[below] = false
		}
	}
	return c.label(levels, at)
}

// Begin makes the next paragraph on level at carry the number n (startOverride).
func (c *Count) Begin(at, n int) {
	if at >= 0 && at < Levels {
		c.value[at], c.begun[at] = n-1, true
	}
}

func (l Level) restartsAfter(used, own int) bool {
	if l.Never {
		return false
	}
	return l.Restart == 0 || l.Restart > own || used < l.Restart
}

func (c *Count) label(levels *[Levels]Level, at int) string {
	l := levels[at]
	if l.Format == Bullet {
		return Bullet.Write(0)
	}
	var b strings.Builder
	for i := 0; i < len(l.Text); i++ {
		if l.Text[i] != '%' || i+1 == len(l.Text) || l.Text[i+1] < '1' || l.Text[i+1] > '9' {
			b.WriteByte(l.Text[i])
			continue
		}
		i++
		if n := int(l.Text[i] - '1'); n <= at {
			b.WriteString(c.number(levels, n, l.Legal))
		}
	}
	return b.String()
}

func (c *Count) number(levels *[Levels]Level, n int, legal bool) string {
	value := c.value[n]
	if !c.begun[n] {
		value = levels[n].Start
	}
	switch l := levels[n]; {
	case l.Format == Bullet: // a bullet's level has no number to lend to those below it
		return ""
	case legal && l.Format != "decimalZero":
		return Format("decimal").Write(value)
	case l.Width > 0:
		return Padded(l.Width, value)
	default:
		return l.Format.Write(value)
	}
}

// Set is the label as it is put before its text: with a space after it where the two would run together, as in
// 2.1.1 总则 or 第一条 本办法, and without one after 一、 (一) or ①.
func Set(label string, glued bool) string {
	last, _ := utf8.DecodeLastRuneInString(label)
	if glued || !unicode.IsLetter(last) && !unicode.IsDigit(last) {
		return label
	}
	return label + " "
}
