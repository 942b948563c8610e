package predicate_test

import (
	"math"
	"testing"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/randexpr"
	p "github.com/thresh-dev/thresh/predicate"
)

func TestExprString(t *testing.T) {
	a := p.Eq("a", p.Int(1))
	for want, e := range map[string]p.Expr{
		`a == 1`:                        a,
		`a != 1`:                        p.Not{X: a},
		`not (a != 1)`:                  p.Not{X: p.Not{X: a}},
		`a in [1, "x", true]`:           p.In("a", p.Int(1), p.String("x"), p.Bool(true)),
		`a not in []`:                   p.Not{X: p.In("a")},
		`a == nil`:                      p.Absent("a"),
		`a != nil`:                      p.Exists("a"),
		`lower(a) startsWith "x"`:       p.Lower(p.StartsWith("a", "x")),
		`between(a, 1, 2.5)`:            p.Between("a", p.Int(1), p.Float(2.5)),
		`not (cidr(a, "10.0.0.0/8"))`:   p.Not{X: p.CIDR("a", "10.0.0.0/8")},
		`a < -5 && a >= 1e+300`:         p.And{p.Lt("a", p.Int(-5)), p.Ge("a", p.Float(1e300))},
		`(a == 1 || a == 1) && (a > 2)`: p.And{p.Or{a, a}, p.And{p.Gt("a", p.Int(2))}},
		`true`:                          p.And{},
		`false`:                         p.Or{},
		`not (true)`:                    p.Not{X: p.Const(true)},
		`order.total == 1`:              p.Eq("order.total", p.Int(1)),
		`order["unit price"].x == 1`:    p.Eq("order.unit price.x", p.Int(1)),
		`$env["Cost $"].in1["in"] == 1`: p.Eq("Cost $.in1.in", p.Int(1)),
		`$env["a.b"]["\\"] == 1`:        p.Eq(`a\.b.\\`, p.Int(1)),
		`$env[""] == 1`:                 p.Eq("", p.Int(1)),
		`$env["not"] == "\x00\u2028\n"`: p.Eq("not", p.String("\x00\u2028\n")),
		`$env["é"] == b"\xff\x0a"`:      p.Eq("é", p.String("\xff\n")),
	} {
		require.Equal(t, want, e.String())
		_, err := parser.Parse(want)
		require.NoError(t, err)
	}
}

// TestStringsAreLiterals has the language's own parser read random expressions,
// and looks whether it finds the strings and numbers that were written.
func TestStringsAreLiterals(t *testing.T) {
	literal := func(v p.Value) ast.Node {
		tree, err := parser.Parse("a == " + v.String())
		require.NoError(t, err, "%s", v)
		return tree.Node.(*ast.BinaryNode).Right
	}
	for _, s := range []string{
		"", "a", `"`, `'`, "`", `\`, "\x00", "\x01\x1f\x7f", "\u0080\u009f", "\u00ad", "\u2028\u2029", "\ufeff", "\ufffd",
		"\U0001f600", "\U0010ffff", "\a\b\f\n\r\t\v", "\r\n", "é\u0301", "${x}", "//", "\xff", "a\xc3", "\xed\xa0\x80", "`\xff\"\\",
	} {
		switch n := literal(p.String(s)).(type) {
		case *ast.StringNode:
			require.Equal(t, s, n.Value)
		case *ast.BytesNode:
			require.Equal(t, s, string(n.Value))
		default:
			require.Fail(t, "no string", "%q: %T", s, n)
		}
	}
	for _, v := range []p.Value{
		p.Int(0), p.Int(-1), p.Int(math.MaxInt64), p.Int(-math.MaxInt64), p.Int(math.MinInt64), p.Uint(1 << 63), p.Uint(3 << 62),
		p.Uint(math.MaxUint64 - 2047), p.Float(1e300), p.Float(-1e-300), p.Float(5e-324), p.Float(math.MaxFloat64), p.Float(0.1),
		p.Float(1234567.5), p.Float(0x1p64),
	} {
		n, sign := literal(v), 1
		if u, ok := n.(*ast.UnaryNode); ok {
			require.Equal(t, "-", u.Operator)
			n, sign = u.Node, -1
		}
		switch n := n.(type) {
		case *ast.IntegerNode:
			require.Equal(t, v, p.Int(int64(sign*n.Value)))
		case *ast.FloatNode:
			require.Equal(t, v, p.Float(float64(sign)*n.Value))
		default:
			require.Fail(t, "no number", "%s: %T", v, n)
		}
	}
}

func TestRandomExpressionsParse(t *testing.T) {
	g := randexpr.New(newRand(t))
	for range 2000 {
		e := g.Expr()
		if hasBigInteger(e) {
			continue // the language has no literal for these
		}
		_, err := parser.Parse(e.String())
		require.NoError(t, err, "%s", e)
	}
}

func hasBigInteger(e p.Expr) bool {
	for _, test := range testsOf(nil, e) {
		for _, v := range test.Args {
			_, int64s := v.Int64()
			if u, ok := v.Uint64(); ok && !int64s && p.Float(float64(u)) != v {
				return true
			}
		}
	}
	return false
}
