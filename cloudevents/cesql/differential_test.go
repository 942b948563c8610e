package cesql_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	ce "github.com/cloudevents/sdk-go/v2"
	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/cloudevents/cesql"
)

// writer makes random expressions and events.
type writer struct{ *rand.Rand }

func pick[T any](w writer, xs ...T) T { return xs[w.IntN(len(xs))] }

func (w writer) attribute() string {
	return pick(w, "id", "source", "subject", "type", "x", "X", "y", "y2", "data", "specversion")
}

// word is of ASCII: the SDK takes _ for a byte.
func (w writer) word() string {
	return pick(w, "", "a", "ab", "AB", "true", "False", "5", "-5", "+5", "005", "0", "10", "2147483648", "a5")
}

func (w writer) literal() string {
	switch w.IntN(8) {
	case 0:
		return pick(w, "TRUE", "false")
	case 1, 2:
		return fmt.Sprint(pick(w, 0, 1, 5, -5, 10, math.MaxInt32, math.MinInt32+1))
	case 3:
		return pick(w, "(2 + 3)", "1 / 0", "UPPER('ab')", "-'5'", "LENGTH('abcde')", "'a' = 'b'")
	default:
		return "'" + w.word() + "'"
	}
}

// operand returns an attribute, now and then cast.
func (w writer) operand() string {
	a := w.attribute()
	switch w.IntN(8) {
	case 0:
		return pick(w, "INT", "bool", "STRING", "LOWER") + "(" + a + ")"
	case 1:
		return "(" + a + ")"
	default:
		return a
	}
}

func (w writer) test() string {
	switch w.IntN(8) {
	case 0:
		return "EXISTS " + w.attribute()
	case 1:
		return w.operand()
	case 2:
		return pick(w, "IS_INT", "IS_BOOL") + "(" + w.attribute() + ")"
	case 3:
		var b strings.Builder
		for range w.IntN(4) {
			b.WriteString(pick(w, "%", "_", "a", "b", "5", "-", "t", `\%`))
		}
		return w.operand() + pick(w, " LIKE ", " NOT LIKE ") + "'" + b.String() + "'"
	case 4:
		elements := []string{}
		for range 1 + w.IntN(3) {
			elements = append(elements, w.literal())
		}
		return w.operand() + pick(w, " IN ", " NOT IN ") + "(" + strings.Join(elements, ", ") + ")"
	case 5:
		return w.literal() + " IN (" + w.attribute() + ", " + pick(w, w.attribute(), w.literal()) + ")"
	default:
		op := pick(w, "=", "=", "!=", "<>", "<", "<=", ">", ">=")
		if w.IntN(3) == 0 {
			return w.literal() + " " + op + " " + w.operand()
		}
		return w.operand() + " " + op + " " + w.literal()
	}
}

func (w writer) expr(depth int) string {
	if depth == 0 || w.IntN(3) == 0 {
		return w.test()
	}
	switch w.IntN(6) {
	case 0:
		return "NOT (" + w.expr(depth-1) + ")"
	case 1:
		return "(" + w.expr(depth-1) + ") XOR (" + w.expr(depth-1) + ")"
	case 2, 3:
		return "(" + w.expr(depth-1) + ") OR " + w.expr(depth-1)
	default:
		return w.expr(depth-1) + " AND (" + w.expr(depth-1) + ")"
	}
}

func (w writer) event() ce.Event {
	e := ce.NewEvent()
	e.SetID(pick(w, "a", "ab", "5", "true", "x"))
	e.SetSource(pick(w, "a", "5", "/ab"))
	e.SetType(pick(w, "ab", "a5", "-5", "False"))
	if w.IntN(2) == 0 {
		e.SetSubject(pick(w, "a", "AB", "005", "true"))
	}
	for _, name := range []string{"x", "y", "y2"} {
		switch w.IntN(5) {
		case 0:
		case 1:
			e.SetExtension(name, w.IntN(2) == 0)
		case 2:
			e.SetExtension(name, pick[int32](w, 0, 1, 5, -5, 10, math.MaxInt32, math.MinInt32))
		default:
			e.SetExtension(name, w.word())
		}
	}
	return e
}

// Random expressions match the random events that the SDK has match them.
func TestAgainstSDK(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	w := writer{rand.New(rand.NewPCG(seed, 0))}
	n := 2_000
	if testing.Short() {
		n = 600
	}
	refused, pairs, matched := 0, 0, 0
	for range n {
		text := w.expr(2)
		e, err := cesql.Parse(text)
		if err != nil {
			var bad *cesql.Error
			require.ErrorAs(t, err, &bad)
			require.NotEmpty(t, bad.Construct, "%s: %v", text, err)
			refused++
			continue
		}
		for range 10 {
			event := w.event()
			want, err := condition(event, text)
			require.NoError(t, err, text)
			require.Equal(t, want, matches(t, e, eventOf(t, event), text), "%s\nas %s\non %s", text, e, event)
			pairs++
			if want {
				matched++
			}
		}
	}
	t.Logf("%d of %d refused, %d pairs, %d matches", refused, n, pairs, matched)
	require.Less(t, refused, n*3/4)
	require.Greater(t, matched, pairs/20)
	require.Less(t, matched, pairs*19/20)
}
