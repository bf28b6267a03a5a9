// Package examples holds documents of our own writing: two units of invented places, each inspected in two rounds, as Word,
// PDF and text files in two encodings. Five of their findings came back, one of which the text itself declares.
// The demo takes them in, and tests read them.
package examples

import "embed"

// Documents has the files under documents/, one folder a unit and in it one a year, as an office would lay them.
//
//go:embed documents
var Documents embed.FS
