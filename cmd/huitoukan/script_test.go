package main

import (
	"archive/zip"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/text/encoding/simplifiedchinese"
	_ "modernc.org/sqlite"

	"huitoukan/examples"
	"huitoukan/internal/model/modeltest"
)

var update = flag.Bool("update", false, "write the answers into the scripts anew")

// TestMain lets the scripts run the program itself: the test binary under the name huitoukan, which starts its reading
// children as the program does.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"huitoukan": main})
}

// TestScript runs the scripts, each in an empty folder with the example documents in examples/.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           filepath.Join("testdata", "script"),
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			cache, err := os.UserCacheDir() // the compiled PDFium, kept between runs
			if err != nil {
				return err
			}
			env.Setenv("XDG_CACHE_HOME", cache)
			env.Setenv("HUITOUKAN_WORKERS", "1") // so that files are told of in one order
			return layExamples(filepath.Join(env.WorkDir, "examples"))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "answer": answer, "schema": schema, "pairs": pairs, "cut": cut, "pack": pack, "model": modelServer,
		},
	})
}

func layExamples(dir string) error {
	files, err := fs.Sub(examples.Documents, "documents")
	if err != nil {
		return err
	}
	return os.CopyFS(dir, files)
}

// exits CODE COMMAND...: the command ends with just this code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("%s ended with %d, not %d; it said:\n%s%s", strings.Join(args[1:], " "), got, want, ts.ReadFile("stdout"), ts.ReadFile("stderr"))
	}
}

// moment is what differs from one run to the next: times, and the milliseconds of a measurement.
var moment = regexp.MustCompile(`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?|\d{4}年\d+月\d+日|\d+毫秒`)

// score is a pair's likeness, which rules tune; what it leads to, flag and reasons, is compared.
var score = regexp.MustCompile(`"score": [0-9.]+`)

// answer FROM TO: the file (or stdout, stderr) without moments and scores, to be compared with cmp.
func answer(ts *testscript.TestScript, _ bool, args []string) {
	s := moment.ReplaceAllString(ts.ReadFile(args[0]), "(moment)")
	s = score.ReplaceAllString(s, `"score": (score)`)
	s = strings.NewReplacer("\r\n", "\n", "\ufeff", "").Replace(s)
	for _, work := range []string{ts.Getenv("WORK"), filepath.ToSlash(ts.Getenv("WORK"))} {
		s = strings.ReplaceAll(s, work, "(work)")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(s), 0o644))
}

// cut FILE: the file loses its second half.
func cut(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	info, err := os.Stat(path)
	ts.Check(err)
	ts.Check(os.Truncate(path, info.Size()/2))
}

// modelServer FILE SETTINGS: a server of OpenAI's protocol that answers with the file's text, until the script ends, to those who bring the
// key 钥匙, notes each question in the file asked, and has SETTINGS lead to it, with the key in the file key.
func modelServer(ts *testscript.TestScript, _ bool, args []string) {
	answer := ts.ReadFile(args[0])
	asked := ts.MkAbs("asked")
	server := modeltest.New(func(w http.ResponseWriter, r *http.Request, a modeltest.Asked) {
		if a.Key != "Bearer 钥匙" {
			modeltest.Fails(http.StatusUnauthorized)(w, r, a)
			return
		}
		old, _ := os.ReadFile(asked)
		if err := os.WriteFile(asked, append(old, a.Path+"\n"...), 0o644); err != nil {
			panic(err)
		}
		modeltest.Says(answer)(w, r, a)
	})
	ts.Defer(server.Close)
	settings := fmt.Sprintf("[model]\naddress = %q\nmodel = 'qwen'\nkey_file = 'key'\n", server.URL+"/v1")
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(settings), 0o644))
}

// pack ZIP FILE...: the files in an archive, with their names in GBK, as Windows packs them here.
func pack(ts *testscript.TestScript, _ bool, args []string) {
	out, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	w := zip.NewWriter(out)
	for _, file := range args[1:] {
		name, err := simplifiedchinese.GBK.NewEncoder().String(file)
		ts.Check(err)
		member, err := w.CreateHeader(&zip.FileHeader{Name: name, NonUTF8: true, Method: zip.Deflate})
		ts.Check(err)
		_, err = io.WriteString(member, ts.ReadFile(file))
		ts.Check(err)
	}
	ts.Check(errors.Join(w.Close(), out.Close()))
}

// schema FILE VERSION: the index claims to have been made by another version.
func schema(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	defer db.Close()
	_, err = db.Exec("PRAGMA user_version = " + args[1])
	ts.Check(err)
}

// pairs: the pairs that review list has just told of, as $PAIR1, $PAIR2 …
func pairs(ts *testscript.TestScript, _ bool, _ []string) {
	for i, p := range regexp.MustCompile(`(?m)^[0-9a-z]+-[0-9a-z]+`).FindAllString(ts.ReadFile("stdout"), -1) {
		ts.Setenv("PAIR"+strconv.Itoa(i+1), p)
	}
}
