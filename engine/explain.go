package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/thresh-dev/thresh/predicate"
)

// Truth is a truth value of Kleene's three-valued logic.
type Truth int8

// The truth values, in the order of the logic: and is the least, or the greatest.
const (
	False Truth = iota - 1
	Unknown
	True
)

// String returns false, unknown or true.
func (t Truth) String() string {
	switch t {
	case False:
		return "false"
	case True:
		return "true"
	default:
		return "unknown"
	}
}

// MarshalText returns the String.
func (t Truth) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

func truthOf(b bool) Truth {
	if b {
		return True
	}
	return False
}

// Explanation says why an event satisfies a subscription, or why it does not.
type Explanation struct {
	// Matched says whether it does: whether Root is true.
	Matched bool `json:"matched"`
	// Root is the subscription's expression.
	Root *Node `json:"root"`
}

// NodeKind is what a [Node] is.
type NodeKind string

// The kinds of nodes.
const (
	NodeAnd   NodeKind = "and"
	NodeOr    NodeKind = "or"
	NodeNot   NodeKind = "not"
	NodeConst NodeKind = "const"
	NodeTest  NodeKind = "test"
	// NodePattern is an event pattern. Its one child is explained as the pattern has
	// it: a field is a test, of the leaves at its path, nulls among them.
	NodePattern NodeKind = "pattern"
)

// Node is an expression as it was said, and what the event makes of it.
type Node struct {
	Kind  NodeKind
	Text  string // in the expression language
	Truth Truth
	// Path and Values are of a test: the attribute's path, and the values that the
	// event has there, nulls left out.
	Path   string
	Values []predicate.Value
	// Reason says of a test why it is not true, such as "absent" or "is a string,
	// not a number", and of an and in a pattern that its terms are true, but not
	// together. It is empty where the values say all.
	Reason string
	// Unmet is of a term of a choice that nothing in it decides as it should be: an or,
	// or under a negation an and. It is the least number of tests because of which the
	// term is not what would decide; 0 if no event can have it so. Closest is the first
	// term with the fewest.
	Unmet    int
	Closest  bool
	Children []*Node
}

// Explain says why the event satisfies the subscription, or why it does not, by
// evaluating the expression as it was said. A nil event has no attributes.
func Explain(s *predicate.Subscription, ev *predicate.Event) *Explanation {
	if ev == nil {
		ev = &predicate.Event{}
	}
	if s == nil || s.Expr() == nil {
		return &Explanation{Root: &Node{Kind: NodeConst, Text: "false", Truth: False}}
	}
	var root *Node
	if p, ok := s.Expr().(predicate.Pattern); ok {
		root = explainPattern(s, p, ev)
	} else {
		root = explain(s.Expr(), ev)
	}
	root.weigh(True)
	return &Explanation{Matched: root.Truth == True, Root: root}
}

func explain(e predicate.Expr, ev *predicate.Event) *Node {
	n := &Node{Text: e.String()}
	switch e := e.(type) {
	case predicate.Const:
		n.Kind, n.Truth = NodeConst, truthOf(bool(e))
	case predicate.Not:
		n.Kind = NodeNot
		n.Children = []*Node{explain(e.X, ev)}
		n.Truth = -n.Children[0].Truth
	case predicate.And:
		n.Kind, n.Truth = NodeAnd, True
		for _, x := range e {
			c := explain(x, ev)
			n.Children = append(n.Children, c)
			n.Truth = min(n.Truth, c.Truth)
		}
	case predicate.Or:
		n.Kind, n.Truth = NodeOr, False
		for _, x := range e {
			c := explain(x, ev)
			n.Children = append(n.Children, c)
			n.Truth = max(n.Truth, c.Truth)
		}
	case *predicate.Test:
		n.Kind, n.Path = NodeTest, e.Attr.Path
		n.Values = ev.AppendValues(nil, e.Attr.Path)
		n.Truth, n.Reason = evaluate(e, n.Values, ev.Nulls(e.Attr.Path))
	}
	return n
}

// Failing returns the tests that keep the event from satisfying the subscription,
// in the order in which they were said: those that had to be true or, under a
// negation, false, and are not. Of an or that fails these are the tests of all its
// terms. Constants, and ands and ors of nothing, are tests here, as is an and in a
// pattern whose terms are true, but not together. There are none where the event
// matches.
func (x *Explanation) Failing() []*Node { return x.Root.failing(nil, True) }

// failing appends the tests because of which n does not have the truth value want.
func (n *Node) failing(dst []*Node, want Truth) []*Node {
	if n.Truth == want {
		return dst
	}
	if len(n.Children) == 0 || n.Reason != "" {
		return append(dst, n)
	}
	if n.Kind == NodeNot {
		want = -want
	}
	for _, c := range n.Children {
		dst = c.failing(dst, want)
	}
	return dst
}

// String returns the explanation for people: a line for each node, indented below
// the one it is part of, with a sign for its truth value. The closest of several terms
// says so.
func (x *Explanation) String() string {
	var b strings.Builder
	if x.Matched {
		b.WriteString("matches\n")
	} else {
		b.WriteString("does not match\n")
	}
	x.Root.write(&b, 1)
	return b.String()
}

func (n *Node) write(b *strings.Builder, depth int) {
	fmt.Fprintf(b, "%s%-8s", strings.Repeat("  ", depth), n.Truth)
	switch n.Kind {
	case NodeAnd, NodeOr, NodeNot, NodePattern:
		b.WriteString(string(n.Kind))
	default:
		b.WriteString(n.Text)
	}
	if said := n.said(); said != "" {
		b.WriteString("    (" + said + ")")
	}
	if n.Closest {
		fmt.Fprintf(b, "    closest, %d unmet", n.Unmet)
	}
	b.WriteByte('\n')
	for _, c := range n.Children {
		c.write(b, depth+1)
	}
}

// said describes the values of a test, or gives the reason.
func (n *Node) said() string {
	if len(n.Values) == 0 {
		return n.Reason
	}
	parts := make([]string, len(n.Values))
	for i, v := range n.Values {
		if parts[i] = v.String(); v.Kind() == predicate.KindNull {
			parts[i] = "null" // as events and patterns have it
		}
	}
	s := "is " + strings.Join(parts, ", ")
	if n.Reason != "" {
		s += ": " + n.Reason
	}
	return s
}

// MarshalJSON writes the node as an object with the members kind, text, truth,
// path, values, reason, unmet, closest and children, as far as they are not empty.
func (n *Node) MarshalJSON() ([]byte, error) {
	values := make([]any, len(n.Values))
	for i, v := range n.Values {
		values[i] = jsonValue(v)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // that is for the outer encoder to choose
	err := enc.Encode(struct {
		Kind     NodeKind `json:"kind"`
		Text     string   `json:"text"`
		Truth    Truth    `json:"truth"`
		Path     string   `json:"path,omitempty"`
		Values   []any    `json:"values,omitempty"`
		Reason   string   `json:"reason,omitempty"`
		Unmet    int      `json:"unmet,omitempty"`
		Closest  bool     `json:"closest,omitempty"`
		Children []*Node  `json:"children,omitempty"`
	}{n.Kind, n.Text, n.Truth, n.Path, values, n.Reason, n.Unmet, n.Closest, n.Children})
	return bytes.TrimSpace(b.Bytes()), err
}

// jsonValue returns what encoding/json writes as the value. An object, whose
// members are values of other paths, is {}.
func jsonValue(v predicate.Value) any {
	switch v.Kind() {
	case predicate.KindBool:
		return v.Truth()
	case predicate.KindString:
		return v.Text()
	case predicate.KindNumber:
		if i, ok := v.Int64(); ok {
			return i
		}
		if u, ok := v.Uint64(); ok {
			return u
		}
		return v.Float64()
	case predicate.KindObject:
		return struct{}{}
	default:
		return nil
	}
}
