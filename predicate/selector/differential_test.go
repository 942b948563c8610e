package selector_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/selector"
)

// message holds properties: bool, int64, float64 and string.
type message map[string]any

// truth is -1 false, 0 unknown, 1 true.
type truth int

func truthOf(b bool) truth {
	if b {
		return 1
	}
	return -1
}

// source is a selector as text and as a function that says what it means of a
// message, written from the specifications alone.
type source struct {
	text string
	mean func(m message) truth
}

// writer makes random selectors.
type writer struct {
	*rand.Rand
	dialect selector.Dialect
}

func pick[T any](w *writer, xs ...T) T { return xs[w.IntN(len(xs))] }

// name returns a property's name and how it is written.
func (w *writer) name() (name, written string) {
	name = pick(w, "a", "b", "c", "d")
	if w.dialect == selector.ServiceBus {
		return name, pick(w, name, "user."+name, "["+name+"]", `"`+name+`"`, "p('"+name+"')")
	}
	return name, name
}

// literal returns a value and how it is written.
func (w *writer) literal() (any, string) {
	switch w.IntN(8) {
	case 0:
		b := w.IntN(2) == 0
		return b, pick(w, strings.ToUpper(fmt.Sprint(b)), fmt.Sprint(b))
	case 1, 2:
		s := w.word()
		return s, "'" + strings.ReplaceAll(s, "'", "''") + "'"
	default:
		return w.number()
	}
}

func (w *writer) word() string {
	return pick(w, "", "a", "ab", "abc", "b%", "a_b", "'", "é", "aé", "a\nb")
}

func (w *writer) number() (any, string) {
	i := int64(w.IntN(7) - 3)
	switch w.IntN(6) {
	case 0:
		f := float64(i) + 0.5
		return f, fmt.Sprintf("%.1f", f)
	case 1: // arithmetic
		j := int64(w.IntN(3))
		return i + j, fmt.Sprintf("(%d + %d)", i, j)
	case 2:
		return i / 2, fmt.Sprintf("%d / 2", i)
	default:
		return i, fmt.Sprint(i)
	}
}

func number(v any) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, true
	default:
		return 0, false
	}
}

// unlike is what a comparison of unlike values is.
func (w *writer) unlike() truth {
	if w.dialect == selector.JMS {
		return -1
	}
	return 0
}

// compared says what the comparison is of two values.
func (w *writer) compared(a any, op string, b any) truth {
	if a == nil || b == nil {
		return 0
	}
	x, aIs := number(a)
	y, bIs := number(b)
	if aIs && bIs {
		switch op {
		case "=":
			return truthOf(x == y)
		case "<>", "!=":
			return truthOf(x != y)
		case "<":
			return truthOf(x < y)
		case "<=":
			return truthOf(x <= y)
		case ">":
			return truthOf(x > y)
		default:
			return truthOf(x >= y)
		}
	}
	if fmt.Sprintf("%T", a) != fmt.Sprintf("%T", b) {
		return w.unlike()
	}
	if op == "=" {
		return truthOf(a == b)
	}
	return truthOf(a != b)
}

func (w *writer) comparison() source {
	name, written := w.name()
	v, lit := w.literal()
	ops := []string{"=", "<>"}
	if w.dialect == selector.ServiceBus {
		ops = append(ops, "!=")
	}
	if _, ok := number(v); ok {
		ops = append(ops, "<", "<=", ">", ">=")
	}
	op := pick(w, ops...)
	if w.IntN(3) == 0 {
		return source{lit + " " + op + written, func(m message) truth { return w.compared(v, op, m[name]) }}
	}
	return source{written + " " + op + " " + lit, func(m message) truth { return w.compared(m[name], op, v) }}
}

func (w *writer) between() source {
	name, written := w.name()
	lo, loText := w.number()
	hi, hiText := w.number()
	in := func(m message) truth { return min(w.compared(m[name], ">=", lo), w.compared(m[name], "<=", hi)) }
	out := func(m message) truth { return max(w.compared(m[name], "<", lo), w.compared(m[name], ">", hi)) }
	if w.dialect == selector.ServiceBus {
		return source{fmt.Sprintf("(%s >= %s AND %s <= %s)", written, loText, written, hiText), in}
	}
	if w.IntN(2) == 0 {
		return source{fmt.Sprintf("%s not Between %s And %s", written, loText, hiText), out}
	}
	return source{fmt.Sprintf("%s BETWEEN %s AND %s", written, loText, hiText), in}
}

func (w *writer) in() source {
	name, written := w.name()
	var values []any
	var texts []string
	numbers := w.dialect == selector.ServiceBus && w.IntN(2) == 0
	for range 1 + w.IntN(3) {
		var v any = w.word()
		lit := "'" + strings.ReplaceAll(v.(string), "'", "''") + "'"
		if numbers {
			v, lit = w.number()
		}
		values = append(values, v)
		texts = append(texts, lit)
	}
	list := strings.Join(texts, ",")
	mean := func(m message) truth {
		some := truth(-1)
		for _, v := range values {
			some = max(some, w.compared(m[name], "=", v))
		}
		return some
	}
	if w.IntN(2) == 0 {
		return source{written + " NOT IN(" + list + ")", func(m message) truth { return -mean(m) }}
	}
	return source{written + " in (" + list + ")", mean}
}

// likes says whether the pattern is the text, trying every way.
func likes(s, pattern []rune) bool {
	if len(pattern) == 0 {
		return len(s) == 0
	}
	switch pattern[0] {
	case '!':
		return len(s) > 0 && s[0] == pattern[1] && likes(s[1:], pattern[2:])
	case '%':
		for i := range len(s) + 1 {
			if likes(s[i:], pattern[1:]) {
				return true
			}
		}
		return false
	case '_':
		return len(s) > 0 && likes(s[1:], pattern[1:])
	default:
		return len(s) > 0 && s[0] == pattern[0] && likes(s[1:], pattern[1:])
	}
}

func (w *writer) like() source {
	name, written := w.name()
	pattern := ""
	for range w.IntN(5) {
		pattern += pick(w, "%", "%", "_", "a", "b", "é", "!%", "!_", "!!", ".", "\n")
	}
	mean := func(m message) truth {
		switch v := m[name].(type) {
		case nil:
			return 0
		case string:
			return truthOf(likes([]rune(v), []rune(pattern)))
		default:
			return w.unlike()
		}
	}
	rest := " LIKE '" + pattern + "' ESCAPE '!'"
	if w.IntN(2) == 0 {
		return source{written + " NOT" + rest, func(m message) truth { return -mean(m) }}
	}
	return source{written + rest, mean}
}

func (w *writer) null() source {
	name, written := w.name()
	switch w.IntN(3) {
	case 0:
		return source{written + " IS NULL", func(m message) truth { return truthOf(m[name] == nil) }}
	case 1:
		if w.dialect == selector.ServiceBus {
			return source{"EXISTS(" + written + ")", func(m message) truth { return truthOf(m[name] != nil) }}
		}
		return source{written, func(m message) truth { return w.compared(m[name], "=", true) }}
	default:
		return source{written + " is not null", func(m message) truth { return truthOf(m[name] != nil) }}
	}
}

func (w *writer) selector(depth int) source {
	if depth == 0 || w.IntN(4) == 0 {
		return pick(w, w.comparison, w.comparison, w.between, w.in, w.like, w.null)()
	}
	switch w.IntN(5) {
	case 0:
		x := w.selector(depth - 1)
		return source{"NOT (" + x.text + ")", func(m message) truth { return -x.mean(m) }}
	case 1, 2:
		x, y := w.selector(depth-1), w.selector(depth-1)
		return source{"(" + x.text + ") OR " + y.text, func(m message) truth { return max(x.mean(m), y.mean(m)) }}.closed()
	default:
		x, y := w.selector(depth-1), w.selector(depth-1)
		return source{x.text + "\tand (" + y.text + ")", func(m message) truth { return min(x.mean(m), y.mean(m)) }}.closed()
	}
}

func (s source) closed() source {
	s.text = "(" + s.text + ")"
	return s
}

// message returns properties of which the selectors speak.
func (w *writer) message() message {
	m := message{}
	for _, name := range []string{"a", "b", "c", "d"} {
		switch w.IntN(5) {
		case 0:
		case 1, 2:
			m[name] = w.word()
		default:
			m[name], _ = w.literal()
		}
	}
	return m
}

// Random selectors are true of the random messages of which their expressions are.
func TestAgainstMeaning(t *testing.T) {
	for _, dialect := range []selector.Dialect{jms, bus} {
		t.Run(dialect.String(), func(t *testing.T) {
			seed := rand.Uint64()
			t.Logf("seed %d", seed)
			w := &writer{rand.New(rand.NewPCG(seed, 0)), dialect}
			selectors := 10_000
			if testing.Short() {
				selectors = 1000
			}
			var b predicate.Builder
			var o oracle.Oracle
			pairs, matched := 0, 0
			for range selectors {
				src := w.selector(4)
				e, err := selector.Parse(src.text, selector.Options{Dialect: dialect})
				require.NoError(t, err, src.text)
				s, err := predicate.New(e, predicate.Options{MaxConjunctions: 1 << 14})
				require.NoError(t, err, src.text)
				for range 10 {
					m := w.message()
					b.Reset()
					for name, v := range m {
						switch v := v.(type) {
						case bool:
							b.AddBool(name, v)
						case int64:
							b.AddInt(name, v)
						case float64:
							b.AddFloat(name, v)
						case string:
							b.AddString(name, v)
						}
					}
					ev, err := b.Event()
					require.NoError(t, err)
					want := src.mean(m) == 1
					if want != o.Matches(e, ev) || want != s.Satisfied(ev) {
						require.FailNow(t, "the meaning differs", "selector %s\nexpression %s\nmessage %v\nwant %v, oracle %v, lowered %v",
							src.text, e, m, want, o.Matches(e, ev), s.Satisfied(ev))
					}
					pairs++
					if want {
						matched++
					}
				}
			}
			t.Logf("%d pairs, %d matches", pairs, matched)
			require.Greater(t, matched, pairs/10)
			require.Less(t, matched, pairs*9/10)
		})
	}
}
