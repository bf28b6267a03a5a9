package extract

import (
	_ "embed"
	"regexp"
	"strconv"
	"strings"

	"huitoukan/record"
)

//go:embed topics.txt
var topicLines string

// topicRule gives a topic for the words of its duty, by a line of topics.txt.
type topicRule struct {
	topic  string
	weight int
	re     *regexp.Regexp
}

var topicRules = readTopics(topicLines)

// readTopics reads lines of topic, weight and words; # begins a comment.
func readTopics(lines string) (rules []topicRule) {
	for line := range strings.Lines(lines) {
		line, _, _ = strings.Cut(line, "#")
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		weight, err := strconv.Atoi(f[1])
		if err != nil {
			panic("topics.txt: " + line)
		}
		rules = append(rules, topicRule{f[0], weight, re(strings.Join(f[2:], "|"))})
	}
	return rules
}

// ownTrade is the weight that the evidence alone must pass to tell a topic: a word said in passing does not.
const ownTrade = 8

// topicOf is the topic whose words weigh most in the problem. What it is about stands first: the naming clause up to its first
// comma counts four times its evidence, what follows there twice. Without any word of the common duties, a failing is one of
// the unit's own trade, T04; what names no failing either is T33.
func topicOf(p record.Problem) string {
	best, most := "T33", 0
	if failing(p.Title) || failing(p.Text) {
		best, most = "T04", ownTrade
	}
	first, rest := cutClause(p.Title)
	evidence := strings.TrimPrefix(p.Text, p.Title)
	weights := map[string]int{}
	for _, r := range topicRules {
		weights[r.topic] += r.weight * (4*r.count(first, 2) + 2*r.count(rest, 2) + r.count(evidence, 2))
		if w := weights[r.topic]; w > most {
			best, most = r.topic, w
		}
	}
	return best
}

// count is how often the rule's words stand in s, most at the most.
func (r topicRule) count(s string, most int) int { return len(r.re.FindAllStringIndex(s, most)) }

// cutClause parts a title after its first clause.
func cutClause(title string) (first, rest string) {
	if i := strings.IndexAny(title, "，,；;"); i >= 0 {
		return title[:i], title[i:]
	}
	return title, ""
}
