package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"huitoukan/extract/llm"
	"huitoukan/ingest"
	"huitoukan/internal/model"
)

// answers is the folder in which the model's answers are kept.
func (a *app) answers() string { return filepath.Join(a.data, "model") }

// assist is the help of the model as the settings name it, or nil. Its answers are kept in the folder cache, unless that is "".
func (a *app) assist(log *slog.Logger, cache string) (ingest.Assist, error) {
	m, err := a.assistant(log, cache)
	if m == nil || err != nil {
		return nil, err
	}
	return m.Improve, nil
}

// assistant reads with the model of the settings what the rules could not; nil when they name none.
func (a *app) assistant(log *slog.Logger, cache string) (*llm.Assistant, error) {
	s, err := a.modelServer(log, cache)
	if s == nil || err != nil {
		return nil, err
	}
	return llm.New(llm.Options{Server: s, Timeout: a.settings.Model.patience(), Context: a.settings.Model.Context}), nil
}

// patience is how long one document, or one pair of problems, may take the model; 0 where the settings leave it.
func (m modelSettings) patience() time.Duration { return time.Duration(m.Seconds) * time.Second }

// modelServer is the server of the model that the settings name; nil when they name none.
func (a *app) modelServer(log *slog.Logger, cache string) (*model.Server, error) {
	s := a.settings.Model
	if s.Address == "" {
		return nil, nil
	}
	key, err := s.secret()
	if err != nil {
		return nil, err
	}
	m, err := model.New(model.Options{Address: s.Address, Model: s.Name, Key: key, Remote: s.AllowRemote, Cache: cache, Log: log})
	if err != nil {
		return nil, usage("[model] 的设置不对：%w。提示：address 写成 http://127.0.0.1:11434/v1 的样子，model 写服务里的模型名称，密钥放在 %s 或 key_file 里。", err, modelKey)
	}
	return m, nil
}

// secret is the key from the environment, or from a file that nobody but its owner may read.
func (m modelSettings) secret() (model.Key, error) {
	if m.key != "" || m.KeyFile == "" {
		return m.key, nil
	}
	st, err := os.Stat(m.KeyFile)
	if err != nil {
		return "", fmt.Errorf("读不了模型的密钥文件：%w。提示：检查 model.key_file 的路径和权限", err)
	}
	if runtime.GOOS != "windows" && st.Mode().Perm()&0o077 != 0 { // Windows keeps its permissions elsewhere
		return "", usage("模型的密钥文件 %s 别人也能读。提示：运行 chmod 600 %s。", m.KeyFile, m.KeyFile)
	}
	data, err := os.ReadFile(m.KeyFile)
	if err != nil {
		return "", fmt.Errorf("读不了模型的密钥文件：%w。提示：检查 model.key_file 的路径和权限", err)
	}
	return model.Key(strings.TrimSpace(string(data))), nil
}

// modelState asks the model a harmless question.
func (a *app) modelState(ctx context.Context) (string, error) {
	m, err := a.assistant(a.log(true), "")
	if err != nil {
		return "", err
	}
	if m == nil {
		return "", errors.New("没有设置")
	}
	took, err := m.Check(ctx)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s，%d毫秒", a.settings.Model.Name, took.Milliseconds()), nil
}
