package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/thresh-dev/thresh/bench/peers/translate"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// errUsage is the error of wrong arguments.
var errUsage = errors.New("usage: peers prepare|citylots|run|collect|list [flags]")

// run is the program: it returns the exit code, 0 if all is right, 1 if not, 2 for
// wrong usage.
func run(args []string, in io.Reader, out, log io.Writer) int {
	err := errUsage
	if len(args) > 0 {
		switch args[0] {
		case "prepare":
			err = prepareCommand(args[1:], log)
		case "citylots":
			err = cityCommand(args[1:], out)
		case "run":
			err = runCommand(args[1:], out)
		case "collect":
			err = collectCommand(args[1:], in, out)
		case "list":
			err = listCommand(out)
		}
	}
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errUsage):
		fmt.Fprintln(log, err)
		return 2
	default:
		fmt.Fprintln(log, "peers:", err)
		return 1
	}
}

// parse parses the arguments of a command.
func parse(fs *flag.FlagSet, args []string) error {
	fs.SetOutput(io.Discard)
	if err := fs.Parse(args); err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	if fs.NArg() > 0 {
		return fmt.Errorf("%w: unexpected argument %q", errUsage, fs.Arg(0))
	}
	return nil
}

// runCommand measures one engine written in Go, and prints its line.
func runCommand(args []string, out io.Writer) error {
	fs := flag.NewFlagSet("run", flag.ContinueOnError)
	dir := fs.String("dir", ".", "")
	algo := fs.String("algo", "", "")
	subs := fs.Int("subs", 1000, "")
	length := fs.Duration("time", time.Second, "")
	if err := parse(fs, args); err != nil {
		return err
	}
	for _, p := range peers() {
		if p.name != *algo {
			continue
		}
		line, err := measure(p, *dir, *subs, *length)
		if no, ok := errors.AsType[*translate.UnsaidError](err); ok {
			line, err = figures{Skipped: "cannot say: " + no.What}, nil
		}
		if err != nil {
			return err
		}
		return line.write(out)
	}
	return fmt.Errorf("%w: no engine %q", errUsage, *algo)
}

// listCommand prints the engines: name, input and version.
func listCommand(out io.Writer) error {
	var b strings.Builder
	for _, p := range peers() {
		fmt.Fprintf(&b, "%s\t%s\t%s\n", p.name, p.input, p.version())
	}
	_, err := io.WriteString(out, b.String())
	return err
}
