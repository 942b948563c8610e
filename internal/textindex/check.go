package textindex

import (
	"slices"
	"strings"

	"github.com/thresh-dev/thresh/internal/invariant"
)

// check derives the invariants of what the set holds.
func (x *Set) check() {
	b := x.body.Load()
	b.words.check()
	live, patterns := 0, 0
	h := b.handful.Load()
	for i := range x.entries {
		e := &x.entries[i]
		invariant.Assert(e.refs > 0 == (e.state != nil || e.windows != nil), "textindex: key %d has %d references", i+1, e.refs)
		if e.refs == 0 {
			continue
		}
		live++
		invariant.Assert(int(e.accept().Load()) == i+1, "textindex: key %d is not accepted", i+1)
		if j := e.windows; j != nil {
			for ; j != nil; j = j.before {
				invariant.Assert(b.windows.find(j.last) == j.last, "textindex: I5: a window of key %d is not reached", i+1)
				invariant.Assert(j.before.to(j.last) == j, "textindex: I5: the windows of key %d are not joined", i+1)
			}
			continue
		}
		patterns++
		tried := h != nil && slices.ContainsFunc(h.trials, func(t trial) bool { return int(t.number) == i+1 && same(t.pattern, e.state.parts()) })
		invariant.Assert(h == nil || tried, "textindex: I6: pattern %d is not tried", i+1)
		for s := e.state; s.parent != nil; s = s.parent {
			to := s.word.uses.Load().to[s.place].Load()
			if s.parent != b.root {
				to = s.parent.edges.Load().find(s.word, s.place)
			}
			invariant.Assert(to == s, "textindex: a state of pattern %d is not reached", i+1)
		}
	}
	invariant.Assert(h == nil || len(h.trials) == patterns && patterns <= maxHandful, "textindex: I6: not all that is tried is there")
	invariant.Assert(live == x.Len(), "textindex: %d keys, not %d", live, x.Len())
}

func (w *words) check() {
	t := w.table.Load()
	f := w.filter.Load()
	n := 0
	w.each(func(v *node) {
		n++
		p := v.parent.Load()
		invariant.Assert(len(p.text) < len(v.text) && strings.HasPrefix(v.text, p.text), "textindex: I2: %q below %q", v.text, p.text)
		invariant.Assert(p.next(v.text[len(p.text)]) == v, "textindex: I2: %q is not the only such child", v.text)
		invariant.Assert(w.hashOf(v, len(v.text)) == hashes(nil, w.base, v.text)[len(v.text)], "textindex: hash of %q", v.text)
		h := w.hashOf(v, fattest(len(p.text), len(v.text)))
		invariant.Assert(t.find(h) == v, "textindex: I1: %q", v.text)
		if v.uses.Load() == nil {
			invariant.Assert(v.child != nil, "textindex: %q is a leaf and no word", v.text)
			return
		}
		k := min(len(v.text), 4)
		invariant.Assert(f.reach(first(v.text, k), k, 1<<k) == k, "textindex: I3: %q", v.text)
		invariant.Assert(len(v.text) <= int(w.longest.Load()) && len(v.text) < len(*w.powers.Load()), "textindex: %q is long", v.text)
	})
	entries := 0
	for i := range t.slots {
		if t.slots[i].hash.Load() != 0 {
			entries++
		}
	}
	invariant.Assert(n == w.n && n == entries, "textindex: I1: %d nodes, %d counted, %d in the table", n, w.n, entries)
}

// find returns the window that is where the given one should be, or nil.
func (w *windows) find(a *member) *member {
	f := w.root(a.at, len(a.classes))
	for rest := a.classes; ; rest = rest[1:] {
		b := f.to.Load()
		if len(rest) < len(b.label) || !slices.Equal(b.label, rest[:len(b.label)]) {
			return nil
		}
		if rest = rest[len(b.label):]; len(rest) == 0 {
			return b.member
		}
		if f = b.forks.find(rest[0]); f == nil {
			return nil
		}
	}
}
