package layout

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Font is what a font's name tells.
type Font struct{ Bold, CJK bool }

// FontNamed reads a PostScript or family name; some Chinese makers write the name in GBK.
func FontNamed(name string) Font {
	if !utf8.ValidString(name) {
		if s, err := simplifiedchinese.GB18030.NewDecoder().String(name); err == nil {
			name = s
		}
	}
	low := strings.ToLower(name)
	return Font{Bold: containsAny(low, boldNames), CJK: containsAny(low, chineseNames)}
}

var (
	// 微软雅黑 (YaHei) and 文泉驿微米黑 (MicroHei) are fonts for body text in spite of their names.
	boldNames    = []string{"bold", "heavy", "black", "黑体", "simhei", "stheiti", "fzhei", "fzhtk", "fzhtjw", "小标宋", "xiaobiaosong", "fzxbs"}
	chineseNames = []string{"宋", "黑", "楷", "仿", "圆", "隶", "魏", "sim", "song", "hei", "kai", "fang", "cjk", "fz", "stsong",
		"ming", "msyh", "yahei", "sourcehan", "wqy", "wenquanyi", "droidsansfallback", "hanyi", "wps"}
)

func containsAny(s string, parts []string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}
