package engine

import (
	"cmp"
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/invariant"
)

// merge is segments that become one. The inputs are as they were when it began;
// what has gone since is found by comparing their tombstones.
type merge[ID comparable] struct {
	inputs []part[ID]
	out    part[ID] // without a segment if nothing was left
}

// plan begins the merges that are due.
func (e *Engine[ID]) plan() {
	s := e.snapshot.Load()
	if !e.hold && !e.exclusive && e.outgrown(s.dict) {
		e.exclusive = true
		e.running++
		go e.rewrite()
	}
	for e.unplanned && !e.hold && e.running < e.options.tuning.maxMerges {
		inputs := e.due(s)
		if inputs == nil {
			e.unplanned = false
			return
		}
		e.begin(inputs)
		go e.merge(inputs, s.dict)
	}
}

// begin marks the segments as being merged.
func (e *Engine[ID]) begin(inputs []part[ID]) {
	e.running++
	for _, p := range inputs {
		e.busy[p.segment] = struct{}{}
	}
}

// due returns the parts of the merge that is most worth doing, nil if none is.
func (e *Engine[ID]) due(s *snapshot[ID]) []part[ID] {
	idle := e.idle(s)
	slices.SortStableFunc(idle, func(a, b part[ID]) int { return cmp.Compare(a.weight(), b.weight()) })
	n, sum := 0, 0
	for i := range idle {
		w := idle[i].weight()
		if i > 0 && w < e.options.tuning.ratio*sum {
			n = i + 1
		}
		sum += w
	}
	if n > 0 {
		return idle[:n]
	}
	for i := range idle {
		if e.decayed(&idle[i]) {
			return idle[i : i+1]
		}
	}
	return nil
}

// decayed says whether so much of the part is gone that it is to be rewritten.
func (e *Engine[ID]) decayed(p *part[ID]) bool {
	return 100*p.dead.len() > e.options.tuning.deadShare*p.len()
}

// idle returns the parts that may be merged.
func (e *Engine[ID]) idle(s *snapshot[ID]) []part[ID] {
	return slices.DeleteFunc(slices.Clone(s.parts), func(p part[ID]) bool {
		_, busy := e.busy[p.segment]
		return busy
	})
}

// outgrown says whether the dictionary may be mostly attributes that no
// subscription has. Had it more than doubled with all of them in use, the next one
// would be as large, and is looked at again only when that has doubled.
func (e *Engine[ID]) outgrown(d *index.Dictionary) bool {
	return d.Len() > max(e.options.tuning.minAttributes, 2*e.attrs, len(e.records)/16)
}

// merge makes one segment of the inputs, in a goroutine of its own.
func (e *Engine[ID]) merge(inputs []part[ID], d *index.Dictionary) {
	out, err := e.build(inputs, d)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.end()
	// On an error, which would be a bug, the inputs stay as they are, and busy.
	if err == nil {
		n := e.snapshot.Load().next()
		e.install(n, []merge[ID]{{inputs, out}})
		e.publish(n)
	}
}

// end counts a merge as ended.
func (e *Engine[ID]) end() {
	e.running--
	e.unplanned = true
	e.merged.Broadcast()
}

// build returns a part of what is live in the given ones, on the dictionary. It
// takes no lock, and changes nothing.
func (e *Engine[ID]) build(parts []part[ID], d *index.Dictionary) (part[ID], error) {
	live, weight := 0, weightOf(parts)
	for i := range parts {
		live += parts[i].live()
	}
	if live == 0 {
		return part[ID]{}, nil
	}
	newIndex := e.options.Index
	if weight < e.options.tuning.minIndex {
		newIndex = nil
	}
	out := part[ID]{segment: &segment{orders: make([]uint64, 0, live)}, ids: make([]ID, 0, live)}
	for p, from := range inOrder(parts) {
		s, err := p.sources.subscription(int(from))
		invariant.Assert(err == nil, "engine: lowering again: %v", err)
		if err != nil {
			return part[ID]{}, err
		}
		local := out.begin(p.orders[from])
		out.sources.addFrom(&p.sources, int(from))
		out.conjoin(local, s.Conjunctions(), d, newIndex)
		out.ids = append(out.ids, p.ids[from])
	}
	out.seal()
	return out, nil
}

// install replaces the inputs of the merges by what became of them. What has gone
// while they ran is gone from the results too.
func (e *Engine[ID]) install(n *snapshot[ID], merges []merge[ID]) {
	parts := n.parts
	for _, m := range merges {
		var gone []index.ID
		for _, in := range m.inputs {
			i := slices.IndexFunc(parts, func(p part[ID]) bool { return p.segment == in.segment })
			invariant.Assert(i >= 0, "engine: a merged segment is gone")
			for local := range parts[i].dead.since(in.dead) {
				to, ok := m.out.find(in.orders[local], nil)
				invariant.Assert(ok, "engine: a merged subscription is gone")
				gone = append(gone, to)
			}
			parts = slices.Delete(parts, i, i+1)
			delete(e.busy, in.segment)
		}
		if m.out.segment != nil {
			m.out.dead = m.out.dead.with(gone...)
			parts = append(parts, m.out)
		}
		e.merges++
	}
	n.setParts(parts)
}

// throttle has those who subscribe wait while merging is far behind.
func (e *Engine[ID]) throttle() {
	for e.running > 0 && len(e.snapshot.Load().parts) > e.options.tuning.maxParts {
		e.merged.Wait()
	}
}
