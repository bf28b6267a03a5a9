package report_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"huitoukan/record"
	"huitoukan/report"
)

// head is what a document tells of its unit: "unit year other-names…".
func head(s string) record.Document {
	f := strings.Fields(s)
	d := record.Document{Unit: f[0], Names: f[2:]}
	fmt.Sscan(f[1], &d.Inspection.Year)
	return d
}

// put is a naming "name unit", given in the order of n.
func put(n int, s string) record.Naming {
	f := strings.Fields(s)
	return record.Naming{Name: f[0], Unit: f[1], By: "经办人", At: noon.Add(time.Duration(n) * time.Minute)}
}

func roll(t testing.TB, heads, namings []string) report.Roll {
	t.Helper()
	var docs []record.Document
	for _, h := range heads {
		docs = append(docs, head(h))
	}
	var decided []record.Naming
	for i, n := range namings {
		decided = append(decided, put(i, n))
	}
	r, err := report.NewRoll(seq(docs), seq(decided))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// listed is the roll, a unit a line, with the notes behind it.
func listed(r report.Roll) string {
	var b strings.Builder
	for _, u := range r.Units {
		fmt.Fprintf(&b, "%s %d:", u.Name, u.Documents)
		for _, a := range u.Names {
			fmt.Fprintf(&b, " %s %s %d", a.Name, a.How, a.Documents)
		}
		b.WriteString("\n")
	}
	for _, n := range r.Notes {
		b.WriteString(n + "\n")
	}
	return b.String()
}

func TestRoll(t *testing.T) {
	office := []string{"湘江市雨山区工商业联合会 2022", "雨山区工商联 2018", "区工商联党组 2015"}
	water := []string{"鹿鸣区水利局 2022", "鹿鸣区水利局党组 2018", "鹿鸣区河务局 2017"}
	schools := []string{"泊川市鹿鸣区教育局 2023 区教育局", "泊川市松溪区教育局 2023 区教育局", "区教育局 2019"}
	const either = "单位名称“区教育局”可能指2个单位，没有与它们合并，请核对。\n"
	for name, c := range map[string]struct {
		heads, namings []string
		want           string
	}{
		"full, short and without the district": {office, nil,
			"湘江市雨山区工商业联合会 3: 湘江市雨山区工商业联合会 own 1 区工商联党组 abridged 1 雨山区工商联 shortened 1\n“雨山区工商联”的文件按简称并入“湘江市雨山区工商业联合会”，请核对。\n"},
		"two districts": {schools, nil,
			"区教育局 1: 区教育局 own 1\n泊川市松溪区教育局 1: 泊川市松溪区教育局 own 1\n泊川市鹿鸣区教育局 1: 泊川市鹿鸣区教育局 own 1\n" + either},
		"a person says which district": {schools, []string{"区教育局 泊川市松溪区教育局"},
			"泊川市松溪区教育局 2: 泊川市松溪区教育局 own 1 区教育局 assigned 1\n泊川市鹿鸣区教育局 1: 泊川市鹿鸣区教育局 own 1\n"},
		"two short forms of two districts": {[]string{"鹿鸣区人力资源和社会保障局 2023", "松溪区人力资源和社会保障局 2023", "鹿鸣区人社局 2019", "区人社局 2018"}, nil,
			"区人社局 1: 区人社局 own 1\n松溪区人力资源和社会保障局 1: 松溪区人力资源和社会保障局 own 1\n鹿鸣区人力资源和社会保障局 2: 鹿鸣区人力资源和社会保障局 own 1 鹿鸣区人社局 shortened 1\n" +
				"“鹿鸣区人社局”的文件按简称并入“鹿鸣区人力资源和社会保障局”，请核对。\n单位名称“区人社局”可能指2个单位，没有与它们合并，请核对。\n"},
		"merged; a name that came from a document alone; party wording": {append(slices.Clone(water), "鹿鸣区水利局 2020 区水务局"), []string{"鹿鸣区河务局党组 鹿鸣区水利局"},
			"鹿鸣区水利局 4: 鹿鸣区水利局 own 3 鹿鸣区河务局党组 assigned 1 区水务局 told 0\n"},
		"the latest document names the unit, but not under a name that was put to it": {water, []string{"鹿鸣区水利局 鹿鸣区河务局"},
			"鹿鸣区河务局 3: 鹿鸣区河务局 own 1 鹿鸣区水利局 assigned 2\n"},
		"the later of two decisions on one name counts": {water, []string{"鹿鸣区河务局党组 鹿鸣区水利局", "鹿鸣区河务局 鹿鸣区河务局"},
			"鹿鸣区水利局 2: 鹿鸣区水利局 own 2\n鹿鸣区河务局 1: 鹿鸣区河务局 assigned 1\n"},
		"set apart: nothing joins it by itself": {[]string{"泊川市鹿鸣区水利局 2022", "鹿鸣区水利局 2018", "区水利局 2016"}, []string{"鹿鸣区水利局 鹿鸣区水利局"},
			"泊川市鹿鸣区水利局 2: 泊川市鹿鸣区水利局 own 1 区水利局 abridged 1\n鹿鸣区水利局 1: 鹿鸣区水利局 assigned 1\n"},
		"a name on no document, and a chain": {water, []string{"区水电局 鹿鸣区河务局", "鹿鸣区河务局 鹿鸣区水利局"},
			"鹿鸣区水利局 3: 鹿鸣区水利局 own 2 鹿鸣区河务局 assigned 1 区水电局 assigned 0\n"},
		"a circle, as two stores put together may hold": {water, []string{"鹿鸣区水利局 鹿鸣区河务局", "鹿鸣区河务局 鹿鸣区水利局"},
			"鹿鸣区河务局 3: 鹿鸣区河务局 own 1 鹿鸣区水利局 assigned 2\n单位名称“鹿鸣区河务局”指定归到“鹿鸣区水利局”，而后者又归到前者，这一条没有采用，请核对。\n"},
		"decided on, and no document left": {nil, []string{"甲乙局 丙丁局"},
			"丙丁局 0: 丙丁局 own 0 甲乙局 assigned 0\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := listed(roll(t, c.heads, c.namings)); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

func TestRollFinds(t *testing.T) {
	r := roll(t, []string{"湘江市雨山区工商业联合会 2022 区商会", "雨山区残疾人联合会 2022", "云溪区残疾人联合会 2022", "鹿鸣区水利局 2020"}, []string{"水电站 鹿鸣区水利局"})
	for name, want := range map[string]string{
		"湘江市雨山区工商业联合会党组": "湘江市雨山区工商业联合会", "雨山区工商联": "湘江市雨山区工商业联合会", "工商联": "湘江市雨山区工商业联合会", "区商会": "湘江市雨山区工商业联合会",
		"区残联": "区残联", "雨山区残联": "雨山区残疾人联合会", "水电站": "鹿鸣区水利局", "": "", "没有的局": "没有的局",
	} {
		if got := r.Called(name); got != want {
			t.Errorf("%s is called %s, want %s", name, got, want)
		}
	}
}

// What a person decided joins findings of two names, or keeps those of one apart; the report is the same in any order.
func TestRepeatsFollowNamings(t *testing.T) {
	docs := slices.Concat(file2019(), []record.Document{
		said("2023反馈.docx", record.Feedback, "泊川市鹿鸣区史志档案中心", in2023, "库房温湿度记录不连续|。三号库有12天没有记录。"),
	})
	namings := []record.Naming{put(1, "鹿鸣区档案馆 泊川市鹿鸣区档案馆"), put(2, "泊川市鹿鸣区史志档案中心 泊川市鹿鸣区档案馆")}
	made := func(namings []record.Naming) report.Report {
		r, err := report.Repeats(seq(docs), seq[record.Verdict](nil), seq(namings))
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := made(nil); len(r.Units) != 2 || len(r.Units[0].Repeats)+len(r.Units[1].Repeats) != 0 {
		t.Errorf("undecided: %+v", r.Units)
	}
	r := made(namings)
	if len(r.Units) != 1 || len(r.Units[0].Repeats) == 0 || r.Units[0].Repeats[0].Flag != report.Back || r.Units[0].Name != "泊川市鹿鸣区档案馆" {
		t.Fatalf("decided: %+v", r.Units)
	}
	want := asJSON(t, r)
	random := rand.New(rand.NewPCG(3, 4))
	for range 10 {
		random.Shuffle(len(docs), func(i, j int) { docs[i], docs[j] = docs[j], docs[i] })
		slices.Reverse(namings)
		if got := asJSON(t, made(namings)); string(got) != string(want) {
			t.Fatalf("another order gives another report:\n%s", got)
		}
	}
}

func TestRollErrorsAreHandedOn(t *testing.T) {
	broken := errors.New("disk is gone")
	_, err := report.NewRoll(func(yield func(record.Document, error) bool) { yield(record.Document{}, broken) }, seq[record.Naming](nil))
	if !errors.Is(err, broken) {
		t.Errorf("heads: got %v", err)
	}
	_, err = report.NewRoll(seq[record.Document](nil), func(yield func(record.Naming, error) bool) { yield(record.Naming{}, broken) })
	if !errors.Is(err, broken) {
		t.Errorf("namings: got %v", err)
	}
}

func BenchmarkRoll(b *testing.B) {
	var heads []string
	for i := range 300 {
		heads = append(heads, fmt.Sprintf("泊川市%c%c区%c务局 %d", '甲'+rune(i), '乙'+rune(i), '丙'+rune(i*7), 2015+i%9))
	}
	for b.Loop() {
		roll(b, heads, nil)
	}
}
