package main

import (
	"flag"
	"fmt"
	"strings"

	"github.com/thresh-dev/thresh/internal/jsonl"
	"github.com/thresh-dev/thresh/internal/subsfile"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/translate"
)

func convertCommand() command {
	return command{
		name:    "convert",
		args:    "-from LANGUAGE [-to where|pattern] [-single-objects] [-skip-invalid] FILE",
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
  sns         filter policies of Amazon SNS; without "scope", MessageAttributes
                {"id":"s1","policy":{"price":[{"numeric":[">=",5]}]},"scope":"MessageBody"}
  where       subscriptions with an expression
                {"id":"s1","where":"type == \"order\" && price >= 5"}
  pattern     subscriptions with an event pattern
                {"id":"s1","pattern":{"type":["order"],"price":[{"numeric":[">=",5]}]}}

Headers and properties are attributes of the event, those of sys. members of its
object sys; so are message attributes of SNS, and the members of a message body. A
member "data" is carried along. A field that is not listed, or an id that is there
twice, is an error.

With -to the conditions become expressions or event patterns. Only what means the
same of every event is converted. The two differ where an array has objects: of
{"a":{"x":[1],"y":[2]}} one element is to have both, of a.x == 1 && a.y == 2 any
may have either. Such a condition is an error unless -single-objects says that no
array of an event has objects or arrays in it.

Every bad line is reported as FILE:LINE:COLUMN: message, and then nothing is
printed. What a language can say and the other or an index cannot, such as
arithmetic on a property, is such an error.`,
		examples: `
  thresh convert -from jms selectors.jsonl >subs.jsonl
  thresh convert -from headers bindings.jsonl | thresh check -subs -
  thresh convert -from pattern -to where subs.jsonl`,
		takes: 1,
		define: func(fs *flag.FlagSet) func(s *session) error {
			c := &converter{}
			fs.StringVar(&c.from, "from", "", "the `LANGUAGE` of the conditions (required): "+strings.Join(foreignNames(), ", "))
			fs.StringVar(&c.to, "to", "", "the `FORM` they become: where or pattern (pattern from sns and where, else where)")
			fs.BoolVar(&c.single, "single-objects", false, "take it that no array of an event has objects or arrays in it")
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

// forms returns the values that the flag -to takes.
func forms() []string { return []string{subsfile.Where.String(), subsfile.Pattern.String()} }

// converter is what the command convert was asked to do, and what it has done.
type converter struct {
	from, to, file string
	single, skip   bool

	bad int
	out []byte // the subscriptions
}

// conversion returns what the flags ask for.
func (c *converter) conversion() (subsfile.Conversion, error) {
	conversion := subsfile.Conversion{Translate: translate.Options{SingleObjects: c.single}}
	if c.from == "" {
		return conversion, wrongUsage("the flag -from is missing")
	}
	var ok bool
	if conversion.From, ok = subsfile.ForeignNamed(c.from); !ok {
		return conversion, &usageError{problem: unknown("language", c.from, foreignNames())}
	}
	switch c.to {
	case "":
		conversion.To = conversion.From.Form()
	case subsfile.Where.String():
		conversion.To = subsfile.Where
	case subsfile.Pattern.String():
		conversion.To = subsfile.Pattern
	default:
		return conversion, &usageError{problem: unknown("form", c.to, forms())}
	}
	return conversion, nil
}

func (c *converter) run(s *session) error {
	conversion, err := c.conversion()
	if err != nil {
		return err
	}
	if c.file == "" {
		return wrongUsage("the FILE is missing; - is the standard input")
	}
	lines, done, err := s.open(c.file)
	if err != nil {
		return err
	}
	defer done()
	if err := c.convert(s, lines, conversion); err != nil {
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
func (c *converter) convert(s *session, lines *jsonl.Reader, conversion subsfile.Conversion) error {
	report := onBad(func(err *jsonl.Error) error {
		c.bad++
		s.report(err)
		return nil
	})
	records := subsfile.NewConverter(conversion, lines, predicate.Options{})
	for {
		record, err := records.Read()
		if err == nil {
			err = c.add(lines, &record, conversion.To)
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
func (c *converter) add(lines *jsonl.Reader, r *subsfile.Record, form subsfile.Language) error {
	out, err := r.AppendLine(c.out, form)
	if err != nil {
		return lines.At(0, err)
	}
	c.out = out
	return nil
}
