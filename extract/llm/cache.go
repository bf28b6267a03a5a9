package llm

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"huitoukan/internal/atomicfile"
)

// cache keeps the model's answers by what was asked, so that a rebuild asks no document twice and gives the same again. Kept is
// what the model said, not what was accepted of it: newer rules judge anew. Without a folder it keeps nothing.
type cache struct{ dir string }

// cacheKey names a question: the same text to the same model under the same instruction.
func cacheKey(model, text string) string {
	sum := sha256.Sum256([]byte(model + "\x00" + instruction + "\x00" + text))
	return hex.EncodeToString(sum[:])
}

func (c cache) path(key string) string { return filepath.Join(c.dir, key+".json") }

// get is an answer that was kept. One that cannot be read is asked for again.
func (c cache) get(key string) (answer, bool) {
	if c.dir == "" {
		return answer{}, false
	}
	data, err := os.ReadFile(c.path(key))
	if err != nil {
		return answer{}, false
	}
	a, err := parse(string(data))
	return a, err == nil
}

func (c cache) put(key string, a answer) error {
	if c.dir == "" {
		return nil
	}
	data, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("keep answer: %w", err)
	}
	if err := atomicfile.MkdirAll(c.dir); err != nil {
		return fmt.Errorf("keep answer: %w", err)
	}
	return atomicfile.Write(c.path(key), data)
}
