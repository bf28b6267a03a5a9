//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"

	"huitoukan/index"
	"huitoukan/index/elastic"
	"huitoukan/index/indextest"
	"huitoukan/index/local"
	"huitoukan/internal/esnode"
)

// BenchmarkEngines measures both engines side by side, at 100,000 problems: putting, pages with snippets and facets, the report.
// To be run with -benchtime 1x.
func BenchmarkEngines(b *testing.B) {
	const n, pages = 100_000, 200
	address := esnode.Address(b)
	docs := indextest.Generate(n, 9)
	for _, x := range []struct {
		name string
		open func(b *testing.B) index.Engine
	}{
		{"embedded", func(b *testing.B) index.Engine {
			path := filepath.Join(b.TempDir(), "index.db")
			e, err := local.Open(b.Context(), path)
			if err != nil {
				b.Fatal(err)
			}
			return e
		}},
		{"elasticsearch", func(b *testing.B) index.Engine {
			prefix := esnode.Prefix(b, address)
			e, err := elastic.Open(elastic.Options{Addresses: []string{address}, Prefix: prefix})
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { b.Logf("100,000 problems take %.0f MB on the server", megabytes(b, address+"/"+alias(prefix))) })
			return e
		}},
	} {
		b.Run(x.name, func(b *testing.B) {
			e := x.open(b)
			b.Cleanup(func() { e.Close() })
			indextest.Compare(b, e, docs, pages)
			b.Run("report", func(b *testing.B) {
				for b.Loop() {
					if _, err := repeats(b.Context(), e); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

// megabytes is what an index takes of the disk after its pieces have been merged.
func megabytes(b *testing.B, index string) float64 {
	b.Helper()
	esnode.Post(b, index+"/_forcemerge?max_num_segments=1")
	var stats struct {
		All struct {
			Primaries struct {
				Store struct {
					Bytes int `json:"size_in_bytes"`
				}
			}
		} `json:"_all"`
	}
	if err := json.Unmarshal(esnode.Get(b, fmt.Sprintf("%s/_stats/store", index)), &stats); err != nil {
		b.Fatal(err)
	}
	return float64(stats.All.Primaries.Store.Bytes) / 1e6
}
