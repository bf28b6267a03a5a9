package autonum

import (
	"strconv"
	"strings"
)

// Format is a way of writing a number, under the names of ECMA-376 §17.18.59 (ST_NumberFormat).
// A name that is not known writes decimal numbers, as Word does.
type Format string

// The formats that are no numbers at all.
const (
	Bullet Format = "bullet"
	None   Format = "none"
)

// Write is n in the format. Letters and signs begin again, or are doubled, as Word does it; what a format cannot write
// (㊀ goes to ten) is written in decimal digits.
func (f Format) Write(n int) string {
	if f == None {
		return ""
	}
	if f == Bullet {
		return "•"
	}
	if write, ok := writers[f]; ok && n >= 0 && n < 1_000_000 {
		if s := write(n); s != "" {
			return s
		}
	}
	return strconv.Itoa(n)
}

// writers is the one table of formats. A writer answers "" for what it cannot write.
var writers = map[Format]func(int) string{
	"decimalZero":       func(n int) string { return pad(n, 2) },
	"decimalFullWidth":  fullWidth,
	"decimalFullWidth2": fullWidth,
	"numberInDash":      func(n int) string { return "- " + strconv.Itoa(n) + " -" },
	"ordinal":           ordinal,
	"hex":               func(n int) string { return strings.ToUpper(strconv.FormatInt(int64(n), 16)) },

	"upperRoman":  roman,
	"lowerRoman":  func(n int) string { return strings.ToLower(roman(n)) },
	"upperLetter": func(n int) string { return letter('A', n) },
	"lowerLetter": func(n int) string { return letter('a', n) },

	"decimalEnclosedCircle":        circled,
	"decimalEnclosedCircleChinese": circled,
	"decimalEnclosedParen":         func(n int) string { return run('⑴', 20, n) },
	"decimalEnclosedFullstop":      func(n int) string { return run('⒈', 20, n) },
	"ideographEnclosedCircle":      func(n int) string { return run('㊀', 10, n) },
	"ideographParenthesized":       func(n int) string { return run('㈠', 10, n) },

	// Word counts to ninety-nine with these and goes on digit by digit: 一〇〇.
	"chineseCounting":   hundredByDigit,
	"taiwaneseCounting": hundredByDigit,

	"chineseCountingThousand":    simplified.write,
	"taiwaneseCountingThousand":  traditional.write,
	"japaneseCounting":           japanese.write,
	"chineseLegalSimplified":     legalSimplified.write,
	"ideographLegalTraditional":  legalTraditional.write,
	"japaneseLegal":              japaneseLegal.write,
	"ideographDigital":           byDigit,
	"taiwaneseDigital":           byDigit,
	"japaneseDigitalTenThousand": byDigit,

	"ideographTraditional":       func(n int) string { return cycle("甲乙丙丁戊己庚辛壬癸", n) },
	"ideographZodiac":            func(n int) string { return cycle("子丑寅卯辰巳午未申酉戌亥", n) },
	"ideographZodiacTraditional": sexagenary,
}

// Padded writes decimal numbers with at least width digits: Word's custom format 001, 002, 003.
func Padded(width, n int) string { return pad(n, width) }

func pad(n, width int) string {
	s := strconv.Itoa(n)
	return strings.Repeat("0", max(0, width-len(s))) + s
}

func fullWidth(n int) string {
	return strings.Map(func(r rune) rune { return r - '0' + '０' }, strconv.Itoa(n))
}

func ordinal(n int) string {
	end := "th"
	if n/10%10 != 1 {
		switch n % 10 {
		case 1:
			end = "st"
		case 2:
			end = "nd"
		case 3:
			end = "rd"
		}
	}
	return strconv.Itoa(n) + end
}

func roman(n int) string {
	if n > 32767 {
		return ""
	}
	var b strings.Builder
	for _, d := range []struct {
		value int
		sign  string
	}{
		{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"},
		{50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"},
	} {
		for ; n >= d.value; n -= d.value {
			b.WriteString(d.sign)
		}
	}
	return b.String()
}

// letter doubles after z: y, z, aa, bb (not ab).
func letter(first rune, n int) string {
	if n < 1 || n > 780 {
		return ""
	}
	return strings.Repeat(string(first+rune((n-1)%26)), (n-1)/26+1)
}

// circled is ① to ⑳, then ㉑ to ㊿ from two other places of Unicode.
func circled(n int) string {
	switch {
	case n == 0:
		return "⓪"
	case n <= 20:
		return run('①', 20, n)
	case n <= 35:
		return run('㉑', 15, n-20)
	case n <= 50:
		return run('㊱', 15, n-35)
	}
	return ""
}

func run(first rune, count, n int) string {
	if n < 1 || n > count {
		return ""
	}
	return string(first + rune(n-1))
}

func cycle(signs string, n int) string {
	if n < 1 {
		return ""
	}
	all := []rune(signs)
	return string(all[(n-1)%len(all)])
}

func sexagenary(n int) string {
	return cycle("甲乙丙丁戊己庚辛壬癸", n) + cycle("子丑寅卯辰巳午未申酉戌亥", n)
}

func byDigit(n int) string {
	digits := []rune("〇一二三四五六七八九")
	return strings.Map(func(r rune) rune { return digits[r-'0'] }, strconv.Itoa(n))
}

func hundredByDigit(n int) string {
	if n >= 100 || n == 0 {
		return byDigit(n)
	}
	return simplified.write(n)
}
