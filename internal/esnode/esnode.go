// Package esnode gives tests real nodes of Elasticsearch. Those that scripts/elasticsearch/node runs a test under have one to
// share, and may start more.
package esnode

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const howTo = "make elasticsearch, or set HUITOUKAN_TEST_ES_URL to a server's address"

var once sync.Once

// Address is that of the server that tests share, which may hold anything. Without one the test is skipped.
func Address(t testing.TB) string {
	t.Helper()
	return needed(t, "HUITOUKAN_TEST_ES_URL")
}

func needed(t testing.TB, variable string) string {
	t.Helper()
	v := os.Getenv(variable)
	if v == "" {
		once.Do(func() { fmt.Println("the Elasticsearch part was not run:", howTo) })
		t.Skip("no Elasticsearch: ", howTo)
	}
	return v
}

// Prefix is a name for the indices of one test, which are removed from the server at its end.
func Prefix(t testing.TB, address string) string {
	t.Helper()
	prefix := fmt.Sprintf("test-%d-%d", os.Getpid(), time.Now().UnixNano())
	t.Cleanup(func() {
		var indices map[string]any
		if err := json.Unmarshal(Get(t, address+"/"+prefix+"*/_alias"), &indices); err != nil {
			t.Errorf("list indices: %v", err)
		}
		for name := range indices { // the server deletes none by a pattern
			Delete(t, address+"/"+name)
		}
	})
	return prefix
}

// Put sends a body to the server, which must take it.
func Put(t testing.TB, url, body string) { t.Helper(); request(t, http.MethodPut, url, body) }

// Delete has the server delete what the URL names.
func Delete(t testing.TB, url string) { t.Helper(); request(t, http.MethodDelete, url, "") }

// Count is how many records an index has.
func Count(t testing.TB, index string) int {
	t.Helper()
	var answer struct{ Count int }
	request(t, http.MethodPost, index+"/_refresh", "")
	if err := json.Unmarshal(request(t, http.MethodGet, index+"/_count", ""), &answer); err != nil {
		t.Errorf("count records: %v", err)
	}
	return answer.Count
}

// Get is what the server answers.
func Get(t testing.TB, url string) []byte { t.Helper(); return request(t, http.MethodGet, url, "") }

func request(t testing.TB, method, url, body string) []byte {
	t.Helper()
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, url, err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode > 299 {
		t.Errorf("%s %s answers %s: %s (%v)", method, url, resp.Status, answer, err)
	}
	return answer
}

// Node is one that a test has for itself.
type Node struct {
	URL      string
	dir      string
	settings []string
	pid      int
}

// Start starts a node with settings, key=value, and stops it at the end of the test.
func Start(t testing.TB, settings ...string) *Node {
	t.Helper()
	n := newNode(t, "n", settings)
	n.Start(t)
	return n
}

// Name is what the node's cluster calls it.
func (n *Node) Name() string { return filepath.Base(n.dir) }

func newNode(t testing.TB, name string, settings []string) *Node {
	t.Helper()
	parent, err := os.MkdirTemp(needed(t, "HUITOUKAN_TEST_ES_NODES"), "")
	if err != nil {
		t.Fatal(err)
	}
	n := &Node{dir: filepath.Join(parent, name), settings: settings}
	t.Cleanup(func() {
		if out, err := exec.Command(script(), "stop", n.dir).CombinedOutput(); err != nil {
			t.Errorf("stop node: %v\n%s", err, out)
		}
		os.RemoveAll(parent)
	})
	return n
}

// script is the one that starts nodes; this file lies in internal/esnode.
func script() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "scripts", "elasticsearch", "node")
}

// Start starts the node, with the data that it had if it ran before, on the same ports.
func (n *Node) Start(t testing.TB) {
	t.Helper()
	cmd := exec.Command(script(), append([]string{"start", n.dir}, n.settings...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("start node: %v", err)
	}
	url, pid, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	if n.pid, err = strconv.Atoi(pid); err != nil {
		t.Fatalf("start node: it says %q", out)
	}
	if n.URL == "" { // found again there when it starts anew
		n.URL = url
		n.settings = append(n.settings, "http.port="+url[strings.LastIndexByte(url, ':')+1:])
	}
}

// Cluster starts n nodes of one cluster, and waits until they have found each other.
func Cluster(t testing.TB, n int) []*Node {
	t.Helper()
	var nodes []*Node
	var names []string
	for i := range n {
		names = append(names, fmt.Sprintf("c%d", i+1))
	}
	for _, name := range names {
		nodes = append(nodes, newNode(t, name, []string{
			fmt.Sprintf("cluster.name=test-%d-%d", os.Getpid(), n), "discovery.seed_providers=file", "discovery.initial_state_timeout=0s",
			"cluster.initial_master_nodes=" + strings.Join(names, ","),
		}))
		nodes[len(nodes)-1].Start(t)
	}
	var ports []byte // of the transport, which a node reads again while it runs
	for _, node := range nodes {
		port, err := os.ReadFile(filepath.Join(node.dir, "logs", "transport.ports"))
		if err != nil {
			t.Fatal(err)
		}
		ports = append(ports, port...)
		// kept for when it starts anew
		address := strings.TrimSpace(string(port))
		node.settings = append(node.settings, "transport.port="+address[strings.LastIndexByte(address, ':')+1:])
	}
	for _, node := range nodes {
		if err := os.WriteFile(filepath.Join(node.dir, "config", "unicast_hosts.txt"), ports, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	Green(t, nodes[0].URL, n)
	return nodes
}

// Green waits until n nodes are there with every copy of every index.
func Green(t testing.TB, address string, n int) {
	t.Helper()
	var last string
	for begun := time.Now(); time.Since(begun) < 2*time.Minute; time.Sleep(100 * time.Millisecond) {
		resp, err := http.Get(fmt.Sprintf("%s/_cluster/health?wait_for_status=green&wait_for_nodes=%d&timeout=5s", address, n))
		if err != nil {
			last = err.Error()
			continue
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err == nil && resp.StatusCode == http.StatusOK {
			return
		}
		last = string(body)
	}
	t.Fatalf("never green with %d nodes: %s", n, last)
}

// Post has the server do something.
func Post(t testing.TB, url string) { t.Helper(); request(t, http.MethodPost, url, "") }
