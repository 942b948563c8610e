package predicate

import (
	"errors"
	"fmt"
	"slices"
)

// The limits of lowering.
const (
	// DefaultMaxConjunctions is the limit of Options.MaxConjunctions unless set.
	DefaultMaxConjunctions = 1024
	// MaxDepth is how deep an expression may nest.
	MaxDepth = 1000

	// What an expression may come to in terms: this many, and so many more for
	// each conjunction that is allowed. It bounds the memory of lowering, also for
	// a tree that is small because its parts are shared.
	maxTerms               = 1 << 20
	maxTermsPerConjunction = 64
)

// The errors of lowering.
var (
	// ErrTooManyConjunctions says that an expression needs more conjunctions than
	// the limit allows.
	ErrTooManyConjunctions = errors.New("predicate: expression needs too many conjunctions")
	// ErrTooLarge says that an expression has, or needs, too many tests: more than
	// a million with the default limit of conjunctions.
	ErrTooLarge = errors.New("predicate: expression too large")
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
// The error wraps ErrTooManyConjunctions, ErrTooLarge, ErrTooDeep or ErrBadTest.
func New(e Expr, o Options) (*Subscription, error) {
	if p, ok := e.(Pattern); ok {
		l := o.lowerer()
		cs, err := l.pattern(p)
		if err != nil {
			return nil, err
		}
		return &Subscription{expr: e, conjunctions: cs}, nil
	}
	clauses, err := o.clauses(e)
	if err != nil {
		return nil, err
	}
	if len(clauses) != 1 {
		s := &Subscription{expr: e, conjunctions: make([]Conjunction, 0, len(clauses))}
		for _, c := range clauses {
			s.conjunctions = c.conjunctions(s.conjunctions)
		}
		return s, nil
	}
	// One clause, which is most often one conjunction: one allocation for both.
	s := new(struct {
		Subscription
		room [1]Conjunction
	})
	s.expr = e
	s.conjunctions = clauses[0].conjunctions(s.room[:0])
	return &s.Subscription, nil
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
	l := o.lowerer()
	return l.lower(e, true, 0)
}

func (o Options) lowerer() lowerer {
	l := lowerer{limit: o.MaxConjunctions}
	if l.limit <= 0 {
		l.limit = DefaultMaxConjunctions
	}
	l.budget = maxTerms + maxTermsPerConjunction*l.limit
	return l
}

// lowerer turns an expression into clauses: a disjunctive normal form.
type lowerer struct {
	limit  int       // of clauses
	budget int       // terms that may still be made
	ranges []Range   // room for sets of one range, so that each need not be allocated
	first  [1]clause // room for the clauses of a conjunction of tests, until it is used
	terms  [8]term
	used   bool
	leaves bool // it is a pattern that is lowered
}

func (l *lowerer) tooMany() error {
	return fmt.Errorf("%w: more than %d", ErrTooManyConjunctions, l.limit)
}

// spend accounts for n terms.
func (l *lowerer) spend(n int) error {
	if l.budget -= n; l.budget < 0 {
		return ErrTooLarge
	}
	return nil
}

// lower returns the clauses that are satisfied where e is true, or where e is
// false if want is false. Where e is unknown neither are.
func (l *lowerer) lower(e Expr, want bool, depth int) ([]clause, error) {
	e, want, depth, err := l.unwrap(e, want, depth)
	if err != nil {
		return nil, err
	}
	switch e := e.(type) {
	case Const:
		if bool(e) == want {
			return []clause{nil}, nil
		}
		return nil, nil
	case *Test:
		t, err := l.term(e, want)
		if err != nil {
			return nil, err
		}
		return []clause{{t}}, nil
	case *Field:
		if !want {
			return nil, fmt.Errorf("%w: field under not", ErrBadTest)
		}
		return l.field(e)
	default:
	}
	if terms, ok := conjuncts(e, want); ok {
		return l.product(l.emptyClause(len(terms)), terms, want, depth)
	}
	if terms, ok := conjuncts(e, !want); ok {
		u := union{l: l}
		if err := u.add(terms, want, depth); err != nil {
			return nil, err
		}
		return u.clauses(), nil
	}
	return nil, fmt.Errorf("%w: expression of type %T", ErrBadTest, e)
}

// emptyClause returns one clause with room for n terms.
func (l *lowerer) emptyClause(n int) []clause {
	if l.used || n > len(l.terms) {
		return []clause{make(clause, 0, n)}
	}
	l.used = true
	l.first[0] = l.terms[:0:len(l.terms)]
	return l.first[:]
}

// unwrap takes the negations off e, and accounts for a visit: without them e is to
// have the truth value that it returns.
func (l *lowerer) unwrap(e Expr, want bool, depth int) (Expr, bool, int, error) {
	if err := l.spend(1); err != nil {
		return nil, false, 0, err
	}
	for {
		if depth > MaxDepth {
			return nil, false, 0, fmt.Errorf("%w: more than %d levels", ErrTooDeep, MaxDepth)
		}
		n, ok := e.(Not)
		if !ok {
			return e, want, depth, nil
		}
		e, want, depth = n.X, !want, depth+1
	}
}

// conjuncts returns the terms all of which decide whether e has the truth value
// want: those of an and that is to be true, or of an or that is to be false.
func conjuncts(e Expr, want bool) ([]Expr, bool) {
	switch e := e.(type) {
	case And:
		return e, want
	case Or:
		return e, !want
	default:
		return nil, false
	}
}

// product returns the and of the clauses in acc, which it takes over, and the
// terms: the clauses that join one clause of each.
func (l *lowerer) product(acc []clause, terms []Expr, want bool, depth int) ([]clause, error) {
	for i, e := range terms {
		e, want, depth, err := l.unwrap(e, want, depth+1)
		if err != nil {
			return nil, err
		}
		if sub, ok := conjuncts(e, want); ok { // an and within an and
			if acc, err = l.product(acc, sub, want, depth); err != nil {
				return nil, err
			}
			continue
		}
		if t, ok := e.(*Test); ok {
			l.makeRoom(len(terms) - i)
			t, err := l.term(t, want)
			if err != nil {
				return nil, err
			}
			if err := l.spend(len(acc)); err != nil {
				return nil, err
			}
			for i := range acc {
				acc[i] = append(acc[i], t)
			}
			continue
		}
		cs, err := l.lower(e, want, depth)
		if err != nil {
			return nil, err
		}
		if acc, err = l.join(acc, cs); err != nil {
			return nil, err
		}
	}
	return acc, nil
}

// join returns the clauses of one of as and one of bs, both of which it takes over.
func (l *lowerer) join(as, bs []clause) ([]clause, error) {
	if len(as)*len(bs) > l.limit {
		return nil, l.tooMany()
	}
	if len(bs) == 1 {
		as, bs = bs, as
	}
	if len(as) == 1 { // no new clauses: extend those there are
		if err := l.spend(len(as[0]) * len(bs)); err != nil {
			return nil, err
		}
		for i := range bs {
			bs[i] = append(bs[i], as[0]...)
		}
		return bs, nil
	}
	out := make([]clause, 0, len(as)*len(bs))
	for _, a := range as {
		for _, b := range bs {
			if err := l.spend(1 + len(a) + len(b)); err != nil {
				return nil, err
			}
			out = append(out, slices.Concat(a, b))
		}
	}
	return out, nil
}

// union gathers the clauses of an or. Literals on one attribute that ask for some
// value become one literal, so that an or of many equalities is one set.
type union struct {
	l      *lowerer
	out    []clause
	where  map[Attribute]int     // the clause in out that has the union
	ranges map[Attribute][]Range // what is to be in it
}

// add adds the terms one of which is to have the truth value want.
func (u *union) add(terms []Expr, want bool, depth int) error {
	for _, e := range terms {
		e, want, depth, err := u.l.unwrap(e, want, depth+1)
		if err != nil {
			return err
		}
		if sub, ok := conjuncts(e, !want); ok { // an or within an or
			if err := u.add(sub, want, depth); err != nil {
				return err
			}
			continue
		}
		if t, ok := e.(*Test); ok {
			u.l.makeRoom(maxRangeRoom)
			t, err := u.l.term(t, want)
			if err != nil {
				return err
			}
			if !u.absorb(&t) {
				if err := u.addClause(clause{t}); err != nil {
					return err
				}
			}
			continue
		}
		cs, err := u.l.lower(e, want, depth)
		if err != nil {
			return err
		}
		for _, c := range cs {
			if len(c) == 1 && u.absorb(&c[0]) {
				continue
			}
			if err := u.addClause(c); err != nil {
				return err
			}
		}
	}
	return nil
}

// absorb adds the term's set to the union for its attribute, if there is one.
func (u *union) absorb(t *term) bool {
	if !u.takes(t) {
		return false
	}
	if _, ok := u.where[t.attr]; !ok {
		return false
	}
	u.ranges[t.attr] = append(u.ranges[t.attr], t.lit.Set.ranges...)
	return true
}

// takes says whether the term may become part of a union. In a pattern absence is
// a matter of the values chosen for the other terms, and stays by itself.
func (u *union) takes(t *term) bool {
	return !t.lit.All && t.lit.Tests == nil && !(u.l.leaves && t.absent())
}

func (u *union) addClause(c clause) error {
	if len(c) == 1 && u.takes(&c[0]) {
		if u.where == nil {
			u.where, u.ranges = map[Attribute]int{}, map[Attribute][]Range{}
		}
		u.where[c[0].attr] = len(u.out)
		u.ranges[c[0].attr] = slices.Clone(c[0].lit.Set.ranges)
	}
	if len(u.out) == u.l.limit {
		return u.l.tooMany()
	}
	u.out = append(u.out, c)
	return nil
}

func (u *union) clauses() []clause {
	for a, i := range u.where {
		u.out[i][0].lit.Set = unionOf(u.ranges[a])
	}
	return u.out
}
