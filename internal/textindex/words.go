package textindex

import (
	"strings"
	"sync/atomic"
)

// words is a z-fast trie of words. See the package's documentation.
type words struct {
	base    uint64
	root    *node
	n       int // nodes, that of the root left aside
	words   int // nodes that are words
	longest atomic.Int64
	powers  atomic.Pointer[[]uint64] // of base, up to longest at least
	table   atomic.Pointer[table]
	filter  atomic.Pointer[filter]
	scratch []uint64
}

// node is a node of the trie. What readers need is immutable or atomic.
type node struct {
	text   string // the extent
	hash   uint64 // of the extent
	parent atomic.Pointer[node]
	uses   atomic.Pointer[uses] // nil if the extent is no word
	number uint32               // dense
	// For the writer: a list of the children, which are in no order.
	child, sibling *node
}

// table maps the hashes of handles to nodes by open addressing. Entries never go,
// a full table is copied. It is at most half full.
type table struct {
	slots []slot
	shift uint8
}

type slot struct {
	hash atomic.Uint64 // with used; stored after node
	node atomic.Pointer[node]
}

// used marks the hash of a slot that is taken.
const used = 1 << 63

const minTable = 8

func newWords() *words {
	w := &words{base: newBase(), root: &node{}}
	w.powers.Store(&[]uint64{1})
	w.table.Store(newTable(minTable))
	w.filter.Store(newFilter(0))
	return w
}

func newTable(size int) *table {
	shift := uint8(64)
	for n := size; n > 1; n >>= 1 {
		shift--
	}
	return &table{make([]slot, size), shift}
}

// at returns where the search for the hash begins.
func (t *table) at(h uint64) uint64 { return h * 0x9E3779B97F4A7C15 >> t.shift }

// find returns the node with that hash of the handle, or nil.
func (t *table) find(h uint64) *node {
	mask := uint64(len(t.slots) - 1)
	for i := t.at(h); ; i = (i + 1) & mask {
		s := &t.slots[i]
		switch s.hash.Load() {
		case h | used:
			return s.node.Load()
		case 0:
			return nil
		}
	}
}

// set has the table find v by the hash, from now on.
func (t *table) set(h uint64, v *node) {
	mask := uint64(len(t.slots) - 1)
	for i := t.at(h); ; i = (i + 1) & mask {
		s := &t.slots[i]
		switch s.hash.Load() {
		case h | used:
			s.node.Store(v)
			return
		case 0:
			s.node.Store(v)
			s.hash.Store(h | used)
			return
		}
	}
}

// add returns the node of the word, which is not empty. If it is a new one it has
// yet to be given its uses.
func (w *words) add(word string) *node {
	w.reach(len(word))
	w.scratch = hashes(w.scratch[:0], w.base, word)
	u := w.deepest(word, w.scratch)
	if len(u.text) == len(word) {
		return u
	}
	word = strings.Clone(word) // the caller's may be a part of something large
	w.grow()
	if c := u.next(word[len(u.text)]); c != nil {
		at := len(u.text) + 1
		for at < len(word) && c.text[at] == word[at] {
			at++
		}
		u = w.split(u, c, at, w.scratch[at])
		if at == len(word) {
			u.text = word // lets go of the longer one; nobody can see it yet
			w.link(u, c)
			return u
		}
		w.link(u, c)
	}
	leaf := w.newNode(word, w.scratch[len(word)], u)
	leaf.sibling, u.child = u.child, leaf
	w.table.Load().set(w.scratch[fattest(len(u.text), len(word))], leaf)
	if cap(w.scratch) > 1<<16 {
		w.scratch = nil
	}
	return leaf
}

// deepest returns the node with the longest extent with which the word begins, as
// a reader does, from the hashes of the word's prefixes.
func (w *words) deepest(word string, hs []uint64) *node {
	t := w.table.Load()
	u := w.root
	for a, b := 0, len(word); a < b; {
		f := fattest(a, b)
		if v := t.find(hs[f]); v != nil {
			u, a = v, len(v.text)
		} else {
			b = f - 1
		}
	}
	for !strings.HasPrefix(word, u.text) {
		u = u.parent.Load()
	}
	return u
}

// next returns the child whose extent goes on with that byte, or nil.
func (u *node) next(c byte) *node {
	v := u.child
	for v != nil && v.text[len(u.text)] != c {
		v = v.sibling
	}
	return v
}

func (w *words) newNode(text string, hash uint64, parent *node) *node {
	w.n++
	v := &node{text: text, hash: hash, number: uint32(w.n)}
	v.parent.Store(parent)
	return v
}

// split returns a new node for the first at bytes of the extent of c, a child of u,
// in the writer's lists between these two. Readers see it once it is linked.
func (w *words) split(u, c *node, at int, hash uint64) *node {
	m := w.newNode(c.text[:at], hash, u)
	p := &u.child
	for *p != c {
		p = &(*p).sibling
	}
	m.sibling, *p = c.sibling, m
	m.child, c.sibling = c, nil
	return m
}

// link puts the new node m between c and its parent, for readers.
//
// The handle of c was the fattest prefix between its parent and itself. It falls to
// m or stays with c; the other gets a new one. Where it falls to m, c must be known
// under its new handle before: a search that finds m goes on to the new handle of c, and
// one that has found c by the old handle needs no other. A search never asks for the
// new handle first, as the old one is fatter. In any case m must be the parent of c
// before a search can end at m: m has no other child yet, so that nothing but the way
// to the root leads through it.
func (w *words) link(m, c *node) {
	t := w.table.Load()
	up := len(m.parent.Load().text)
	old := fattest(up, len(c.text))
	if old > len(m.text) {
		c.parent.Store(m)
		t.set(w.hashOf(m, fattest(up, len(m.text))), m)
		return
	}
	t.set(w.hashOf(c, fattest(len(m.text), len(c.text))), c)
	c.parent.Store(m)
	t.set(w.hashOf(m, old), m)
}

// hashOf returns the hash of the first n bytes of the node's extent.
func (w *words) hashOf(v *node, n int) uint64 {
	if n == len(v.text) {
		return v.hash
	}
	h := uint64(0)
	for i := range n {
		h = step(h, w.base, v.text[i])
	}
	return h
}

// reach prepares for words of n bytes.
func (w *words) reach(n int) {
	powers := *w.powers.Load()
	if n < len(powers) {
		return
	}
	powers = append(make([]uint64, 0, 2*n+1), powers...)
	for len(powers) < cap(powers) {
		powers = append(powers, mul(powers[len(powers)-1], w.base))
	}
	w.powers.Store(&powers)
}

// publish has readers find the node as a word that is used so.
func (w *words) publish(v *node, x *uses) {
	w.words++
	w.filter.Load().add(v.text)
	if n := int64(len(v.text)); n > w.longest.Load() {
		w.longest.Store(n)
	}
	v.uses.Store(x)
}

// grow makes room for two more nodes.
func (w *words) grow() {
	old := w.table.Load()
	if 2*(w.n+2) <= len(old.slots) {
		return
	}
	t := newTable(2 * len(old.slots))
	for i := range old.slots {
		if s := &old.slots[i]; s.hash.Load() != 0 {
			t.set(s.hash.Load()&^used, s.node.Load())
		}
	}
	w.table.Store(t)
	if f := newFilter(w.n); len(f.bits) > len(w.filter.Load().bits) {
		w.each(func(v *node) {
			if v.uses.Load() != nil {
				f.add(v.text)
			}
		})
		w.filter.Store(f)
	}
}

// each calls f with each node but the root.
func (w *words) each(f func(v *node)) {
	stack := []*node{w.root}
	for len(stack) > 0 {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if v != w.root {
			f(v)
		}
		for c := v.child; c != nil; c = c.sibling {
			stack = append(stack, c)
		}
	}
}
