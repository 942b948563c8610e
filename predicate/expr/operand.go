package expr

import (
	"math"
	"slices"

	"github.com/expr-lang/expr/ast"

	"github.com/thresh-dev/thresh/predicate"
)

// role is what an operand is.
type role uint8

const (
	literal role = iota
	attribute
	null // nil
)

// operand is one side of a comparison, an element of a list, or an argument.
type operand struct {
	role  role
	value predicate.Value     // of a literal
	attr  predicate.Attribute // View is Plain or Folded
}

func (c *converter) operand(n ast.Node) (operand, error) {
	switch n := n.(type) {
	case *ast.StringNode:
		return operand{value: predicate.String(n.Value)}, nil
	case *ast.BoolNode:
		return operand{value: predicate.Bool(n.Value)}, nil
	case *ast.NilNode:
		return operand{role: null}, nil
	case *ast.IntegerNode, *ast.FloatNode, *ast.UnaryNode:
		return c.number(n)
	case *ast.IdentifierNode, *ast.MemberNode, *ast.ChainNode:
		path, err := c.path(n)
		return operand{role: attribute, attr: predicate.Attribute{Path: path}}, err
	case *ast.BuiltinNode:
		if n.Name == "lower" {
			return c.lower(n)
		}
	}
	return operand{}, c.unsupported(n)
}

// number is a number with any signs before it.
func (c *converter) number(n ast.Node) (operand, error) {
	negative := false
	x := n
	for {
		u, ok := x.(*ast.UnaryNode)
		if !ok || u.Operator != "-" && u.Operator != "+" {
			break
		}
		negative = negative != (u.Operator == "-")
		x = u.Node
	}
	var v predicate.Value
	switch x := x.(type) {
	case *ast.IntegerNode:
		v = predicate.Int(int64(x.Value))
		if large, ok := c.large[x.Location().From]; ok {
			v = large
		}
	case *ast.FloatNode:
		v = predicate.Float(x.Value)
	default:
		return operand{}, c.unsupported(n)
	}
	if negative {
		var ok bool
		if v, ok = negated(v); !ok {
			return operand{}, c.fail(n, "",
				"integer -"+v.String()+" is below -9223372036854775808 and no float64; with .0 at its end it is the nearest one")
		}
	}
	return operand{value: v}, nil
}

// negated returns -v, or v and false if that is no value. v is not negative.
func negated(v predicate.Value) (predicate.Value, bool) {
	if i, ok := v.Int64(); ok {
		return predicate.Int(-i), true
	}
	if u, ok := v.Uint64(); ok {
		if u == 1<<63 {
			return predicate.Int(math.MinInt64), true
		}
		f := float64(u)
		if f >= 1<<64 || uint64(f) != u {
			return v, false
		}
		return predicate.Float(-f), true
	}
	return predicate.Float(-v.Float64()), true
}

// path returns the path that a.b["c"] and the like name.
func (c *converter) path(n ast.Node) (string, error) {
	var names []string // the last one first
	for at := n; ; {
		if len(names) > MaxNames {
			return "", c.fail(n, "", "a path of more names than an event nests")
		}
		switch m := at.(type) {
		case *ast.ChainNode:
			at = m.Node
		case *ast.MemberNode:
			name, ok := m.Property.(*ast.StringNode)
			if !ok {
				return "", c.badIndex(m)
			}
			names = append(names, name.Value)
			at = m.Node
		case *ast.IdentifierNode:
			if m.Value != "$env" {
				names = append(names, m.Value)
			}
			if len(names) == 0 {
				return "", c.fail(m, "the whole event ($env)", `name an attribute: $env["a"]`)
			}
			slices.Reverse(names)
			return predicate.JoinPath(names...), nil
		default:
			return "", c.unsupported(at)
		}
	}
}

func (c *converter) badIndex(m *ast.MemberNode) *Error {
	// The node's own place is that of the bracket.
	offset := c.offset(m.Location().From)
	if _, err := c.number(m.Property); err == nil {
		return errorAt(c.text, offset, "an element of an array (a[0])", "a test on an array asks each of its elements")
	}
	return errorAt(c.text, offset, "a computed name (a[b])", `a name is constant: a["b"]`)
}

// lower is lower(a).
func (c *converter) lower(n *ast.BuiltinNode) (operand, error) {
	if len(n.Arguments) != 1 {
		return operand{}, c.fail(n, "", "lower takes one argument: lower(a)")
	}
	o, err := c.operand(n.Arguments[0])
	switch {
	case err != nil:
		return operand{}, err
	case o.role != attribute || o.attr.View != predicate.Plain:
		return operand{}, c.fail(n.Arguments[0], "lower of other than an attribute", "write lower(a)")
	}
	o.attr.View = predicate.Folded
	return o, nil
}

// unsupported returns the error for a node that stands where it cannot be indexed,
// or cannot be anywhere.
func (c *converter) unsupported(n ast.Node) *Error {
	switch n := n.(type) {
	case *ast.UnaryNode:
		if n.Operator == "-" || n.Operator == "+" {
			return c.fail(n, "arithmetic ("+n.Operator+")", "a sign stands before a number alone")
		}
		return c.fail(n, "a condition as an operand", n.Operator+" binds tighter than a comparison: write not (a == 5)")
	case *ast.BinaryNode:
		switch n.Operator {
		case "+", "-":
			return c.fail(n, "arithmetic ("+n.Operator+")", "compare an attribute with a literal")
		case "..":
			return c.fail(n, "an interval (1..2) here", "it stands after in")
		default:
			return c.fail(n, "a condition as an operand ("+n.Operator+")", "join conditions with && or ||")
		}
	case *ast.ArrayNode:
		return c.fail(n, "a list ([…]) here", "it stands after in")
	case *ast.BuiltinNode:
		return c.fail(n, "a call of "+n.Name, callable)
	case *ast.CallNode:
		id, ok := n.Callee.(*ast.IdentifierNode)
		switch {
		case !ok:
			return c.fail(n, "a call of a method", callable)
		case id.Value == "between" || id.Value == "cidr":
			return c.fail(n, id.Value+"(…) as an operand", "it is a condition by itself")
		}
		return c.fail(n, "a call of "+brief(id.Value), callable)
	case *ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NilNode:
		return c.fail(n, "a member of a literal", "it stands after an attribute")
	default:
		return c.fail(n, "this", "")
	}
}

const callable = "the functions are lower, between and cidr"
