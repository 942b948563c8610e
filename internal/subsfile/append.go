package subsfile

import (
	"errors"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/thresh-dev/thresh/internal/jsonl"
)

// What can be wrong with a record that is to be written.
var (
	// ErrLongLine says that the line would be too long to be read.
	ErrLongLine = errors.New("the subscription would be longer than 16 MiB")
	// ErrLost says that the id is no UTF-8.
	ErrLost = errors.New("the id cannot be written")
)

// AppendLine appends the line of the subscription that a conversion made, with the
// line feed. The form is that of the conversion, Where or Pattern.
func (r *Record) AppendLine(dst []byte, form Language) ([]byte, error) {
	line, err := jsontext.AppendQuote(append(dst, `{"id":`...), r.ID)
	if form == Pattern {
		line = append(append(line, `,"pattern":`...), r.Text...)
	} else if err == nil {
		line, err = jsontext.AppendQuote(append(line, `,"where":`...), r.Text)
	}
	if err != nil {
		return dst, fmt.Errorf("%w: %w", ErrLost, err)
	}
	if r.Data != nil {
		line = append(append(line, `,"data":`...), r.Data...)
	}
	line = append(line, '}')
	if len(line)-len(dst) > jsonl.MaxLine {
		return dst, ErrLongLine
	}
	return append(line, '\n'), nil
}
