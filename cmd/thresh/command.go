package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/thresh-dev/thresh/internal/nearest"
)

// command is one of the things that thresh does.
type command struct {
	name     string
	args     string // as the usage line has them
	summary  string // half a line
	about    string // paragraphs
	examples string // lines
	// define defines the flags, and returns what is to be done once they are set.
	define func(fs *flag.FlagSet) func(s *session) error
	// takes is how many arguments there may be after the flags.
	takes int
}

func commands() []command {
	return []command{matchCommand(), checkCommand(), explainCommand(), convertCommand(), helpCommand(), versionCommand()}
}

func commandNames() []string {
	var names []string
	for _, c := range commands() {
		names = append(names, c.name)
	}
	return names
}

func lookupCommand(name string) (command, error) {
	all := commands()
	if i := slices.IndexFunc(all, func(c command) bool { return c.name == name }); i >= 0 {
		return all[i], nil
	}
	return command{}, &usageError{problem: unknown("command", name, commandNames())}
}

// unknown says that there is nothing of that name, and what there is.
func unknown(what, name string, names []string) string {
	text := fmt.Sprintf("unknown %s %q", what, name)
	if near := nearest.Name(name, names); near != "" {
		text += fmt.Sprintf(", did you mean %q?", near)
	}
	return text + " (" + strings.Join(names, ", ") + ")"
}

// usageError says what is wrong with the arguments.
type usageError struct {
	command *command // nil before there is one
	problem string
}

func (e *usageError) Error() string { return e.problem }

// message is what the user is told.
func (e *usageError) message() string {
	if e.command == nil {
		return fmt.Sprintf("thresh: %s\nusage: thresh COMMAND [flags]; 'thresh help' lists the commands\n", e.problem)
	}
	return fmt.Sprintf("thresh %s: %s\n%s'thresh help %[1]s' says more\n", e.command.name, e.problem, e.command.usage())
}

// wrongUsage returns a usage error that a command finds itself.
func wrongUsage(problem string) error {
	return &usageError{problem: problem}
}

// dispatch runs the command that the arguments name.
func (s *session) dispatch(args []string) error {
	if len(args) == 0 {
		return &usageError{problem: "a command is missing"}
	}
	switch args[0] {
	case "-h", "-help", "--help":
		args = []string{"help"}
	case "-version", "--version":
		args = []string{"version"}
	}
	c, err := lookupCommand(args[0])
	if err != nil {
		return err
	}
	fs, do := c.flags()
	err = fs.Parse(args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		c.help(s.out)
		return nil
	case err != nil:
		return &usageError{&c, err.Error()}
	case fs.NArg() > c.takes:
		return &usageError{&c, fmt.Sprintf("unexpected argument %q", fs.Arg(c.takes))}
	}
	err = do(s)
	if usage := (*usageError)(nil); errors.As(err, &usage) && usage.command == nil {
		usage.command = &c
	}
	return err
}

func (c *command) flags() (*flag.FlagSet, func(s *session) error) {
	fs := flag.NewFlagSet(c.name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	return fs, c.define(fs)
}

func (c *command) usage() string {
	return strings.TrimRight("usage: thresh "+c.name+" "+c.args, " ") + "\n"
}

// help writes all there is to say about the command.
func (c *command) help(w io.Writer) {
	fmt.Fprintf(w, "%s\n%s\n", c.usage(), strings.TrimSpace(c.about))
	fs, _ := c.flags()
	type row struct{ flag, usage string }
	var rows []row
	width := 0
	fs.VisitAll(func(f *flag.Flag) {
		value, usage := flag.UnquoteUsage(f)
		name := strings.TrimRight("-"+f.Name+" "+value, " ")
		rows = append(rows, row{name, usage})
		width = max(width, len(name))
	})
	if len(rows) > 0 {
		fmt.Fprint(w, "\nFlags:\n")
	}
	for _, r := range rows {
		indent := "\n" + strings.Repeat(" ", width+4)
		fmt.Fprintf(w, "  %-*s  %s\n", width, r.flag, strings.ReplaceAll(r.usage, "\n", indent))
	}
	if c.examples != "" {
		fmt.Fprintf(w, "\nExamples:\n%s\n", strings.Trim(c.examples, "\n"))
	}
}

func helpCommand() command {
	return command{
		name:    "help",
		args:    "[COMMAND]",
		summary: "say how a command is used",
		about:   "Lists the commands, or says how one of them is used.",
		takes:   1,
		define: func(fs *flag.FlagSet) func(s *session) error {
			return func(s *session) error {
				if fs.NArg() == 0 {
					overview(s.out)
					return nil
				}
				c, err := lookupCommand(fs.Arg(0))
				if err != nil {
					return err
				}
				c.help(s.out)
				return nil
			}
		},
	}
}

func overview(w io.Writer) {
	fmt.Fprint(w, "thresh finds, for each event, the subscriptions that it matches.\n\nusage: thresh COMMAND [flags]\n\nCommands:\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-8s  %s\n", c.name, c.summary)
	}
	fmt.Fprint(w, `
Subscriptions and events are files of JSON lines, which may be compressed by gzip.

  {"id":"s1","where":"price >= 10 && symbol == \"ACME\""}     a subscription
  {"symbol":"ACME","price":12.5}                               an event

'thresh help COMMAND' says more. Exit codes: 0 all right, 1 bad input, 2 wrong
usage, 130 interrupted.
`)
}

func versionCommand() command {
	return command{
		name:    "version",
		summary: "print the version",
		about:   "Prints the version of thresh, of Go, and the system it was built for.",
		define: func(*flag.FlagSet) func(s *session) error {
			return func(s *session) error {
				version := "(unknown)"
				if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
					version = info.Main.Version
				}
				fmt.Fprintf(s.out, "thresh %s %s %s/%s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
				return nil
			}
		},
	}
}
