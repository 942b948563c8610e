package predicate

import "strconv"

// String returns the expression in the expression language.
func (e And) String() string { return string(appendText(nil, e)) }

// String returns the expression in the expression language.
func (e Or) String() string { return string(appendText(nil, e)) }

// String returns the expression in the expression language.
func (e Not) String() string { return string(appendText(nil, e)) }

// String returns true or false.
func (e Const) String() string { return strconv.FormatBool(bool(e)) }

// String returns the test in the expression language. See [Value.String] for the
// values that it has no literals for.
func (t *Test) String() string { return string(t.appendText(nil, "")) }

// appendText appends the expression as the expression language writes it.
func appendText(dst []byte, e Expr) []byte {
	switch e := e.(type) {
	case And:
		return appendTerms(dst, e, " && ", "true")
	case Or:
		return appendTerms(dst, e, " || ", "false")
	case Not:
		if t, ok := e.X.(*Test); ok && t != nil {
			switch t.Op {
			case OpEqual:
				return t.appendInfix(dst, "!=")
			case OpIn:
				return t.appendText(dst, "not ")
			case OpAbsent:
				return append(t.appendOperand(dst), " != nil"...)
			default:
			}
		}
		dst = append(dst, "not ("...)
		return append(appendText(dst, e.X), ')')
	case *Test:
		return e.appendText(dst, "")
	case nil:
		return append(dst, "<nil>"...)
	default:
		return append(dst, e.String()...)
	}
}

func appendTerms(dst []byte, terms []Expr, sep, empty string) []byte {
	if len(terms) == 0 {
		return append(dst, empty...)
	}
	for i, t := range terms {
		if i > 0 {
			dst = append(dst, sep...)
		}
		switch t.(type) {
		case And, Or:
			dst = append(dst, '(')
			dst = append(appendText(dst, t), ')')
		default:
			dst = appendText(dst, t)
		}
	}
	return dst
}

// appendText appends the test, with the text not before the operator in.
func (t *Test) appendText(dst []byte, not string) []byte {
	if t == nil {
		return append(dst, "<nil>"...)
	}
	switch t.Op {
	case OpIn:
		dst = append(t.appendOperand(dst), ' ')
		dst = append(append(dst, not...), "in ["...)
		return append(appendValues(dst, t.Args), ']')
	case OpAbsent:
		return append(t.appendOperand(dst), " == nil"...)
	case OpBetween, OpCIDR:
		dst = append(append(dst, t.Op.String()...), '(')
		dst = append(t.appendOperand(dst), ", "...)
		return append(appendValues(dst, t.Args), ')')
	default:
		return t.appendInfix(dst, t.Op.String())
	}
}

func (t *Test) appendInfix(dst []byte, op string) []byte {
	dst = append(t.appendOperand(dst), ' ')
	dst = append(append(dst, op...), ' ')
	return appendValues(dst, t.Args)
}

func appendValues(dst []byte, values []Value) []byte {
	for i, v := range values {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = v.appendText(dst)
	}
	return dst
}

// appendOperand appends the attribute as the expression language writes it.
func (t *Test) appendOperand(dst []byte) []byte {
	if t.Attr.View != Plain {
		dst = append(append(dst, t.Attr.View.String()...), '(')
	}
	for i, name := range SplitPath(t.Attr.Path) {
		switch {
		case isIdentifier(name) && i > 0:
			dst = append(append(dst, '.'), name...)
		case isIdentifier(name):
			dst = append(dst, name...)
		default:
			if i == 0 {
				dst = append(dst, "$env"...)
			}
			dst = append(appendQuoted(append(dst, '['), name), ']')
		}
	}
	if t.Attr.View != Plain {
		dst = append(dst, ')')
	}
	return dst
}

// isIdentifier says whether the expression language reads name as an
// identifier. Words that it reserves are none.
func isIdentifier(name string) bool {
	switch name {
	case "", "and", "or", "not", "in", "true", "false", "nil", "let", "if", "else",
		"matches", "contains", "startsWith", "endsWith", "between", "lower", "cidr":
		return false
	}
	for i, c := range name {
		letter := c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return true
}
