package elastic_test

import (
	"path/filepath"
	"testing"

	"huitoukan/index"
	"huitoukan/index/elastic"
	"huitoukan/index/indextest"
	"huitoukan/index/local"
	"huitoukan/internal/esnode"
)

func TestSuite(t *testing.T) {
	address := esnode.Address(t)
	indextest.Run(t, func(t *testing.T) indextest.Store {
		prefix := esnode.Prefix(t, address)
		return func() index.Engine { return open(t, elastic.Options{Addresses: []string{address}, Prefix: prefix}) }
	})
}

func open(t testing.TB, o elastic.Options) *elastic.Engine {
	t.Helper()
	e, err := elastic.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestSameAnswers asks both engines the same.
func TestSameAnswers(t *testing.T) {
	address := esnode.Address(t)
	embedded, err := local.Open(t.Context(), filepath.Join(t.TempDir(), "index.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer embedded.Close()
	e := open(t, elastic.Options{Addresses: []string{address}, Prefix: esnode.Prefix(t, address)})
	defer e.Close()
	for _, engine := range []index.Engine{embedded, e} {
		if err := engine.Put(t.Context(), indextest.Generate(3_000, 21)...); err != nil {
			t.Fatal(err)
		}
	}
	indextest.Same(t, embedded, e, 200)
}
