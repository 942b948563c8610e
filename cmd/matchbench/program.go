package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/thresh-dev/thresh/bench"
	"github.com/thresh-dev/thresh/index/catalog"
)

// The exit codes.
const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130 // 128 + SIGINT, as shells have it
)

// program is one run of the command.
type program struct {
	out, err   io.Writer
	algorithms []catalog.Algorithm
	meter      bench.Meter
	host       func() bench.Host
	stream     func() float64 // bandwidth of memory in 10^9 bytes per second, 0 if not known
}

// run runs the command and returns its exit code. The first interrupt ends it in
// order, the second at once.
func run(args []string, _ io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	// While someone listens to it, a broken pipe is an error of a write and not the
	// end of the process.
	broken := make(chan os.Signal, 1)
	signal.Notify(broken, syscall.SIGPIPE)
	defer signal.Stop(broken)
	meter := bench.SystemMeter()
	p := program{
		out: stdout, err: stderr, algorithms: catalog.All(), meter: meter,
		host:   func() bench.Host { return bench.ThisHost(time.Now()) },
		stream: func() float64 { return bench.StreamBandwidth(meter) },
	}
	return p.run(ctx, args)
}

// usageError is an error in the command line.
type usageError struct{ msg string }

func (e *usageError) Error() string { return e.msg }

func usagef(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

func commands() []string { return []string{"advise", "list", "gen", "report", "roofline", "help"} }

// run carries out one command line.
func (p *program) run(ctx context.Context, args []string) int {
	command := ""
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		command, args = args[0], args[1:]
	}
	var err error
	switch command {
	case "":
		err = p.measure(ctx, args)
	case "advise":
		err = p.advise(ctx, args)
	case "list":
		err = p.list(args)
	case "gen":
		err = p.gen(args)
	case "report":
		err = p.report(args)
	case "roofline":
		err = p.roofline(args)
	case "help":
		err = p.help(args)
	default:
		err = usagef("%s", unknown("command", command, commands()))
	}
	return p.exit(command, err)
}

// exit reports the error and returns the exit code that it stands for.
func (p *program) exit(command string, err error) int {
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, syscall.EPIPE), errors.Is(err, io.ErrClosedPipe): // who reads has seen enough
		return exitOK
	case errors.Is(err, flag.ErrHelp):
		return p.exit(command, p.print(helpText(command)))
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(p.err, "matchbench: interrupted")
		return exitInterrupted
	}
	fmt.Fprintf(p.err, "matchbench: %s\n", strings.TrimPrefix(err.Error(), "bench: "))
	if u := (*usageError)(nil); errors.As(err, &u) {
		if command == "help" || helpText(command) == "" {
			command = ""
		}
		fmt.Fprintf(p.err, "run `%s` for help\n", strings.TrimSpace("matchbench help "+command))
		return exitUsage
	}
	return exitFailed
}

func (p *program) print(text string) error {
	_, err := io.WriteString(p.out, text)
	return err
}

// newFlags returns an empty set of flags that prints nothing itself.
func newFlags() *flag.FlagSet {
	fs := flag.NewFlagSet("matchbench", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	return fs
}

// parse parses the flags. Its errors are for exit.
func parse(fs *flag.FlagSet, args []string) error {
	err := fs.Parse(args)
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return err
	}
	if name, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: -"); ok {
		var names []string
		fs.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
		return usagef("%s", unknown("flag", name, names))
	}
	return usagef("%s", err)
}
