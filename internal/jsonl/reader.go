package jsonl

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// MaxLine is the longest line that a [Reader] takes, in bytes without the line
// end.
const MaxLine = 16 << 20

const (
	bufferSize = 256 << 10
	maxKept    = 1 << 20 // what is kept of a long line's memory for the next
)

// Reader reads the lines of one file, one after the other. It is for one
// goroutine.
type Reader struct {
	name  string
	src   *bufio.Reader // nil until the first line is asked for
	from  io.Reader
	line  int    // the number of the last line returned, or of the one being read
	text  []byte // that line
	long  []byte // the memory of a line that does not fit the buffer
	rest  bool   // the line was too long: skip what remains of it
	fatal error  // what every further Next returns
}

// NewReader returns a reader of the lines of r. The name stands for the file in
// errors. Nothing is read before the first call of Next.
func NewReader(r io.Reader, name string) *Reader {
	return &Reader{name: name, from: r}
}

// Next returns the next line without its line end. The text is valid until the
// next call. The error is io.EOF after the last line; an *[Error] for a line that
// is too long, and the next call goes on after it; a *[ReadError] if the input
// failed, and so does every further call.
func (r *Reader) Next() ([]byte, error) {
	if r.fatal != nil {
		return nil, r.fatal
	}
	if r.rest {
		if err := r.skip(); err != nil {
			return nil, r.fail(err)
		}
	}
	r.line++
	r.text = nil
	if r.src == nil {
		if err := r.open(); err != nil {
			return nil, r.fail(err)
		}
	}
	return r.next()
}

// Line returns the number, from 1, of the line that Next returned or reported.
// After the end it is the number of lines.
func (r *Reader) Line() int { return r.line }

// Name returns the name of the file.
func (r *Reader) Name() string { return r.name }

// At returns an error at the offset, in bytes, of the line that Next returned.
func (r *Reader) At(offset int, err error) *Error {
	offset = max(0, min(offset, len(r.text)))
	return &Error{r.name, r.line, 1 + utf8.RuneCount(r.text[:offset]), err}
}

// Blank says whether a line has nothing but white space.
func Blank(line []byte) bool {
	for _, c := range line {
		if c != ' ' && c != '\t' && c != '\r' {
			return false
		}
	}
	return true
}

// open looks at the beginning of the file.
func (r *Reader) open() error {
	r.src = bufio.NewReaderSize(r.from, bufferSize)
	magic, err := r.src.Peek(1)
	if err == nil && magic[0] == 0x1f {
		magic, err = r.src.Peek(2)
	}
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return err
	case bytes.Equal(magic, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(r.src)
		if err != nil {
			return err
		}
		r.src = bufio.NewReaderSize(z, bufferSize)
	case strings.HasSuffix(r.name, ".gz") && len(magic) == 0:
		return ErrTruncated
	case strings.HasSuffix(r.name, ".gz"):
		return ErrNotGzip
	}
	return r.skipMark()
}

// skipMark skips a byte order mark. It asks for no second byte of a file that
// begins with anything else.
func (r *Reader) skipMark() error {
	const mark = "\xef\xbb\xbf"
	for n := 1; n <= len(mark); n++ {
		head, err := r.src.Peek(n)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if len(head) < n || head[n-1] != mark[n-1] {
			return nil
		}
	}
	_, err := r.src.Discard(len(mark))
	return err
}

// next reads the line whose number is r.line.
func (r *Reader) next() ([]byte, error) {
	if cap(r.long) > maxKept {
		r.long = nil
	}
	part, err := r.src.ReadSlice('\n')
	r.text = part
	if errors.Is(err, bufio.ErrBufferFull) {
		err = r.readLong(part)
	}
	if n := len(r.text); n > 0 && r.text[n-1] == '\n' {
		r.text = r.text[:n-1]
	}
	if n := len(r.text); n > 0 && r.text[n-1] == '\r' && err == nil {
		r.text = r.text[:n-1]
	}
	if errors.Is(err, io.EOF) && len(r.text) > 0 {
		r.fatal, err = io.EOF, nil // not to ask a terminal twice
	}
	switch {
	case err == nil && len(r.text) <= MaxLine:
		return r.text, nil
	case err == nil, errors.Is(err, bufio.ErrBufferFull):
		return nil, r.At(MaxLine, ErrLineTooLong)
	default:
		return nil, r.fail(err)
	}
}

// readLong reads the remainder of a line that began with part. The error is
// bufio.ErrBufferFull if it is too long; r.text then has more than MaxLine bytes.
func (r *Reader) readLong(part []byte) error {
	r.long = append(r.long[:0], part...)
	for {
		part, err := r.src.ReadSlice('\n')
		r.long = append(r.long, part...)
		r.text = r.long
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
		if len(r.long) > MaxLine+1 { // one more for a carriage return
			r.rest = true
			return err
		}
	}
}

// skip reads up to the end of a line that was too long.
func (r *Reader) skip() error {
	r.long, r.text = nil, nil
	for {
		_, err := r.src.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		r.rest = false
		if errors.Is(err, io.EOF) {
			return nil // Next meets it again
		}
		return err
	}
}

// fail returns the error that ends the reading: io.EOF, or a ReadError at the
// place up to which the input was read.
func (r *Reader) fail(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case err == io.EOF: //nolint:errorlint // the plain end of the file, not a wrapped one
		r.line--
		r.fatal = io.EOF
		return r.fatal
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		err = ErrTruncated
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader), errors.As(err, &corrupt):
		err = fmt.Errorf("the compressed data is damaged: %w", err)
	}
	r.fatal = (*ReadError)(r.At(len(r.text), err))
	return r.fatal
}
