package extract

import (
	"strings"

	"huitoukan/record"
)

// proseLead reads the turn with which a paragraph of prose begins to list problems: 选人用人方面，主要存在….
var proseLead = lexRule{
	re(`^([^。；]{2,60}?方面|在[^，。；]{2,30}上)[，：:]?(?:(?:还|也|主要|一些|突出)?(?:存在|表现为|表现在|反映在|是)[：:，]?)*`),
	[]string{"选人用人方面，主要存在程序不规范；档案不全等问题。", "在履行职能上，进度迟缓；库房漏雨。"},
	[]string{"一是学习不够。", "在县委领导下，工作有序。"},
}

// proseStart reads the sentence after which the problems come.
var proseStart = lexRule{
	re(`(?:发现|存在)[^。，]{0,12}(?:问题|不足)(?:[，,]?主要(?:是|有|表现|为)|如下|[：:。])`),
	[]string{"巡视也发现了一些问题，主要是：", "但还存在一些突出问题，主要表现在："},
	[]string{"发现问题线索5条，立案2件。"},
}

// proseProblems reads a feedback that numbers nothing: one paragraph a class, its problems set off by ；.
func proseProblems(t record.Text, paras []para) []record.Problem {
	var out []record.Problem
	begun := false
	for _, p := range paras {
		switch {
		case closingRule.re.MatchString(p.text) && begun:
			return out
		case proseLead.re.MatchString(p.text) && (begun || strings.Contains(p.text, "存在")):
			begun = true
			out = append(out, clauses(p, len(out))...)
		case proseStart.re.MatchString(p.text):
			begun = true
		}
	}
	return out
}

// listEnd is how such a list ends: 等问题。
var listEnd = re(`(?:等(?:方面)?(?:的)?(?:突出)?(?:问题|现象|情况|不足))?。?$`)

// clauses cuts the problems out of one paragraph of prose.
func clauses(p para, before int) []record.Problem {
	lead := proseLead.re.FindStringSubmatchIndex(p.text)
	section := p.text[lead[2]:lead[3]]
	end := listEnd.FindStringIndex(p.text)[0]
	var out []record.Problem
	for start := lead[1]; start < end; {
		stop := end
		if i := strings.Index(p.text[start:end], "；"); i >= 0 {
			stop = start + i + len("；")
		}
		at := p.span(start, stop)
		text := p.text[at.Start-p.at.Start : at.End-p.at.Start]
		out = append(out, record.Problem{
			Number: before + len(out) + 1, Section: []string{section},
			Text: text, Title: strings.Trim(text, "；。 "), At: at,
		})
		start = stop
	}
	return out
}
