package translate

import (
	"slices"
	"strings"

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
	all, err := attributes(c)
	if err != nil {
		return "", false, err
	}
	var out strings.Builder
	for i, a := range all {
		patterns, possible, err := rulerPatterns(a.lits, kinds[a.path])
		if err != nil || !possible {
			return "", false, err
		}
		text, err := marshal(patterns)
		if err != nil {
			return "", false, err
		}
		out.WriteString([]string{"{", ","}[min(i, 1)] + `"` + a.path + `":` + text)
	}
	out.WriteString("}")
	return out.String(), true, nil
}

// rulerPatterns returns the patterns of one attribute, of which one has to match, for
// literals that all have to hold.
func rulerPatterns(lits []Literal, kind Kind) (patterns []any, possible bool, err error) {
	if values, ok := allowed(lits); ok {
		return values, len(values) > 0, nil
	}
	if kind == Int || kind == Float {
		return rulerNumbers(lits)
	}
	if slices.ContainsFunc(lits, func(l Literal) bool {
		return l.Test.Op >= predicate.OpLess && l.Test.Op <= predicate.OpBetween
	}) {
		return nil, false, unsaid("order of strings")
	}
	if not, only := excluded(lits); only {
		return []any{object("anything-but", not)}, true, nil
	} else if len(not) > 0 {
		return nil, false, unsaid("an exclusion and another test of one attribute")
	}
	if len(lits) > 1 {
		return nil, false, unsaid("two tests of strings of one attribute")
	}
	return rulerText(lits[0])
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

// rulerNumbers makes one interval of all.
func rulerNumbers(lits []Literal) (patterns []any, possible bool, err error) {
	lo, hi, err := interval(lits)
	if err != nil {
		return nil, false, err
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

func index(b bool) int {
	if b {
		return 1
	}
	return 0
}

func object(key string, value any) map[string]any { return map[string]any{key: value} }
