package web

import (
	"net/url"
	"strconv"
	"unicode/utf8"

	"huitoukan/index"
	"huitoukan/record"
)

const hitsPerPage = 20

// longestQuery is more than any sentence that a person copies into the box, in runes.
const longestQuery = 500

// queryOf reads a search from an address.
func queryOf(v url.Values) (index.Query, int, error) {
	q := index.Query{
		Text: v.Get("q"), Unit: v.Get("unit"), Round: v.Get("round"), Topic: v.Get("topic"),
		Status: record.Status(v.Get("status")), Kind: record.Kind(v.Get("kind")),
	}
	var err error
	if q.Year, err = number(v, "year", 0, 9999); err != nil {
		return q, 0, badRequest("年份要写成四位数字，例如 2023。")
	}
	page, err := number(v, "page", 1, 1_000_000)
	if err != nil {
		return q, 0, badRequest("页码要写成数字。")
	}
	if utf8.RuneCountInString(q.Text) > longestQuery {
		return q, 0, badRequest("检索词太长，请不要超过500个字。")
	}
	if !utf8.ValidString(v.Encode()) || !utf8.ValidString(q.Text+q.Unit+q.Round) {
		return q, 0, badRequest("检索词里有无法识别的字符。")
	}
	q.Limit, q.Offset = hitsPerPage, (page-1)*hitsPerPage
	return q, page, nil
}

// number reads a number between least and most; a missing one is least.
func number(v url.Values, key string, least, most int) (int, error) {
	if v.Get(key) == "" {
		return least, nil
	}
	n, err := strconv.Atoi(v.Get(key))
	if err == nil && (n < least || n > most) {
		err = strconv.ErrRange
	}
	return n, err
}

// address is the search page for q.
func address(q index.Query, page int) string {
	v := url.Values{}
	for key, value := range map[string]string{
		"q": q.Text, "unit": q.Unit, "round": q.Round, "topic": q.Topic, "status": string(q.Status), "kind": string(q.Kind),
	} {
		if value != "" {
			v.Set(key, value)
		}
	}
	if q.Year != 0 {
		v.Set("year", strconv.Itoa(q.Year))
	}
	if page > 1 {
		v.Set("page", strconv.Itoa(page))
	}
	return withQuery("/", v)
}

func withQuery(path string, v url.Values) string {
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// pager leads through the pages of a long list.
type pager struct {
	Page, Pages int
	Prev, Next  string // empty at the ends
}

func newPager(page, total, perPage int, address func(page int) string) pager {
	p := pager{Page: page, Pages: max(1, (total+perPage-1)/perPage)}
	if page > 1 {
		p.Prev = address(min(page-1, p.Pages))
	}
	if page < p.Pages {
		p.Next = address(page + 1)
	}
	return p
}
