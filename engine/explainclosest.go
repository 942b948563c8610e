package engine

// never is how many tests are unmet where no event meets them.
const never = 1 << 30

// weigh returns the least number of tests because of which n does not have the truth
// value want, and notes of each choice in it how far its terms are, and which is closest.
//
//	a test                     1
//	an and that is to be true  the sum of its terms
//	an or that is to be true   the least of its terms: a choice
//
// Where they are to be false, under a negation, an and is the choice. A constant is
// never anything else, and an and in a pattern whose terms are true, but not together,
// counts as one test.
func (n *Node) weigh(want Truth) int {
	if n.Truth == want {
		return 0
	}
	switch n.Kind {
	case NodeNot:
		return n.Children[0].weigh(-want)
	case NodePattern:
		return n.Children[0].weigh(want)
	case NodeConst:
		return never
	case NodeAnd, NodeOr:
		if n.Reason != "" {
			return 1
		}
		if (n.Kind == NodeOr) == (want == True) {
			return n.choose(want)
		}
		sum := 0
		for _, c := range n.Children {
			sum = min(never, sum+c.weigh(want))
		}
		return max(1, sum)
	case NodeTest:
	}
	return 1
}

// choose weighs the terms of a choice, and returns the number of the closest.
func (n *Node) choose(want Truth) int {
	least := never
	var closest *Node
	for _, c := range n.Children {
		unmet := c.weigh(want)
		if unmet == never {
			continue
		}
		if c.Unmet = unmet; unmet < least {
			least, closest = unmet, c
		}
	}
	if closest != nil && len(n.Children) > 1 {
		closest.Closest = true
	}
	return least
}

// Closest returns the tests of Failing but those of terms of a choice that another one
// is closer than: had they been as they should, the event would match. There are none
// where the event matches, or none can.
func (x *Explanation) Closest() []*Node { return x.Root.lacking(nil, True) }

// lacking appends the tests on the closest way to the truth value want.
func (n *Node) lacking(dst []*Node, want Truth) []*Node {
	if n.Truth == want || n.Kind == NodeConst {
		return dst
	}
	if len(n.Children) == 0 || n.Reason != "" {
		return append(dst, n)
	}
	if n.Kind == NodeNot {
		want = -want
	}
	choice := len(n.Children) > 1 && (n.Kind == NodeOr && want == True || n.Kind == NodeAnd && want == False)
	for _, c := range n.Children {
		if !choice || c.Closest {
			dst = c.lacking(dst, want)
		}
	}
	return dst
}
