package slab

import (
	"sync"
	"sync/atomic"
)

// team is the goroutines that compile one segment. What comes out is the same for
// teams of every size.
type team struct {
	busy chan struct{} // an element for each member at work, but for the caller
}

// newTeam returns a team of n goroutines, the caller's among them.
func newTeam(n int) *team { return &team{make(chan struct{}, max(n, 1)-1)} }

// each calls f once for each i, 0 <= i < n, in any order, and returns when that is
// done. It may be called inside of f.
func (t *team) each(n int, f func(i int)) {
	var next atomic.Int64
	work := func() {
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			f(i)
		}
	}
	var others sync.WaitGroup
	for range min(n-1, cap(t.busy)) {
		if !t.join() {
			break
		}
		others.Go(func() {
			defer func() { <-t.busy }()
			work()
		})
	}
	work()
	others.Wait()
}

// join says whether there is a member that is free, which is at work from now on.
func (t *team) join() bool {
	select {
	case t.busy <- struct{}{}:
		return true
	default:
		return false
	}
}

// spans calls f for parts of what lies between 0 and n, of size elements each but
// for the last.
func (t *team) spans(n, size int, f func(from, to int)) {
	t.each((n+size-1)/size, func(i int) { f(i*size, min((i+1)*size, n)) })
}
