package textindex

import (
	"math/bits"
	"strings"
)

// Matcher is the scratch memory of matches, on any sets. It is for one goroutine.
// The zero Matcher is ready for use.
type Matcher struct {
	set    *body
	text   string
	dst    []uint32
	hashes []uint64 // of the text's prefixes, as far as they were needed
	found  []found
	index  []uint32 // 1 + places in found, by node
	shift  uint8
	stack  []reached
	// For windows.
	classes  []class
	symbols  []uint8   // of the text
	reversed []uint8   // the last of them
	members  []*member // found
	seen     []uint64  // a bit for each member's id: it has been found
}

// found is a node whose extent occurs in the text.
type found struct {
	node  *node
	slot  uint32 // its place in the index
	first int    // where it first occurs
	// Where it was last searched for: from here on it occurs at next first, nowhere if
	// that is negative.
	from, next int
}

// reached is a state, and the least end of a match of it.
type reached struct {
	state *state
	end   int
}

// The most that is kept between matches.
const (
	maxKeptHashes = 1 << 16
	maxKeptFound  = 1 << 16
)

// AppendMatches appends the number of each key of the set that s matches, each
// once, in no order.
func (m *Matcher) AppendMatches(dst []uint32, x *Set, s string) []uint32 {
	b := x.body.Load()
	m.set, m.text, m.dst = b, s, dst
	if h := b.handful.Load(); h != nil {
		m.dst = h.appendMatches(dst, s)
	} else {
		m.matchPatterns(b)
	}
	m.scanWindows(b.windows)
	dst = m.dst
	m.reset()
	return dst
}

// matchPatterns finds the patterns that the text matches, however many there are.
func (m *Matcher) matchPatterns(b *body) {
	if n := b.root.accept.Load(); n != 0 {
		m.dst = append(m.dst, n)
	}
	if n := b.empty.accept.Load(); n != 0 && m.text == "" {
		m.dst = append(m.dst, n)
	}
	m.scan(b.words)
	for i := range m.found {
		if u := m.found[i].node.uses.Load(); u != nil {
			m.begin(u, &m.found[i])
		}
	}
}

// reset forgets the match, and lets go of what is large.
func (m *Matcher) reset() {
	if len(m.found) > maxKeptFound {
		m.found, m.index, m.stack = nil, nil, nil
	} else {
		for i := range m.found {
			m.index[m.found[i].slot] = 0
		}
		clear(m.found)
		m.found = m.found[:0]
	}
	if cap(m.hashes) > maxKeptHashes {
		m.hashes = nil
	}
	m.hashes = m.hashes[:0]
	m.set, m.text, m.dst = nil, "", nil
}

// scan finds the words that occur in the text.
func (m *Matcher) scan(w *words) {
	longest := int(w.longest.Load())
	f := w.filter.Load()
	sizes := f.sizes.Load()
	if sizes == 0 {
		return
	}
	powers := *w.powers.Load()
	t := w.table.Load()
	s := m.text
	x := first(s, min(len(s), 3)) << 8 // the four bytes at i, the first in the lowest place
	for i := range len(s) {
		x >>= 8
		n := 4
		if i+4 <= len(s) {
			x |= uint32(s[i+3]) << 24
		} else {
			n = len(s) - i
		}
		switch n = f.reach(x, n, sizes); n {
		case 0:
			continue
		case 4:
			n = longest
		}
		n = min(n, len(s)-i)
		m.hash(w.base, i+n)
		m.note(m.longestAt(w.root, t, powers, i, n), i)
	}
}

// hash makes the hashes of the text's prefixes up to that of n bytes.
func (m *Matcher) hash(base uint64, n int) {
	if len(m.hashes) == 0 {
		m.hashes = append(m.hashes, 0)
	}
	for i := len(m.hashes); i <= n; i++ {
		m.hashes = append(m.hashes, step(m.hashes[i-1], base, m.text[i-1]))
	}
}

// longestAt returns the node with the longest extent, of at most n bytes, that
// occurs at i: by its hash.
func (m *Matcher) longestAt(root *node, t *table, powers []uint64, i, n int) *node {
	hs := m.hashes[i:]
	u, a := root, 0
	for b := n; a < b; {
		k := fattest(a, b)
		if v := t.find(between(hs[0], hs[k], powers[k])); v != nil {
			u, a = v, len(v.text)
		} else {
			b = k - 1
		}
	}
	for k := len(u.text); k > n || between(hs[0], hs[k], powers[k]) != u.hash; k = len(u.text) {
		u = u.parent.Load()
	}
	return u
}

// note adds the node, which occurs at i, and those on its way to the root, up to one
// that is found already: what is above that is found too.
func (m *Matcher) note(u *node, i int) {
	if u.number == 0 || m.lookup(u) != nil {
		return
	}
	for !strings.HasPrefix(m.text[i:], u.text) { // the hashes have lied
		u = u.parent.Load()
	}
	for ; u.number != 0 && m.lookup(u) == nil; u = u.parent.Load() {
		m.found = append(m.found, found{node: u, first: i, from: i, next: i})
		m.enter(len(m.found))
	}
}

// lookup returns what is known of the node, nil if it was not found.
func (m *Matcher) lookup(u *node) *found {
	if len(m.found) == 0 {
		return nil
	}
	mask := uint64(len(m.index) - 1)
	for i := m.at(u); ; i = (i + 1) & mask {
		k := m.index[i]
		if k == 0 {
			return nil
		}
		if f := &m.found[k-1]; f.node == u {
			return f
		}
	}
}

func (m *Matcher) at(u *node) uint64 { return uint64(u.number) * 0x9E3779B97F4A7C15 >> m.shift }

// enter puts the n-th node found into the index.
func (m *Matcher) enter(n int) {
	if 2*n > len(m.index) {
		size := max(32, 2*len(m.index))
		m.index, m.shift = make([]uint32, size), uint8(64-bits.Len(uint(size-1)))
		for k := 1; k < n; k++ {
			m.enter(k)
		}
	}
	mask := uint64(len(m.index) - 1)
	i := m.at(m.found[n-1].node)
	for m.index[i] != 0 {
		i = (i + 1) & mask
	}
	m.index[i], m.found[n-1].slot = uint32(n), uint32(i)
}

// begin follows what begins with the word found.
func (m *Matcher) begin(u *uses, f *found) {
	word := f.node.text
	if s := u.to[middle].Load(); s != nil {
		m.visit(s, f.first+len(word))
	}
	if s := u.to[tail].Load(); s != nil && strings.HasSuffix(m.text, word) {
		m.accept(s)
	}
	if f.first > 0 {
		return
	}
	if s := u.to[head].Load(); s != nil {
		m.visit(s, len(word))
	}
	if s := u.to[whole].Load(); s != nil && len(word) == len(m.text) {
		m.accept(s)
	}
}

func (m *Matcher) accept(s *state) {
	if n := s.accept.Load(); n != 0 {
		m.dst = append(m.dst, n)
	}
}

// visit follows all states that can be reached from s, itself matched up to end.
func (m *Matcher) visit(s *state, end int) {
	m.stack = append(m.stack[:0], reached{s, end})
	for len(m.stack) > 0 {
		r := m.stack[len(m.stack)-1]
		m.stack = m.stack[:len(m.stack)-1]
		m.accept(r.state)
		e := r.state.edges.Load()
		switch {
		case e == nil:
		case len(e.list) <= fewEdges || len(e.list) <= 2*len(m.found):
			for i := range e.list {
				if f := m.lookup(e.list[i].word); f != nil {
					m.follow(e.list[i].to, f, r.end)
				}
			}
		default:
			for i := range m.found {
				f := &m.found[i]
				if f.node.uses.Load() == nil {
					continue
				}
				if to := e.find(f.node, middle); to != nil {
					m.follow(to, f, r.end)
				}
				if to := e.find(f.node, tail); to != nil {
					m.follow(to, f, r.end)
				}
			}
		}
	}
}

// follow goes on to the state if its last word, found as f, is where it should be
// after a match up to end.
func (m *Matcher) follow(s *state, f *found, end int) {
	word := f.node.text
	if s.place == tail {
		if end+len(word) <= len(m.text) && strings.HasSuffix(m.text, word) {
			m.accept(s)
		}
		return
	}
	if at := f.after(m.text, end); at >= 0 {
		m.stack = append(m.stack, reached{s, at + len(word)})
	}
}

// after returns where the node's extent first occurs at or after i, or a negative
// number.
func (f *found) after(text string, i int) int {
	switch {
	case i <= f.first:
		return f.first
	case f.from <= i && (i <= f.next || f.next < 0):
		return f.next
	}
	f.from, f.next = i, strings.Index(text[i:], f.node.text)
	if f.next >= 0 {
		f.next += i
	}
	return f.next
}
