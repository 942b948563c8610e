package eventsfile

import (
	"errors"
	"io"

	"github.com/thresh-dev/thresh/internal/jsonl"
	"github.com/thresh-dev/thresh/predicate"
)

// Decoder has the builder make the event that a line says. Its errors are of type
// *predicate.JSONError.
type Decoder func(b *predicate.Builder, line []byte) error

// Reader reads the events of one file. It is for one goroutine.
type Reader struct {
	lines  *jsonl.Reader
	decode Decoder
}

// NewReader returns a reader of the events on the lines.
func NewReader(lines *jsonl.Reader, decode Decoder) *Reader {
	return &Reader{lines, decode}
}

// Read returns the event of the next line that is not blank, made by the builder,
// whose it is. The error is io.EOF after the last line; a *[jsonl.Error] with the
// place of what is wrong with a line, and the next call goes on after that line; or a
// *[jsonl.ReadError] if the input failed.
func (r *Reader) Read(b *predicate.Builder) (*predicate.Event, error) {
	for {
		line, err := r.lines.Next()
		if err != nil {
			return nil, err
		}
		if jsonl.Blank(line) {
			continue
		}
		if err := r.decode(b, line); err != nil {
			return nil, r.place(len(line), err)
		}
		return b.Event()
	}
}

// place turns the offset of an error into a place.
func (r *Reader) place(length int, err error) error {
	offset := 0
	if je := (*predicate.JSONError)(nil); errors.As(err, &je) {
		offset, err = je.Offset, je.Err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		offset, err = length, errors.New("the line ends inside the event")
	}
	return r.lines.At(offset, err)
}
