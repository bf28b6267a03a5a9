package ocr

import (
	"context"
	"fmt"
	"image"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/program"
)

const (
	language  = "chi_sim"
	pageLimit = 60 * time.Second // for one page, with all its starts of tesseract; a full one takes 2 s
)

// installed is the path of a tesseract that reads simplified Chinese; without one, read.ErrNoTextLayer.
func installed(ctx context.Context) (string, error) {
	path, err := exec.LookPath("tesseract")
	if err != nil {
		return "", fmt.Errorf("no tesseract (%w): %w", err, read.ErrNoTextLayer)
	}
	out, err := run(ctx, nil, path, "--list-langs")
	if err != nil {
		return "", err
	}
	if !slices.Contains(strings.Fields(string(out)), language) {
		return "", fmt.Errorf("tesseract without %s: %w", language, read.ErrNoTextLayer)
	}
	return path, nil
}

// oneBlock is tesseract's page segmentation mode 6: one block of lines. On pages made level, without rules and with the cells of
// tables below each other it reads best; modes that look for columns break off the ends of lines.
const oneBlock = "6"

// recognise has tesseract read the picture and answers with its table of words.
func recognise(ctx context.Context, path string, img *image.Gray, dpi float64) ([]byte, error) {
	return run(ctx, pgm(img), path, "stdin", "stdout", "-l", language, "--psm", oneBlock,
		"--dpi", strconv.Itoa(int(dpi+0.5)), "tsv")
}

// run starts tesseract. More threads than cores make it three times slower.
func run(ctx context.Context, in []byte, path string, args ...string) ([]byte, error) {
	return program.Call{Path: path, Args: args, Env: []string{"OMP_THREAD_LIMIT=1"}, Input: in, Limit: pageLimit}.Run(ctx)
}

// pgm is the picture in Netpbm's grey format, which needs no packing on either side.
func pgm(img *image.Gray) []byte {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := fmt.Appendf(make([]byte, 0, w*h+20), "P5\n%d %d\n255\n", w, h)
	for y := range h {
		out = append(out, img.Pix[y*img.Stride:y*img.Stride+w]...)
	}
	return out
}
