package extract

import (
	"fmt"
	"regexp"
	"strings"

	"huitoukan/extract/number"
	"huitoukan/record"
)

// total reads the number of problems of which a sentence gives account: 巡察反馈的4个方面16个问题，整改完成11个，….
var total = regexp.MustCompile(`(\d+|[一二三四五六七八九十百]+)[个项条](?:具体|反馈)*问题`)

// share reads how many of them are how far, in either order: 基本完成3个, 有2个正在推进.
var share = regexp.MustCompile(`((?:已|基本|全部|未|尚未|正在|持续|阶段性|长期)*(?:完成整改|整改完成|整改到位|完成|办结|销号|推进|整改|坚持))[^，。；、\d一二三四五六七八九十]{0,6}(\d+|[一二三四五六七八九十百]+)[个项条]` +
	`|(\d+|[一二三四五六七八九十百]+)[个项条](?:问题)?(?:目前)?((?:已|基本|未|尚未|正在|持续|阶段性|需|长期)+(?:完成整改|整改完成|整改到位|完成|办结|销号|推进|整改|坚持))`)

// account checks the sentences that divide a number of problems by how far they are: the parts must make up the whole, and,
// where every problem tells its state, agree with what was read.
func account(d record.Document) []record.Doubt {
	var out []record.Doubt
	for _, b := range d.Text.Blocks {
		if b.Cell != nil || within(b.Span, d.Problems) {
			continue
		}
		for _, s := range sentenceSpans(d.Text, b.Span) {
			whole, parts := shares(d.Text.Slice(s))
			out = append(out, unbalanced(whole, parts, s)...)
			out = append(out, disagreeing(whole, parts, s, d.Problems)...)
		}
	}
	return out
}

func within(s record.Span, problems []record.Problem) bool {
	for _, p := range problems {
		if p.At.Start <= s.Start && s.Start < p.At.End {
			return true
		}
	}
	return false
}

// sentenceSpans cuts a block after its full stops.
func sentenceSpans(t record.Text, s record.Span) []record.Span {
	var out []record.Span
	for start := s.Start; start < s.End; {
		end := s.End
		if i := strings.Index(t.Body[start:s.End], "。"); i >= 0 {
			end = start + i + len("。")
		}
		out = append(out, record.Span{Start: start, End: end})
		start = end
	}
	return out
}

// shares are the whole and its parts by state, as the sentence s gives them; parts is nil when it divides nothing.
func shares(s string) (whole int, parts map[record.Status]int) {
	m := total.FindStringSubmatchIndex(s)
	if m == nil {
		return 0, nil
	}
	whole, _ = number.Value(s[m[2]:m[3]])
	parts = map[record.Status]int{}
	for _, p := range share.FindAllStringSubmatch(s[m[1]:], -1) {
		word, figure := p[1]+p[4], p[2]+p[3]
		if st := statusOf(word); st != "" {
			n, _ := number.Value(figure)
			parts[st] += n
		}
	}
	if len(parts) < 2 {
		return whole, nil
	}
	return whole, parts
}

func unbalanced(whole int, parts map[record.Status]int, at record.Span) []record.Doubt {
	sum := 0
	for _, n := range parts {
		sum += n
	}
	if parts == nil || sum == whole {
		return nil
	}
	return []record.Doubt{{Code: "account_unbalanced", Message: fmt.Sprintf("文中称共%d个问题，各项完成情况合计%d个。", whole, sum), At: at}}
}

// disagreeing compares what the sentence says of all the document's problems with the states that were read of them.
func disagreeing(whole int, parts map[record.Status]int, at record.Span, problems []record.Problem) []record.Doubt {
	read := map[record.Status]int{}
	for _, p := range problems {
		if p.Status == "" {
			return nil
		}
		read[p.Status]++
	}
	if parts == nil || whole != len(problems) || parts[record.Completed] == read[record.Completed] {
		return nil
	}
	return []record.Doubt{{Code: "account_mismatch", Message: fmt.Sprintf("文中称已完成%d个，逐条标明已完成的有%d个。", parts[record.Completed], read[record.Completed]), At: at}}
}
