package predicate

import (
	"net/netip"

	"github.com/go-json-experiment/json/jsontext"
)

// String returns the pattern as JSON, in the language of event patterns: one that
// package pattern reads as an equivalent pattern, if it has no Const in it. It may
// have several members $or.
func (p Pattern) String() string {
	if _, ok := p.X.(*Field); ok {
		return string(appendPattern(nil, And{p.X}))
	}
	return string(appendPattern(nil, p.X))
}

// String returns the field as a pattern of its own.
func (f *Field) String() string {
	if f == nil {
		return "<nil>"
	}
	return string(appendPattern(nil, And{f}))
}

// patternTree is the members of an object of a pattern.
type patternTree struct {
	names    []string
	children []*patternTree // by name; nil where the member is a field
	fields   []*Field
	ors      []Or
	consts   []Const
}

// add puts the field into the tree, below the names.
func (t *patternTree) add(names []string, f *Field) {
	if len(names) > 1 {
		for i, n := range t.names {
			if n == names[0] && t.children[i] != nil {
				t.children[i].add(names[1:], f)
				return
			}
		}
	}
	t.names = append(t.names, names[0])
	if len(names) == 1 {
		t.children, t.fields = append(t.children, nil), append(t.fields, f)
		return
	}
	child := &patternTree{}
	child.add(names[1:], f)
	t.children, t.fields = append(t.children, child), append(t.fields, nil)
}

// gather puts the terms of an and into the tree.
func (t *patternTree) gather(e Expr) {
	switch e := e.(type) {
	case And:
		for _, x := range e {
			t.gather(x)
		}
	case Or:
		t.ors = append(t.ors, e)
	case *Field:
		if e != nil {
			t.add(SplitPath(e.Path), e)
		}
	case Const:
		t.consts = append(t.consts, e)
	default:
	}
}

func appendPattern(dst []byte, e Expr) []byte {
	var t patternTree
	t.gather(e)
	return t.appendText(dst)
}

func (t *patternTree) appendText(dst []byte) []byte {
	dst = append(dst, '{')
	for i, name := range t.names {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendJSONText(dst, name), ':')
		if c := t.children[i]; c != nil {
			dst = c.appendText(dst)
		} else {
			dst = t.fields[i].appendMatchers(dst)
		}
	}
	for i, or := range t.ors {
		if i > 0 || len(t.names) > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, `"$or":[`...)
		for i, x := range or {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendPattern(dst, x)
		}
		dst = append(dst, ']')
	}
	for i, c := range t.consts { // which no pattern that was read has
		if i > 0 || len(t.names) > 0 || len(t.ors) > 0 {
			dst = append(dst, ',')
		}
		dst = append(append(append(dst, `"$const":`...), c.String()...), ' ')
	}
	return append(dst, '}')
}

func (f *Field) appendMatchers(dst []byte) []byte {
	dst = append(dst, '[')
	for i := range f.Matchers {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = f.Matchers[i].appendText(dst)
	}
	return append(dst, ']')
}

// String returns the matcher as an element of a field's array in a pattern, or
// several.
func (m *Matcher) String() string { return string(m.appendText(nil)) }

func (m *Matcher) appendText(dst []byte) []byte {
	switch {
	case m.Op == MatchExists && m.Not:
		return append(dst, `{"exists":false}`...)
	case m.Op == MatchExists:
		return append(dst, `{"exists":true}`...)
	case m.Op == MatchNumeric && len(m.Args) == 2:
		return m.appendNumeric(dst)
	case m.Not:
		dst = append(dst, `{"anything-but":`...)
		if m.Op == MatchEqual {
			return append(m.appendList(dst), '}')
		}
		dst = m.Op.appendOpen(dst)
		dst = m.appendList(dst)
		return append(m.Op.appendClose(dst), '}')
	}
	for i, v := range m.Args {
		if i > 0 {
			dst = append(dst, ',')
		}
		if m.Op == MatchEqual {
			dst = appendEqual(dst, v)
			continue
		}
		dst = m.Op.appendOpen(dst)
		dst = appendJSONValue(dst, v)
		dst = m.Op.appendClose(dst)
	}
	return dst
}

// appendEqual appends the matcher of what is equal to v. The text of an IPv6
// address alone would stand for all texts of that address.
func appendEqual(dst []byte, v Value) []byte {
	if a, err := netip.ParseAddr(v.str); v.kind == KindString && err == nil && a.Is6() {
		dst = appendJSONText(append(dst, `{"exactly":`...), v.str)
		return append(dst, '}')
	}
	return appendJSONValue(dst, v)
}

// appendOpen and appendClose append what comes before and after the argument.
func (op MatchOp) appendOpen(dst []byte) []byte {
	switch op {
	case MatchPrefixIgnoreCase:
		return append(dst, `{"prefix":{"equals-ignore-case":`...)
	case MatchSuffixIgnoreCase:
		return append(dst, `{"suffix":{"equals-ignore-case":`...)
	default:
		return append(append(append(dst, `{"`...), op.String()...), `":`...)
	}
}

func (op MatchOp) appendClose(dst []byte) []byte {
	if op == MatchPrefixIgnoreCase || op == MatchSuffixIgnoreCase {
		dst = append(dst, '}')
	}
	return append(dst, '}')
}

func (m *Matcher) appendList(dst []byte) []byte {
	dst = append(dst, '[')
	for i, v := range m.Args {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendJSONValue(dst, v)
	}
	return append(dst, ']')
}

func (m *Matcher) appendNumeric(dst []byte) []byte {
	lo, hi := m.Args[0], m.Args[1]
	dst = append(dst, `{"numeric":[`...)
	if lo.kind != KindAbsent {
		dst = append(dst, `">`...)
		if m.Open&LowerBound == 0 {
			dst = append(dst, '=')
		}
		dst = lo.appendText(append(dst, `",`...))
	}
	if hi.kind != KindAbsent {
		if lo.kind != KindAbsent {
			dst = append(dst, ',')
		}
		dst = append(dst, `"<`...)
		if m.Open&UpperBound == 0 {
			dst = append(dst, '=')
		}
		dst = hi.appendText(append(dst, `",`...))
	}
	return append(dst, "]}"...)
}

func appendJSONValue(dst []byte, v Value) []byte {
	switch v.kind {
	case KindString:
		return appendJSONText(dst, v.str)
	case KindNull:
		return append(dst, "null"...)
	default:
		return v.appendText(dst)
	}
}

// appendJSONText appends a JSON string, with U+FFFD for what is no UTF-8.
func appendJSONText(dst []byte, s string) []byte {
	dst, _ = jsontext.AppendQuote(dst, s) // the error says no more than that
	return dst
}
