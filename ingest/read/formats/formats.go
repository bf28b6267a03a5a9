// Package formats tells what a file is by its content and hands it to the reader of that format.
//
// In comes any file, under any name: a .doc that is a web page goes by what it holds. Out goes the reader's text, or
// the error that says why there is none. A new reader is a new row of the table in [New].
package formats

import (
	"context"
	"fmt"
	"io"

	"huitoukan/ingest/read"
	"huitoukan/ingest/read/doc"
	"huitoukan/ingest/read/docx"
	"huitoukan/ingest/read/html"
	"huitoukan/ingest/read/ocr"
	"huitoukan/ingest/read/ofd"
	"huitoukan/ingest/read/office"
	"huitoukan/ingest/read/pdf"
	"huitoukan/ingest/read/picture"
	"huitoukan/ingest/read/plain"
	"huitoukan/ingest/read/xlsx"
	"huitoukan/record"
)

// Format is what a file is.
type Format string

// The formats that are told apart. Not all of them are read.
const (
	Empty     Format = "empty"
	Unknown   Format = "unknown"
	Text      Format = "txt"
	HTML      Format = "html"
	RTF       Format = "rtf"
	MHTML     Format = "mht"             // a web page with its pictures, as Word saves it
	XML       Format = "xml"             // Word 2003 XML, flat OPC, and whatever else
	PDF       Format = "pdf"             //
	DOCX      Format = "docx"            //
	XLSX      Format = "xlsx"            //
	PPTX      Format = "pptx"            //
	ODT       Format = "odt"             //
	OFD       Format = "ofd"             // GB/T 33190
	DOC       Format = "doc"             // Word 97–2003 and older; WPS Office's .wps is the same
	XLS       Format = "xls"             //
	Works     Format = "wps"             // Microsoft Works
	PPT       Format = "ppt"             //
	OLE       Format = "ole"             // another compound file
	Encrypted Format = "ooxml-encrypted" // an Office document with a password
	Zip       Format = "zip"
	RAR       Format = "rar"
	SevenZip  Format = "7z"
	Gzip      Format = "gz"
	JPEG      Format = "jpeg"
	PNG       Format = "png"
	Image     Format = "image" // of another kind
)

// Reader reads files of every format there is a reader for.
type Reader struct {
	rows map[Format]read.Func
}

// New is the table of readers. PDFium lives longer than one file, so that its reader is handed in; scan reads pictures of pages.
func New(pdf read.Func, scan picture.Scan) Reader {
	return Reader{map[Format]read.Func{
		Text: plain.Read,
		HTML: html.Read,
		DOCX: picture.Within("docx", docx.Read, scan),
		DOC:  doc.Read,
		XLSX: xlsx.Read,
		OFD:  picture.Within("ofd", ofd.Read, scan),
		PDF:  pdf,

		JPEG: picture.Reader(scan),
		PNG:  picture.Reader(scan),

		RTF:   office.Reader("rtf", "docx", docx.Read),
		Works: office.Reader("wps", "docx", docx.Read),
		ODT:   office.Reader("odt", "docx", docx.Read),
		XLS:   office.Reader("xls", "xlsx", xlsx.Read),

		Empty:     refuse(read.ErrEmpty),
		Unknown:   refuse(read.ErrFormat),
		Encrypted: refuse(read.ErrEncrypted),
		Zip:       refuse(read.ErrArchive),
		RAR:       refuse(read.ErrPacked),
		SevenZip:  refuse(read.ErrPacked),
		Gzip:      refuse(read.ErrPacked),
	}}
}

// Read is a [read.Func] for one file. What reads many keeps a [Reader].
func Read(ctx context.Context, r io.ReaderAt, size int64, lim read.Limits) (record.Text, error) {
	engine := pdf.New(pdf.Options{Scan: ocr.Page})
	text, err := New(engine.Read, ocr.Page).Read(ctx, r, size, lim)
	if cerr := engine.Close(); err == nil && cerr != nil {
		return record.Text{}, fmt.Errorf("close the PDF engine: %w", cerr)
	}
	return text, err
}

// Read is a [read.Func]: it sniffs the file and lets the reader of its format read it.
func (rd Reader) Read(ctx context.Context, r io.ReaderAt, size int64, lim read.Limits) (record.Text, error) {
	if err := ctx.Err(); err != nil {
		return record.Text{}, err
	}
	if max := lim.WithDefaults().Size; size > max {
		return record.Text{}, fmt.Errorf("%w: %d bytes, at most %d", read.ErrTooLarge, size, max)
	}
	format := Sniff(r, size)
	f, ok := rd.rows[format]
	if !ok {
		f = refuse(read.ErrUnsupported)
	}
	text, err := f(ctx, r, size, lim)
	if err != nil {
		return record.Text{}, fmt.Errorf("%s: %w", format, err)
	}
	return text, nil
}

func refuse(err error) read.Func {
	return func(context.Context, io.ReaderAt, int64, read.Limits) (record.Text, error) { return record.Text{}, err }
}
