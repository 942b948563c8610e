package engine

import "github.com/thresh-dev/thresh/predicate"

// apart is the reason of an and in a pattern each of whose terms is true by itself.
const apart = "not of one choice of values: they lie in different elements of an array"

// explainPattern explains an event pattern, which the subscription s is of.
func explainPattern(s *predicate.Subscription, p predicate.Pattern, ev *predicate.Event) *Node {
	n := &Node{Kind: NodePattern, Text: p.String(), Truth: truthOf(s.Satisfied(ev))}
	child := explainPart(p.X, ev)
	child.Truth = n.Truth
	n.Children = []*Node{child}
	return n
}

// explainPart explains a part of a pattern as if it were the whole: without regard
// to the values that the other parts choose.
func explainPart(e predicate.Expr, ev *predicate.Event) *Node {
	whole := predicate.Pattern{X: e}
	n := &Node{Text: whole.String()}
	s, err := predicate.New(whole, predicate.Options{})
	if err == nil {
		n.Truth = truthOf(s.Satisfied(ev))
	} else { // only where the whole is of a subscription with a larger limit
		n.Reason = err.Error()
	}
	var terms []predicate.Expr
	switch e := e.(type) {
	case predicate.And:
		n.Kind, terms = NodeAnd, e
	case predicate.Or:
		n.Kind, terms = NodeOr, e
	case *predicate.Field:
		n.Kind, n.Path = NodeTest, e.Path
		n.Values, _ = ev.AppendLeaves(nil, nil, e.Path)
		if len(n.Values) == 0 {
			n.Reason = "absent"
		}
	default:
		n.Kind = NodeConst
		n.Text = e.String()
	}
	met := true
	for _, x := range terms {
		c := explainPart(x, ev)
		n.Children = append(n.Children, c)
		met = met && c.Truth == True
	}
	if n.Kind == NodeAnd && n.Truth == False && met {
		n.Reason = apart
	}
	return n
}
