package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"huitoukan/internal/model"
)

// settings are what the operator may set, in settings.toml in the data folder. docs/settings.md tells of each.
type settings struct {
	Inbox   string        `toml:"inbox"`
	Addr    string        `toml:"addr"`
	Workers int           `toml:"workers"`
	PDF     string        `toml:"pdf"` // the engine
	Engine  string        `toml:"engine"`
	Server  server        `toml:"elasticsearch"`
	Limits  limits        `toml:"limits"`
	Model   modelSettings `toml:"model"`
}

// The engines that keep the index.
const (
	embedded      = "embedded"
	elasticsearch = "elasticsearch"
)

// server is the Elasticsearch that keeps the index, when not the program itself does.
type server struct {
	URL             string `toml:"url"` // several nodes with commas between them
	Prefix          string `toml:"prefix"`
	CAFile          string `toml:"ca_file"`
	Fingerprint     string `toml:"fingerprint"`
	CredentialsFile string `toml:"credentials_file"`
	AnyCertificate  bool   `toml:"dangerously_trust_any_certificate"`

	credentials credentials // never from settings.toml, which others may read
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

// modelSettings are the language model that helps where the rules fail; without an address there is none.
type modelSettings struct {
	Address     string `toml:"address"`
	Name        string `toml:"model"`
	KeyFile     string `toml:"key_file"`
	AllowRemote bool   `toml:"allow_remote"`
	Seconds     int    `toml:"seconds"`
	Context     int    `toml:"context"`

	key model.Key // from the environment
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
	modelKey:            func(s *settings, _ *string, v string) error { s.Model.key = model.Key(v); return nil },
	"HUITOUKAN_PDF":     func(s *settings, _ *string, v string) error { s.PDF = v; return nil },
	"HUITOUKAN_WORKERS": func(s *settings, _ *string, v string) (err error) { s.Workers, err = strconv.Atoi(v); return err },

	"HUITOUKAN_ENGINE":              text(func(s *settings) *string { return &s.Engine }),
	"HUITOUKAN_ES_URL":              text(func(s *settings) *string { return &s.Server.URL }),
	"HUITOUKAN_ES_PREFIX":           text(func(s *settings) *string { return &s.Server.Prefix }),
	"HUITOUKAN_ES_CA_FILE":          text(func(s *settings) *string { return &s.Server.CAFile }),
	"HUITOUKAN_ES_FINGERPRINT":      text(func(s *settings) *string { return &s.Server.Fingerprint }),
	"HUITOUKAN_ES_CREDENTIALS_FILE": text(func(s *settings) *string { return &s.Server.CredentialsFile }),
	"HUITOUKAN_ES_API_KEY":          text(func(s *settings) *string { return &s.Server.credentials.APIKey }),
	"HUITOUKAN_ES_USER":             text(func(s *settings) *string { return &s.Server.credentials.User }),
	"HUITOUKAN_ES_PASSWORD":         text(func(s *settings) *string { return &s.Server.credentials.Password }),
}

// text is a variable that sets a text.
func text(field func(*settings) *string) func(*settings, *string, string) error {
	return func(s *settings, _ *string, v string) error { *field(s) = v; return nil }
}

// loadSettings reads the settings: a flag counts before the environment, that before the file, that before the default.
// data is the value of the flag, and flags what others set; all may be empty.
func loadSettings(data string, flags settings, environ []string) (settings, string, error) {
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
	s = s.under(env).under(flags).withDefaults()
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
	if err := oneOf("engine", s.Engine, []string{embedded, elasticsearch}); err != nil {
		return err
	}
	if s.Engine == elasticsearch && s.Server.URL == "" {
		return usage("没有说 Elasticsearch 在哪里。提示：加 --es-url http://服务器:9200，或设置环境变量 HUITOUKAN_ES_URL。")
	}
	if strings.Contains(s.Server.URL, "@") { // shown by every list of processes
		return usage("Elasticsearch 的地址里不能写用户名和密码。提示：用环境变量 HUITOUKAN_ES_USER 和 HUITOUKAN_ES_PASSWORD，或 credentials_file。")
	}
	return nil
}

// under lays what over sets over s.
func (s settings) under(over settings) settings {
	for _, t := range []struct {
		to   *string
		over string
	}{
		{&s.Inbox, over.Inbox}, {&s.Addr, over.Addr}, {&s.PDF, over.PDF}, {&s.Engine, over.Engine}, {&s.Server.URL, over.Server.URL},
		{&s.Server.Prefix, over.Server.Prefix}, {&s.Server.CAFile, over.Server.CAFile}, {&s.Server.Fingerprint, over.Server.Fingerprint},
		{&s.Server.CredentialsFile, over.Server.CredentialsFile},
	} {
		*t.to = cmp.Or(t.over, *t.to)
	}
	s.Workers = cmp.Or(over.Workers, s.Workers)
	s.Model.key = cmp.Or(over.Model.key, s.Model.key)
	if over.Server.credentials != (credentials{}) { // whole: a user of one place does not go with the password of another
		s.Server.credentials = over.Server.credentials
	}
	return s
}

// withDefaults fills in what is not set. Who names a server means it.
func (s settings) withDefaults() settings {
	s.Addr = cmp.Or(s.Addr, defaultAddr)
	if s.Engine == "" && s.Server.URL != "" {
		s.Engine = elasticsearch
	}
	s.Engine = cmp.Or(s.Engine, embedded)
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
var settingKeys = []string{"inbox", "addr", "workers", "pdf", "engine", "elasticsearch.url", "elasticsearch.prefix", "elasticsearch.ca_file",
	"elasticsearch.fingerprint", "elasticsearch.credentials_file", "elasticsearch.dangerously_trust_any_certificate",
	"limits.size_mib", "limits.inflated_mib", "limits.pages", "limits.depth", "limits.seconds", "limits.memory_mib",
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
