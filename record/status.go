package record

import "cmp"

var statuses = map[Status]string{
	Completed: "已完成", MostlyCompleted: "基本完成", Ongoing: "正在推进", LongTerm: "长期坚持", NotStarted: "未完成",
}

// Chinese is the status in words; one that is none of ours is given back as it stands, and so is none at all.
func (s Status) Chinese() string { return cmp.Or(statuses[s], string(s)) }
