package predicate

import (
	"fmt"
	"net/netip"
)

// maxRangeRoom bounds what the lowerer's room for ranges holds: a set that stays
// keeps all of it.
const maxRangeRoom = 64

// term returns the literal that is satisfied where the test is true, or where it
// is false if want is false.
func (l *lowerer) term(t *Test, want bool) (term, error) {
	if err := t.check(); err != nil {
		return term{}, err
	}
	if l.leaves {
		return term{}, fmt.Errorf("%w: %s in a pattern", ErrBadTest, t)
	}
	switch t.Op {
	case OpAbsent: // never unknown, and a matter of all values in either case
		at := Attribute{Path: t.Attr.Path}
		if want {
			return term{at, Literal{Set: l.set(OfKind(KindAbsent))}}, nil
		}
		return term{at, Literal{Set: l.set(Range{cutBool, cutLast})}}, nil
	case OpEqual, OpIn:
		if len(t.Args) == 1 { // by far the most frequent
			r := Single(t.Args[0])
			if want {
				return term{t.Attr, Literal{Set: l.set(r)}}, nil
			}
			return term{t.Attr, Literal{Set: outside(r, Range{cutBool, cutLast}), All: true}}, nil
		}
		set := Points(t.Args...)
		if want {
			return term{t.Attr, Literal{Set: set}}, nil
		}
		return term{t.Attr, Literal{Set: Present().Minus(set), All: true}}, nil
	case OpContains, OpMatches:
		return l.residualTerm(t, want)
	default:
	}
	attr, r, err := t.rangeOf()
	if err != nil {
		return term{}, err
	}
	if want {
		return term{attr, Literal{Set: l.set(r)}}, nil
	}
	return term{attr, Literal{Set: outside(r, OfKind(t.Args[0].kind)), All: true}}, nil
}

// outside returns the keys of the range all that are not in r, a part of it.
func outside(r, all Range) RangeSet {
	if CompareCuts(r.Lo, r.Hi) >= 0 {
		return SetOf(all)
	}
	below, above := Range{all.Lo, r.Lo}, Range{r.Hi, all.Hi}
	switch {
	case CompareCuts(below.Lo, below.Hi) >= 0:
		return SetOf(above)
	case CompareCuts(above.Lo, above.Hi) >= 0:
		return SetOf(below)
	}
	return RangeSet{[]Range{below, above}}
}

// makeRoom makes room for n ranges, up to maxRangeRoom, if there is none.
func (l *lowerer) makeRoom(n int) {
	if len(l.ranges) == cap(l.ranges) {
		l.ranges = make([]Range, 0, min(n, maxRangeRoom))
	}
}

// set is SetOf of one range.
func (l *lowerer) set(r Range) RangeSet {
	if CompareCuts(r.Lo, r.Hi) >= 0 {
		return RangeSet{}
	}
	if len(l.ranges) == cap(l.ranges) {
		return RangeSet{[]Range{r}}
	}
	n := len(l.ranges)
	l.ranges = append(l.ranges, r)
	return RangeSet{l.ranges[n : n+1 : n+1]}
}

// residualTerm is term for the tests that no range decides.
func (l *lowerer) residualTerm(t *Test, want bool) (term, error) {
	r, within, err := newResidual(t.Op, t.Args[0].str)
	if err != nil {
		return term{}, fmt.Errorf("%w: %s: %w", ErrBadTest, t.Op, err)
	}
	if want {
		return term{t.Attr, Literal{Set: l.set(within), Tests: []*Residual{r}}}, nil
	}
	return term{t.Attr, Literal{Set: l.set(OfKind(KindString)), Tests: []*Residual{r.not()}, All: true}}, nil
}

// rangeOf returns the attribute whose values decide the test, and the range in
// which they make it true. On the other values of the arguments' kind it is false.
func (t *Test) rangeOf() (attr Attribute, r Range, err error) {
	attr = t.Attr
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
			return attr, r, fmt.Errorf("%w: cidr: %w", ErrBadTest, err)
		}
		r = networkRange(p)
		attr.View = Address
	default:
	}
	return attr, r, nil
}

// check says whether the operator takes the arguments and the view.
func (t *Test) check() error {
	if t == nil {
		return fmt.Errorf("%w: nil", ErrBadTest)
	}
	n, kinds := t.Op.args()
	switch {
	case t.Op >= numOps:
		return fmt.Errorf("%w: unknown operator %d", ErrBadTest, t.Op)
	case t.Attr.View != Plain && (t.Attr.View != Folded || t.Op == OpCIDR):
		return fmt.Errorf("%w: %s takes no %s(%s)", ErrBadTest, t.Op, t.Attr.View, t.Attr.Path)
	case n >= 0 && len(t.Args) != n:
		return fmt.Errorf("%w: %s takes %d values, not %d", ErrBadTest, t.Op, n, len(t.Args))
	}
	for i := range t.Args {
		k := t.Args[i].kind
		if kinds&(1<<k) == 0 || n == 2 && k != t.Args[0].kind {
			return fmt.Errorf("%w: %s does not take %s", ErrBadTest, t.Op, t.Args[i])
		}
	}
	return nil
}

// args returns how many arguments the operator takes, -1 for any number, and
// their kinds: bit k for kind k.
func (op Op) args() (n int, kinds uint8) {
	const strings, ordered = 1 << KindString, 1<<KindString | 1<<KindNumber
	switch op {
	case OpEqual:
		return 1, ordered | 1<<KindBool
	case OpIn:
		return -1, ordered | 1<<KindBool
	case OpLess, OpLessEqual, OpGreater, OpGreaterEqual:
		return 1, ordered
	case OpBetween:
		return 2, ordered
	case OpStartsWith, OpEndsWith, OpContains, OpMatches, OpCIDR:
		return 1, strings
	default: // OpAbsent
		return 0, 0
	}
}
