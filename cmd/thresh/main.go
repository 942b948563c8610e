package main

import (
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run runs the command that the arguments name, and returns the exit code.
//
// The command works in a goroutine of its own, as nothing can end its waiting for
// input. On an interrupt run waits for the turn instead, and never gives it back.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	interrupt := make(chan os.Signal, 1)
	signal.Notify(interrupt, os.Interrupt)
	defer signal.Stop(interrupt)
	// While someone listens to it, a broken pipe is an error of a write and not the
	// end of the process.
	broken := make(chan os.Signal, 1)
	signal.Notify(broken, syscall.SIGPIPE)
	defer signal.Stop(broken)

	s := newSession(stdin, stdout, stderr)
	done := make(chan int, 1)
	go func() {
		s.turn.Lock()
		defer s.turn.Unlock()
		code := exitBadInput
		defer func() { done <- code }() // even if a reader ends the goroutine
		code = s.run(args)
	}()
	select {
	case code := <-done:
		return code
	case <-interrupt:
	}
	signal.Stop(interrupt) // a second one ends the process as it stands
	s.interrupted.Store(true)
	s.turn.Lock()
	select {
	case code := <-done:
		return code
	default:
		return exitInterrupted
	}
}
