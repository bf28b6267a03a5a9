package model

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"huitoukan/internal/atomicfile"
)

// cache keeps the model's answers by what was asked, so that nothing is asked twice and the same is answered again. Kept is what the
// model said, not what was made of it: newer rules judge anew. Without a folder it keeps nothing.
type cache struct{ dir string }

// cacheKey names a question: the same text to the same model under the same instruction.
func cacheKey(model, instruction, text string) string {
	sum := sha256.Sum256([]byte(model + "\x00" + instruction + "\x00" + text))
	return hex.EncodeToString(sum[:])
}

func (c cache) path(key string) string { return filepath.Join(c.dir, key+".json") }

// get is an answer that was kept, as it was put.
func (c cache) get(key string) (string, bool) {
	if c.dir == "" {
		return "", false
	}
	data, err := os.ReadFile(c.path(key))
	return string(data), err == nil
}

func (c cache) put(key string, answer any) error {
	if c.dir == "" {
		return nil
	}
	data, err := json.Marshal(answer)
	if err != nil {
		return fmt.Errorf("keep answer: %w", err)
	}
	if err := atomicfile.MkdirAll(c.dir); err != nil {
		return fmt.Errorf("keep answer: %w", err)
	}
	return atomicfile.Write(c.path(key), data)
}
