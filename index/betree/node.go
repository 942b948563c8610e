package betree

import (
	"cmp"
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/forms"
)

// node is a c-node with what the paper calls the cluster it is of: the cells first
// to last of attr. The root is of none.
type node struct {
	first, last uint32
	attr        index.AttrID
	top         bool  // up has this in its parts; else it is a half of up, or the root
	up          *node // nil for the root
	left, right *node // the clusters of the two halves, nil where there is none
	parts       []part
	heads       []forms.Head // the l-node
	capacity    int          // of the l-node
}

// part is a p-node: an attribute, and the cluster of all its cells.
type part struct {
	attr index.AttrID
	top  *node
}

// part returns the p-node of the attribute, nil if there is none.
func (n *node) part(a index.AttrID) *node {
	if i, ok := n.find(a); ok {
		return n.parts[i].top
	}
	return nil
}

// find returns where in parts the attribute is, or would be.
func (n *node) find(a index.AttrID) (int, bool) {
	return slices.BinarySearchFunc(n.parts, a, func(p part, a index.AttrID) int { return cmp.Compare(p.attr, a) })
}

// addPart makes a p-node of the attribute if there is none.
func (n *node) addPart(a index.AttrID, domain uint32) {
	i, ok := n.find(a)
	if !ok {
		top := &node{last: domain - 1, attr: a, top: true, up: n, capacity: leafCapacity}
		n.parts = slices.Insert(n.parts, i, part{a, top})
	}
}

// uses says whether the attribute is that of a cluster from the root to the node.
func (n *node) uses(a index.AttrID) bool {
	for ; n.up != nil; n = n.up {
		if n.attr == a {
			return true
		}
	}
	return false
}

// half returns the half of the cluster that has the cells first to last.
func (n *node) half(first, last uint32) (half **node, ok bool) {
	if n.up == nil || n.first == n.last {
		return nil, false
	}
	mid := n.first + (n.last-n.first)/2
	switch {
	case last <= mid:
		return &n.left, true
	case first > mid:
		return &n.right, true
	}
	return nil, false
}

// halve returns a new half of the cluster.
func (n *node) halve(right bool) *node {
	h := &node{first: n.first, last: n.last, attr: n.attr, up: n, capacity: leafCapacity}
	mid := n.first + (n.last-n.first)/2
	if right {
		h.first = mid + 1
	} else {
		h.last = mid
	}
	return h
}

// enclosing returns the least cluster there is, of n and its halves, that has the
// cells first to last.
func (n *node) enclosing(first, last uint32) *node {
	for {
		h, ok := n.half(first, last)
		if !ok || *h == nil {
			return n
		}
		n = *h
	}
}

// prune removes the node if it holds nothing, and then those above it likewise.
func (n *node) prune() {
	for n.up != nil && len(n.heads) == 0 && len(n.parts) == 0 && n.left == nil && n.right == nil {
		up := n.up
		switch {
		case n.top:
			if i, ok := up.find(n.attr); ok {
				up.parts = slices.Delete(up.parts, i, i+1)
			}
		case up.left == n:
			up.left = nil
		default:
			up.right = nil
		}
		n = up
	}
}

// walk calls f with the node and all below it, in the order of a match.
func (n *node) walk(f func(n *node)) {
	f(n)
	for _, p := range n.parts {
		p.top.walk(f)
	}
	if n.left != nil {
		n.left.walk(f)
	}
	if n.right != nil {
		n.right.walk(f)
	}
}
