package expr

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp/syntax"

	"github.com/expr-lang/expr/ast"

	"github.com/thresh-dev/thresh/predicate"
)

// converter turns expr-lang's tree into a predicate.Expr.
type converter struct {
	*source
	places map[*predicate.Test]int // code points before each test, if it is wanted
}

// fail returns an error at the place of a node's first token, or for an operator
// with two operands at the operator.
func (c *converter) fail(n ast.Node, construct, msg string) *Error {
	return errorAt(c.text, c.offset(placeOf(n)), construct, msg)
}

// placeOf returns where the text of the node begins, in code points, or where the
// operator stands for one with two operands.
func placeOf(n ast.Node) int {
	for {
		switch m := n.(type) {
		case *ast.MemberNode:
			n = m.Node
		case *ast.ChainNode:
			n = m.Node
		case *ast.SliceNode:
			n = m.Node
		case *ast.CallNode:
			n = m.Callee
		default:
			return n.Location().From
		}
	}
}

// expr returns the condition that the node says, which is depth levels below the
// root.
func (c *converter) expr(n ast.Node, depth int) (predicate.Expr, error) {
	if depth > predicate.MaxDepth {
		err := c.fail(n, "", fmt.Sprintf("the expression nests deeper than %d levels", predicate.MaxDepth))
		err.Err = predicate.ErrTooDeep
		return nil, err
	}
	x, err := c.condition(n, depth)
	if c.places != nil {
		t, _ := x.(*predicate.Test)
		if not, ok := x.(predicate.Not); ok {
			t, _ = not.X.(*predicate.Test)
		}
		if t != nil {
			c.places[t] = placeOf(n)
		}
	}
	return x, err
}

func (c *converter) condition(n ast.Node, depth int) (predicate.Expr, error) {
	switch n := n.(type) {
	case *ast.BoolNode:
		return predicate.Const(n.Value), nil
	case *ast.UnaryNode:
		if n.Operator != "not" && n.Operator != "!" {
			break
		}
		x, err := c.expr(n.Node, depth+1)
		if err != nil {
			return nil, err
		}
		return predicate.Not{X: x}, nil
	case *ast.BinaryNode:
		return c.binary(n, depth)
	case *ast.CallNode:
		return c.call(n)
	default:
	}
	// An attribute alone, or what is no condition.
	o, err := c.operand(n)
	if err != nil {
		return nil, err
	}
	switch {
	case o.role == literal:
		return nil, c.fail(n, "a literal as a condition", "compare an attribute with it")
	case o.role == null:
		return nil, c.fail(n, "nil as a condition", "compare an attribute with it")
	case o.attr.View != predicate.Plain:
		return nil, c.fail(n, "lower(…) as a condition", "compare it with a string")
	}
	return predicate.Eq(o.attr.Path, predicate.Bool(true)), nil
}

func (c *converter) binary(n *ast.BinaryNode, depth int) (predicate.Expr, error) {
	switch n.Operator {
	case "&&", "and":
		terms, err := c.terms(n, isAnd, depth)
		if err != nil {
			return nil, err
		}
		return predicate.And(terms), nil
	case "||", "or":
		terms, err := c.terms(n, isOr, depth)
		if err != nil {
			return nil, err
		}
		return predicate.Or(terms), nil
	case "==", "!=", "<", "<=", ">", ">=":
		return c.comparison(n)
	case "in":
		return c.membership(n)
	case "startsWith", "endsWith", "contains", "matches":
		return c.stringTest(n)
	default:
		return nil, c.unsupported(n)
	}
}

func isAnd(operator string) bool { return operator == "&&" || operator == "and" }

func isOr(operator string) bool { return operator == "||" || operator == "or" }

// terms returns the conditions that n joins, those of joins inside joins of the
// same operator among them: a chain of ten thousand terms is a tree ten thousand
// levels deep to the parser, and one level here.
func (c *converter) terms(n ast.Node, same func(operator string) bool, depth int) ([]predicate.Expr, error) {
	var terms []predicate.Expr
	todo := []ast.Node{n} // the next one last
	for len(todo) > 0 {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if b, ok := n.(*ast.BinaryNode); ok && same(b.Operator) {
			todo = append(todo, b.Right, b.Left)
			continue
		}
		x, err := c.expr(n, depth+1)
		if err != nil {
			return nil, err
		}
		terms = append(terms, x)
	}
	return terms, nil
}

// flipped returns the comparison that says the same with its sides exchanged.
func flipped(operator string) string {
	switch operator {
	case "<":
		return ">"
	case "<=":
		return ">="
	case ">":
		return "<"
	case ">=":
		return "<="
	default:
		return operator
	}
}

func (c *converter) comparison(n *ast.BinaryNode) (predicate.Expr, error) {
	operator := n.Operator
	a, err := c.operand(n.Left)
	if err != nil {
		return nil, err
	}
	b, err := c.operand(n.Right)
	if err != nil {
		return nil, err
	}
	if a.role != attribute {
		a, b, operator = b, a, flipped(operator)
	}
	switch {
	case a.role != attribute:
		return nil, c.fail(n, "a comparison of two literals", "one side must be an attribute")
	case b.role == attribute:
		return nil, c.fail(n, "a comparison of two attributes", "one side must be a literal")
	case b.role == null:
		t := &predicate.Test{Attr: a.attr, Op: predicate.OpAbsent}
		switch operator {
		case "==":
			return t, nil
		case "!=":
			return predicate.Not{X: t}, nil
		default:
			return nil, c.fail(n, "an order against nil", "nil takes == and !=")
		}
	}
	t := &predicate.Test{Attr: a.attr, Args: []predicate.Value{b.value}}
	switch operator {
	case "==":
		t.Op = predicate.OpEqual
		return t, nil
	case "!=":
		return predicate.Not{X: t}, nil
	case "<":
		t.Op = predicate.OpLess
	case "<=":
		t.Op = predicate.OpLessEqual
	case ">":
		t.Op = predicate.OpGreater
	case ">=":
		t.Op = predicate.OpGreaterEqual
	}
	if b.value.Kind() == predicate.KindBool {
		return nil, c.fail(n, "an order against "+b.value.String(), "true and false take == and !=")
	}
	return t, nil
}

// membership is a in [1, 2] and a in 1..2.
func (c *converter) membership(n *ast.BinaryNode) (predicate.Expr, error) {
	a, err := c.operand(n.Left)
	if err != nil {
		return nil, err
	}
	var elements []ast.Node
	interval := false
	switch r := n.Right.(type) {
	case *ast.ArrayNode:
		elements = r.Nodes
	case *ast.BinaryNode:
		if r.Operator != ".." {
			return nil, c.unsupported(r)
		}
		elements = []ast.Node{r.Left, r.Right}
		interval = true
	default:
		b, err := c.operand(n.Right)
		switch {
		case err != nil:
			return nil, err
		case b.role == attribute && a.role == literal:
			return nil, c.fail(n, "membership in an attribute", "a == 5 is true where one element of an array a is 5")
		case b.role == attribute:
			return nil, c.fail(n, "membership in an attribute", "in takes a list of literals or an interval")
		}
		return nil, c.fail(n.Right, "membership in a literal", "in takes a list of literals or an interval")
	}
	if a.role != attribute {
		return nil, c.fail(n.Left, "membership of a literal", "on the left of in stands an attribute")
	}
	t := &predicate.Test{Attr: a.attr, Op: predicate.OpIn, Args: make([]predicate.Value, len(elements))}
	for i, x := range elements {
		e, err := c.operand(x)
		switch {
		case err != nil:
			return nil, err
		case e.role == null:
			return nil, c.fail(x, "nil in a list", "write a == nil || a in […]")
		case e.role == attribute:
			return nil, c.fail(x, "an attribute in a list or interval", "its elements are literals")
		case interval && e.value.Kind() != predicate.KindNumber:
			return nil, c.fail(x, "an interval of other than numbers", "for strings write between(a, lo, hi)")
		}
		t.Args[i] = e.value
	}
	if interval {
		t.Op = predicate.OpBetween
	}
	return t, nil
}

func (c *converter) stringTest(n *ast.BinaryNode) (predicate.Expr, error) {
	a, err := c.operand(n.Left)
	if err != nil {
		return nil, err
	}
	b, err := c.operand(n.Right)
	if err != nil {
		return nil, err
	}
	switch {
	case a.role != attribute:
		return nil, c.fail(n.Left, n.Operator+" on a literal", "on the left stands an attribute")
	case b.role == attribute:
		return nil, c.fail(n, n.Operator+" with an attribute on the right", "on the right stands a string")
	case b.value.Kind() != predicate.KindString:
		return nil, c.fail(n.Right, "", n.Operator+" takes a string")
	}
	t := &predicate.Test{Attr: a.attr, Args: []predicate.Value{b.value}}
	switch n.Operator {
	case "startsWith":
		t.Op = predicate.OpStartsWith
	case "endsWith":
		t.Op = predicate.OpEndsWith
	case "contains":
		t.Op = predicate.OpContains
	case "matches":
		t.Op = predicate.OpMatches
		if _, err := syntax.Parse(b.value.Text(), syntax.Perl); err != nil {
			return nil, c.badRegexp(n.Right, err)
		}
	}
	return t, nil
}

func (c *converter) badRegexp(n ast.Node, err error) *Error {
	msg := err.Error()
	if se, ok := errors.AsType[*syntax.Error](err); ok {
		msg = se.Code.String()
		if se.Expr != "" {
			msg += ": " + brief(se.Expr)
		}
	}
	e := c.fail(n, "", "bad regular expression: "+msg)
	e.Err = err
	return e
}

// call is between(a, 1, 2) and cidr(a, "10.0.0.0/8").
func (c *converter) call(n *ast.CallNode) (predicate.Expr, error) {
	id, ok := n.Callee.(*ast.IdentifierNode)
	if !ok || id.Value != "between" && id.Value != "cidr" {
		return nil, c.unsupported(n)
	}
	want, form := 3, "between(a, 1, 2)"
	if id.Value == "cidr" {
		want, form = 2, `cidr(a, "10.0.0.0/8")`
	}
	if len(n.Arguments) != want {
		return nil, c.fail(n, "", fmt.Sprintf("%s takes %d arguments, not %d: %s", id.Value, want, len(n.Arguments), form))
	}
	a, err := c.operand(n.Arguments[0])
	if err != nil {
		return nil, err
	}
	if a.role != attribute {
		return nil, c.fail(n.Arguments[0], id.Value+" of a literal", "the first argument is an attribute: "+form)
	}
	t := &predicate.Test{Attr: a.attr}
	for _, x := range n.Arguments[1:] {
		v, err := c.operand(x)
		if err != nil {
			return nil, err
		}
		if v.role != literal {
			return nil, c.fail(x, id.Value+" with other than literals", "only the first argument is an attribute: "+form)
		}
		t.Args = append(t.Args, v.value)
	}
	if id.Value == "cidr" {
		return c.cidr(n, t)
	}
	t.Op = predicate.OpBetween
	lo, hi := t.Args[0].Kind(), t.Args[1].Kind()
	switch {
	case lo != predicate.KindNumber && lo != predicate.KindString:
		return nil, c.fail(n.Arguments[1], "", "between takes two numbers or two strings")
	case lo != hi:
		return nil, c.fail(n.Arguments[2], "", "between takes two numbers or two strings")
	}
	return t, nil
}

func (c *converter) cidr(n *ast.CallNode, t *predicate.Test) (predicate.Expr, error) {
	t.Op = predicate.OpCIDR
	if t.Attr.View != predicate.Plain {
		return nil, c.fail(n.Arguments[0], "lower(…) in cidr", "addresses have no case: cidr(a, …)")
	}
	_, err := netip.ParsePrefix(t.Args[0].Text())
	if t.Args[0].Kind() != predicate.KindString || err != nil {
		e := c.fail(n.Arguments[1], "", brief(t.Args[0].String())+` is no network; one is "10.0.0.0/8" or "2001:db8::/32"`)
		e.Err = err
		return nil, e
	}
	return t, nil
}
