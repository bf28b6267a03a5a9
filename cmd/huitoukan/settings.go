package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"huitoukan/extract/llm"
)

// settings are what the operator may set, in settings.toml in the data folder. docs/settings.md tells of each.
type settings struct {
	Inbox   string `toml:"inbox"`
	Addr    string `toml:"addr"`
	Workers int    `toml:"workers"`
	PDF     string `toml:"pdf"` // the engine
	Limits  limits `toml:"limits"`
	Model   model  `toml:"model"`
}

// limits bound what one file may cost; 0 means the default.
type limits struct {
	Size     int64 `toml:"size_mib"`
	Inflated int64 `toml:"inflated_mib"`
	Pages    int   `toml:"pages"`
	Depth    int   `toml:"depth"`
	Seconds  int   `toml:"seconds"`
	Memory   int64 `toml:"memory_mib"`
}

// model is the language model that helps where the rules fail; without an address there is none.
type model struct {
	Address     string `toml:"address"`
	Name        string `toml:"model"`
	KeyFile     string `toml:"key_file"`
	AllowRemote bool   `toml:"allow_remote"`
	Seconds     int    `toml:"seconds"`
	Context     int    `toml:"context"`

	key llm.Key // from the environment
}

const (
	defaultData = "huitoukan-data"
	defaultAddr = "127.0.0.1:8470"
	envPrefix   = "HUITOUKAN_"
	testPrefix  = "HUITOUKAN_TEST_" // read by the project's own tests
	modelKey    = "HUITOUKAN_MODEL_KEY"
)

// variables are the environment variables that are known, and what each sets.
var variables = map[string]func(s *settings, data *string, value string) error{
	"HUITOUKAN_DATA":    func(_ *settings, data *string, v string) error { *data = v; return nil },
	"HUITOUKAN_INBOX":   func(s *settings, _ *string, v string) error { s.Inbox = v; return nil },
	"HUITOUKAN_ADDR":    func(s *settings, _ *string, v string) error { s.Addr = v; return nil },
	modelKey:            func(s *settings, _ *string, v string) error { s.Model.key = llm.Key(v); return nil },
	"HUITOUKAN_PDF":     func(s *settings, _ *string, v string) error { s.PDF = v; return nil },
	"HUITOUKAN_WORKERS": func(s *settings, _ *string, v string) (err error) { s.Workers, err = strconv.Atoi(v); return err },
}

// loadSettings reads the settings: a flag counts before the environment, that before the file, that before the default.
// data is the value of the flag, which may be empty.
func loadSettings(data string, environ []string) (settings, string, error) {
	env := settings{}
	envData := ""
	for _, line := range environ {
		name, value, _ := strings.Cut(line, "=")
		if !strings.HasPrefix(name, envPrefix) || strings.HasPrefix(name, testPrefix) {
			continue
		}
		set, ok := variables[name]
		if !ok {
			return settings{}, "", usage("没有这个环境变量：%s。提示：最接近的是 %s。", name, nearest(name, keys(variables)))
		}
		if err := set(&env, &envData, value); err != nil {
			return settings{}, "", usage("环境变量 %s 的值不对：%s。", name, value)
		}
	}
	for _, v := range []string{envData, defaultData} {
		if data == "" {
			data = v
		}
	}
	s, err := readSettings(filepath.Join(data, "settings.toml"))
	if err != nil {
		return settings{}, "", err
	}
	s = s.under(env).under(settings{})
	return s, data, s.check()
}

// lightPDF is the engine that takes little memory and reads fewer files.
const lightPDF = "light"

var pdfEngines = []string{"", lightPDF}

// largest is a number that no machine reaches in any unit: 1 PiB in MiB, 34 years in seconds.
const largest = 1 << 30

// check refuses numbers that cannot be meant: with less than one worker, say, all would wait for ever.
func (s settings) check() error {
	if !slices.Contains(pdfEngines, s.PDF) {
		return usage("设置 pdf 不能是 %s。提示：不写（默认引擎），或写 %s（轻量引擎）。", s.PDF, lightPDF)
	}
	numbers := map[string]int64{
		"workers": int64(s.Workers), "limits.size_mib": s.Limits.Size, "limits.inflated_mib": s.Limits.Inflated,
		"limits.pages": int64(s.Limits.Pages), "limits.depth": int64(s.Limits.Depth),
		"limits.seconds": int64(s.Limits.Seconds), "limits.memory_mib": s.Limits.Memory,
		"model.seconds": int64(s.Model.Seconds), "model.context": int64(s.Model.Context),
	}
	for _, name := range keys(numbers) {
		if n := numbers[name]; n < 0 || n > largest {
			return usage("设置 %s 不能是 %d。提示：写 0 或不写就是默认值，最大 %d。", name, n, largest)
		}
	}
	return nil
}

// under lays what over sets over s, and the defaults under both.
func (s settings) under(over settings) settings {
	if over.Inbox != "" {
		s.Inbox = over.Inbox
	}
	if over.Addr != "" {
		s.Addr = over.Addr
	}
	if over.PDF != "" {
		s.PDF = over.PDF
	}
	if over.Workers != 0 {
		s.Workers = over.Workers
	}
	if over.Model.key != "" {
		s.Model.key = over.Model.key
	}
	if s.Addr == "" {
		s.Addr = defaultAddr
	}
	return s
}

// readSettings reads the file; one that is not there sets nothing. A key that is not known is an error.
func readSettings(path string) (settings, error) {
	var s settings
	meta, err := toml.DecodeFile(path, &s)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	var perr toml.ParseError
	if errors.As(err, &perr) {
		return s, usage("%s 第%d行写得不对：%s", path, perr.Position.Line, perr.Message)
	}
	var unreadable *fs.PathError
	if errors.As(err, &unreadable) {
		return s, fmt.Errorf("读不了 %s：%w。提示：检查文件权限", path, err)
	}
	if err != nil { // a value of another type: toml names its line
		return s, usage("%s 写得不对：%v", path, err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return s, usage("%s 里没有这个设置：%s。提示：最接近的是 %s。", path, unknown[0], nearest(unknown[0].String(), settingKeys))
	}
	return s, nil
}

// settingKeys are the names that settings.toml may hold.
var settingKeys = []string{"inbox", "addr", "workers", "pdf", "limits.size_mib", "limits.inflated_mib", "limits.pages", "limits.depth", "limits.seconds", "limits.memory_mib",
	"model.address", "model.model", "model.key_file", "model.allow_remote", "model.seconds", "model.context"}

func keys[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// nearest is the known name with the fewest letters to change.
func nearest(name string, known []string) string {
	return slices.MinFunc(known, func(a, b string) int { return distance(name, a) - distance(name, b) })
}

// distance counts the letters to add, drop or change to make a of b (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
