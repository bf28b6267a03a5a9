package arch

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	own  = "huitoukan/"
	root = "../.."
)

// allowed says which of our packages each of our packages may import. A row of its own counts before one with a star.
// Data flows one way, ingest → extract → index → report, and no row names a package downstream of its own.
var allowed = map[string]string{
	"record":         "", // the shared words: nothing but the standard library
	"extract":        "record extract/number internal/han",
	"extract/llm":    "record extract internal/han internal/mask internal/model", // han: found again whatever its width
	"extract/number": "internal/han",
	"index":          "record internal/han", // han: what a query's words are
	"index/*":        "record index internal/han",
	"report":         "record report/match internal/han internal/mask", // mask: the edition for publication
	"report/match":   "record internal/han",
	"report/*":       "record report", // the renderers
	"report/issued":  "internal/atomicfile",
	"report/judge":   "record report internal/mask internal/model", // mask: what is sent of a statement; model: who is asked
	"examples":       "",

	"ingest":                 "record extract index ingest/read internal/atomicfile",
	"ingest/read":            "record",
	"ingest/read/*":          "record ingest/read ingest/read/autonum", // one package a format
	"ingest/read/autonum":    "",                                       // list numbers: their writings, and how documents count them
	"ingest/read/layout":     "record ingest/read ingest/read/autonum", // glyphs to lines, paragraphs and tables
	"ingest/read/pdf":        "record ingest/read ingest/read/layout",
	"ingest/read/program":    "ingest/read", // what readers start: tesseract, LibreOffice
	"ingest/read/pdflight":   "record ingest/read ingest/read/layout",
	"ingest/read/picture":    "record ingest/read ingest/read/layout",
	"ingest/read/ocr":        "ingest/read ingest/read/layout ingest/read/program", // pictures of pages to glyphs
	"ingest/read/office":     "record ingest/read ingest/read/program",             // older formats to those that are read
	"ingest/read/ofd":        "record ingest/read ingest/read/layout",
	"ingest/read/html":       "record ingest/read ingest/read/autonum ingest/read/plain",
	"ingest/read/formats":    "record ingest/read ingest/read/*",
	"ingest/read/sandbox":    "record ingest/read", // reads any format, knows none
	"ingest/read/readertest": "record ingest/read internal/golden",

	"scripts/wordvectors": "", // makes report/match/words.vec

	"web":           "record ingest index report report/* internal/atomicfile",
	"cmd/huitoukan": "record extract extract/llm index index/* ingest ingest/read ingest/read/* report report/* web examples internal/atomicfile internal/model",

	"internal/*":               "",
	"internal/mask":            "record",              // texts with their tables
	"internal/model":           "internal/atomicfile", // answers kept
	"internal/model/modeltest": "",
}

// testsOnly are imported by tests, and by each other. What tests import is free otherwise, but nobody imports a command.
var testsOnly = []string{"index/indextest", "ingest/read/readertest", "internal/esnode", "internal/golden", "internal/model/modeltest"}

// modules are those of others that our code and its tests import, each with its reason.
var modules = map[string]string{
	"github.com/BurntSushi/toml":                 "settings.toml: tells the line of a mistake and the keys that nobody knows",
	"github.com/chromedp/cdproto":                "tests: the browser's protocol, as chromedp speaks it",
	"github.com/chromedp/chromedp":               "tests: drives the pages in a real browser",
	"github.com/elastic/elastic-transport-go/v8": "the connections to several nodes of Elasticsearch",
	"github.com/elastic/go-elasticsearch/v8":     "the requests of Elasticsearch 8; its esapi alone: the package above compiles 858 more and doubles the program",
	"github.com/fsnotify/fsnotify":               "wakes the look at the inbox early, on Linux and Windows",
	"github.com/gofrs/flock":                     "file locks on Linux and Windows: who holds work/ and the index",
	"github.com/klippa-app/go-pdfium":            "PDFium as WebAssembly: read 1,445 of 1,490 real files, no crash (docs/decisions/0002-pdf.md)",
	"github.com/ledongthuc/pdf":                  "the light PDF engine, where the user asks for it (docs/decisions/0002-pdf.md)",
	"github.com/mattn/go-isatty":                 "keeps a Word file off the screen, on Linux and Windows",
	"github.com/richardlehane/mscfb":             "the container of .doc files",
	"github.com/sashabaranov/go-openai":          "the protocol of model servers (docs/decisions/0008-model.md)",
	"github.com/rogpeppe/go-internal":            "tests: the commands as scripts",
	"github.com/spf13/cobra":                     "commands, flags and help",
	"github.com/spf13/pflag":                     "what is wrong with a flag, as cobra hands it on: told in Chinese",
	"github.com/tetratelabs/wazero":              "runs PDFium; imported for its compilation cache and file system",
	"github.com/xuri/excelize/v2":                "workbooks, in and out",
	"golang.org/x/net":                           "the HTML parser",
	"golang.org/x/sys":                           "bounds on child processes",
	"golang.org/x/text":                          "charsets and the width of characters",
	"golang.org/x/tools":                         "tests: txtar files",
	"modernc.org/sqlite":                         "the embedded index, without cgo (docs/decisions/0001-engines.md)",
	"honnef.co/go/tools":                         "make check runs its staticcheck",
}

// listed is what go list tells of a package.
type listed struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
	Module                             *struct {
		Path string
		Main bool
	}
}

func TestImports(t *testing.T) {
	packages, _ := list(t)
	for _, p := range packages {
		name := strings.TrimPrefix(p.ImportPath, own)
		row, ok := rowOf(name)
		if !ok {
			t.Errorf("%s has no row in the table of internal/arch: say there what it may import.", name)
			continue
		}
		for _, i := range ours(p.Imports) {
			if !matches(strings.Fields(row), i) {
				t.Errorf("%s may not import %s: its row allows [%s]. Move the code to where the data have come already, or pass in "+
					"a func or a small interface; if the table is wrong, change its row and say why in the commit.", name, i, row)
			}
			if slices.Contains(testsOnly, i) && !slices.Contains(testsOnly, name) {
				t.Errorf("%s imports %s, which only tests may.", name, i)
			}
		}
		for _, i := range ours(p.Imports, p.TestImports, p.XTestImports) {
			if strings.HasPrefix(i, "cmd/") {
				t.Errorf("%s imports %s: nobody imports a command. Move what both need into a package of its own.", name, i)
			}
		}
	}
}

func TestEveryRowHasItsPackage(t *testing.T) {
	packages, _ := list(t)
	for row := range allowed {
		if !slices.ContainsFunc(packages, func(p listed) bool { return match(row, strings.TrimPrefix(p.ImportPath, own)) }) {
			t.Errorf("the row %q of internal/arch has no package: take it out.", row)
		}
	}
}

func TestModules(t *testing.T) {
	packages, moduleOf := list(t)
	direct := required(t)
	for _, p := range packages {
		for _, i := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			if m := moduleOf[i]; m != "" {
				direct[m] = p.ImportPath
			}
		}
	}
	for m, by := range direct {
		if modules[m] == "" {
			t.Errorf("%s wants the module %s, which is not on the list of internal/arch: do without it, or add it there with its reason.", by, m)
		}
	}
	for m := range modules {
		if direct[m] == "" {
			t.Errorf("nothing imports the module %s: take it off the list of internal/arch, and out of go.mod.", m)
		}
	}
}

// list is our packages, and the module of every package of others that they and their tests import.
func list(t *testing.T) (packages []listed, moduleOf map[string]string) {
	t.Helper()
	seen(t)
	dec := json.NewDecoder(strings.NewReader(goTool(t, "list", "-deps", "-test", "-json=ImportPath,Imports,TestImports,XTestImports,Module", "./...")))
	moduleOf = map[string]string{}
	for {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return packages, moduleOf
		} else if err != nil {
			t.Fatal(err)
		}
		switch {
		case p.Module == nil: // the standard library
		case !p.Module.Main:
			moduleOf[p.ImportPath] = p.Module.Path
		case !strings.HasSuffix(p.ImportPath, ".test") && !strings.Contains(p.ImportPath, " ["): // not made for a test
			packages = append(packages, p)
		}
	}
}

// seen opens every folder of the module, so that go test runs this test again, rather than answer from its cache, when a file
// has changed that only go list reads.
func seen(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir(root, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == ".git" {
			return fs.SkipDir
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// required are the modules that go.mod asks for by itself.
func required(t *testing.T) map[string]string {
	t.Helper()
	var mod struct {
		Require []struct {
			Path     string
			Indirect bool
		}
		Tool []struct{ Path string }
	}
	if err := json.Unmarshal([]byte(goTool(t, "mod", "edit", "-json")), &mod); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, r := range mod.Require {
		if !r.Indirect {
			out[r.Path] = "go.mod"
		}
		for _, tool := range mod.Tool {
			if strings.HasPrefix(tool.Path, r.Path+"/") {
				out[r.Path] = "go.mod"
			}
		}
	}
	return out
}

func goTool(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = root
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, &stderr)
	}
	return string(out)
}

// ours are the imports from this module, without its name.
func ours(imports ...[]string) []string {
	var out []string
	for _, i := range slices.Concat(imports...) {
		if name, ok := strings.CutPrefix(i, own); ok {
			out = append(out, name)
		}
	}
	return out
}

// rowOf is the row of a package.
func rowOf(name string) (string, bool) {
	if row, ok := allowed[name]; ok {
		return row, true
	}
	row, ok := allowed[path.Join(path.Dir(name), "*")]
	return row, ok
}

func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return match(p, name) })
}

func match(pattern, name string) bool {
	ok, err := path.Match(pattern, name)
	return ok && err == nil
}
