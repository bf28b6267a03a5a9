package number

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Item is one item of a list that runs on inside a paragraph: byte offsets into the text that was split.
type Item struct {
	Label      int // where the label begins
	Start, End int // what follows the label, up to the next item
}

// Split finds the list that runs on inside s: 一是…二是…, （1）…（2）…, 1.…2.…, ①…②…. The values must begin with 1, or with
// any value at the very start, and go on by one; a label must stand at the start or after a mark that ends a clause, so
// that 统一是 or 第1.5条 cut nothing. The shape that begins first decides; labels of other shapes inside an item stay with it.
// Fewer than two items are no list, save when the only label stands at the very start: nil.
func Split(s string) []Item {
	starts := Starts(s)
	for i, first := range starts {
		if first.Loose || first.Value != 1 && first.At != 0 {
			continue
		}
		items := follow(s, starts[i:], first)
		if len(items) > 1 || first.At == 0 {
			return items
		}
	}
	if first, ok := afterSubject(s, starts); ok {
		return follow(s, append([]Start{first}, starts...), first)
	}
	return nil
}

// afterSubject finds the 一是 of a list that begins behind its subject: 院党委一是成立中心；二是签订协议. That it is one, 二是
// tells.
func afterSubject(s string, starts []Start) (Start, bool) {
	second := slices.IndexFunc(starts, func(st Start) bool { return st.Shape == Is && st.Value == 2 })
	if second < 0 {
		return Start{}, false
	}
	at := strings.Index(s[:starts[second].At], "一是")
	if at <= 0 {
		return Start{}, false
	}
	subject := s[:at]
	if before, _ := utf8.DecodeLastRuneInString(subject); strings.ContainsRune("统唯第之逐专单每", before) {
		return Start{}, false // 统一是 is no label
	}
	if strings.ContainsAny(subject, "。；") || utf8.RuneCountInString(subject[strings.LastIndexAny(subject, "，：")+1:]) > longestSubject {
		return Start{}, false
	}
	l, ok := Read(s[at:])
	return Start{Label: l, At: at}, ok && l.Shape == Is
}

const longestSubject = 12 // runes

// Start is a label found inside a text.
type Start struct {
	Label
	At    int  // byte offset
	Loose bool // in the middle of a clause: （1）退款（2）约谈 goes on so, but nothing begins so
}

// Starts lists the places in s where a label may begin an item, in order.
func Starts(s string) []Start {
	var out []Start
	fresh := true // at the start, or after a mark that ends a clause
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if loose := !fresh && looseStart(r); fresh || loose {
			if l, ok := Read(s[i:]); ok && (fresh || l.Shape == Paren || l.Shape == Circle) && l.Shape != HanComma && l.Shape != Letter && (!l.Shape.Sign() || i == 0 || out != nil && out[0].Shape == l.Shape) {
				out = append(out, Start{l, i, loose})
				i += l.Len
				continue // what follows a label may be a label again: （1）一是
			}
		}
		fresh = strings.ContainsRune("。；：;:！？\n”", r) || fresh && r == ' '
		i += size
	}
	return out
}

// looseStart reports whether r may begin a label that is seen as one in the middle of a clause too.
func looseStart(r rune) bool { return r == '（' || r == '(' || r >= '①' && r <= '⑳' }

// follow collects the run of first's shape that goes on by one from its value.
func follow(s string, starts []Start, first Start) []Item {
	var items []Item
	for _, st := range starts {
		if st.Shape != first.Shape || st.Value != first.Value+len(items) && !first.Shape.Sign() {
			continue
		}
		if n := len(items); n > 0 {
			items[n-1].End = st.At
		}
		items = append(items, Item{Label: st.At, Start: st.At + st.Len, End: len(s)})
	}
	return items
}
