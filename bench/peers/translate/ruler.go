package translate

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/predicate"
)

// Ruler returns the expression as rules of Event Ruler, one a conjunction: rules of
// one name are a disjunction there. A conjunction that no event satisfies has none.
func Ruler(e predicate.Expr, kinds Kinds) ([]string, error) {
	all, err := DNF(e)
	if err != nil {
		return nil, err
	}
	var rules []string
	for _, c := range all {
		rule, possible, err := rulerRule(c, kinds)
		if err != nil {
			return nil, err
		}
		if possible {
			rules = append(rules, rule)
		}
	}
	return rules, nil
}

func rulerRule(c Conjunction, kinds Kinds) (text string, possible bool, err error) {
	var out strings.Builder
	var paths []string
	of := map[string][]Literal{}
	for _, l := range c {
		if l.Test.Attr.View != predicate.Plain {
			return "", false, unsaid("tests of the value in lower case")
		}
		path, err := name(l.Test.Attr.Path)
		if err != nil {
			return "", false, err
		}
		if of[path] == nil {
			paths = append(paths, path)
		}
		of[path] = append(of[path], l)
	}
	for i, path := range paths {
		patterns, possible, err := rulerPatterns(of[path], kinds[path])
		if err != nil || !possible {
			return "", false, err
		}
		text, err := marshal(patterns)
		if err != nil {
			return "", false, err
		}
		out.WriteString([]string{"{", ","}[min(i, 1)] + `"` + path + `":` + text)
	}
	out.WriteString("}")
	return out.String(), true, nil
}

// rulerPatterns returns the patterns of one attribute, of which one has to match, for
// literals that all have to hold.
func rulerPatterns(lits []Literal, kind Kind) (patterns []any, possible bool, err error) {
	if i := slices.IndexFunc(lits, func(l Literal) bool {
		return !l.Negated && (l.Test.Op == predicate.OpEqual || l.Test.Op == predicate.OpIn)
	}); i >= 0 {
		for _, v := range lits[i].Test.Args {
			if hold(lits, v) {
				patterns = append(patterns, number(v))
			}
		}
		return patterns, len(patterns) > 0, nil
	}
	if kind == Int || kind == Float {
		return rulerNumbers(lits)
	}
	if slices.ContainsFunc(lits, func(l Literal) bool {
		return l.Test.Op >= predicate.OpLess && l.Test.Op <= predicate.OpBetween
	}) {
		return nil, false, unsaid("order of strings")
	}
	var not []any
	for _, l := range lits {
		if l.Negated && (l.Test.Op == predicate.OpEqual || l.Test.Op == predicate.OpIn) {
			for _, v := range l.Test.Args {
				not = append(not, number(v))
			}
		}
	}
	if len(not) > 0 {
		for _, l := range lits {
			if l.Test.Op != predicate.OpEqual && l.Test.Op != predicate.OpIn {
				return nil, false, unsaid("an exclusion and another test of one attribute")
			}
		}
		return []any{object("anything-but", not)}, true, nil
	}
	if len(lits) > 1 {
		return nil, false, unsaid("two tests of strings of one attribute")
	}
	return rulerText(lits[0])
}

// hold says whether the value satisfies all literals, as the oracle has it.
func hold(lits []Literal, v predicate.Value) bool {
	for _, l := range lits {
		var b predicate.Builder
		b.Add(l.Test.Attr.Path, v)
		ev, err := b.Event()
		if err != nil || oracle.Matches(l.Test, ev) == l.Negated {
			return false
		}
	}
	return true
}

func rulerText(l Literal) (patterns []any, possible bool, err error) {
	arg := ""
	if len(l.Test.Args) > 0 {
		arg = l.Test.Args[0].Text()
	}
	var p any
	switch l.Test.Op {
	case predicate.OpStartsWith:
		p = object("prefix", arg)
	case predicate.OpEndsWith:
		p = object("suffix", arg)
	case predicate.OpContains:
		p = object("wildcard", "*"+strings.NewReplacer(`\`, `\\`, `*`, `\*`).Replace(arg)+"*")
	default:
		return nil, false, unsaid("the operator %v", l.Test.Op)
	}
	if l.Negated {
		p = object("anything-but", p)
	}
	return []any{p}, true, nil
}

// end is one end of an interval of numbers.
type end struct {
	set   bool
	value predicate.Value
	open  bool
}

// tighter says whether an end at v excludes more; sign is +1 for lower ends.
func (e end) tighter(v predicate.Value, open bool, sign int) bool {
	if !e.set {
		return true
	}
	c := sign * predicate.Compare(v, e.value)
	return c > 0 || c == 0 && open && !e.open
}

// rulerNumbers makes one interval of all.
func rulerNumbers(lits []Literal) (patterns []any, possible bool, err error) {
	var lo, hi end
	for _, l := range lits {
		op, args := l.Test.Op, l.Test.Args
		if l.Negated {
			switch op {
			case predicate.OpLess:
				op = predicate.OpGreaterEqual
			case predicate.OpLessEqual:
				op = predicate.OpGreater
			case predicate.OpGreater:
				op = predicate.OpLessEqual
			case predicate.OpGreaterEqual:
				op = predicate.OpLess
			default:
				return nil, false, unsaid("the negation of the operator %v on numbers", op)
			}
		}
		switch op {
		case predicate.OpLess, predicate.OpLessEqual:
			hi.bound(args[0], op == predicate.OpLess, -1)
		case predicate.OpGreater, predicate.OpGreaterEqual:
			lo.bound(args[0], op == predicate.OpGreater, +1)
		case predicate.OpBetween:
			lo.bound(args[0], false, +1)
			hi.bound(args[1], false, -1)
		default:
			return nil, false, unsaid("the operator %v on numbers", op)
		}
	}
	var numeric []any
	if lo.set {
		numeric = append(numeric, []string{">=", ">"}[index(lo.open)], number(lo.value))
	}
	if hi.set {
		numeric = append(numeric, []string{"<=", "<"}[index(hi.open)], number(hi.value))
	}
	if lo.set && hi.set {
		switch c := predicate.Compare(lo.value, hi.value); {
		case c > 0 || c == 0 && (lo.open || hi.open):
			return nil, false, nil
		case c == 0: // an empty interval in its grammar
			return []any{number(lo.value)}, true, nil
		}
	}
	return []any{object("numeric", numeric)}, true, nil
}

func (e *end) bound(v predicate.Value, open bool, sign int) {
	if e.tighter(v, open, sign) {
		*e = end{true, v, open}
	}
}

func index(b bool) int {
	if b {
		return 1
	}
	return 0
}

func object(key string, value any) map[string]any { return map[string]any{key: value} }

// number returns a constant as JSON has it.
func number(v predicate.Value) any {
	switch v.Kind() {
	case predicate.KindNumber:
		return json.Number(v.String())
	case predicate.KindBool:
		return v.Truth()
	default:
		return v.Text()
	}
}
