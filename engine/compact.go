package engine

import "github.com/thresh-dev/thresh/index"

// maxRounds is how often a rewriting goes after what was subscribed meanwhile.
const maxRounds = 8

// Compact merges all subscriptions into one segment and returns when that is
// done. It gives back the memory of what was removed, that of attributes and of
// tests which no subscription has any more included. Matching and changing go on meanwhile; what
// is subscribed while it runs may be left in segments of its own. It is of use
// after a load by single calls of Subscribe, before a long time of matching alone;
// without it the same happens little by little.
func (e *Engine[ID]) Compact() {
	e.mu.Lock()
	for e.exclusive {
		e.merged.Wait()
	}
	if s := e.snapshot.Load(); len(s.parts) <= 1 && s.head.len() == 0 && e.gone == 0 {
		e.mu.Unlock()
		return // as compact as can be
	}
	e.exclusive, e.hold = true, true
	for e.running > 0 {
		e.merged.Wait()
	}
	e.running++
	e.mu.Unlock()
	e.rewrite()
}

// rewrite merges all parts and the head into a segment on a new dictionary. What
// comes meanwhile is on the old one, and is rewritten in further rounds, each much
// shorter than the one before, the last under the lock.
func (e *Engine[ID]) rewrite() {
	dict := index.NewDictionary()
	var done []merge[ID]
	covered := 0 // parts that are inputs of done
	e.mu.Lock()
	defer e.mu.Unlock()
	before := e.gone // what goes from now on may have left something in the new dictionary
	defer func() {
		e.exclusive, e.hold = false, false
		e.end()
		e.plan()
	}()
	for round := 0; ; round++ {
		e.hold = true
		for e.running > 1 {
			e.merged.Wait()
		}
		n := e.snapshot.Load().next()
		if n.head.len() > 0 {
			e.seal(n)
			e.publish(n)
		}
		todo := e.idle(n)
		last := round == maxRounds || weightOf(todo) <= e.options.HeadSize
		for _, p := range todo {
			e.busy[p.segment] = struct{}{}
		}
		covered += len(todo)
		if !last {
			e.hold = false
			e.mu.Unlock()
		}
		out, err := e.build(todo, dict)
		if !last {
			e.mu.Lock()
		}
		done = append(done, merge[ID]{todo, out})
		if err != nil {
			e.abandon(done)
			return
		}
		if last {
			break
		}
	}
	n := e.snapshot.Load().next()
	if covered != len(n.parts) { // one that a failed merge has left
		e.abandon(done)
		return
	}
	n.dict, e.attrs, e.gone = dict, dict.Len(), e.gone-before
	e.install(n, done)
	e.publish(n)
}

// abandon leaves the inputs of merges as they are.
func (e *Engine[ID]) abandon(merges []merge[ID]) {
	for _, m := range merges {
		for _, in := range m.inputs {
			delete(e.busy, in.segment)
		}
	}
	e.attrs, e.gone = e.snapshot.Load().dict.Len(), 0 // not again until it has doubled
}

func weightOf[ID comparable](parts []part[ID]) int {
	sum := 0
	for i := range parts {
		sum += parts[i].weight()
	}
	return sum
}
