package ingest

import (
	"context"
	"errors"
	"testing"

	"huitoukan/ingest/read"
	"huitoukan/record"
)

// assisted takes one file in with help, and tells how often the help was asked.
func assisted(t *testing.T, content string, assist Assist) (Result, int) {
	t.Helper()
	in, e := open(t, t.TempDir())
	defer e.Close()
	defer in.Close()
	asked := 0
	in.Assist = func(ctx context.Context, d record.Document) record.Document {
		asked++
		return assist(ctx, d)
	}
	file := t.TempDir() + "/通报.txt"
	write(t, file, content)
	var got Result
	if err := in.Take(t.Context(), []string{file}, func(r Result) { got = r }); err != nil {
		t.Fatal(err)
	}
	if got.Outcome == Indexed || got.Outcome == Review {
		d, err := e.Get(t.Context(), got.Doc)
		if err != nil || d.File != "通报.txt" || len(d.Problems) != got.Problems {
			t.Errorf("index holds %q with %d problems, %v", d.File, len(d.Problems), err)
		}
	}
	return got, asked
}

// TestAssist puts into the index what the help made of the document.
func TestAssist(t *testing.T) {
	r, asked := assisted(t, notice("鹿鸣区档案馆", "学习不够。"), func(_ context.Context, d record.Document) record.Document {
		d.Problems = append(d.Problems, record.Problem{Number: 3, Title: "又一个", Text: "又一个"})
		d.Doubts = append(d.Doubts, record.Doubt{Code: "model_read", Message: "请核对。"})
		return d
	})
	if r.Outcome != Review || r.Problems != 3 || r.Doubts != 1 || asked != 1 {
		t.Errorf("%+v, asked %d times", r, asked)
	}
}

// TestAssistMarked shows a file that is marked secret to nobody.
func TestAssistMarked(t *testing.T) {
	r, asked := assisted(t, "机密★1年\n"+notice("鹿鸣区档案馆", "学习不够。"), func(_ context.Context, d record.Document) record.Document { return d })
	if r.Code != "marked_secret" || asked != 0 {
		t.Errorf("%+v, asked %d times", r, asked)
	}
}

// TestAssistBreaks sets the file aside on which the help breaks, like one on which a rule does.
func TestAssistBreaks(t *testing.T) {
	r, _ := assisted(t, notice("鹿鸣区档案馆", "学习不够。"), func(context.Context, record.Document) record.Document { panic("index out of range") })
	if want := ReasonFor(read.ErrCrashed); r.Outcome != Rejected || r.Code != want.Code {
		t.Errorf("%+v, want %s", r, want.Code)
	}
	_, err := Understand(t.Context(), text("通报"), "", func(context.Context, record.Document) record.Document { panic("x") })
	if !errors.Is(err, read.ErrCrashed) {
		t.Errorf("%v", err)
	}
}
