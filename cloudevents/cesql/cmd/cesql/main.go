// Command cesql turns CESQL expressions into a subscriptions file of thresh.
//
//	cesql [-to where|pattern] [-skip-invalid] FILE
//
// The file has one object a line, with a member data if there is any to be carried
// along; - is the standard input:
//
//	{"id":"s1","cesql":"type LIKE 'com.example.%' AND sequence > 5"}
//
// What it prints is for events in the JSON form of CloudEvents:
//
//	thresh match -subs FILE -format cloudevents
//
// Every bad line is reported as FILE:LINE:COLUMN: message, and then nothing is
// printed, unless -skip-invalid says to go on without it.
//
// Exit codes: 0 all right, 1 bad input, 2 wrong usage.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/thresh-dev/thresh/cloudevents/cesql"
	"github.com/thresh-dev/thresh/internal/jsonl"
	"github.com/thresh-dev/thresh/internal/subsfile"
	"github.com/thresh-dev/thresh/predicate"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// The exit codes.
const (
	exitOK       = 0
	exitBadInput = 1
	exitUsage    = 2
)

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("cesql", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.Usage = func() {
		fmt.Fprintln(stderr, "usage: cesql [-to where|pattern] [-skip-invalid] FILE")
		fs.PrintDefaults()
	}
	to := fs.String("to", "where", "the `FORM` of the subscriptions: where or pattern")
	skip := fs.Bool("skip-invalid", false, "report bad lines, skip them, and exit with 0")
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return exitOK
		}
		return exitUsage
	}
	c := subsfile.Conversion{From: subsfile.Other, To: subsfile.Where, Member: "cesql", Parse: parse}
	switch *to {
	case "where":
	case "pattern":
		c.To = subsfile.Pattern
	default:
		fmt.Fprintf(stderr, "cesql: unknown form %q\n", *to)
		fs.Usage()
		return exitUsage
	}
	if fs.NArg() != 1 {
		fmt.Fprintln(stderr, "cesql: one FILE is wanted; - is the standard input")
		fs.Usage()
		return exitUsage
	}
	in := stdin
	if name := fs.Arg(0); name != "-" {
		f, err := os.Open(name)
		if err != nil {
			fmt.Fprintln(stderr, "cesql:", err)
			return exitBadInput
		}
		defer f.Close()
		in = f
	}
	out, bad, err := convert(c, jsonl.NewReader(in, fs.Arg(0)), stderr)
	if err == nil && (bad == 0 || *skip) {
		_, err = stdout.Write(out)
	}
	if err != nil {
		fmt.Fprintln(stderr, "cesql:", err)
	}
	if err != nil || bad > 0 && !*skip {
		return exitBadInput
	}
	return exitOK
}

// parse reads an expression, as subsfile wants it.
func parse(text string) (e predicate.Expr, offset int, err error) {
	e, err = cesql.Parse(text)
	if ce := (*cesql.Error)(nil); errors.As(err, &ce) {
		return nil, ce.Offset, errors.New(ce.Problem())
	}
	return e, 0, err
}

// convert returns the subscriptions, and how many lines it reported as bad.
func convert(c subsfile.Conversion, lines *jsonl.Reader, stderr io.Writer) (out []byte, bad int, err error) {
	records := subsfile.NewConverter(c, lines, predicate.Options{})
	for {
		record, err := records.Read()
		if err == nil {
			if out, err = record.AppendLine(out, c.To); err != nil {
				err = lines.At(0, err)
			}
		}
		wrong, isBad := errors.AsType[*jsonl.Error](err)
		switch {
		case err == nil:
		case errors.Is(err, io.EOF):
			return out, bad, nil
		case isBad:
			bad++
			fmt.Fprintln(stderr, wrong)
		default:
			return out, bad, err
		}
	}
}
