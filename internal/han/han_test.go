package han_test

import (
	"reflect"
	"strings"
	"testing"
	"unicode"

	"huitoukan/internal/han"
)

func TestFold(t *testing.T) {
	for s, want := range map[string]string{
		"（２０１８年）　党费  收缴":         "(2018年)党费收缴",
		"“三公”经费＋ABC":             `"三公"经费+abc`,
		"‘一会一报’——制度":             `"一会一报"--制度`,
		"「三公」『经费』'A'":            `"三公""经费""a"`,
		"2018～2020年，2018-2020":   "2018~2020年,2018-2020",
		"──甲•乙・丙":                "--甲·乙·丙",
		"⒈⑴１．（一）":                "1.(1)1.(一)",
		"第①项㉑㊀Ⓐ":                 "第①项㉑㊀ⓐ",
		"⼈⺠金㎡℃№":                 "人民金m2°cno",
		"……":                     "......",
		"软\u00ad连\u2060字❤\ufe0f": "软连字❤",
		"坏\xff字":                 "坏\ufffd字",
		"㈠学习①次":                  "(一)学习①次",
		"𠮷\u200b野\ufeff家":        "𠮷野家",
		"1:350\n\t1：350":         "1:3501:350",
		"":                       "",
	} {
		if got := han.Fold(s); got != want {
			t.Errorf("Fold(%q) = %q, want %q", s, got, want)
		}
	}
}

// TestFoldTwice checks for every character there is that folding the folded changes nothing: a query is folded more than once.
func TestFoldTwice(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		once := han.Fold(string(r))
		if twice := han.Fold(once); twice != once {
			t.Errorf("%U: %q, folded again %q", r, once, twice)
		}
	}
}

// TestBack checks the way back for every stretch of the folded text: what lies there holds the stretch, and no white space
// at its ends.
func TestBack(t *testing.T) {
	for _, s := range []string{"（１） 问题：“党费”收缴 不规范。 ", "𠮷野家㈠ＡＢc—1.5万元", "　　", "谢谢谢", "㎡½…坏\xff字⼈"} {
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
		"㈠":     {"(一", "一)", ")"},
		"𠮷Ａ":    {"𠮷a", "a"},
		"一":     {"一"},
		"　":     {},
	} {
		if got := han.Bigrams(s); !reflect.DeepEqual(got, want) {
			t.Errorf("Bigrams(%q) = %q, want %q", s, got, want)
		}
	}
}
