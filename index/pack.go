package index

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"

	"huitoukan/record"
)

// Pack writes a document as engines keep it, whole and small; [Unpack] reads it. gzip at its usual level takes no longer than at its
// fastest for documents of twenty problems, and leaves them a sixth smaller.
func Pack(d record.Document) ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := json.NewEncoder(z).Encode(d); err != nil {
		return nil, fmt.Errorf("pack document: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("pack document: %w", err)
	}
	return b.Bytes(), nil
}

// Unpack reads what [Pack] wrote.
func Unpack(body []byte) (record.Document, error) {
	var d record.Document
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return d, fmt.Errorf("unpack document: %w", err)
	}
	if err := json.NewDecoder(z).Decode(&d); err != nil {
		return d, fmt.Errorf("unpack document: %w", err)
	}
	return d, nil
}
