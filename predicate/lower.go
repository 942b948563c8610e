package predicate

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
)

// The limits of lowering.
const (
	// DefaultMaxConjunctions is the limit of Options.MaxConjunctions unless set.
	DefaultMaxConjunctions = 1024
	// MaxDepth is how deep an expression may nest.
	MaxDepth = 1000
)

// The errors of lowering.
var (
	// ErrTooManyConjunctions says that an expression needs more conjunctions than
	// the limit allows.
	ErrTooManyConjunctions = errors.New("predicate: expression needs too many conjunctions")
	// ErrTooDeep says that an expression nests deeper than MaxDepth.
	ErrTooDeep = errors.New("predicate: expression nests too deep")
	// ErrBadTest says that a test has arguments that its operator does not take.
	ErrBadTest = errors.New("predicate: bad test")
)

// Options are the choices of lowering. The zero value chooses the defaults.
type Options struct {
	// MaxConjunctions is the largest number of conjunctions an expression may
	// need; 0 stands for DefaultMaxConjunctions.
	MaxConjunctions int
}

// Subscription is a disjunction of conjunctions together with the expression
// that they were lowered from. It is immutable.
type Subscription struct {
	expr         Expr
	conjunctions []Conjunction
}

// New lowers the expression. A tree given to New is not to be changed any more.
// The error wraps ErrTooManyConjunctions, ErrTooDeep or ErrBadTest.
func New(e Expr, o Options) (*Subscription, error) {
	clauses, err := o.clauses(e)
	if err != nil {
		return nil, err
	}
	s := &Subscription{expr: e}
	for _, c := range clauses {
		s.conjunctions = c.conjunctions(s.conjunctions)
	}
	return s, nil
}

// Expr returns the expression.
func (s *Subscription) Expr() Expr { return s.expr }

// Conjunctions returns the conjunctions. The caller must not change them. The
// subscription of an expression that is never true has none.
func (s *Subscription) Conjunctions() []Conjunction { return s.conjunctions }

// Satisfied says whether the event satisfies one of the conjunctions.
func (s *Subscription) Satisfied(e *Event) bool {
	return slices.ContainsFunc(s.conjunctions, func(c Conjunction) bool { return c.Satisfied(e) })
}

// String returns the expression in the expression language.
func (s *Subscription) String() string { return s.expr.String() }

func (o Options) clauses(e Expr) ([]clause, error) {
	l := lowerer{limit: o.MaxConjunctions}
	if l.limit <= 0 {
		l.limit = DefaultMaxConjunctions
	}
	return l.lower(e, true, 0)
}

// lowerer turns an expression into clauses: a disjunctive normal form.
type lowerer struct {
	limit int
}

func (l *lowerer) tooMany() error {
	return fmt.Errorf("%w: more than %d", ErrTooManyConjunctions, l.limit)
}

// lower returns the clauses that are satisfied where e is true, or where e is
// false if want is false. Where e is unknown neither are.
func (l *lowerer) lower(e Expr, want bool, depth int) ([]clause, error) {
	if depth > MaxDepth {
		return nil, fmt.Errorf("%w: more than %d levels", ErrTooDeep, MaxDepth)
	}
	switch e := e.(type) {
	case Const:
		if bool(e) == want {
			return []clause{nil}, nil
		}
		return nil, nil
	case Not:
		return l.lower(e.X, !want, depth+1)
	case And:
		if want {
			return l.product(e, want, depth)
		}
		return l.union(e, want, depth)
	case Or:
		if want {
			return l.union(e, want, depth)
		}
		return l.product(e, want, depth)
	case *Test:
		t, err := e.term(want)
		if err != nil {
			return nil, err
		}
		return []clause{{t}}, nil
	default:
		return nil, fmt.Errorf("%w: expression of type %T", ErrBadTest, e)
	}
}

// product returns the and of the terms: the clauses that join one clause of each.
func (l *lowerer) product(terms []Expr, want bool, depth int) ([]clause, error) {
	acc := []clause{make(clause, 0, len(terms))}
	for _, e := range terms {
		cs, err := l.lower(e, want, depth+1)
		if err != nil {
			return nil, err
		}
		if len(cs) == 1 { // no new clauses: extend those there are
			for i := range acc {
				acc[i] = append(acc[i], cs[0]...)
			}
			continue
		}
		if len(acc)*len(cs) > l.limit {
			return nil, l.tooMany()
		}
		next := make([]clause, 0, len(acc)*len(cs))
		for _, a := range acc {
			for _, c := range cs {
				next = append(next, slices.Concat(a, c))
			}
		}
		acc = next
	}
	return acc, nil
}

// union returns the or of the terms. Literals on one attribute that ask for some
// value become one literal, so that an or of many equalities is one set.
func (l *lowerer) union(terms []Expr, want bool, depth int) ([]clause, error) {
	var out []clause
	where := map[Attribute]int{}      // the clause in out that has the union
	ranges := map[Attribute][]Range{} // what is to be in it
	for _, e := range terms {
		cs, err := l.lower(e, want, depth+1)
		if err != nil {
			return nil, err
		}
		for _, c := range cs {
			if len(c) == 1 && !c[0].lit.All && c[0].lit.Tests == nil {
				a := c[0].attr
				if _, ok := where[a]; ok {
					ranges[a] = append(ranges[a], c[0].lit.Set.ranges...)
					continue
				}
				where[a] = len(out)
				ranges[a] = slices.Clone(c[0].lit.Set.ranges)
			}
			if len(out) == l.limit {
				return nil, l.tooMany()
			}
			out = append(out, c)
		}
	}
	for a, i := range where {
		out[i][0].lit.Set = SetOf(ranges[a]...)
	}
	return out, nil
}

// term returns the literal that is satisfied where the test is true, or where it
// is false if want is false.
func (t *Test) term(want bool) (term, error) {
	attr, yes, no, residual, err := t.sets()
	if err != nil {
		return term{}, err
	}
	if t.Op == OpAbsent {
		if want {
			return term{attr, Literal{Set: yes}}, nil
		}
		return term{attr, Literal{Set: no}}, nil
	}
	if want {
		lit := Literal{Set: yes}
		if residual != nil {
			lit.Tests = []*Residual{residual}
		}
		return term{attr, lit}, nil
	}
	lit := Literal{Set: no, All: true}
	if residual != nil {
		lit.Tests = []*Residual{residual.not()}
	}
	return term{attr, lit}, nil
}

// sets returns the attribute whose values decide the test, and the values on
// which it is true and on which it is false. If there is a residual the test is
// true on the values of yes that pass it, and false on those of no that fail it.
func (t *Test) sets() (attr Attribute, yes, no RangeSet, residual *Residual, err error) {
	if err := t.check(); err != nil {
		return attr, yes, no, nil, err
	}
	attr = t.Attr
	switch t.Op {
	case OpAbsent:
		attr.View = Plain
		yes = SetOf(OfKind(KindAbsent))
		return attr, yes, Present(), nil, nil
	case OpEqual, OpIn:
		yes = Points(t.Args...)
		return attr, yes, Present().Minus(yes), nil, nil
	case OpContains, OpMatches:
		r, within, err := newResidual(t.Op, t.Args[0].str)
		if err != nil {
			return attr, yes, no, nil, fmt.Errorf("%w: %s: %w", ErrBadTest, t.Op, err)
		}
		return attr, SetOf(within), SetOf(OfKind(KindString)), r, nil
	default:
	}
	var r Range
	v := t.Args[0]
	switch t.Op {
	case OpLess:
		r = below(v)
	case OpLessEqual:
		r = Range{OfKind(v.kind).Lo, Above(v)}
	case OpGreater:
		r = above(v)
	case OpGreaterEqual:
		r = Range{Below(v), OfKind(v.kind).Hi}
	case OpBetween:
		r = Closed(v, t.Args[1])
	case OpStartsWith:
		r = WithPrefix(v.str)
	case OpEndsWith:
		r = WithPrefix(reverse(v.str))
		attr.View = Reversed
		if t.Attr.View == Folded {
			attr.View = FoldedReversed
		}
	case OpCIDR:
		p, err := netip.ParsePrefix(v.str)
		if err != nil {
			return attr, yes, no, nil, fmt.Errorf("%w: cidr: %w", ErrBadTest, err)
		}
		r = networkRange(p)
		attr.View = Address
	default:
	}
	yes = SetOf(r)
	return attr, yes, SetOf(OfKind(v.kind)).Minus(yes), nil, nil
}

// check says whether the operator takes the arguments and the view.
func (t *Test) check() error {
	want, ok := argsOf(t.Op)
	switch {
	case !ok:
		return fmt.Errorf("%w: unknown operator %d", ErrBadTest, t.Op)
	case t.Attr.View != Plain && (t.Attr.View != Folded || t.Op == OpCIDR):
		return fmt.Errorf("%w: %s takes no %s(%s)", ErrBadTest, t.Op, t.Attr.View, t.Attr.Path)
	case want.n >= 0 && len(t.Args) != want.n:
		return fmt.Errorf("%w: %s takes %d values, not %d", ErrBadTest, t.Op, want.n, len(t.Args))
	}
	for _, v := range t.Args {
		if !slices.Contains(want.kinds, v.kind) || v.kind != t.Args[0].kind && want.n == 2 {
			return fmt.Errorf("%w: %s does not take %s", ErrBadTest, t.Op, v)
		}
	}
	return nil
}

type opArgs struct {
	n     int // -1: any number
	kinds []Kind
}

var (
	scalarKinds  = []Kind{KindBool, KindNumber, KindString}
	orderedKinds = []Kind{KindNumber, KindString}
	stringKind   = []Kind{KindString}
)

func argsOf(op Op) (opArgs, bool) {
	switch op {
	case OpEqual:
		return opArgs{1, scalarKinds}, true
	case OpIn:
		return opArgs{-1, scalarKinds}, true
	case OpLess, OpLessEqual, OpGreater, OpGreaterEqual:
		return opArgs{1, orderedKinds}, true
	case OpBetween:
		return opArgs{2, orderedKinds}, true
	case OpStartsWith, OpEndsWith, OpContains, OpMatches, OpCIDR:
		return opArgs{1, stringKind}, true
	case OpAbsent:
		return opArgs{0, nil}, true
	default:
		return opArgs{}, false
	}
}
