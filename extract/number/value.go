package number

import (
	"strings"
	"unicode/utf8"
)

// Value reads the whole number at the start of s, in digits of either width or in Han numerals up to 999, and tells how
// many bytes it takes; 0 bytes when there is none. 二十三 is 23, 十 is 10, 一百零五 is 105, 二〇 is 20, 叁 is 3.
func Value(s string) (value, n int) {
	if isDigit(s) {
		return arabic(s)
	}
	return hanValue(s)
}

func isDigit(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r >= '0' && r <= '9' || r >= '０' && r <= '９'
}

func arabic(s string) (value, n int) {
	for isDigit(s[n:]) && value < 1e6 {
		r, size := utf8.DecodeRuneInString(s[n:])
		if r >= '０' {
			r -= '０' - '0'
		}
		value = value*10 + int(r-'0')
		n += size
	}
	return value, n
}

const (
	hanDigits    = "〇一二三四五六七八九"
	formalDigits = "零壹贰叁肆伍陆柒捌玖"
)

// hanDigit is the value of one numeral, or -1.
func hanDigit(r rune) int {
	for _, digits := range []string{hanDigits, formalDigits} {
		if i := strings.IndexRune(digits, r); i >= 0 {
			return i / utf8.RuneLen('一')
		}
	}
	return -1
}

func hanValue(s string) (value, n int) {
	digit, seen := 0, false
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		switch i := hanDigit(r); {
		case r == '零':
			digit = 0
		case i >= 0:
			digit = digit*10 + i // 二〇一八 is read digit by digit
		case r == '十' || r == '拾':
			if digit == 0 && value%100 == 0 {
				digit = 1
			}
			value, digit = value+digit*10, 0
		case r == '百' && seen:
			value, digit = value+digit*100, 0
		default:
			return value + digit, n
		}
		seen = true
		n += size
	}
	return value + digit, n
}
