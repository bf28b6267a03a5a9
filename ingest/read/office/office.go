// Package office reads older formats (RTF, Works, OpenDocument, Excel 97) through LibreOffice, where that is installed: it makes
// of the file one in a format that has a reader of our own, and that reader reads it.
//
// LibreOffice runs in a process of its own with a profile of its own, bounded in time and memory. It opens no link of the
// document's, so that nothing leaves the machine, and runs no macro.
package office

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/program"
	"huitoukan/record"
)

// timeLimit is for one file; LibreOffice starts in a second and reads a notice in less.
const timeLimit = 60 * time.Second

// Reader reads files in the format that ends in .from as the format .to, with the reader of that. Where there is no LibreOffice
// the error is read.ErrNeedsOffice.
func Reader(from, to string, reader read.Func) read.Func {
	return func(ctx context.Context, r io.ReaderAt, size int64, lim read.Limits) (record.Text, error) {
		lim = lim.WithDefaults()
		if err := ctx.Err(); err != nil {
			return record.Text{}, err
		}
		if size > lim.Size {
			return record.Text{}, fmt.Errorf("%d bytes: %w", size, read.ErrTooLarge)
		}
		path, err := Program()
		if err != nil {
			return record.Text{}, err
		}
		dir, err := os.MkdirTemp("", "huitoukan-office-*")
		if err != nil {
			return record.Text{}, fmt.Errorf("convert: %w", err)
		}
		defer os.RemoveAll(dir) // what stays is the system's to clear
		made, err := convert(ctx, path, dir, io.NewSectionReader(r, 0, size), from, to)
		if err != nil {
			return record.Text{}, fmt.Errorf("convert to %s: %w", to, err)
		}
		text, err := readFile(ctx, made, lim, reader)
		text.Format = from
		return text, err
	}
}

// Program is the path of LibreOffice, without the scripts about it, which would outlive a process that is killed.
func Program() (string, error) {
	for _, name := range []string{"soffice", "libreoffice", windowsPath()} {
		found, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		found, err = filepath.EvalSymlinks(found)
		if err != nil {
			continue
		}
		if direct := filepath.Join(filepath.Dir(found), "soffice.bin"); isFile(direct) {
			return direct, nil
		}
		return found, nil
	}
	return "", fmt.Errorf("no LibreOffice: %w", read.ErrNeedsOffice)
}

// windowsPath is where its setup puts LibreOffice, which it leaves out of the path.
func windowsPath() string {
	if runtime.GOOS != "windows" {
		return ""
	}
	return filepath.Join(os.Getenv("ProgramFiles"), "LibreOffice", "program", "soffice.exe")
}

func isFile(path string) bool {
	st, err := os.Stat(path)
	return err == nil && st.Mode().IsRegular()
}

// filters are LibreOffice's names for what reads each format. Left to find one, it takes what is damaged for plain text.
var filters = map[string]string{"rtf": "Rich Text Format", "wps": "MS_Works", "odt": "writer8", "xls": "MS Excel 97"}

// convert writes the file into dir, has LibreOffice convert it and answers with the path of what it made.
func convert(ctx context.Context, path, dir string, r io.Reader, from, to string) (string, error) {
	in := filepath.Join(dir, "file."+from)
	if err := write(in, r); err != nil {
		return "", err
	}
	profile := filepath.Join(dir, "profile")
	if err := writeProfile(profile); err != nil {
		return "", err
	}
	out := filepath.Join(dir, "out")
	call := program.Call{Path: path, Limit: timeLimit, Env: []string{"HOME=" + dir, "TMPDIR=" + dir, "TMP=" + dir, "TEMP=" + dir}, Args: []string{
		"-env:UserInstallation=" + fileURL(profile), "--headless", "--norestore", "--nolockcheck", "--infilter=" + filters[from],
		"--convert-to", to, "--outdir", out, in,
	}}
	_, err := call.Run(ctx)
	var exit *program.ExitError
	if errors.As(err, &exit) && exit.Code == startAgain {
		_, err = call.Run(ctx)
	}
	if err != nil {
		return "", err
	}
	made := filepath.Join(out, "file."+to)
	if !isFile(made) { // it ends with 0 all the same
		return "", fmt.Errorf("nothing was made of it: %w", read.ErrDamaged)
	}
	return made, nil
}

// startAgain is the code with which LibreOffice ends after it has set up a new profile (EXITHELPER_NORMAL_RESTART).
const startAgain = 81

func write(path string, r io.Reader) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Close())
}

// settings keep LibreOffice from opening what a document links to, and from running macros: links are blocked in documents
// from places that are not trusted (there are none), are not brought up to date, and would have to go through a proxy that is
// not there.
const settings = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
`

func writeProfile(dir string) error {
	user := filepath.Join(dir, "user")
	if err := os.MkdirAll(user, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(user, "registrymodifications.xcu"), []byte(settings), 0o600)
}

// fileURL is the path as LibreOffice takes it: file:///C:/… on Windows.
func fileURL(path string) string {
	path = filepath.ToSlash(path)
	if path[0] != '/' {
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

func readFile(ctx context.Context, path string, lim read.Limits, reader read.Func) (record.Text, error) {
	f, err := os.Open(path)
	if err != nil {
		return record.Text{}, err
	}
	defer f.Close() // only read
	st, err := f.Stat()
	if err != nil {
		return record.Text{}, err
	}
	return reader(ctx, f, st.Size(), lim)
}
