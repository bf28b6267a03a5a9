package extract

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"huitoukan/extract/number"
)

// date is a calendar date as a text states it; day 0 when it states only the month.
type date struct {
	year, month, day int
	start, end       int // bytes
}

// String is YYYY-MM-DD, or YYYY-MM without a day.
func (d date) String() string {
	switch {
	case d.year == 0:
		return ""
	case d.day == 0:
		return fmt.Sprintf("%04d-%02d", d.year, d.month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}

// valid reports whether the calendar has the date.
func (d date) valid() bool {
	if d.day == 0 {
		return d.month >= 1 && d.month <= 12
	}
	t := time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC)
	return t.Year() == d.year && int(t.Month()) == d.month && t.Day() == d.day
}

// datePattern reads 2022年3月24日, 5月31日, 31日 after 至, 2021年6月, 2022.3.24 and 2022-03-24. Spaces are allowed, since
// PDF sets them around digits.
var datePattern = regexp.MustCompile(`(?:(\d{4})\s*年\s*)?(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?|(\d{4})[.\-/](\d{1,2})[.\-/](\d{1,2})|[至—\-–~～到]\s*(\d{1,2})\s*日`)

// hanDate reads 二〇一八年四月九日, 六月八日. A month alone needs its year: 三月 may be any.
var hanDate = regexp.MustCompile(`([〇○Ｏ零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十]{1,3})日)?|()([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日`)

// inDigits is s with its dates in Han numerals written in digits, and the bytes of s at which each byte of it stands.
func inDigits(s string) (out string, at func(int) int) {
	var b strings.Builder
	var from, to []int // ends of the pieces that were replaced, in s and in out
	last := 0
	for _, m := range hanDate.FindAllStringSubmatchIndex(s, -1) {
		b.WriteString(s[last:m[0]])
		from, to = append(from, m[0]), append(to, b.Len())
		g := 2
		if m[2] < 0 {
			g = 8
		}
		for i, unit := range []string{"年", "月", "日"} {
			if start, end := m[g+2*i], m[g+2*i+1]; start >= 0 && end > start {
				v, _ := number.Value(strings.ReplaceAll(s[start:end], "○", "〇"))
				fmt.Fprintf(&b, "%d%s", v, unit)
			}
		}
		from, to = append(from, m[1]), append(to, b.Len())
		last = m[1]
	}
	b.WriteString(s[last:])
	return b.String(), func(i int) int {
		k, exact := slices.BinarySearch(to, i)
		if exact {
			return from[k]
		}
		if k == 0 {
			return i
		}
		return from[k-1] + i - to[k-1]
	}
}

// datesIn lists the dates in s. A year or month that is left out is that of the date before (至5月31日); with none before
// it is year, and the date is left out when that is 0.
func datesIn(s string, year int) []date {
	var out []date
	month := 0
	s, at := inDigits(s)
	for _, m := range datePattern.FindAllStringSubmatchIndex(s, -1) {
		n := func(g int) int {
			if m[2*g] < 0 {
				return 0
			}
			v, _ := strconv.Atoi(s[m[2*g]:m[2*g+1]])
			return v
		}
		d := date{n(1) + n(4), n(2) + n(5), n(3) + n(6) + n(7), at(m[0]), at(m[1])}
		if d.year == 0 {
			d.year = year
		}
		if d.month == 0 {
			d.month = month
		}
		if d.year == 0 || d.month == 0 {
			continue
		}
		year, month = d.year, d.month
		out = append(out, d)
	}
	return out
}

// span of inspection: two dates joined by 至.
var joined = regexp.MustCompile(`^\s*起?(?:[（(][^）)]{0,8}[）)])?\s*(?:至|—+|-|–|~|～|到|－)`)

// period finds the first two dates in s that are joined by 至: an inspection's first and last day.
func period(s string, dates []date) (from, to date, ok bool) {
	for i := 0; i+1 < len(dates); i++ {
		a, b := dates[i], dates[i+1]
		between := s[a.end:b.start]
		if a.end == b.start || joined.MatchString(between) && len(between) < 12 {
			return a, b, true
		}
	}
	return date{}, date{}, false
}

// goesOnFrom reads what follows the first day of an inspection that still goes on: 自2024年9月9日起，县委第五巡察组….
var goesOnFrom = regexp.MustCompile(`^起[，,][^。；]{0,30}巡[察视]`)

// openPeriod finds the first day of a period whose last day is not told.
func openPeriod(s string, dates []date) (from date, ok bool) {
	for _, d := range dates {
		if d.valid() && goesOnFrom.MatchString(s[d.end:]) {
			return d, true
		}
	}
	return date{}, false
}
