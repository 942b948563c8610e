package main

import (
	"errors"
	"flag"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/thresh-dev/thresh/internal/jsonl"
	"github.com/thresh-dev/thresh/internal/subsfile"
	"github.com/thresh-dev/thresh/predicate"
)

func convertCommand() command {
	return command{
		name:    "convert",
		args:    "-from " + strings.Join(foreignNames(), "|") + " [-skip-invalid] FILE",
		summary: "turn conditions of other languages into a subscriptions file",
		about: `
Reads conditions in another language, one JSON object a line, and prints the
subscriptions file that says the same. FILE may be - for the standard input.

  headers     the arguments of bindings of RabbitMQ's headers exchange
                {"id":"s1","arguments":{"x-match":"any","type":"order","vip":null}}
  jms         message selectors of Jakarta Messaging (JMS)
                {"id":"s1","selector":"type = 'order' AND price BETWEEN 5 AND 9"}
  servicebus  SQL filters of Azure Service Bus
                {"id":"s1","selector":"sys.Label = 'order' AND EXISTS(vip)"}

Headers and properties are attributes of the event, those of sys. members of its
object sys. A member "data" is carried along. A field that is not listed, or an id
that is there twice, is an error.

Every bad line is reported as FILE:LINE:COLUMN: message, and then nothing is
printed. What a language can say and an index cannot, such as arithmetic on a
property, is such an error.`,
		examples: `
  thresh convert -from jms selectors.jsonl >subs.jsonl
  thresh convert -from headers bindings.jsonl | thresh check -subs -`,
		takes: 1,
		define: func(fs *flag.FlagSet) func(s *session) error {
			c := &converter{}
			fs.StringVar(&c.from, "from", "", "the `LANGUAGE` of the conditions (required): "+strings.Join(foreignNames(), ", "))
			skipFlag(fs, &c.skip)
			return func(s *session) error {
				c.file = fs.Arg(0)
				return c.run(s)
			}
		},
	}
}

// foreignNames returns the values that the flag -from takes.
func foreignNames() []string {
	var names []string
	for _, l := range subsfile.Foreign() {
		names = append(names, l.String())
	}
	return names
}

var (
	errLongResult = errors.New("the subscription would be longer than 16 MiB")
	errLost       = errors.New("the id cannot be written")
)

// converter is what the command convert was asked to do, and what it has done.
type converter struct {
	from, file string
	skip       bool

	bad int
	out []byte // the subscriptions
}

func (c *converter) run(s *session) error {
	if c.from == "" {
		return wrongUsage("the flag -from is missing")
	}
	language, ok := subsfile.ForeignNamed(c.from)
	if !ok {
		return &usageError{problem: unknown("language", c.from, foreignNames())}
	}
	if c.file == "" {
		return wrongUsage("the FILE is missing; - is the standard input")
	}
	lines, done, err := s.open(c.file)
	if err != nil {
		return err
	}
	defer done()
	if err := c.convert(s, lines, language); err != nil {
		return err
	}
	if c.bad > 0 && !c.skip {
		fmt.Fprintf(s.errs, "%s in %s\n", counted(c.bad, "bad line", "bad lines"), c.file)
		return errReported
	}
	_, err = s.out.Write(c.out)
	return err
}

// convert reads the lines to their end. It reports the bad ones.
func (c *converter) convert(s *session, lines *jsonl.Reader, language subsfile.Language) error {
	report := onBad(func(err *jsonl.Error) error {
		c.bad++
		s.report(err)
		return nil
	})
	records := subsfile.NewReaderOf(language, lines, predicate.Options{})
	for {
		record, err := records.Read()
		if err == nil {
			err = c.add(lines, &record)
		}
		if err != nil {
			err = report.decide(err)
		}
		if err == nil {
			err = s.interruption()
		}
		if err != nil {
			return ended(err)
		}
	}
}

// add appends the line of a subscription to what will be printed.
func (c *converter) add(lines *jsonl.Reader, r *subsfile.Record) error {
	from := len(c.out)
	line, err := jsontext.AppendQuote(append(c.out, `{"id":`...), r.ID)
	if err == nil {
		line, err = jsontext.AppendQuote(append(line, `,"where":`...), r.Subscription.String())
	}
	if err != nil {
		return lines.At(0, fmt.Errorf("%w: %w", errLost, err))
	}
	if r.Data != nil {
		line = append(append(line, `,"data":`...), r.Data...)
	}
	line = append(line, '}')
	if len(line)-from > jsonl.MaxLine {
		return lines.At(0, errLongResult)
	}
	c.out = append(line, '\n')
	return nil
}
