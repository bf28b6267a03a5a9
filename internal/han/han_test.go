package han_test

import (
	"reflect"
	"strings"
	"testing"

	"huitoukan/internal/han"
)

func TestFold(t *testing.T) {
	for s, want := range map[string]string{
		"（２０１８年）　党费  收缴":  "(2018年)党费收缴",
		"“三公”经费＋ABC":      `"三公"经费+abc`,
		"‘一会一报’——制度":      "'一会一报'--制度",
		"㈠学习①次":           "(一)学习①次",
		"𠮷\u200b野\ufeff家": "𠮷野家",
		"1:350\n\t1：350":  "1:3501:350",
		"":                "",
	} {
		if got := han.Fold(s); got != want {
			t.Errorf("Fold(%q) = %q, want %q", s, got, want)
		}
	}
}

// TestBack checks the way back for every stretch of the folded text: what lies there holds the stretch, and no white space
// at its ends.
func TestBack(t *testing.T) {
	for _, s := range []string{"（１） 问题：“党费”收缴 不规范。 ", "𠮷野家㈠ＡＢc—1.5万元", "　　", "谢谢谢"} {
		f := han.FoldMap(s)
		if f.Text != han.Fold(s) {
			t.Fatalf("FoldMap(%q) = %q", s, f.Text)
		}
		for i := range f.Text {
			for j := range f.Text[i:] {
				if j == 0 {
					continue
				}
				from, to := f.Back(i, i+j)
				if back := s[from:to]; !strings.Contains(han.Fold(back), f.Text[i:i+j]) || strings.TrimSpace(back) != back {
					t.Errorf("%q comes back as %q", f.Text[i:i+j], back)
				}
			}
		}
	}
}

func TestBigrams(t *testing.T) {
	for s, want := range map[string][]string{
		"党费收缴":  {"党费", "费收", "收缴", "缴"},
		"谢谢谢":   {"谢谢", "谢谢", "谢"},
		".5万 元": {".5", "5万", "万元", "元"},
		"𠮷Ａ":    {"𠮷a", "a"},
		"一":     {"一"},
		"　":     {},
	} {
		if got := han.Bigrams(s); !reflect.DeepEqual(got, want) {
			t.Errorf("Bigrams(%q) = %q, want %q", s, got, want)
		}
	}
}
