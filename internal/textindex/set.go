package textindex

import (
	"sync/atomic"

	"github.com/thresh-dev/thresh/internal/invariant"
)

// Set is keys by number: patterns and windows. The changing methods are for one goroutine at a time;
// any number may match at any time, each with a Matcher of its own. A match sees
// every change made before it began, and may see those made meanwhile.
type Set struct {
	body    atomic.Pointer[body]
	entries []entry // by number - 1
	free    []uint32
	gone    int // since the body was built
	changes int // for check
	checkAt int
}

// entry is a key: a pattern or windows.
type entry struct {
	refs    uint32  // additions without a removal; both others are nil if it is 0
	state   *state  // of a pattern
	windows *joined // of windows
}

// accept is where the number of the key is, for readers.
func (e *entry) accept() *atomic.Uint32 {
	if e.windows != nil {
		return &e.windows.number
	}
	return &e.state.accept
}

// body is all that a match reads.
type body struct {
	words   *words
	root    *state
	empty   *state // accepts the pattern of the empty string
	windows *windows
	handful atomic.Pointer[handful] // all of the patterns, nil where they are or were too many
}

// New returns an empty set.
func New() *Set {
	x := &Set{}
	x.body.Store(newBody())
	return x
}

func newBody() *body {
	b := &body{words: newWords(), root: &state{place: middle}, empty: &state{place: whole}, windows: newWindows()}
	b.handful.Store(&handful{})
	return b
}

// Len returns how many different keys there are.
func (x *Set) Len() int { return len(x.entries) - len(x.free) }

// Add adds the key and returns its number: the one that it has, if it was added
// before. The set keeps no reference to it. A number is in use until its key has
// been removed as often as it was added; then another key may get it.
func (x *Set) Add(k Key) uint32 {
	b := x.body.Load()
	e := entry{refs: 1}
	switch k := k.(type) {
	case Pattern:
		e.state = b.add(k)
	case Windows:
		e.windows = b.windows.add(k)
	}
	accept := e.accept()
	if n := accept.Load(); n != 0 {
		x.entries[n-1].refs++
		return n
	}
	var n uint32
	if k := len(x.free); k > 0 {
		n = x.free[k-1]
		x.free = x.free[:k-1]
	} else {
		x.entries = append(x.entries, entry{})
		n = uint32(len(x.entries))
	}
	x.entries[n-1] = e
	accept.Store(n)
	b.enlist(e.state, n)
	x.checkSometimes()
	return n
}

// Remove takes back one addition of the key with that number, which was added
// more often than removed.
func (x *Set) Remove(n uint32) {
	e := &x.entries[n-1]
	if e.refs--; e.refs > 0 {
		return
	}
	e.accept().Store(0)
	if b := x.body.Load(); e.state != nil {
		b.handful.Store(b.handful.Load().without(n))
	}
	*e = entry{}
	x.free = append(x.free, n)
	x.gone++
	if x.gone > max(minGone, x.Len()) {
		x.build()
	}
	x.checkSometimes()
}

// minGone is how many keys may be gone before all is built again, if there are
// few others.
const minGone = 64

// build makes a body of what is left.
func (x *Set) build() {
	b := newBody()
	top := 0
	for i := range x.entries {
		e := &x.entries[i]
		switch {
		case e.state != nil:
			e.state = b.add(e.state.parts())
		case e.windows != nil:
			e.windows = b.windows.add(x.body.Load().windows.key(e.windows))
		default:
			continue
		}
		e.accept().Store(uint32(i) + 1)
		b.enlist(e.state, uint32(i)+1)
		top = i + 1
	}
	x.entries = append(make([]entry, 0, top), x.entries[:top]...)
	free := make([]uint32, 0, len(x.free))
	for _, n := range x.free {
		if int(n) <= top {
			free = append(free, n)
		}
	}
	x.free, x.gone = free, 0
	x.body.Store(b)
}

// enlist has the pattern that the state accepts under a number be one of the handful, if
// these are all. Of windows the state is nil.
func (b *body) enlist(s *state, number uint32) {
	if h := b.handful.Load(); s != nil && h != nil {
		b.handful.Store(h.with(s.parts(), number))
	}
}

// add returns the state of all of the pattern, made where there is none.
func (b *body) add(p Pattern) *state {
	s := b.root
	p.links(func(part string, at place) {
		if part == "" {
			s = b.empty
			return
		}
		s = b.follow(s, b.words.add(part), at)
	})
	return s
}

// follow returns the state that the word leads to from s, made if there is none.
func (b *body) follow(s *state, word *node, at place) *state {
	if s != b.root {
		old := s.edges.Load()
		to := old.find(word, at)
		if to == nil {
			to = &state{place: at, word: word, parent: s}
			b.use(word)
			s.edges.Store(old.with(edge{word, to}))
		}
		return to
	}
	u := b.use(word)
	to := u.to[at].Load()
	if to == nil {
		to = &state{place: at, word: word, parent: s}
		u.to[at].Store(to)
	}
	return to
}

// use returns the uses of the node, which is a word from now on.
func (b *body) use(word *node) *uses {
	u := word.uses.Load()
	if u == nil {
		u = &uses{}
		b.words.publish(word, u)
	}
	return u
}

// checkSometimes checks the invariants, less and less often.
func (x *Set) checkSometimes() {
	if !invariant.Enabled {
		return
	}
	if x.changes++; x.changes >= x.checkAt {
		x.check()
		x.checkAt = x.changes + max(1, len(x.entries)/4)
	}
}
