package oracle

import (
	"math/big"
	"net/netip"
	"regexp"
	"strings"

	"github.com/thresh-dev/thresh/predicate"
)

// maxRegexps is how many compiled regular expressions an Oracle keeps. Past that
// it forgets them all.
const maxRegexps = 1 << 12

// Oracle evaluates expressions and keeps the regular expressions that it has
// compiled, so that asking the same of many events is not too slow. The zero
// Oracle is ready. An Oracle is for one goroutine.
type Oracle struct {
	regexps map[string]*regexp.Regexp // nil for text that is no expression
	values  []predicate.Value
}

// Eval returns the truth of the expression on the event. A test that
// [predicate.New] rejects, such as one with an invalid regular expression, is
// Unknown.
func Eval(e predicate.Expr, ev *predicate.Event) Truth {
	var o Oracle
	return o.Eval(e, ev)
}

// Matches says whether the expression is true of the event.
func Matches(e predicate.Expr, ev *predicate.Event) bool { return Eval(e, ev) == True }

// Matches says whether the expression is true of the event.
func (o *Oracle) Matches(e predicate.Expr, ev *predicate.Event) bool { return o.Eval(e, ev) == True }

// Eval is the function Eval.
func (o *Oracle) Eval(e predicate.Expr, ev *predicate.Event) Truth {
	switch e := e.(type) {
	case predicate.Const:
		return truthOf(bool(e))
	case predicate.Not:
		return o.Eval(e.X, ev).Not()
	case predicate.And:
		all := True
		for _, x := range e {
			all = min(all, o.Eval(x, ev))
		}
		return all
	case predicate.Or:
		some := False
		for _, x := range e {
			some = max(some, o.Eval(x, ev))
		}
		return some
	case *predicate.Test:
		return o.test(e, ev)
	case predicate.Pattern:
		return o.pattern(e, ev)
	default:
		return Unknown
	}
}

// test is the Kleene or of the test on each value.
func (o *Oracle) test(t *predicate.Test, ev *predicate.Event) Truth {
	o.values = ev.AppendValues(o.values[:0], t.Attr.Path)
	if t.Op == predicate.OpAbsent {
		return truthOf(len(o.values) == 0)
	}
	if len(o.values) == 0 {
		return Unknown
	}
	some := False
	for _, v := range o.values {
		some = max(some, o.one(t, v))
	}
	return some
}

// one is the test on one value.
func (o *Oracle) one(t *predicate.Test, v predicate.Value) Truth {
	lower := false
	switch t.Attr.View {
	case predicate.Plain:
	case predicate.Folded:
		if t.Op == predicate.OpCIDR {
			return Unknown // no such test
		}
		lower = true
	default:
		return Unknown // no such test
	}
	if lower && v.Kind() == predicate.KindString {
		v = predicate.String(strings.ToLower(v.Text()))
	}

	switch t.Op {
	case predicate.OpEqual:
		if len(t.Args) != 1 {
			return Unknown
		}
		return truthOf(equal(v, t.Args[0]))
	case predicate.OpIn:
		for _, a := range t.Args {
			if equal(v, a) {
				return True
			}
		}
		return False
	case predicate.OpLess:
		return ordered(v, t.Args, 1, func(c []int) bool { return c[0] < 0 })
	case predicate.OpLessEqual:
		return ordered(v, t.Args, 1, func(c []int) bool { return c[0] <= 0 })
	case predicate.OpGreater:
		return ordered(v, t.Args, 1, func(c []int) bool { return c[0] > 0 })
	case predicate.OpGreaterEqual:
		return ordered(v, t.Args, 1, func(c []int) bool { return c[0] >= 0 })
	case predicate.OpBetween:
		return ordered(v, t.Args, 2, func(c []int) bool { return c[0] >= 0 && c[1] <= 0 })
	case predicate.OpStartsWith, predicate.OpEndsWith, predicate.OpContains, predicate.OpMatches, predicate.OpCIDR:
		if v.Kind() != predicate.KindString || len(t.Args) != 1 || t.Args[0].Kind() != predicate.KindString {
			return Unknown
		}
		return o.text(t.Op, v.Text(), t.Args[0].Text())
	default:
		return Unknown
	}
}

// text is a test of strings.
func (o *Oracle) text(op predicate.Op, s, arg string) Truth {
	switch op {
	case predicate.OpStartsWith:
		return truthOf(strings.HasPrefix(s, arg))
	case predicate.OpEndsWith:
		return truthOf(strings.HasSuffix(s, arg))
	case predicate.OpContains:
		return truthOf(strings.Contains(s, arg))
	case predicate.OpMatches:
		re := o.regexp(arg)
		if re == nil {
			return Unknown
		}
		return truthOf(re.MatchString(s))
	case predicate.OpCIDR:
		network, err := netip.ParsePrefix(arg)
		if err != nil {
			return Unknown
		}
		a, err := netip.ParseAddr(s)
		return truthOf(err == nil && network.Contains(a)) // which is false of an address with a zone
	default:
		return Unknown
	}
}

// regexp returns the compiled expression, or nil if text is none.
func (o *Oracle) regexp(text string) *regexp.Regexp {
	if re, ok := o.regexps[text]; ok {
		return re
	}
	if o.regexps == nil || len(o.regexps) >= maxRegexps {
		o.regexps = map[string]*regexp.Regexp{}
	}
	re, err := regexp.Compile(text)
	if err != nil {
		re = nil
	}
	o.regexps[text] = re
	return re
}

// equal says whether v and w are one bool, number or string. An object is equal
// to nothing.
func equal(v, w predicate.Value) bool {
	if v.Kind() != w.Kind() {
		return false
	}
	switch v.Kind() {
	case predicate.KindBool:
		return v.Truth() == w.Truth()
	case predicate.KindNumber:
		return number(v).Cmp(number(w)) == 0
	case predicate.KindString:
		return v.Text() == w.Text()
	default:
		return false
	}
}

// ordered compares v with the n arguments and has ok decide. It is unknown where
// they are not all of one kind that has an order.
func ordered(v predicate.Value, args []predicate.Value, n int, ok func(c []int) bool) Truth {
	if len(args) != n {
		return Unknown
	}
	c := make([]int, n)
	for i, a := range args {
		if a.Kind() != v.Kind() {
			return Unknown
		}
		switch v.Kind() {
		case predicate.KindNumber:
			c[i] = number(v).Cmp(number(a))
		case predicate.KindString:
			c[i] = strings.Compare(v.Text(), a.Text())
		default:
			return Unknown
		}
	}
	return truthOf(ok(c))
}

// number returns the number, exactly: a big.Float takes the precision that it is
// given a value with, and Cmp rounds nothing.
func number(v predicate.Value) *big.Float {
	if i, ok := v.Int64(); ok {
		return new(big.Float).SetInt64(i)
	}
	if u, ok := v.Uint64(); ok {
		return new(big.Float).SetUint64(u)
	}
	return new(big.Float).SetFloat64(v.Float64())
}
