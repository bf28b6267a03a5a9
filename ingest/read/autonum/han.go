package autonum

import "strings"

// hanNumerals is a way of counting with places: 一百零一.
type hanNumerals struct {
	digits string // nought to nine
	places string // ten, hundred, thousand, ten thousand
	zero   bool   // a skipped place is said: 一百零一, not 百一
	bare   bool   // a leading one is not said before any place up to the thousand: 百十一
	ten    bool   // ten to nineteen begin with the place alone: 十一, not 一十一
}

var (
	simplified       = hanNumerals{digits: "零一二三四五六七八九", places: "十百千万", zero: true, ten: true}
	traditional      = hanNumerals{digits: "零一二三四五六七八九", places: "十百千萬", zero: true, ten: true}
	japanese         = hanNumerals{digits: "〇一二三四五六七八九", places: "十百千万", bare: true, ten: true}
	legalSimplified  = hanNumerals{digits: "零壹贰叁肆伍陆柒捌玖", places: "拾佰仟萬", zero: true}
	legalTraditional = hanNumerals{digits: "零壹貳參肆伍陸柒捌玖", places: "拾佰仟萬", zero: true}
	japaneseLegal    = hanNumerals{digits: "〇壱弐参四伍六七八九", places: "拾百阡萬", bare: false}
)

func (h hanNumerals) write(n int) string {
	digits, places := []rune(h.digits), []rune(h.places)
	if n == 0 {
		return string(digits[0])
	}
	if n >= 10_000 {
		s := h.write(n/10_000) + string(places[3])
		rest := n % 10_000
		if rest == 0 {
			return s
		}
		if rest < 1000 && h.zero {
			s += string(digits[0])
		}
		return s + h.below(rest, digits, places)
	}
	s := h.below(n, digits, places)
	if h.ten && n >= 10 && n < 20 {
		s = strings.TrimPrefix(s, string(digits[1]))
	}
	return s
}

// below writes 1 to 9999 place by place.
func (h hanNumerals) below(n int, digits, places []rune) string {
	var b strings.Builder
	gap := false
	for place, unit := 3, 1000; unit > 0; place, unit = place-1, unit/10 {
		d := n / unit % 10
		if d == 0 {
			gap = b.Len() > 0
			continue
		}
		if gap && h.zero {
			b.WriteRune(digits[0])
		}
		gap = false
		if !(h.bare && d == 1 && place > 0) {
			b.WriteRune(digits[d])
		}
		if place > 0 {
			b.WriteRune(places[place-1])
		}
	}
	return b.String()
}
