package ingest

import (
	"regexp"

	"huitoukan/record"
)

// GB/T 9704 sets the mark at the head of the first page: 机密★1年, alone on its line or before the number of the copy or the
// degree of urgency. 工作秘密 and 内部资料 are not marks of state secrets and do not begin so.
var secretMark = regexp.MustCompile(`^(?:密级[:：])?[\s　]*(?:绝[\s　]*密|机[\s　]*密|秘[\s　]*密)[\s　]*(?:[★☆*＊]|$|特急|加急|特提|急件|№|[0-9])`)

const headBlocks = 8 // number of the copy, mark, urgency, issuer, number of the document, title

// marked reports whether the document says of itself that it holds a state secret. Such a file is set aside before anything is
// made of it.
func marked(t record.Text) bool {
	for _, b := range t.Blocks[:min(headBlocks, len(t.Blocks))] {
		if secretMark.MatchString(t.Slice(b.Span)) {
			return true
		}
	}
	return false
}
