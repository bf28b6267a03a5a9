package main

import (
	"os"
	"os/signal"

	"github.com/spf13/cobra"

	"huitoukan/ingest/read/formats"
	"huitoukan/ingest/read/ocr"
	"huitoukan/ingest/read/pdf"
	"huitoukan/ingest/read/pdflight"
	"huitoukan/ingest/read/sandbox"
)

const readChild = "read-child"

// readChildCommand is the child's side of the sandbox. Its parent decides when it ends, so it minds no Ctrl-C; what anything
// prints by mistake goes to standard error, since standard output carries the answers.
func (a *app) readChildCommand() *cobra.Command {
	return &cobra.Command{
		Use: readChild, Hidden: true, Args: cobra.NoArgs,
		PersistentPreRunE: func(*cobra.Command, []string) error { return nil },
		RunE: func(cmd *cobra.Command, _ []string) error {
			signal.Ignore(os.Interrupt)
			engine := pdf.New(pdf.Options{Scan: ocr.Page})
			defer engine.Close()
			pdfs := engine.Read
			if a.pdf == lightPDF {
				pdfs = pdflight.Read
			}
			answers := os.Stdout
			os.Stdout = os.Stderr
			return sandbox.Serve(cmd.Context(), os.Stdin, answers, formats.New(pdfs, ocr.Page).Read)
		},
	}
}
