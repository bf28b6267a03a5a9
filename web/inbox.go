package web

import (
	"net/http"
	"time"

	"huitoukan/record"
)

// Status is what the inbox holds, as the program that takes files in tells it. Files are slash paths under the inbox.
type Status struct {
	Waiting []Waiting
	Working []string
	Aside   []Aside
	Journal []Entry // the newest first
}

// Waiting is a file that is to be taken in. Why says, in Chinese, what it waits for beyond its turn; it may be empty.
type Waiting struct{ File, Why string }

// Aside is a file that was not taken in: why, and what to do about it, in Chinese.
type Aside struct {
	File, Reason, Hint string
	At                 time.Time
}

// Entry is one line of the journal: what became of a file.
type Entry struct {
	At      time.Time
	File    string
	Outcome string       // in Chinese
	Detail  string       // in Chinese; may be empty
	Doc     record.DocID // empty unless the file is in the index
	Good    bool
}

type inboxPage struct {
	frame
	Status
	Watched bool // something takes files in
	Folder  string
	Limit   int64 // of one file, in MiB
	Results []uploaded
}

// refreshEvery is how often, in seconds, the page loads itself again while something is in work.
const refreshEvery = 5

func (s *Server) inbox(w http.ResponseWriter, r *http.Request) error {
	return s.showInbox(w, r, http.StatusOK, nil)
}

func (s *Server) showInbox(w http.ResponseWriter, r *http.Request, code int, results []uploaded) error {
	p := inboxPage{
		frame: frame{Title: "收件箱", Active: "inbox"}, Folder: s.Inbox, Limit: s.UploadLimit >> 20, Results: results,
		Watched: s.Options.Status != nil,
	}
	if p.Watched {
		var err error
		if p.Status, err = s.Options.Status(r.Context()); err != nil {
			return err
		}
	}
	if len(p.Working)+len(p.Waiting) > 0 && results == nil && p.Watched {
		p.Refresh = refreshEvery
	}
	return render(w, code, "inbox", p)
}
