package index_test

import (
	"reflect"
	"testing"

	"huitoukan/index"
)

func TestTerms(t *testing.T) {
	for query, want := range map[string][]string{
		"党费　收缴":              {"党费", "收缴"},
		"“党费 收缴” 出纳":         {"党费 收缴", "出纳"},
		`"按年 收取`:             {"按年 收取"},
		`"落实“三公”经费" 超支`:      {"落实“三公”经费", "超支"},
		"关于“三公”经费":           {"关于", "三公", "经费"},
		"”党费”":               {"党费"},
		"'三公'经费":             {"'三公'经费"},
		"＂党费＂":               {"党费"},
		"\"\" “ ” \u200b 党费": {"党费"},
		"":                   nil,
	} {
		if got := index.Terms(query); !reflect.DeepEqual(got, want) {
			t.Errorf("Terms(%s) = %q, want %q", query, got, want)
		}
	}
}
