//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"huitoukan/index"
	"huitoukan/index/elastic"
	"huitoukan/index/indextest"
	"huitoukan/index/local"
	"huitoukan/ingest"
	"huitoukan/internal/atomicfile"
	"huitoukan/internal/esnode"
)

// said runs one command to its end, and tells what it wrote and with what code it ended.
func said(t *testing.T, env []string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	cmd := exec.Command(self(t), args...)
	cmd.Env = append(os.Environ(), env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// done is said for a command that must end well, or with some files that need a look.
func done(t *testing.T, env []string, args ...string) string {
	t.Helper()
	stdout, stderr, code := said(t, env, args...)
	if code != 0 && code != exitAside {
		t.Fatalf("%v ended with %d; it said:\n%s%s", args, code, stdout, stderr)
	}
	return stdout
}

// on is the environment in which a command keeps its index on the server, under names of its own.
func on(t *testing.T, address string) []string {
	t.Helper()
	return []string{"HUITOUKAN_ES_URL=" + address, "HUITOUKAN_ES_PREFIX=" + esnode.Prefix(t, address)}
}

// prefixIn is the prefix that such an environment names.
func prefixIn(env []string) string { return strings.TrimPrefix(env[1], "HUITOUKAN_ES_PREFIX=") }

// alias is the name of the index of documents.
func alias(prefix string) string { return fmt.Sprintf("%s-v%d", prefix, index.SchemaVersion) }

// TestEitherEngine takes the same documents in with both engines: the report and the ledger are the same to the byte, and so are the answers to 200 queries.
func TestEitherEngine(t *testing.T) {
	address := esnode.Address(t)
	examples := t.TempDir()
	if err := layExamples(examples); err != nil {
		t.Fatal(err)
	}
	folders := map[string]string{"examples": examples}
	if dir := filepath.Join("..", "..", "..", "shared", "gold", "dev"); isDir(dir) {
		folders["documents from outside"] = dir
	}
	for name, folder := range folders {
		t.Run(name, func(t *testing.T) {
			there, here := on(t, address), []string{"HUITOUKAN_ENGINE=embedded"}
			var reports, ledgers []string
			data := map[int]string{}
			for i, env := range [][]string{here, there} {
				data[i] = t.TempDir()
				done(t, env, "ingest", "--data", data[i], folder)
				reports = append(reports, moment.ReplaceAllString(done(t, env, "report", "repeats", "--data", data[i], "--format", "json"), "(moment)"))
				ledgers = append(ledgers, done(t, env, "export", "--data", data[i]))
			}
			if len(ledgers[0]) < 1000 || ledgers[0] != ledgers[1] {
				t.Errorf("the ledgers, of %d and %d bytes, differ", len(ledgers[0]), len(ledgers[1]))
			}
			if len(reports[0]) < 1000 || reports[0] != reports[1] {
				t.Errorf("the reports, of %d and %d bytes, differ", len(reports[0]), len(reports[1]))
			}
			embedded, err := local.Open(t.Context(), filepath.Join(data[0], "index.db"))
			if err != nil {
				t.Fatal(err)
			}
			defer embedded.Close()
			if likeness := indextest.Same(t, embedded, opened(t, address, there), 200); likeness < 8 {
				t.Errorf("of the best ten hits %.1f are the same", likeness)
			}
		})
	}
}

func isDir(path string) bool {
	st, err := os.Stat(path)
	return err == nil && st.IsDir()
}

// opened is the engine that a command has in the environment.
func opened(t *testing.T, address string, env []string) *elastic.Engine {
	t.Helper()
	e, err := elastic.Open(elastic.Options{Addresses: []string{address}, Prefix: prefixIn(env)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

// TestWhatPeopleAreTold checks for each fault of the server what a command says and ends with, what doctor says, and what a page shows.
func TestWhatPeopleAreTold(t *testing.T) {
	address := esnode.Address(t)
	status := func(code int) func(*testing.T, string) string {
		return func(t *testing.T, _ string) string {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }))
			t.Cleanup(s.Close)
			return s.URL
		}
	}
	for _, c := range []struct {
		name string
		at   func(t *testing.T, prefix string) string
		want string
		hint string
	}{
		{"unreachable", func(t *testing.T, prefix string) string { return "http://127.0.0.1:1" }, "连不上 Elasticsearch 服务器。", "地址（--es-url）"},
		{"slow", func(t *testing.T, _ string) string {
			s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
			t.Cleanup(s.Close)
			return s.URL
		}, "Elasticsearch 服务器没有在限定的时间内答复。", "卡住或过载"},
		{"wrong password", status(http.StatusUnauthorized), "Elasticsearch 不接受用户名、密码或 API 密钥", "HUITOUKAN_ES_API_KEY"},
		{"busy", status(http.StatusTooManyRequests), "Elasticsearch 服务器太忙", "会自动再试"},
		{"away behind a proxy", status(http.StatusBadGateway), "索引暂时", "huitoukan doctor"},
		{"another program", status(http.StatusOK), "这个地址上的不是 Elasticsearch 8。", "--es-url"},
		{"red", func(t *testing.T, prefix string) string {
			const nowhere = `{"settings":{"index.routing.allocation.require._name":"nobody"}}`
			esnode.Put(t, address+"/"+prefix+"-decisions?wait_for_active_shards=0", nowhere)
			esnode.Put(t, address+"/"+alias(prefix)+"-0?wait_for_active_shards=0", strings.TrimSuffix(nowhere, "}")+`,"aliases":{"`+alias(prefix)+`":{}}}`)
			return address
		}, "有一部分不可用：集群是红色的", "_cluster/health"},
		{"missing", func(t *testing.T, prefix string) string {
			esnode.Put(t, address+"/"+prefix+"-decisions", `{}`)
			return address
		}, "Elasticsearch 上的索引不见了。", "huitoukan rebuild"},
		{"another schema", func(t *testing.T, prefix string) string {
			esnode.Put(t, address+"/"+prefix+"-v1-0", `{"aliases":{"`+prefix+`-v1":{}}}`)
			return address
		}, "索引是", "huitoukan rebuild"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			env := on(t, address)
			data := filepath.Join(t.TempDir(), "data")
			env[0] = "HUITOUKAN_ES_URL=" + c.at(t, prefixIn(env))
			if _, stderr, code := said(t, env, "search", "--data", data, "党费"); code != exitIndex || !strings.Contains(stderr, c.want) || !strings.Contains(stderr, c.hint) {
				t.Errorf("search ended with %d and said %s", code, stderr)
			}
			stdout, _, code := said(t, env, "doctor", "--data", data)
			if code != exitFailed || !strings.Contains(stdout, "有误  索引：") || !strings.Contains(stdout, c.hint) && c.name != "away behind a proxy" {
				t.Errorf("doctor ended with %d and said %s", code, stdout)
			}
			write(t, filepath.Join(data, "settings.toml"), "[elasticsearch]\nprefix = '"+prefixIn(env)+"'\n")
			s := startService(t, self(t), "serve", "--data", data, "--es-url", strings.TrimPrefix(env[0], "HUITOUKAN_ES_URL="))
			begun := time.Now()
			_, err := s.get("/")
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the page shows %v", err)
			}
			if took := time.Since(begun); took > 15*time.Second {
				t.Errorf("the page took %v", took)
			}
			s.stop(t)
		})
	}
}

// TestFilesWaitForTheServer starts the service before its server, and kills that later: what is dropped meanwhile waits in work/, pages
// say why, and everything goes on by itself.
func TestFilesWaitForTheServer(t *testing.T) {
	node := esnode.Start(t)
	node.Kill(t)
	data := t.TempDir()
	s := startService(t, self(t), "serve", "--data", data, "--es-url", node.URL)
	if _, err := s.get("/"); err == nil || !strings.Contains(err.Error(), "连不上 Elasticsearch 服务器。") {
		t.Errorf("without its server a page shows %v", err)
	}
	drop(t, data, "一.txt", "问题1：党费收缴不及时。\n整改情况：已补缴。\n")
	waits(t, data, "一.txt")
	node.Start(t)
	s.shows(t, "/?q=党费", "一.txt")

	node.Kill(t)
	drop(t, data, "二.txt", "问题1：公车管理混乱。\n整改情况：已登记。\n")
	waits(t, data, "二.txt")
	if _, err := s.get("/"); err == nil || !strings.Contains(err.Error(), "连不上 Elasticsearch 服务器。") {
		t.Errorf("when its server has died a page shows %v", err)
	}
	node.Start(t)
	s.shows(t, "/?q=公车", "二.txt")
	s.shows(t, "/?q=党费", "一.txt")
	s.stop(t)
}

// drop writes a file beside the inbox and moves it in, as one that is whole.
func drop(t *testing.T, data, name, text string) {
	t.Helper()
	write(t, filepath.Join(data, "inbox", name), text)
}

// write writes a file, in one step as a reader sees it.
func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.Write(path, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

// waits waits until the file is in work/, and sees that it stays there for a while.
func waits(t *testing.T, data, name string) {
	t.Helper()
	folders := ingest.NewFolders(data, "")
	held := 0
	for begun := time.Now(); time.Since(begun) < patience; time.Sleep(100 * time.Millisecond) {
		s, err := folders.Status()
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		if len(s.Working) == 1 && s.Working[0] == name {
			held++
		}
		if held > 20 {
			return
		}
	}
	t.Fatalf("%s does not wait in work/", name)
}

// TestBackupFromServer takes a backup of an index on a server, and lays it back there under other names, and on this machine: all that
// people decided is there again, and on the server how it came about, no line more or less.
func TestBackupFromServer(t *testing.T) {
	address := esnode.Address(t)
	examples := t.TempDir()
	if err := layExamples(examples); err != nil {
		t.Fatal(err)
	}
	env, data, to := on(t, address), filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "备份.zip")
	done(t, env, "ingest", "--data", data, examples)
	pair := strings.Fields(done(t, env, "review", "list", "--data", data))[0]
	for _, step := range []string{"confirm", "undo", "reject"} {
		done(t, env, "review", step, pair, "--data", data)
	}
	done(t, env, "units", "alias", "县水利水电局", "望川县水利局", "--data", data)
	if got := done(t, env, "backup", to, "--data", data); !strings.Contains(got, "人工认定和单位名称2条，决定和撤销的记录4条。") {
		t.Errorf("backup said %s", got)
	}
	there, here := on(t, address), []string{"HUITOUKAN_ENGINE=embedded"}
	for _, env := range [][]string{there, here} {
		stdout, stderr, code := said(t, env, "restore", to, "--data", filepath.Join(t.TempDir(), "data"))
		if onServer := len(env) > 1; code != 0 || !strings.Contains(stdout, "人工认定和单位名称2条") ||
			strings.Contains(stdout, "决定和撤销的记录4条。") != onServer || strings.Contains(stderr, "记录有4条，本机的索引不留这种记录") == onServer {
			t.Errorf("restore ended with %d and said %s%s", code, stdout, stderr)
		}
	}
	before, after := kept(t, opened(t, address, env)), kept(t, opened(t, address, there))
	if before != after || strings.Count(before, "\n") != 6 {
		t.Errorf("decided and noted before:\n%safter:\n%s", before, after)
	}
}

// kept is what people decided, and the log of it, a line each.
func kept(t *testing.T, e *elastic.Engine) string {
	t.Helper()
	var out strings.Builder
	line := func(x any, err error) {
		if err != nil {
			t.Fatal(err)
		}
		if err := encode(&out, x); err != nil {
			t.Fatal(err)
		}
	}
	for v, err := range e.Decided(t.Context()) {
		line(v, err)
	}
	for n, err := range e.Named(t.Context()) {
		line(n, err)
	}
	for l, err := range e.Logged(t.Context()) {
		line(l, err)
	}
	return out.String()
}

// TestSeveralHosts has three services on one data folder, as on a share, with one server, and kills one in the middle: every file is taken
// once, those that the dead one had in hand by the others.
func TestSeveralHosts(t *testing.T) {
	address := esnode.Address(t)
	env := on(t, address)
	t.Setenv("HUITOUKAN_ES_PREFIX", prefixIn(env))
	data := t.TempDir()
	var hosts []*service
	for range 3 {
		hosts = append(hosts, startService(t, self(t), "serve", "--data", data, "--es-url", address))
	}
	n := layCopies(t, filepath.Join(data, "inbox"), 12)
	folders := ingest.NewFolders(data, "")
	killed := false
	for begun := time.Now(); ; time.Sleep(200 * time.Millisecond) {
		s, err := folders.Status()
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // a file that moves while one looks
			t.Fatal(err)
		}
		if !killed && s.Archived > n/4 {
			killed = true
			hosts[1].cmd.Process.Kill()
		}
		if killed && s.Archived == n && len(s.Waiting)+len(s.Working) == 0 {
			break
		}
		if time.Since(begun) > 2*patience {
			t.Fatalf("%d of %d files in the archive; %v wait, %v are in work", s.Archived, n, s.Waiting, s.Working)
		}
	}
	hosts[0].stop(t)
	hosts[2].stop(t)
	checkOnce(t, folders, opened(t, address, env), n)
}

// checkOnce checks that n documents are in the index, and that the journal has one line for each.
func checkOnce(t *testing.T, folders ingest.Folders, e *elastic.Engine, n int) {
	t.Helper()
	taken := map[string]int{}
	lines, err := folders.Journal(10 * n)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range lines {
		taken[r.File+" "+string(r.Outcome)]++
	}
	for file, times := range taken {
		if times != 1 || strings.HasSuffix(file, string(ingest.Duplicate)) {
			t.Errorf("%s: %d lines in the journal", file, times)
		}
	}
	docs, problems := 0, 0
	for d, err := range e.Scan(t.Context(), index.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		docs, problems = docs+1, problems+len(d.Problems)
	}
	r, err := e.Search(t.Context(), index.Query{})
	if err != nil || docs != n || len(taken) != n || r.Total != problems {
		t.Errorf("%d documents in the index and %d in the journal, want %d; %d problems found, want %d (%v)", docs, len(taken), n, r.Total, problems, err)
	}
}
