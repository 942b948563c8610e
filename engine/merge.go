package engine

import (
	"cmp"
	"runtime"
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
		e.unplanned = false // again when something changes, or a merge ends
		inputs := e.due(s)
		if inputs == nil || !e.beside(weightOf(inputs)) {
			return
		}
		e.begin(inputs)
		go e.merge(inputs, s.dict)
		e.unplanned = true
	}
}

// beside says whether a merge of that weight may run beside those that do. It may
// beside much heavier ones alone: so a long merge holds up no short ones, and there
// are seldom more than two.
func (e *Engine[ID]) beside(weight int) bool {
	return !slices.ContainsFunc(e.weights, func(w int) bool { return 2*w < e.options.tuning.ratio*weight })
}

// begin marks the segments as being merged.
func (e *Engine[ID]) begin(inputs []part[ID]) {
	e.running++
	e.weights = append(e.weights, weightOf(inputs))
	for _, p := range inputs {
		e.busy[p.segment] = struct{}{}
	}
}

// due returns the parts of the merge that is most worth doing, nil if none is.
func (e *Engine[ID]) due(s *snapshot[ID]) []part[ID] {
	idle := e.idle(s)
	slices.SortStableFunc(idle, func(a, b part[ID]) int { return cmp.Compare(a.weight(), b.weight()) })
	n, sum := 0, 0 // to be merged, and their weight
	for from := 0; from < len(idle); {
		tier, to, w := e.tier(idle[from].weight()), from, 0
		for to < len(idle) && e.tier(idle[to].weight()) == tier {
			w += idle[to].weight()
			to++
		}
		peers := to - from
		if n > 0 && e.tier(sum) == tier {
			peers++ // what comes of the lighter ones
		}
		if peers >= e.options.tuning.ratio {
			n = to
			sum = weightOf(idle[:n])
		} else if n > 0 && e.tier(sum) <= tier {
			break
		}
		from = to
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

// tier returns the tier of a segment of that weight.
func (e *Engine[ID]) tier(weight int) int {
	// What comes of ratio segments of a tier is to be of the next one, even if much
	// of them is gone: so tiers begin at half of what a full one weighs.
	o := &e.options
	tier := 0
	for size := o.HeadSize; 2*weight >= size*o.tuning.ratio; size *= o.tuning.ratio {
		tier++
	}
	return tier
}

// decayed says whether so much of the part is gone that it is to be rewritten.
func (e *Engine[ID]) decayed(p *part[ID]) bool {
	share := e.options.tuning.deadShare
	if p.len() <= e.headLimit() {
		// It takes little memory, and is merged with others before long, unless all of
		// it is gone by then.
		share = e.options.tuning.lightDeadShare
	}
	return 100*p.dead.len() > share*p.len()
}

// headLimit is how many conjunctions a head may have at most.
func (e *Engine[ID]) headLimit() int { return e.options.HeadSize * e.options.tuning.keyedHead }

// idle returns the parts that may be merged.
func (e *Engine[ID]) idle(s *snapshot[ID]) []part[ID] {
	return slices.DeleteFunc(slices.Clone(s.parts), func(p part[ID]) bool {
		_, busy := e.busy[p.segment]
		return busy
	})
}

// outgrown says whether the dictionary may be mostly attributes that no
// subscription has, or a third of its tests. Had the attributes more than doubled with
// all of them in use, the next one would be as large, and is looked at again only when
// that has doubled. Tests are as many as subscriptions, often, so that these tell
// whether it is worth the time: each that goes then has two written again.
func (e *Engine[ID]) outgrown(d *index.Dictionary) bool {
	if d.Tests() > e.options.tuning.minAttributes && 2*e.gone > len(e.records) {
		return true
	}
	return d.Len() > max(e.options.tuning.minAttributes, 2*e.attrs, len(e.records)/16)
}

// merge makes one segment of the inputs, in a goroutine of its own.
func (e *Engine[ID]) merge(inputs []part[ID], d *index.Dictionary) {
	out, err := e.build(inputs, d)
	e.mu.Lock()
	defer e.mu.Unlock()
	i := slices.Index(e.weights, weightOf(inputs))
	e.weights = slices.Delete(e.weights, i, i+1)
	e.end()
	if err != nil {
		// It would be a bug. The inputs stay as they are, and busy for good.
		e.plan()
		return
	}
	n := e.snapshot.Load().next()
	e.install(n, []merge[ID]{{inputs, out}})
	e.publish(n)
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
	how := builder{newIndex: e.options.Index, minIndex: e.options.tuning.minIndex}
	// What is in binary form stays so: there would be memory taken, not kept.
	how.keep = weight < e.options.tuning.keep && !slices.ContainsFunc(parts, func(p part[ID]) bool { return !p.keep })
	if weight < how.minIndex || weight <= e.headLimit() && walksOf(parts) < how.minIndex {
		how.newIndex = nil
	}
	out := part[ID]{segment: &segment{orders: make([]uint64, 0, live), builder: how}, ids: make([]ID, 0, live)}
	for p, from := range inOrder(parts) {
		err := out.addFrom(p.segment, int(from), d)
		invariant.Assert(err == nil, "engine: lowering again: %v", err)
		if err != nil {
			return part[ID]{}, err
		}
		out.ids = append(out.ids, p.ids[from])
		if len(out.ids)%yieldEvery == 0 {
			runtime.Gosched()
		}
	}
	out.seal(1)
	if out.late != nil && slices.ContainsFunc(parts, func(p part[ID]) bool { return p.late.used() }) {
		out.late.conjunctions(out.segment) // so that no match has to wait for it
	}
	return out, nil
}

// walksOf returns what the live subscriptions of the parts have of segment.walks.
func walksOf[ID comparable](parts []part[ID]) int {
	sum := 0
	for i := range parts {
		if p := &parts[i]; p.len() > 0 {
			sum += p.segment.walks() * p.live() / p.len()
		}
	}
	return sum
}

// yieldEvery is after how many subscriptions a merge lets other goroutines run:
// matches and changes are not to wait for the scheduler to stop it.
const yieldEvery = 16

// install replaces the inputs of the merges by what became of them. What has gone
// while they ran is gone from the results too.
func (e *Engine[ID]) install(n *snapshot[ID], merges []merge[ID]) {
	parts := slices.Clone(n.parts)
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
