package selector

import (
	"slices"
	"unicode/utf8"

	"github.com/thresh-dev/thresh/predicate"
)

// comparison reads an operand and what is asked of it, if anything is.
func (p *parser) comparison() (node, error) {
	at := p.tok.offset
	n, err := p.sum()
	if err != nil {
		return nil, err
	}
	op := p.tok
	switch {
	case op.kind == symbol && slices.Contains([]string{"=", "<>", "!=", "<", "<=", ">", ">="}, op.text):
	case op.kind == word && slices.Contains([]string{"NOT", "IS", "BETWEEN", "IN", "LIKE"}, op.text):
	default:
		return n, nil
	}
	if err := p.operand(n, at); err != nil {
		return nil, err
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if op.kind == symbol {
		rightAt := p.tok.offset
		right, err := p.sum()
		if err != nil {
			return nil, err
		}
		if err := p.operand(right, rightAt); err != nil {
			return nil, err
		}
		if op.text == "!=" {
			op.text = "<>"
		}
		return p.compare(op.text, op.offset, n, right)
	}
	negated := op.text == "NOT"
	if negated {
		op = p.tok
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
	var c node
	switch {
	case op.kind != word:
		p.tok = op
		return nil, p.unexpected()
	case op.text == "IS" && !negated:
		return p.null(n)
	case op.text == "BETWEEN":
		return p.between(op, n, negated)
	case op.text == "IN":
		c, err = p.in(op, n)
	case op.text == "LIKE":
		c, err = p.like(op, n)
	default:
		p.tok = op
		return nil, p.unexpected()
	}
	if err == nil && negated {
		c = not{c}
	}
	return c, err
}

// compare returns the comparison of two operands, one of them a literal.
func (p *parser) compare(op string, at int, left, right node) (node, error) {
	a, aIs := left.(property)
	b, bIs := right.(property)
	switch {
	case aIs && bIs:
		return nil, errorAt(p.text, at, "a comparison of two properties", "one side must be a literal")
	case !aIs && !bIs:
		return p.fact(op, at, left.(constant).literal, right.(constant).literal)
	case bIs:
		a, right, op = b, left, flipped(op)
	}
	l := right.(constant).literal
	if !l.numeric() && op != "=" && op != "<>" {
		return nil, p.fail(at, "%s takes numbers; strings and truth values take = and <>", op)
	}
	return compare{a.path, op, l.value()}, nil
}

// flipped returns the operator that says the same with its sides exchanged.
func flipped(op string) string {
	switch op {
	case "<":
		return ">"
	case "<=":
		return ">="
	case ">":
		return "<"
	case ">=":
		return "<="
	default:
		return op
	}
}

// fact compares two literals.
func (p *parser) fact(op string, at int, a, b literal) (node, error) {
	alike := a.kind == b.kind || a.numeric() && b.numeric()
	switch {
	case op != "=" && op != "<>" && !(a.numeric() && b.numeric()):
		return nil, p.fail(at, "%s takes numbers; strings and truth values take = and <>", op)
	case !alike && p.dialect.unlikeIsFalse():
		return fact(false), nil
	case !alike:
		return nil, p.fail(at, "a comparison of unlike literals")
	}
	c := predicate.Compare(a.value(), b.value())
	switch op {
	case "=":
		return fact(c == 0), nil
	case "<>":
		return fact(c != 0), nil
	case "<":
		return fact(c < 0), nil
	case "<=":
		return fact(c <= 0), nil
	case ">":
		return fact(c > 0), nil
	default:
		return fact(c >= 0), nil
	}
}

// subject returns the property that a test other than a comparison is of.
func (p *parser) subject(op token, n node) (string, error) {
	if q, ok := n.(property); ok {
		return q.path, nil
	}
	return "", errorAt(p.text, op.offset, op.text+" on a literal", "on the left stands a property")
}

// null reads what follows IS.
func (p *parser) null(n node) (node, error) {
	negated, err := p.accept(word, "NOT")
	if err != nil {
		return nil, err
	}
	op := p.tok
	if err := p.expect(word, "NULL"); err != nil {
		return nil, err
	}
	op.text = "IS NULL"
	path, err := p.subject(op, n)
	if err != nil {
		return nil, err
	}
	if negated {
		return not{isNull{path}}, nil
	}
	return isNull{path}, nil
}

// between reads what follows BETWEEN.
func (p *parser) between(op token, n node, negated bool) (node, error) {
	var ends [2]node
	for i := range ends {
		at := p.tok.offset
		var err error
		if ends[i], err = p.sum(); err != nil {
			return nil, err
		}
		if err := p.operand(ends[i], at); err != nil {
			return nil, err
		}
		if c, ok := ends[i].(constant); ok && !c.numeric() {
			return nil, p.fail(at, "BETWEEN takes numbers")
		}
		if i == 0 {
			if err := p.expect(word, "AND"); err != nil {
				return nil, err
			}
		}
	}
	q, isProperty := n.(property)
	lo, loIs := ends[0].(constant)
	hi, hiIs := ends[1].(constant)
	if isProperty && loIs && hiIs && !negated {
		return between{q.path, lo.value(), hi.value()}, nil
	}
	above, below := ">=", "<="
	if negated {
		above, below = "<", ">"
	}
	a, err := p.compare(above, op.offset, n, ends[0])
	if err != nil {
		return nil, err
	}
	b, err := p.compare(below, op.offset, n, ends[1])
	if err != nil {
		return nil, err
	}
	if negated {
		return or{a, b}, nil
	}
	return and{a, b}, nil
}

// in reads what follows IN.
func (p *parser) in(op token, n node) (node, error) {
	path, err := p.subject(op, n)
	if err != nil {
		return nil, err
	}
	if err := p.expect(symbol, "("); err != nil {
		return nil, err
	}
	c := among{path: path}
	for {
		at := p.tok.offset
		x, err := p.sum()
		if err != nil {
			return nil, err
		}
		l, ok := x.(constant)
		switch {
		case !ok:
			return nil, errorAt(p.text, at, "other than literals in a list", "write a = b OR a = c")
		case p.dialect == JMS && l.kind != str:
			return nil, p.fail(at, "IN takes strings: write a = 1 OR a = 2")
		case len(c.values) > 0 && c.values[0].Kind() != l.value().Kind():
			return nil, p.fail(at, "a list of values of one type is to stand here")
		}
		c.values = append(c.values, l.value())
		more, err := p.accept(symbol, ",")
		if err != nil {
			return nil, err
		}
		if !more {
			slices.SortFunc(c.values, predicate.Compare)
			c.values = slices.Compact(c.values)
			return c, p.expect(symbol, ")")
		}
	}
}

// like reads what follows LIKE.
func (p *parser) like(op token, n node) (node, error) {
	path, err := p.subject(op, n)
	if err != nil {
		return nil, err
	}
	pattern := p.tok
	if pattern.kind != text {
		return nil, p.failHere("LIKE takes a string")
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	var escape rune
	escapes, err := p.accept(word, "ESCAPE")
	if err != nil {
		return nil, err
	}
	if escapes {
		if p.tok.kind != text || utf8.RuneCountInString(p.tok.text) != 1 {
			return nil, p.failHere("ESCAPE takes a string of one character")
		}
		escape, _ = utf8.DecodeRuneInString(p.tok.text)
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
	c := resembles{path: path}
	var ok bool
	if c.pattern, ok = wildcards(pattern.text, escape); !ok {
		return nil, p.fail(pattern.offset, "the pattern ends with the escape character")
	}
	return c, nil
}
