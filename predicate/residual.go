package predicate

import (
	"regexp"
	"strconv"
	"strings"
)

// Residual is a test on a string that no range decides. It is made by the
// lowering. It is asked of strings only: whether another value passes is for the
// set of the literal to say, which has some only where the test is negated.
type Residual struct {
	Op      Op     // OpContains, OpMatches or OpWildcard
	Text    string // the operator's argument; of OpWildcard as ParseWildcard takes it
	Negated bool   // the test is passed by the strings that fail Op
	// Segments are those of OpWildcard, see ParseWildcard.
	Segments []string
	match    func(s string) bool
}

// Match says whether s passes the test. The time is linear in len(s), whatever
// the test.
func (r *Residual) Match(s string) bool { return r.match(s) != r.Negated }

// Same says whether r and q are the same test.
func (r *Residual) Same(q *Residual) bool {
	return r.Op == q.Op && r.Negated == q.Negated && r.Text == q.Text
}

// Key identifies the test among all others.
func (r *Residual) Key() string {
	k := r.Op.String() + " " + strconv.Quote(r.Text)
	if r.Negated {
		return "not " + k
	}
	return k
}

// not returns the test that the other strings pass.
func (r *Residual) not() *Residual {
	n := *r
	n.Negated = !r.Negated
	return &n
}

// newResidual returns the test and the strings among which all that pass are.
func newResidual(op Op, text string) (*Residual, Range, error) {
	strs := OfKind(KindString)
	if op == OpContains {
		return &Residual{Op: op, Text: text, match: func(s string) bool { return strings.Contains(s, text) }}, strs, nil
	}
	if op == OpWildcard {
		segments, err := ParseWildcard(text)
		if err != nil {
			return nil, Range{}, err
		}
		match := func(s string) bool { return matchSegments(segments, s) }
		return &Residual{Op: op, Text: text, Segments: segments, match: match}, WithPrefix(segments[0]), nil
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, Range{}, err
	}
	if prefix, ok := anchoredPrefix(text); ok {
		strs = WithPrefix(prefix)
	}
	return &Residual{Op: op, Text: text, match: re.MatchString}, strs, nil
}
