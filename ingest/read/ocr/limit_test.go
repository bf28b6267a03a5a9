package ocr

import (
	"context"
	"errors"
	"image"
	"testing"
	"time"

	"huitoukan/ingest/read"
)

// A page has its time, whatever the file has; where the file's own time is over, that is the answer.
func TestPageLimit(t *testing.T) {
	if _, err := installed(t.Context()); err != nil {
		t.Skip(err)
	}
	img := image.NewGray(image.Rect(0, 0, 1654, 2339))
	if _, err := pageWithin(t.Context(), time.Millisecond, img, 200); !errors.Is(err, read.ErrTimeout) {
		t.Errorf("got %v, want ErrTimeout", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := pageWithin(ctx, time.Minute, img, 200); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, read.ErrTimeout) {
		t.Errorf("got %v, want context.DeadlineExceeded", err)
	}
}
