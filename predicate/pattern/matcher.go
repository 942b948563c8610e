package pattern

import (
	"errors"
	"net/netip"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/thresh-dev/thresh/predicate"
)

// matcher returns what an element of a field's array says, mostly one matcher. The
// name is that of the field.
func (p *parser) matcher(name string, n *node) ([]predicate.Matcher, error) {
	switch n.kind {
	case jsontext.KindBeginObject:
		m, err := p.expression(name, n)
		if err != nil {
			return nil, err
		}
		return []predicate.Matcher{m}, nil
	case jsontext.KindBeginArray:
		return nil, p.fail(n.at, "an array inside an array: a value is a string, a number, true, false, null or an object")
	default: // a scalar
	}
	v, err := p.scalar(n)
	if err != nil {
		return nil, err
	}
	ms := []predicate.Matcher{{Op: predicate.MatchEqual, Args: []predicate.Value{v}}}
	if a, err := netip.ParseAddr(v.Text()); err == nil && a.Is6() && a.Zone() == "" {
		// Which may be written in other ways.
		network := netip.PrefixFrom(a, a.BitLen()).String()
		ms = append(ms, predicate.Matcher{Op: predicate.MatchCIDR, Args: []predicate.Value{predicate.String(network)}})
	}
	return ms, nil
}

// scalar returns the value of a node that is neither an object nor an array.
func (p *parser) scalar(n *node) (predicate.Value, error) {
	switch n.kind {
	case jsontext.KindString:
		return predicate.String(n.text), nil
	case jsontext.KindNumber:
		v, err := predicate.ParseNumber([]byte(n.text))
		if err != nil {
			return v, errorAt(p.text, n.at, err)
		}
		return v, nil
	case jsontext.KindTrue, jsontext.KindFalse:
		return predicate.Bool(n.kind == jsontext.KindTrue), nil
	default:
		return predicate.Null(), nil
	}
}

// expression returns the matcher that an object says.
func (p *parser) expression(field string, n *node) (m predicate.Matcher, err error) {
	if len(n.items) == 0 {
		return m, p.fail(n.at, "an empty matcher: it has one of the names %s", matcherNames)
	}
	op, arg := n.names[0], n.items[0]
	if len(n.items) > 1 {
		return m, p.fail(n.names[1].at, "a matcher has one name: %q is the second", n.names[1].text)
	}
	switch op.text {
	case "exactly":
		return p.ofString(predicate.MatchEqual, op, arg)
	case "prefix":
		return p.affix(predicate.MatchPrefix, predicate.MatchPrefixIgnoreCase, op, arg)
	case "suffix":
		return p.affix(predicate.MatchSuffix, predicate.MatchSuffixIgnoreCase, op, arg)
	case "equals-ignore-case":
		return p.ofString(predicate.MatchEqualIgnoreCase, op, arg)
	case "wildcard":
		return p.ofString(predicate.MatchWildcard, op, arg)
	case "shellstyle":
		return p.shellstyle(op, arg)
	case "regexp":
		return p.regexp(op, arg)
	case "cidr":
		return p.cidr(op, arg)
	case "numeric":
		return p.numeric(arg)
	case "anything-but":
		return p.anythingBut(arg)
	case "exists":
		if arg.kind != jsontext.KindTrue && arg.kind != jsontext.KindFalse {
			return m, p.fail(arg.at, "exists takes true or false, not %s", arg.what())
		}
		return predicate.Matcher{Op: predicate.MatchExists, Not: arg.kind == jsontext.KindFalse}, nil
	}
	if field == orName {
		return m, p.fail(n.at, "$or takes an array of two objects or more")
	}
	return m, p.fail(op.at, "unknown matcher %q: there are %s", op.text, matcherNames)
}

const matcherNames = "prefix, suffix, equals-ignore-case, wildcard, anything-but, numeric, exists, cidr, exactly, shellstyle and regexp"

// ofString returns a matcher of one string.
func (p *parser) ofString(op predicate.MatchOp, name name, arg *node) (m predicate.Matcher, err error) {
	if arg.kind != jsontext.KindString {
		return m, p.fail(arg.at, "%s takes a string, not %s", name.text, arg.what())
	}
	m = predicate.Matcher{Op: op, Args: []predicate.Value{predicate.String(arg.text)}}
	return m, p.checkWildcard(&m, arg)
}

// checkWildcard says what is wrong with the wildcard that the node is, if the
// matcher is one.
func (p *parser) checkWildcard(m *predicate.Matcher, n *node) error {
	if m.Op != predicate.MatchWildcard {
		return nil
	}
	_, err := predicate.ParseWildcard(n.text)
	if we := (*predicate.WildcardError)(nil); errors.As(err, &we) {
		return errorAt(p.text, p.inString(n, we.Offset), we.Err)
	}
	return nil
}

// inString returns the offset of a place in a string: of its beginning if it has
// escapes.
func (p *parser) inString(n *node, offset int) int {
	if n.escapes {
		return n.at
	}
	return n.at + 1 + offset
}

// affix returns a matcher of a prefix or suffix.
func (p *parser) affix(op, ignoringCase predicate.MatchOp, name name, arg *node) (m predicate.Matcher, err error) {
	if arg.kind != jsontext.KindBeginObject {
		if arg.kind != jsontext.KindString {
			return m, p.fail(arg.at, `%s takes a string or {"equals-ignore-case": …}, not %s`, name.text, arg.what())
		}
		return p.ofString(op, name, arg)
	}
	if len(arg.items) != 1 || arg.names[0].text != "equals-ignore-case" {
		return m, p.fail(arg.at, `%s takes a string or {"equals-ignore-case": …}`, name.text)
	}
	return p.ofString(ignoringCase, arg.names[0], arg.items[0])
}

func (p *parser) shellstyle(op name, arg *node) (predicate.Matcher, error) {
	m, err := p.ofString(predicate.MatchEqual, op, arg)
	if err != nil {
		return m, err
	}
	if i := strings.Index(arg.text, "**"); i >= 0 {
		return m, errorAt(p.text, p.inString(arg, i+1), errors.New("two * in a row: one stands for any characters"))
	}
	m.Op = predicate.MatchWildcard
	m.Args[0] = predicate.String(strings.ReplaceAll(arg.text, `\`, `\\`))
	return m, nil
}

func (p *parser) regexp(op name, arg *node) (predicate.Matcher, error) {
	m, err := p.ofString(predicate.MatchRegexp, op, arg)
	if err != nil {
		return m, err
	}
	_, err = predicate.RE2OfIRegexp(arg.text)
	if re := (*predicate.IRegexpError)(nil); errors.As(err, &re) {
		return m, errorAt(p.text, p.inString(arg, re.Offset), re.Err)
	}
	return m, nil
}

func (p *parser) cidr(op name, arg *node) (predicate.Matcher, error) {
	m, err := p.ofString(predicate.MatchCIDR, op, arg)
	if err != nil {
		return m, err
	}
	if _, err := netip.ParsePrefix(arg.text); err != nil {
		return m, p.fail(arg.at, `cidr takes an IP network such as "10.0.0.0/8" or "2001:db8::/32", not %.60q`, arg.text)
	}
	return m, nil
}

const numericForms = `numeric takes ["=", x], one bound such as ["<", x], or a lower and an upper one such as [">", x, "<=", y]`

func (p *parser) numeric(arg *node) (m predicate.Matcher, err error) {
	if arg.kind != jsontext.KindBeginArray {
		return m, p.fail(arg.at, "%s, not %s", numericForms, arg.what())
	}
	if n := len(arg.items); n != 2 && n != 4 {
		return m, p.fail(arg.at, "%s: these are %d elements", numericForms, n)
	}
	m = predicate.Matcher{Op: predicate.MatchNumeric, Args: make([]predicate.Value, 2)}
	for i := 0; i < len(arg.items); i += 2 {
		op, bound := arg.items[i], arg.items[i+1]
		if op.kind != jsontext.KindString {
			return m, p.fail(op.at, "%s: %s is no comparison", numericForms, op.what())
		}
		if bound.kind != jsontext.KindNumber {
			return m, p.fail(bound.at, "%s: the bound is %s", numericForms, bound.what())
		}
		v, err := p.scalar(bound)
		if err != nil {
			return m, err
		}
		switch op.text {
		case "=":
			if len(arg.items) > 2 {
				return m, p.fail(op.at, `"=" stands alone: %s`, numericForms)
			}
			return predicate.Matcher{Op: predicate.MatchEqual, Args: []predicate.Value{v}}, nil
		case ">", ">=":
			if i > 0 {
				return m, p.fail(op.at, "the second bound is the upper one: %s", numericForms)
			}
			m.Args[0] = v
			if op.text == ">" {
				m.Open |= predicate.LowerBound
			}
		case "<", "<=":
			if i == 0 && len(arg.items) > 2 {
				return m, p.fail(op.at, "the first of two bounds is the lower one: %s", numericForms)
			}
			m.Args[1] = v
			if op.text == "<" {
				m.Open |= predicate.UpperBound
			}
		default:
			return m, p.fail(op.at, "unknown comparison %.60q: %s", op.text, numericForms)
		}
		if i > 0 && predicate.Compare(m.Args[0], v) >= 0 {
			return m, p.fail(bound.at, "the upper bound %s is not above the lower one %s", v, m.Args[0])
		}
	}
	return m, nil
}

func (p *parser) anythingBut(arg *node) (m predicate.Matcher, err error) {
	m = predicate.Matcher{Op: predicate.MatchEqual, Not: true}
	name := "anything-but"
	if arg.kind == jsontext.KindBeginObject {
		const forms = `anything-but takes a value, an array of some, or an object with one of the names prefix, suffix, equals-ignore-case and wildcard`
		if len(arg.items) != 1 {
			return m, p.fail(arg.at, forms)
		}
		name = arg.names[0].text
		ignoringCase := predicate.MatchOp(0)
		switch name {
		case "prefix":
			m.Op, ignoringCase = predicate.MatchPrefix, predicate.MatchPrefixIgnoreCase
		case "suffix":
			m.Op, ignoringCase = predicate.MatchSuffix, predicate.MatchSuffixIgnoreCase
		case "equals-ignore-case":
			m.Op = predicate.MatchEqualIgnoreCase
		case "wildcard":
			m.Op = predicate.MatchWildcard
		default:
			return m, p.fail(arg.names[0].at, "%s, not %q", forms, name)
		}
		arg = arg.items[0]
		if arg.kind == jsontext.KindBeginObject && ignoringCase != 0 && len(arg.items) == 1 && arg.names[0].text == "equals-ignore-case" {
			m.Op, arg = ignoringCase, arg.items[0]
		}
	}
	args := []*node{arg}
	if arg.kind == jsontext.KindBeginArray {
		if args = arg.items; len(args) == 0 {
			return m, p.fail(arg.at, "%s takes a value or an array of some: this one is empty", name)
		}
	}
	for _, x := range args {
		value := m.Op == predicate.MatchEqual && x.kind != jsontext.KindBeginArray && x.kind != jsontext.KindBeginObject
		switch {
		case x.kind != jsontext.KindString && !value && m.Op == predicate.MatchEqual:
			return m, p.fail(x.at, "anything-but takes strings, numbers, true, false and null, not %s", x.what())
		case x.kind != jsontext.KindString && !value:
			return m, p.fail(x.at, "%s in anything-but takes a string or an array of strings, not %s", name, x.what())
		case x.text == "" && (name == "prefix" || name == "suffix"):
			return m, p.fail(x.at, "every string has the empty %s", name)
		}
		v, err := p.scalar(x)
		if err != nil {
			return m, err
		}
		m.Args = append(m.Args, v)
		if err := p.checkWildcard(&m, x); err != nil {
			return m, err
		}
	}
	return m, nil
}
