package readertest

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// NeedTesseract skips where there is none, unless the environment says that there has to be one.
func NeedTesseract(t *testing.T) {
	t.Helper()
	out, err := exec.Command("tesseract", "--list-langs").CombinedOutput()
	if err == nil && strings.Contains(string(out), "chi_sim") {
		return
	}
	const how = "no tesseract with chi_sim; install it with: apt-get install tesseract-ocr tesseract-ocr-chi-sim"
	if os.Getenv("HUITOUKAN_TEST_OCR") == "required" {
		t.Fatal(how)
	}
	fmt.Println("skipped " + t.Name() + ": " + how)
	t.Skip(how)
}
