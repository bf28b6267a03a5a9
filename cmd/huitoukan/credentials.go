package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/BurntSushi/toml"

	"huitoukan/index/elastic"
)

// credentials tell a server who we are: an API key, or a user with a password. They come from the environment, or from a file
// that only its owner may read; never from a flag, which every process list shows, nor from settings.toml.
type credentials struct {
	APIKey   string `toml:"api_key"`
	User     string `toml:"user"`
	Password string `toml:"password"`
}

// secrets are the variables that no child of this program needs: those that read files are there because files may be hostile.
var secrets = []string{"HUITOUKAN_ES_API_KEY", "HUITOUKAN_ES_USER", "HUITOUKAN_ES_PASSWORD"}

func forgetSecrets() {
	for _, name := range secrets {
		os.Unsetenv(name)
	}
}

// options are the settings as the engine takes them.
func (s server) options() (elastic.Options, error) {
	c := s.credentials
	if c == (credentials{}) && s.CredentialsFile != "" {
		var err error
		if c, err = readCredentials(s.CredentialsFile); err != nil {
			return elastic.Options{}, err
		}
	}
	o := elastic.Options{
		Prefix: s.Prefix, APIKey: c.APIKey, User: c.User, Password: c.Password,
		Fingerprint: s.Fingerprint, Unverified: s.AnyCertificate,
	}
	for address := range strings.SplitSeq(s.URL, ",") {
		o.Addresses = append(o.Addresses, strings.TrimSpace(address))
	}
	if s.CAFile == "" {
		return o, nil
	}
	var err error
	if o.CA, err = os.ReadFile(s.CAFile); err != nil {
		return o, usage("读不了 CA 证书：%v。提示：检查 ca_file 或 HUITOUKAN_ES_CA_FILE 写的路径和权限。", err)
	}
	return o, nil
}

// readCredentials reads the file, which others may not. Its content is in no error.
func readCredentials(path string) (credentials, error) {
	st, err := os.Stat(path)
	if err != nil {
		return credentials{}, usage("读不了 Elasticsearch 的密码文件：%v。提示：检查 credentials_file 写的路径和权限。", err)
	}
	if runtime.GOOS != "windows" && st.Mode().Perm()&0o077 != 0 { // Windows has lists of rights instead
		return credentials{}, usage("Elasticsearch 的密码文件 %s 别人也能读（权限 %04o）。提示：运行 chmod 600 %s。", path, st.Mode().Perm(), path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return credentials{}, usage("读不了 Elasticsearch 的密码文件：%v。提示：检查权限。", err)
	}
	var c credentials
	meta, err := toml.Decode(string(data), &c)
	if err != nil || len(meta.Undecoded()) > 0 || c == (credentials{}) {
		return credentials{}, usage("Elasticsearch 的密码文件 %s 写得不对。提示：写一行 api_key = \"…\"，或 user = \"…\" 和 password = \"…\" 两行。", path)
	}
	return c, nil
}

// String keeps them out of whatever prints settings.
func (c credentials) String() string {
	return fmt.Sprintf("(%d characters)", len(c.APIKey)+len(c.Password))
}
