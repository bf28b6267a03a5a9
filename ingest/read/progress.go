package read

import "context"

type progressKey struct{}

// WithProgress is ctx for a reader that takes its time: told hears, from the reader's goroutine, how many of the file's pages
// have been recognised.
func WithProgress(ctx context.Context, told func(page, pages int)) context.Context {
	return context.WithValue(ctx, progressKey{}, told)
}

// Progress tells whoever asked for it that page, counted from 1, of so many pages has been recognised.
func Progress(ctx context.Context, page, pages int) {
	if told, ok := ctx.Value(progressKey{}).(func(page, pages int)); ok {
		told(page, pages)
	}
}
