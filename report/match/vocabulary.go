package match

import (
	_ "embed"
	"slices"
	"strings"
	"unicode/utf8"

	"huitoukan/internal/han"
)

//go:embed vocabulary.txt
var vocabularyText string

// trade is the vocabulary that all findings are read with.
var trade = newVocabulary(vocabularyText)

// vocabulary knows what the trade calls duties and manners of failing: 三会一课 and 党小组会 are one duty, 拆分 and 肢解 one way
// around a tender.
type vocabulary struct {
	terms []term
	words map[rune][]word // by their first letter
}

type term struct {
	name    string
	failing bool // a manner of failing; else a duty
}

// word is one name of a term; with a tail it is two pieces with at most [reach] bytes from head to tail, 仅…次.
type word struct {
	term       gram
	head, tail string
}

// reach is how far behind the head of a word its tail may begin, in bytes: ten Han characters.
const reach = 30

// newVocabulary reads lines of the form 职责 党费收缴：党费 …, or 表现 for a manner of failing; # begins a remark.
func newVocabulary(text string) vocabulary {
	v := vocabulary{words: map[rune][]word{}}
	for line := range strings.Lines(text) {
		head, words, ok := strings.Cut(strings.TrimSpace(line), "：")
		kind, name, _ := strings.Cut(head, " ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for _, w := range strings.Fields(words) {
			head, tail, _ := strings.Cut(w, "…")
			first, _ := utf8.DecodeRuneInString(han.Fold(head))
			v.words[first] = append(v.words[first], word{gram(len(v.terms)), han.Fold(head), han.Fold(tail)})
		}
		v.terms = append(v.terms, term{name, kind == "表现"})
	}
	return v
}

// said is what a finding says of a term, in its own words.
type said map[gram][]string

// read finds the vocabulary's words in some texts; a word with a tail does not reach over the end of a sentence.
func (v vocabulary) read(texts []string) said {
	s := said{}
	for _, t := range texts {
		for _, sentence := range strings.FieldsFunc(han.Fold(t), func(r rune) bool { return strings.ContainsRune("。;；!！?？", r) }) {
			for at, r := range sentence {
				for _, w := range v.words[r] {
					if found := w.in(sentence[at:]); found != "" && !slices.Contains(s[w.term], found) {
						s[w.term] = append(s[w.term], found)
					}
				}
			}
		}
	}
	return s
}

// in is what the beginning of s says of the word, "" for nothing.
func (w word) in(s string) string {
	rest, ok := strings.CutPrefix(s, w.head)
	if !ok {
		return ""
	}
	tail := strings.Index(rest[:min(len(rest), reach+len(w.tail))], w.tail)
	if tail < 0 {
		return ""
	}
	return s[:len(w.head)+tail+len(w.tail)]
}

// of are the duties that are spoken of, or the manners of failing.
func (s said) of(failing bool) (g grams) {
	for t := range s {
		if trade.terms[t].failing == failing {
			g = append(g, t)
		}
	}
	slices.Sort(g)
	return g
}
