// Wordvectors makes report/match/words.txt and words.vec from a file of word vectors in word2vec's binary format: the first words made of
// Han characters alone, at most five of them, and their vectors with each number as a signed byte.
//
//	go run ./scripts/wordvectors words.vector report/match
//
// docs/decisions/0013-word-vectors.md tells where the file comes from.
package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	words   = 30_000
	longest = 5 // runes
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: wordvectors FILE FOLDER")
		os.Exit(2)
	}
	if err := convert(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func convert(file, folder string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	r := bufio.NewReader(f)
	var n, size int
	if _, err := fmt.Fscanln(r, &n, &size); err != nil {
		return fmt.Errorf("%s: no word2vec header: %w", file, err)
	}
	var names strings.Builder
	var vectors []byte
	for kept := 0; n > 0 && kept < words; n-- {
		word, v, err := next(r, size)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if !han(word) {
			continue
		}
		kept++
		fmt.Fprintln(&names, word)
		vectors = append(vectors, signed(v)...)
	}
	if err := os.WriteFile(filepath.Join(folder, "words.txt"), []byte(names.String()), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "words.vec"), vectors, 0o644)
}

// next reads one word and its vector: little-endian float32, size of them.
func next(r *bufio.Reader, size int) (word string, v []float32, err error) {
	word, err = r.ReadString(' ')
	if err != nil {
		return "", nil, err
	}
	v = make([]float32, size)
	if err := binary.Read(r, binary.LittleEndian, v); err != nil && err != io.EOF {
		return "", nil, err
	}
	return strings.TrimSpace(word), v, nil
}

func han(word string) bool {
	for _, r := range word {
		if !unicode.Is(unicode.Han, r) {
			return false
		}
	}
	return word != "" && utf8.RuneCountInString(word) <= longest
}

// signed scales a vector so that its greatest number is ±127; only its direction counts.
func signed(v []float32) []byte {
	most := 0.0
	for _, x := range v {
		most = max(most, math.Abs(float64(x)))
	}
	out := make([]byte, len(v))
	for i, x := range v {
		out[i] = byte(int8(math.Round(float64(x) / most * 127)))
	}
	return out
}
