package translate

import (
	"encoding/json"
	"strings"

	"github.com/thresh-dev/thresh/predicate"
)

// language is how one of the infix languages writes the parts of an expression.
type language struct {
	and, or, not string
	equal        string
	// text writes a test of strings with one argument, quoted.
	text func(op predicate.Op, attr, arg string) (string, error)
	// quote writes a string.
	quote func(s string) (string, error)
	// floatSets says whether sets of floats can be written.
	floatSets bool
}

// writer writes one expression.
type writer struct {
	language
	kinds Kinds
	out   strings.Builder
}

func (w *writer) expr(e predicate.Expr) error {
	switch e := e.(type) {
	case predicate.And:
		return w.list(e, w.and)
	case predicate.Or:
		return w.list(e, w.or)
	case predicate.Not:
		w.out.WriteString(w.not + "(")
		if err := w.expr(e.X); err != nil {
			return err
		}
		w.out.WriteString(")")
		return nil
	case *predicate.Test:
		return w.test(e)
	default:
		return unsaid("constants")
	}
}

func (w *writer) list(list []predicate.Expr, sep string) error {
	if len(list) == 0 {
		return unsaid("constants")
	}
	for i, e := range list {
		if i > 0 {
			w.out.WriteString(" " + sep + " ")
		}
		_, isTest := e.(*predicate.Test)
		if !isTest {
			w.out.WriteString("(")
		}
		if err := w.expr(e); err != nil {
			return err
		}
		if !isTest {
			w.out.WriteString(")")
		}
	}
	return nil
}

func (w *writer) test(t *predicate.Test) error {
	if t.Attr.View != predicate.Plain {
		return unsaid("tests of the value in lower case")
	}
	attr, err := name(t.Attr.Path)
	if err != nil {
		return err
	}
	kind := w.kinds[attr]
	args := make([]string, len(t.Args))
	for i, v := range t.Args {
		if args[i], err = w.value(kind, v); err != nil {
			return err
		}
	}
	switch t.Op {
	case predicate.OpEqual:
		w.out.WriteString(attr + " " + w.equal + " " + args[0])
	case predicate.OpIn:
		if len(args) == 0 {
			return unsaid("empty sets")
		}
		if kind == Float && !w.floatSets {
			return unsaid("sets of numbers that are no integers")
		}
		w.out.WriteString(attr + " in [" + strings.Join(args, ", ") + "]")
	case predicate.OpLess, predicate.OpLessEqual, predicate.OpGreater, predicate.OpGreaterEqual:
		return w.compare(attr, kind, t.Op.String(), args[0])
	case predicate.OpBetween:
		w.out.WriteString("(")
		if err := w.compare(attr, kind, ">=", args[0]); err != nil {
			return err
		}
		w.out.WriteString(" " + w.and + " ")
		if err := w.compare(attr, kind, "<=", args[1]); err != nil {
			return err
		}
		w.out.WriteString(")")
	case predicate.OpStartsWith, predicate.OpEndsWith, predicate.OpContains, predicate.OpMatches:
		text, err := w.text(t.Op, attr, args[0])
		if err != nil {
			return err
		}
		w.out.WriteString(text)
	default:
		return unsaid("the operator %v", t.Op)
	}
	return nil
}

func (w *writer) compare(attr string, kind Kind, op, arg string) error {
	if kind == String && w.equal == "=" { // a-tree
		return unsaid("order of strings")
	}
	w.out.WriteString(attr + " " + op + " " + arg)
	return nil
}

// value writes a constant as a value of the attribute's kind.
func (w *writer) value(kind Kind, v predicate.Value) (string, error) {
	switch kind {
	case String:
		return w.quote(v.Text())
	case Float:
		return decimal(v)
	default:
		return v.String(), nil
	}
}

// decimal writes a number with a point, and without an exponent.
func decimal(v predicate.Value) (string, error) {
	s := v.String()
	switch {
	case strings.ContainsAny(s, "eE"):
		return "", unsaid("the number %s", s)
	case strings.Contains(s, "."):
		return s, nil
	default:
		return s + ".0", nil
	}
}

// quoteJSON writes a string as JSON does.
func quoteJSON(s string) (string, error) { return marshal(s) }

// marshal writes a value as JSON, as it would be written by hand.
func marshal(v any) (string, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return strings.TrimSuffix(b.String(), "\n"), err
}

// Expr returns the expression in the language of expr-lang.
func Expr(e predicate.Expr, kinds Kinds) (string, error) {
	return write(e, kinds, language{
		and: "&&", or: "||", not: "!", equal: "==", quote: quoteJSON, floatSets: true,
		text: func(op predicate.Op, attr, arg string) (string, error) {
			return attr + " " + op.String() + " " + arg, nil
		},
	})
}

// CEL returns the expression in the Common Expression Language.
func CEL(e predicate.Expr, kinds Kinds) (string, error) {
	return write(e, kinds, language{
		and: "&&", or: "||", not: "!", equal: "==", quote: quoteJSON, floatSets: true,
		text: func(op predicate.Op, attr, arg string) (string, error) {
			return attr + "." + op.String() + "(" + arg + ")", nil
		},
	})
}

// ATree returns the expression in the language of a-tree.
func ATree(e predicate.Expr, kinds Kinds) (string, error) {
	return write(e, kinds, language{
		and: "and", or: "or", not: "not ", equal: "=",
		quote: func(s string) (string, error) {
			if strings.ContainsAny(s, "'\"\\\n") {
				return "", unsaid("the string %q", s)
			}
			return "'" + s + "'", nil
		},
		text: func(op predicate.Op, _, _ string) (string, error) {
			return "", unsaid("the operator %v", op)
		},
	})
}

func write(e predicate.Expr, kinds Kinds, l language) (string, error) {
	w := writer{language: l, kinds: kinds}
	if err := w.expr(e); err != nil {
		return "", err
	}
	return w.out.String(), nil
}
