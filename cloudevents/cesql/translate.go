package cesql

import (
	"fmt"
	"slices"
	"strings"

	"github.com/antlr/antlr4/runtime/Go/antlr"
	sdk "github.com/cloudevents/sdk-go/sql/v2"
	"github.com/cloudevents/sdk-go/sql/v2/gen"
)

// translator turns a parse tree into verdicts.
type translator struct {
	text  string
	runes []rune
	depth int
}

// fail returns an error at the node's beginning.
func (t *translator) fail(n antlr.ParserRuleContext, construct, msg string) *Error {
	return errorAt(t.text, n.GetStart().GetStart(), construct, msg)
}

// textOf returns the text of the node.
func (t *translator) textOf(n antlr.ParserRuleContext) string {
	return string(t.runes[n.GetStart().GetStart() : n.GetStop().GetStop()+1])
}

// condition returns the verdict of an expression, cast to Boolean.
func (t *translator) condition(n gen.IExpressionContext) (verdict, error) {
	t.depth++
	defer func() { t.depth-- }()
	if t.depth > MaxNesting {
		return verdict{}, t.fail(n, "", fmt.Sprintf("the expression nests deeper than %d levels", MaxNesting))
	}
	if isConstant(n) {
		c, err := t.constant(n)
		if err != nil {
			return verdict{}, err
		}
		if b, ok := c.truth(); ok {
			return truth(b), nil
		}
		return failure(), nil
	}
	v, err := t.dependent(n)
	if err == nil && v.tests > MaxTests {
		err = t.fail(n, "", fmt.Sprintf("the expression comes to more than %d tests", MaxTests))
	}
	return v, err
}

// dependent returns the verdict of an expression that has attributes.
func (t *translator) dependent(n gen.IExpressionContext) (verdict, error) {
	switch n := n.(type) {
	case *gen.SubExpressionContext:
		return t.condition(n.Expression())
	case *gen.UnaryLogicExpressionContext:
		v, err := t.condition(n.Expression())
		return v.not(), err
	case *gen.BinaryLogicExpressionContext:
		return t.logic(n)
	case *gen.ExistsExpressionContext:
		o := operand{name: strings.ToLower(n.Identifier().GetText())}
		return o.exists(), nil
	case *gen.BinaryComparisonExpressionContext:
		return t.comparison(n)
	case *gen.LikeExpressionContext:
		return t.like(n)
	case *gen.InExpressionContext:
		return t.in(n)
	case *gen.FunctionInvocationExpressionContext:
		if to, arg, ok := t.canCast(n); ok {
			o, err := t.operand(arg)
			if err == nil && (o.isCast || o.lower) {
				err = t.fail(arg, "a cast of a cast", "give the attribute itself")
			}
			if err != nil {
				return verdict{}, err
			}
			return o.canCast(to), nil
		}
	default:
	}
	o, err := t.operand(n)
	if err != nil {
		return verdict{}, err
	}
	if o.lower || o.isCast && o.to != sdk.BooleanType {
		return verdict{}, t.fail(n, o.written+" as a condition", "compare it with a constant")
	}
	return o.castEquals(constant{value: true}), nil
}

func (t *translator) logic(n *gen.BinaryLogicExpressionContext) (verdict, error) {
	// The operators are right-associative, and a chain may be long.
	var terms []verdict
	var operators []func(a, b verdict) verdict
	var e gen.IExpressionContext = n
	for {
		b, ok := e.(*gen.BinaryLogicExpressionContext)
		if !ok {
			break
		}
		v, err := t.condition(b.Expression(0))
		if err != nil {
			return v, err
		}
		terms = append(terms, v)
		switch {
		case b.AND() != nil:
			operators = append(operators, verdict.and)
		case b.OR() != nil:
			operators = append(operators, verdict.or)
		default:
			operators = append(operators, verdict.xor)
		}
		e = b.Expression(1)
	}
	v, err := t.condition(e)
	for i := len(terms) - 1; i >= 0 && err == nil; i-- {
		if v = operators[i](terms[i], v); v.tests > MaxTests {
			err = t.fail(n, "", fmt.Sprintf("the expression comes to more than %d tests", MaxTests))
		}
	}
	return v, err
}

// sides returns the attribute and the constant that an operator joins.
func (t *translator) sides(n antlr.ParserRuleContext, left, right gen.IExpressionContext) (o operand, c constant, constantFirst bool, err error) {
	if isConstant(left) {
		left, right, constantFirst = right, left, true
	}
	if !isConstant(right) {
		return o, c, false, t.fail(n, "a comparison of two attributes or conditions", "one side has to be a constant")
	}
	if o, err = t.operand(left); err == nil {
		c, err = t.constant(right)
	}
	return o, c, constantFirst, err
}

func (t *translator) comparison(n *gen.BinaryComparisonExpressionContext) (verdict, error) {
	o, c, constantFirst, err := t.sides(n, n.Expression(0), n.Expression(1))
	if err != nil {
		return verdict{}, err
	}
	if c.fails() {
		return failure(), nil
	}
	switch {
	case n.EQUAL() != nil:
		return t.equal(&o, c, constantFirst)
	case n.NOT_EQUAL() != nil, n.LESS_GREATER() != nil:
		v, err := t.equal(&o, c, constantFirst)
		return v.not(), err
	}
	if o.lower || o.isCast && o.to != sdk.IntegerType {
		return verdict{}, t.fail(n, "an order of "+o.written, "only integers have one")
	}
	i, ok := c.integer()
	if !ok {
		return failure(), nil
	}
	op := "<"
	switch {
	case n.LESS_OR_EQUAL() != nil:
		op = "<="
	case n.GREATER() != nil:
		op = ">"
	case n.GREATER_OR_EQUAL() != nil:
		op = ">="
	}
	if constantFirst {
		op = strings.NewReplacer("<", ">", ">", "<").Replace(op)
	}
	return o.castIn(satisfying(op, i)), nil
}

// equal returns the verdict of equality: the left side is cast to the type of the
// right one.
func (t *translator) equal(o *operand, c constant, constantFirst bool) (verdict, error) {
	if o.lower || o.isCast {
		if constantFirst {
			c = c.cast(o.to)
		}
		switch {
		case c.fails():
			return failure(), nil
		case c.kind() != o.to:
			return verdict{}, errorAt(t.text, o.runes, o.written+" against a constant of another type", "compare it with one of type "+o.to.String())
		}
		constantFirst = false
	}
	if constantFirst {
		return o.equalsCast(c), nil
	}
	return o.castEquals(c), nil
}

func (t *translator) like(n *gen.LikeExpressionContext) (verdict, error) {
	o, err := t.operand(n.Expression())
	if err != nil {
		return verdict{}, err
	}
	if o.isCast && o.to != sdk.StringType {
		return verdict{}, t.fail(n, "LIKE of "+o.written, "cast it to nothing, or to STRING")
	}
	literal, _ := n.StringLiteral().(antlr.ParserRuleContext)
	c, err := t.constant(literal)
	if err != nil {
		return verdict{}, err
	}
	v, ok := o.like(c.text())
	if !ok {
		return verdict{}, t.fail(literal, "LIKE "+t.textOf(literal)+" of an attribute that may be an integer", "the text of an integer may be of that form")
	}
	if n.NOT() != nil {
		v = v.not()
	}
	return v, nil
}

func (t *translator) in(n *gen.InExpressionContext) (verdict, error) {
	set, _ := n.SetExpression().(*gen.SetExpressionContext)
	out := truth(false)
	for _, x := range slices.Backward(set.AllExpression()) {
		v, err := t.element(n.Expression(), x)
		if err != nil {
			return verdict{}, err
		}
		out = v.or(out)
		if out.tests > MaxTests {
			return verdict{}, t.fail(n, "", fmt.Sprintf("the expression comes to more than %d tests", MaxTests))
		}
	}
	if n.NOT() != nil {
		out = out.not()
	}
	return out, nil
}

// element returns the verdict of the value being the element, which is cast to its
// type.
func (t *translator) element(value, element gen.IExpressionContext) (verdict, error) {
	if isConstant(value) && isConstant(element) {
		c, err := evaluate("(" + t.textOf(value) + ") IN (" + t.textOf(element) + ")")
		switch {
		case err != nil:
			return verdict{}, t.fail(element, "", err.Error())
		case c.fails():
			return failure(), nil
		}
		return truth(c.value == true), nil
	}
	o, c, constantFirst, err := t.sides(element, element, value)
	if err != nil {
		return verdict{}, err
	}
	if c.fails() {
		return failure(), nil
	}
	return t.equal(&o, c, constantFirst)
}

// operand returns the attribute that an expression is, as it stands or cast.
func (t *translator) operand(n gen.IExpressionContext) (operand, error) {
	o := operand{runes: n.GetStart().GetStart(), written: t.textOf(n)}
	switch n := n.(type) {
	case *gen.SubExpressionContext:
		return t.operand(n.Expression())
	case *gen.AtomExpressionContext:
		o.name = strings.ToLower(n.GetText())
		return o, nil
	case *gen.FunctionInvocationExpressionContext:
		arg, ok := argument(n)
		switch name := strings.ToUpper(n.FunctionIdentifier().GetText()); {
		case !ok:
		case name == "INT":
			o.isCast, o.to = true, sdk.IntegerType
		case name == "BOOL":
			o.isCast, o.to = true, sdk.BooleanType
		case name == "STRING":
			o.isCast, o.to = true, sdk.StringType
		case name == "LOWER":
			o.lower, o.to = true, sdk.StringType
		}
		if !o.isCast && !o.lower {
			return o, t.fail(n, "the function "+t.textOf(n), "of attributes there are INT, BOOL, STRING and LOWER, and IS_INT and IS_BOOL as conditions")
		}
		inner, err := t.operand(arg)
		if err == nil && (inner.isCast || inner.lower) {
			err = t.fail(arg, "a cast of a cast", "give the attribute itself")
		}
		o.name = inner.name
		return o, err
	case *gen.BinaryMultiplicativeExpressionContext, *gen.BinaryAdditiveExpressionContext, *gen.UnaryNumericExpressionContext:
		return o, t.fail(n, "arithmetic on an attribute", "compare the attribute with a constant")
	default:
		return o, t.fail(n, "a comparison of a condition", "compare an attribute with a constant")
	}
}

// canCast returns the type that IS_INT or IS_BOOL asks about, and its argument.
func (t *translator) canCast(n *gen.FunctionInvocationExpressionContext) (to sdk.Type, arg gen.IExpressionContext, ok bool) {
	if arg, ok = argument(n); !ok {
		return to, nil, false
	}
	switch strings.ToUpper(n.FunctionIdentifier().GetText()) {
	case "IS_INT":
		return sdk.IntegerType, arg, true
	case "IS_BOOL":
		return sdk.BooleanType, arg, true
	default:
		return to, nil, false
	}
}

// argument returns the only argument of a call.
func argument(n *gen.FunctionInvocationExpressionContext) (gen.IExpressionContext, bool) {
	list, ok := n.FunctionParameterList().(*gen.FunctionParameterListContext)
	if !ok || len(list.AllExpression()) != 1 {
		return nil, false
	}
	return list.AllExpression()[0], true
}

// isConstant says whether there is no attribute in the tree.
func isConstant(n antlr.Tree) bool {
	if _, ok := n.(*gen.IdentifierContext); ok {
		return false
	}
	for _, child := range n.GetChildren() {
		if !isConstant(child) {
			return false
		}
	}
	return true
}

// constant evaluates an expression without attributes.
func (t *translator) constant(n antlr.ParserRuleContext) (constant, error) {
	c, err := evaluate(t.textOf(n))
	if err != nil {
		return c, t.fail(n, "", strings.TrimPrefix(err.Error(), "parse error: "))
	}
	return c, nil
}
