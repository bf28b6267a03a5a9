//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"huitoukan/index/elastic"
	"huitoukan/ingest"
	"huitoukan/internal/esnode"
)

// answers is how long a page may take in any state of the servers.
const answers = 15 * time.Second

// TestCluster drops files into the inbox of a service whose index three nodes keep, and kills them, or has them hang, meanwhile. At the end
// everything has been taken in once, and at no time did a page leave its reader waiting, or show anything but itself or a
// sentence that says why not.
func TestCluster(t *testing.T) {
	nodes := esnode.Cluster(t, 3)
	var addresses []string
	for _, n := range nodes {
		addresses = append(addresses, n.URL)
	}
	data := t.TempDir()
	s := startService(t, self(t), "serve", "--data", data, "--es-url", strings.Join(addresses, ","))
	folders := ingest.NewFolders(data, "")
	feed := feed(t, data, s)
	taken(t, folders, 10)
	first := func(t testing.TB) *esnode.Node { return nodeIn(t, nodes, "shards/"+alias("huitoukan")) }
	master := func(t testing.TB) *esnode.Node { return nodeIn(t, nodes, "master") }
	for _, c := range []struct {
		name string
		harm func(t testing.TB) (mend func(testing.TB))
		goOn bool // the other nodes go on meanwhile
	}{
		{"the node with the first copy is killed", func(t testing.TB) func(testing.TB) { n := first(t); n.Kill(t); return n.Start }, true},
		{"the master is killed", func(t testing.TB) func(testing.TB) { n := master(t); n.Kill(t); return n.Start }, true},
		{"the node with the first copy hangs", func(t testing.TB) func(testing.TB) { n := first(t); n.Pause(t); return n.Resume }, true},
		{"all nodes are killed", func(t testing.TB) func(testing.TB) { return killAll(t, nodes) }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, begun := archived(t, folders), time.Now()
			mend := c.harm(t)
			if c.goOn {
				taken(t, folders, before+10)
				t.Logf("ten more files were taken in after %.1f s", time.Since(begun).Seconds())
			}
			mend(t)
			esnode.Green(t, addresses[0], 3)
			taken(t, folders, archived(t, folders)+10)
		})
	}
	dropped := feed()
	taken(t, folders, dropped)
	s.stop(t)
	e, err := elastic.Open(elastic.Options{Addresses: addresses})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	checkOnce(t, folders, e, dropped)
}

// killAll kills all nodes, and gives the pages a while to be asked without them.
func killAll(t testing.TB, nodes []*esnode.Node) (mend func(testing.TB)) {
	for _, n := range nodes {
		n.Kill(t)
	}
	time.Sleep(3 * time.Second)
	return func(t testing.TB) {
		for _, n := range nodes {
			n.Start(t)
		}
	}
}

// nodeIn is the node that the table names: the master, or that with the first copy of an index.
func nodeIn(t testing.TB, nodes []*esnode.Node, table string) *esnode.Node {
	t.Helper()
	var rows []map[string]string
	if err := json.Unmarshal(esnode.Get(t, nodes[0].URL+"/_cat/"+table+"?h=prirep,node&format=json"), &rows); err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		for _, n := range nodes {
			if r["prirep"] != "r" && n.Name() == r["node"] {
				return n
			}
		}
	}
	t.Fatalf("no such node in %v", rows)
	return nil
}

// feed drops a file every now and then, and looks at a page as often, until the function that it returns is called, which tells how many files
// there were.
func feed(t *testing.T, data string, s *service) (stop func() (dropped int)) {
	t.Helper()
	done := make(chan struct{})
	var both sync.WaitGroup
	dropped := 0
	both.Go(func() {
		for tick := time.NewTicker(time.Second); ; dropped++ {
			select {
			case <-done:
				return
			case <-tick.C:
				drop(t, data, fmt.Sprintf("通报%04d.txt", dropped+1), fmt.Sprintf("问题1：第%04d号党费收缴不及时。\n整改情况：已补缴。\n", dropped+1))
			}
		}
	})
	both.Go(func() {
		longest := time.Duration(0)
		codes := map[string]int{}
		for {
			select {
			case <-done:
				t.Logf("pages answered %v, the slowest after %.1f s", codes, longest.Seconds())
				return
			case <-time.After(200 * time.Millisecond):
				begun := time.Now()
				codes[look(t, s)]++
				longest = max(longest, time.Since(begun))
			}
		}
	})
	var once sync.Once
	stop = func() int {
		once.Do(func() { close(done) })
		both.Wait()
		return dropped
	}
	t.Cleanup(func() { stop() })
	return stop
}

// look asks for a page, and tells what it answered.
func look(t *testing.T, s *service) string {
	t.Helper()
	client := http.Client{Timeout: answers}
	resp, err := client.Get(s.page + "/?q=党费")
	if err != nil {
		t.Errorf("page: %v", err)
		return err.Error()
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("page: %s", resp.Status)
	}
	return resp.Status
}

func archived(t *testing.T, folders ingest.Folders) int {
	t.Helper()
	n := 0
	for _, err := range folders.Originals() {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

// taken waits until so many files are in the archive, which those reach that the index has acknowledged.
func taken(t *testing.T, folders ingest.Folders, n int) {
	t.Helper()
	for begun := time.Now(); archived(t, folders) < n; time.Sleep(100 * time.Millisecond) {
		if time.Since(begun) > 5*time.Minute {
			t.Fatalf("%d files are in the archive, want %d", archived(t, folders), n)
		}
	}
}
