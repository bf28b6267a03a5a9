package extract

import "strings"

// turnRule reads the words with which a sentence turns from a problem to what was done about it.
var turnRule = lexRule{
	re(`^(?:对此|为此|就此|针对(?:这|此|该|上述|以上)[^，。：；]{0,12}|(?:在)?整改(?:中|过程中|期间)|(?:收到|接到)?反馈(?:意见)?后|会议(?:明确|决定|议定))[，,：:]`),
	[]string{"对此，院党委制定计划。", "针对这一问题，局党组召开会议。", "整改中，已全部清退。", "收到反馈意见后，立即停止。", "会议明确，由办公室负责。"},
	[]string{"对此项工作不重视。", "为此付出代价。", "整改不彻底。"},
}

// markTurns takes the turn inside a paragraph for the marker of its measures, where the document makes it again and again: 党费收缴
// 不规范。3名党员欠缴。对此，党支部一是…. Of a paragraph that begins with one there is nothing to set apart.
func markTurns(paras []para) {
	turns := map[int]marker{}
	for i, p := range paras {
		if m, ok := turnIn(p); ok {
			turns[i] = m
		}
	}
	if len(turns) < oftenEnough {
		return
	}
	for i, m := range turns {
		paras[i].mark(m)
	}
}

// turnIn finds the turn in p, after at least one sentence, where p announces no measures and what follows names no failing.
func turnIn(p para) (marker, bool) {
	if p.announces(measures) {
		return marker{}, false
	}
	for at := p.content(); ; {
		end := strings.Index(p.text[at:], "。")
		if end < 0 {
			return marker{}, false
		}
		at += end + len("。")
		if m := turnRule.re.FindString(p.text[at:]); m != "" && !failing(firstClause(p.text[at+len(m):])) {
			return marker{measures, at, at + len(m)}, true
		}
	}
}

func firstClause(s string) string {
	if i := strings.IndexAny(s, "，。；"); i >= 0 {
		return s[:i]
	}
	return s
}
