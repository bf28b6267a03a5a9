package report

import "huitoukan/record"

// Chinese names the kinds of document as officials do.
func Chinese(k record.Kind) string {
	switch k {
	case record.Feedback:
		return "反馈意见"
	case record.Plan:
		return "整改方案"
	case record.Ledger:
		return "整改台账"
	case record.Progress:
		return "整改情况通报"
	}
	return "其他文件"
}
