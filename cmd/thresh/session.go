package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/thresh-dev/thresh/internal/jsonl"
)

// The exit codes.
const (
	exitOK          = 0
	exitBadInput    = 1
	exitUsage       = 2
	exitInterrupted = 130 // 128 and the number of SIGINT, as shells have it
)

// stdinName names the standard input, as an argument and in messages.
const stdinName = "-"

var (
	// errInterrupted ends a command after an interrupt.
	errInterrupted = errors.New("interrupted")
	// errReported ends a command that has said on stderr what is wrong.
	errReported = errors.New("reported")
)

// session is one run of a command. All of it but interrupted belongs to whoever
// holds the turn.
type session struct {
	in          io.Reader
	out         *bufio.Writer
	errs        io.Writer
	turn        sync.Mutex
	interrupted atomic.Bool
}

func newSession(in io.Reader, out, errs io.Writer) *session {
	return &session{in: in, out: bufio.NewWriterSize(out, 64<<10), errs: errs}
}

// run runs the command that the arguments name, and returns the exit code.
func (s *session) run(args []string) (code int) {
	defer func() {
		if p := recover(); p != nil {
			// A user is owed a message rather than a trace of our stack.
			fmt.Fprintf(s.errs, "thresh: internal error, please report it: %v\n", p)
			code = exitBadInput
		}
	}()
	err := s.dispatch(args)
	if flushErr := s.out.Flush(); flushErr != nil {
		if isBrokenPipe(flushErr) {
			return exitOK
		}
		err = fmt.Errorf("writing the output: %w", flushErr)
	}
	var usage *usageError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errInterrupted):
		return exitInterrupted
	case errors.As(err, &usage):
		fmt.Fprint(s.errs, usage.message())
		return exitUsage
	case !errors.Is(err, errReported):
		s.report(err)
	}
	return exitBadInput
}

func isBrokenPipe(err error) bool {
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe)
}

// report says on stderr what is wrong. What has a place begins with it.
func (s *session) report(err error) {
	_ = s.out.Flush() // an error stays in the writer, to be met at the end
	var bad *jsonl.Error
	var failed *jsonl.ReadError
	if !errors.As(err, &bad) && !errors.As(err, &failed) {
		fmt.Fprintf(s.errs, "thresh: %v\n", err)
		return
	}
	fmt.Fprintf(s.errs, "%v\n", err)
}

// idle runs f, which uses nothing of the session, while others have the turn.
func (s *session) idle(f func()) error {
	if err := s.out.Flush(); err != nil {
		return err
	}
	s.turn.Unlock()
	defer s.turn.Lock()
	f()
	return nil
}

// interruption returns errInterrupted after an interrupt.
func (s *session) interruption() error {
	if s.interrupted.Load() {
		return errInterrupted
	}
	return nil
}

// open returns the lines of a file, or of the standard input, and a function that
// closes the file.
func (s *session) open(name string) (*jsonl.Reader, func(), error) {
	if name == stdinName {
		return jsonl.NewReader(&input{s, s.in}, name), func() {}, nil
	}
	var file *os.File
	var err error
	if idleErr := s.idle(func() { file, err = jsonl.OpenFile(name) }); idleErr != nil { // a named pipe waits for its writer
		return nil, nil, idleErr
	}
	if err != nil {
		return nil, nil, err
	}
	return jsonl.NewReader(&input{s, file}, name), func() { file.Close() }, nil //nolint:errcheck // it was only read
}

// input reads for a session: it flushes the output first, as reading may wait,
// and gives the turn away meanwhile.
type input struct {
	s *session
	r io.Reader
}

func (in *input) Read(p []byte) (n int, err error) {
	if idleErr := in.s.idle(func() { n, err = in.r.Read(p) }); idleErr != nil {
		return 0, idleErr
	}
	if err := in.s.interruption(); err != nil {
		return 0, err
	}
	return n, err
}
