package cesql

import (
	"strings"

	"github.com/cloudevents/sdk-go/sql/v2/expression"
	cloudevents "github.com/cloudevents/sdk-go/v2"

	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/selector"
)

// like returns the verdict of the attribute, cast to String, being of the pattern's
// form. It returns false where that cannot be said of integers.
func (o *operand) like(pattern string) (verdict, bool) {
	strings := o.likeStrings(pattern)
	integers := verdict{yes: predicate.Const(false), no: numbers(o.path(), allIntegers)}
	if _, other := o.kinds(); other {
		switch n, ok := written(pattern); {
		case ok:
			integers = o.integersIn(interval{n, n})
		case pattern == "%":
			integers = integers.not()
		case someIntegerLike(pattern):
			return verdict{}, false
		}
	}
	truths := o.truths(func(b bool) bool { return isLike(constant{value: b}.text(), pattern) })
	return o.verdict(cases{strings, integers, truths, nil}), true
}

// likeStrings returns the verdict of strings.
func (o *operand) likeStrings(pattern string) verdict {
	// A backslash escapes % and _ only.
	var escaped strings.Builder
	for i, r := range pattern {
		if rest := pattern[i+1:]; r == '\\' && !strings.HasPrefix(rest, "%") && !strings.HasPrefix(rest, "_") {
			escaped.WriteByte('\\')
		}
		escaped.WriteRune(r)
	}
	t, _ := selector.LikeTest(o.path(), escaped.String(), '\\') // nothing ends in an escape
	if t.Op == predicate.OpEqual {
		return o.is(t.Args[0].Text())
	}
	if o.lower {
		t = predicate.Lower(t)
	}
	return verdict{yes: t, no: predicate.Not{X: t}} // of strings both, of others neither
}

// isLike says whether the text is of the pattern's form.
func isLike(text, pattern string) bool {
	e, err := expression.NewLikeExpression(expression.NewLiteralExpression(text), pattern)
	if err != nil {
		return false
	}
	v, err := e.Evaluate(cloudevents.Event{})
	return err == nil && v == true
}

// someIntegerLike says whether a sign, or none, and digits may be of the pattern's
// form.
func someIntegerLike(pattern string) bool {
	const (
		begin  = 1 << iota // nothing of the integer yet
		signed             // its sign
		inside             // some digits
	)
	at := begin // the places that the pattern so far may lead to
	step := func(minus, digit bool) int {
		to := 0
		if minus && at&begin != 0 {
			to |= signed
		}
		if digit && at != 0 {
			to |= inside
		}
		return to
	}
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '%':
			at |= step(true, true)
			at |= step(true, true)
		case c == '_':
			at = step(true, true)
		case c == '\\' && i+1 < len(pattern) && (pattern[i+1] == '%' || pattern[i+1] == '_'):
			return false
		default:
			at = step(c == '-', '0' <= c && c <= '9')
		}
	}
	return at&inside != 0
}
