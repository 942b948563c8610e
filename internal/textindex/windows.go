package textindex

import (
	"math"
	"math/bits"
	"slices"
	"sync/atomic"
)

// windows is the windows of a body: tries over their classes, one for each place and,
// of whole strings, length. Those of the ends of strings are backwards.
type windows struct {
	classes atomic.Pointer[[]class]
	ids     map[class]uint32 // places in classes; for the writer
	whole   [maxWindow + 1]fork
	head    fork
	middle  fork
	tail    fork
	n       atomic.Uint32 // windows
}

// fork is a node of a trie, but where one class follows another with nothing else: the
// first of these stands for them all. Its branch is immutable and goes from one
// to another.
type fork struct{ to atomic.Pointer[branch] }

// branch is what follows after a class.
type branch struct {
	label  []uint32 // classes that come next
	member *member  // the window that ends after them, nil if there is none
	forks  *forks   // what goes on after them, nil if nothing does
}

// member is a window in its trie.
type member struct {
	alone   joined // the key that is the window alone
	id      uint32 // dense
	at      place
	classes []uint32 // in the order of the trie
}

// joined is some windows that a key has, or all of them.
type joined struct {
	number atomic.Uint32 // of the key that they are all of, 0 if there is none
	last   *member
	before *joined // without the last, nil if that was all
	// With one window more.
	next  atomic.Pointer[[]joint]
	index map[uint32]*joined // where they are many, by the window's id; for the writer
}

// joint leads on by one window.
type joint struct {
	id uint32 // of the window
	to *joined
}

// fewJoints is up to how many joints have no index.
const fewJoints = 8

// forks are the branches that differ in the class that follows. The writer appends to
// list: a reader sees as many as the copy that it has loaded has.
type forks struct {
	list []choice
	// Where they are many: a bit for each of list, by symbol, whether its class has it;
	// words for each symbol. And for the writer, places in list by class.
	bits  []atomic.Uint64
	words int
	index map[uint32]int
}

type choice struct {
	class uint32
	to    *fork
}

// fewForks is up to how many forks have no bits.
const fewForks = 24

func newWindows() *windows {
	w := &windows{ids: map[class]uint32{}}
	w.classes.Store(new([]class))
	for i := range w.whole {
		w.whole[i].to.Store(&branch{})
	}
	for _, f := range []*fork{&w.head, &w.middle, &w.tail} {
		f.to.Store(&branch{})
	}
	return w
}

// add returns the key of the windows, made if there is none.
func (w *windows) add(ws Windows) *joined {
	rest := make([]*member, len(ws))
	for i, v := range ws {
		rest[i] = w.member(v)
	}
	if j := findKey(nil, rest); j != nil {
		return j
	}
	// A match goes through all joints of what it finds.
	var j *joined
	for len(rest) > 0 {
		best := 0
		for i, m := range rest {
			if j.to(m).joints() < j.to(rest[best]).joints() {
				best = i
			}
		}
		j = j.follow(rest[best])
		rest = slices.Delete(rest, best, best+1)
	}
	return j
}

// findKey returns the key of all that j and the rest are, in any order, or nil. Where
// keys have some windows in common there may be several such places, one of which is the
// key.
func findKey(j *joined, rest []*member) *joined {
	if len(rest) == 0 {
		if j.number.Load() == 0 {
			return nil
		}
		return j
	}
	for i, m := range rest {
		if to := j.to(m); to != nil {
			if found := findKey(to, slices.Concat(rest[:i], rest[i+1:])); found != nil {
				return found
			}
		}
	}
	return nil
}

// joints returns how many joints there are, very many if j is nil.
func (j *joined) joints() int {
	if j == nil {
		return math.MaxInt
	}
	if next := j.next.Load(); next != nil {
		return len(*next)
	}
	return 0
}

// to returns what the window leads to, or nil. A nil j is nothing so far.
func (j *joined) to(m *member) *joined {
	if j == nil {
		return &m.alone
	}
	if j.index != nil {
		return j.index[m.id]
	}
	if next := j.next.Load(); next != nil {
		for _, x := range *next {
			if x.id == m.id {
				return x.to
			}
		}
	}
	return nil
}

// follow returns what the window leads to, made if there is nothing.
func (j *joined) follow(m *member) *joined {
	if to := j.to(m); to != nil {
		return to
	}
	to := &joined{last: m, before: j}
	var next []joint
	if old := j.next.Load(); old != nil {
		next = *old
	}
	next = append(next, joint{m.id, to})
	if len(next) > fewJoints {
		if j.index == nil {
			j.index = map[uint32]*joined{}
			for _, x := range next {
				j.index[x.id] = x.to
			}
		}
		j.index[m.id] = to
	}
	j.next.Store(&next)
	return to
}

// member returns the window in its trie, where it is put if it is not there.
func (w *windows) member(v Window) *member {
	ids := make([]uint32, len(v.classes))
	for i, c := range v.classes {
		if v.at == tail {
			i = len(ids) - 1 - i
		}
		ids[i] = w.intern(c)
	}
	f := w.root(v.at, len(ids))
	for rest := ids; ; {
		b := f.to.Load()
		n := 0
		for n < min(len(b.label), len(rest)) && b.label[n] == rest[n] {
			n++
		}
		if n < len(b.label) {
			b = b.split(n)
		}
		rest = rest[n:]
		if len(rest) == 0 {
			if b.member == nil {
				b = &branch{b.label, w.newMember(v.at, ids), b.forks}
				f.to.Store(b)
			}
			return b.member
		}
		next := b.forks.find(rest[0])
		if next == nil {
			a := w.newMember(v.at, ids)
			next = &fork{}
			next.to.Store(&branch{label: rest[1:], member: a})
			f.to.Store(&branch{b.label, b.member, b.forks.with(choice{rest[0], next}, *w.classes.Load())})
			return a
		}
		f, rest = next, rest[1:]
	}
}

func (w *windows) newMember(at place, ids []uint32) *member {
	a := &member{id: w.n.Load(), at: at, classes: ids}
	a.alone.last = a
	w.n.Add(1)
	return a
}

// intern returns the number of the class.
func (w *windows) intern(c class) uint32 {
	id, ok := w.ids[c]
	if !ok {
		classes := *w.classes.Load()
		id = uint32(len(classes))
		w.ids[c] = id
		classes = append(classes, c)
		w.classes.Store(&classes)
	}
	return id
}

// root returns where windows of n classes begin.
func (w *windows) root(at place, n int) *fork {
	switch at {
	case whole:
		return &w.whole[n]
	case head:
		return &w.head
	case tail:
		return &w.tail
	default:
		return &w.middle
	}
}

// split returns a branch that is the same and has only the first n classes in its label.
func (b *branch) split(n int) *branch {
	rest := &fork{}
	rest.to.Store(&branch{b.label[n+1:], b.member, b.forks})
	return &branch{label: b.label[:n], forks: &forks{list: []choice{{b.label[n], rest}}}}
}

// find returns where the class leads to, or nil.
func (x *forks) find(class uint32) *fork {
	if x == nil {
		return nil
	}
	if x.index != nil {
		if i, ok := x.index[class]; ok {
			return x.list[i].to
		}
		return nil
	}
	for _, c := range x.list {
		if c.class == class {
			return c.to
		}
	}
	return nil
}

// with returns the forks and one more.
func (x *forks) with(c choice, classes []class) *forks {
	if x == nil {
		return &forks{list: []choice{c}}
	}
	next := &forks{append(x.list, c), x.bits, x.words, x.index}
	switch n := len(next.list); {
	case n <= fewForks:
	case n > 64*next.words:
		next.words = max(1, 2*next.words)
		next.bits = make([]atomic.Uint64, numSymbols*next.words)
		if next.index == nil {
			next.index = map[uint32]int{}
		}
		for i := range next.list {
			next.enter(i, classes)
		}
	default:
		next.enter(n-1, classes)
	}
	return next
}

// enter sets the bits of the i-th of the list.
func (x *forks) enter(i int, classes []class) {
	id := x.list[i].class
	x.index[id] = i
	for k, word := range classes[id] {
		for ; word != 0; word &= word - 1 {
			symbol := 64*k + bits.TrailingZeros64(word)
			x.bits[symbol*x.words+i/64].Or(1 << (i % 64))
		}
	}
}

// key returns the windows of the key.
func (w *windows) key(j *joined) Windows {
	var ws Windows
	for ; j != nil; j = j.before {
		ws = append(ws, w.window(j.last))
	}
	return ws
}

func (w *windows) window(a *member) Window {
	all := *w.classes.Load()
	out := Window{a.at, make([]class, len(a.classes))}
	for i, id := range a.classes {
		if a.at == tail {
			i = len(a.classes) - 1 - i
		}
		out.classes[i] = all[id]
	}
	return out
}
