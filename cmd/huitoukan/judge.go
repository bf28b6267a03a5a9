package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"huitoukan/index"
	"huitoukan/report"
	"huitoukan/report/judge"
)

// judge asks the model of the settings about the engine's pairs; nil when they name none.
func (a *app) judge(engine index.Engine, log *slog.Logger) (*judge.Judge, error) {
	s, err := a.modelServer(log, a.answers())
	if s == nil || err != nil {
		return nil, err
	}
	return &judge.Judge{Server: s, Document: engine.Get, Timeout: a.settings.Model.patience(), Context: a.settings.Model.Context}, nil
}

// judged is r with the model's judgments of pairs. Who waits at a terminal is told how far it has come, and everybody what was left.
func (a *app) judged(ctx context.Context, j judge.Judge, r report.Report, pairs []report.Borderline) (report.Report, error) {
	got, err := j.Ask(ctx, pairs, func(n, of int) {
		if onScreen(a.stderr) {
			fmt.Fprintf(a.stderr, "模型判断拿不准的问题：第%d对，共%d对\n", n, of)
		}
	})
	if err != nil {
		return r, err
	}
	if len(got.Left) > 0 {
		fmt.Fprintln(a.stderr, leftLine(got.Left))
	}
	return r.Judged(got.Given), nil
}

// leftLine tells how many pairs the model did not judge, and why.
func leftLine(left map[string]int) string {
	var reasons []string
	for _, why := range slices.Sorted(maps.Keys(left)) {
		reasons = append(reasons, fmt.Sprintf("%s（%d对）", why, left[why]))
	}
	return fmt.Sprintf("有%d对问题模型没有判断，按文字比对的结果列出：%s。提示：运行 huitoukan doctor 看模型通不通，再出一次报告，只问没有答过的。",
		count(left), strings.Join(reasons, "；"))
}

func count(left map[string]int) (n int) {
	for _, k := range left {
		n += k
	}
	return n
}

// judging has the model judge what came in, beside the pages, which show what it has judged by then.
type judging struct {
	judge  judge.Judge
	engine index.Engine
	log    *slog.Logger

	held  string    // what the engine held when all was judged last
	again time.Time // when what was left then is asked again; zero when nothing was

	mu    sync.Mutex
	given map[report.Borderline]report.Judgment
}

// judging is the model of the settings beside the pages; nil when they name none.
func (a *app) judging(engine index.Engine, log *slog.Logger) (*judging, error) {
	j, err := a.judge(engine, log)
	if j == nil || err != nil {
		return nil, err
	}
	return &judging{judge: *j, engine: engine, log: log}, nil
}

const (
	betweenLooks = 30 * time.Second // as the inbox is looked at
	afterFault   = time.Hour
	atOnce       = 20 // pairs, after which the pages show what they have become
)

// judgments are those given until now.
func (j *judging) judgments() map[report.Borderline]report.Judgment {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.given
}

func (j *judging) show(given map[report.Borderline]report.Judgment) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.given = maps.Clone(given)
}

// run looks again and again until ctx ends.
func (j *judging) run(ctx context.Context) {
	for {
		if err := j.look(ctx, time.Now()); err != nil && ctx.Err() == nil {
			j.log.Warn("pairs cannot be judged", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(betweenLooks):
		}
	}
}

// look judges the engine's pairs, when it holds something else than at the last look or a fault is long enough ago.
func (j *judging) look(ctx context.Context, now time.Time) error {
	held, err := holding(ctx, j.engine)
	if err != nil {
		return err
	}
	if held == j.held && (j.again.IsZero() || now.Before(j.again)) {
		return nil
	}
	left, err := j.all(ctx)
	if err != nil {
		return err
	}
	j.held, j.again = held, time.Time{}
	if left > 0 {
		j.again = now.Add(afterFault)
	}
	return nil
}

// all judges every borderline pair of the engine, and tells how many were left.
func (j *judging) all(ctx context.Context) (left int, err error) {
	r, err := repeats(ctx, j.engine)
	if err != nil {
		return 0, err
	}
	pairs := r.Borderline()
	given, err := j.judge.Kept(ctx, pairs)
	if err != nil {
		return 0, err
	}
	j.show(given)
	open := slices.DeleteFunc(pairs, func(p report.Borderline) bool { _, ok := given[p]; return ok })
	for some := range slices.Chunk(open, atOnce) {
		got, err := j.judge.Ask(ctx, some, func(int, int) {})
		if err != nil {
			return 0, err
		}
		maps.Copy(given, got.Given)
		left += count(got.Left)
		j.show(given)
	}
	if len(open) > 0 {
		j.log.Info("pairs judged", "n", len(open)-left, "left", left)
	}
	return left, nil
}

// holding is a mark of all by which the pairs of an engine differ: its documents, and what people decided.
func holding(ctx context.Context, engine index.Engine) (string, error) {
	h := sha256.New()
	for d, err := range engine.Heads(ctx) {
		if err != nil {
			return "", err
		}
		fmt.Fprintln(h, d.ID)
	}
	for v, err := range engine.Decided(ctx) {
		if err != nil {
			return "", err
		}
		fmt.Fprintln(h, v.Pair, v.Decision)
	}
	for n, err := range engine.Named(ctx) {
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%+v\n", n)
	}
	return string(h.Sum(nil)), nil
}
