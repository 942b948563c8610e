package engine

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/predicate"
)

// The errors of subscribing. They are wrapped with the ID.
var (
	// ErrDuplicate says that there is a subscription with that ID.
	ErrDuplicate = errors.New("engine: duplicate ID")
	// ErrNotFound says that there is no subscription with that ID.
	ErrNotFound = errors.New("engine: no such subscription")
	// ErrNoSubscription says that a nil subscription was given, or one that was not
	// made by predicate.New.
	ErrNoSubscription = errors.New("engine: nil subscription")
	// ErrTooManyConjunctions says that a subscription has more conjunctions than
	// Options.MaxConjunctions.
	ErrTooManyConjunctions = errors.New("engine: too many conjunctions")
)

// Engine finds the subscriptions that an event satisfies. Any number of
// goroutines may use all of its methods at the same time. Matching takes no lock.
// An Engine is made by [New], and needs not be closed.
type Engine[ID comparable] struct {
	options  Options
	snapshot atomic.Pointer[snapshot[ID]]
	pool     sync.Pool // of *scratch

	mu      sync.Mutex
	merged  sync.Cond // on mu: a merge has ended
	records map[ID]uint64
	peak    int    // the greatest len(records) since records was made
	order   uint64 // of the next subscription
	head    segment
	headIDs []ID

	busy      map[*segment]struct{} // segments that are being merged, or cannot be
	running   int                   // merges running, a rewriting of all among them
	weights   []int                 // of the merges running, that rewriting left aside
	exclusive bool                  // all is being rewritten
	hold      bool                  // no merge may begin
	attrs     int                   // in the dictionary when it was made
	gone      int                   // subscriptions, since the dictionary was made
	merges    uint64                // done so far
	unplanned bool                  // something has changed that may call for a merge
	checks    uint                  // of invariants
}

// New returns an engine without subscriptions.
func New[ID comparable](o Options) *Engine[ID] {
	e := &Engine[ID]{
		options: o.withDefaults(),
		records: map[ID]uint64{},
		busy:    map[*segment]struct{}{},
		head:    newHead(nil),
	}
	e.merged.L = &e.mu
	s := &snapshot[ID]{dict: index.NewDictionary(), layout: 1}
	s.head.segment = &s.headBody
	e.snapshot.Store(s)
	return e
}

// Subscribe adds a subscription under the given ID. It is seen by every match
// that begins after Subscribe has returned. The error wraps ErrDuplicate,
// ErrNoSubscription or ErrTooManyConjunctions.
func (e *Engine[ID]) Subscribe(id ID, s *predicate.Subscription) error {
	if err := e.admit(id, s); err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, ok := e.records[id]; ok {
		return duplicate(id)
	}
	n := e.snapshot.Load().next()
	e.enter(n, id, e.newOrder(id), s)
	e.publish(n)
	e.throttle()
	return nil
}

// Replace gives the ID another subscription, which takes the place of the old
// one in the order of subscription. Every match sees the one or the other. The
// error wraps ErrNotFound, ErrNoSubscription or ErrTooManyConjunctions.
func (e *Engine[ID]) Replace(id ID, s *predicate.Subscription) error {
	if err := e.admit(id, s); err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	order, ok := e.records[id]
	if !ok {
		return notFound(id)
	}
	n := e.snapshot.Load().next()
	at, ok := n.find(order)
	invariant.Assert(ok, "engine: subscription %v is in no segment", id)
	e.bury(n, at.part, at.local)
	e.enter(n, id, order, s)
	e.publish(n)
	e.throttle()
	return nil
}

// Unsubscribe removes the subscriptions with the given IDs, and returns how many
// there were. Every match sees all of them or none; none is seen by a match that
// begins after Unsubscribe has returned.
func (e *Engine[ID]) Unsubscribe(ids ...ID) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	n := e.snapshot.Load().next()
	places := make([]place, 0, len(ids))
	for _, id := range ids {
		order, ok := e.records[id]
		if !ok {
			continue
		}
		at, ok := n.find(order)
		invariant.Assert(ok, "engine: subscription %v is in no segment", id)
		delete(e.records, id)
		places = append(places, at)
	}
	gone := len(places)
	if gone == 0 {
		return 0
	}
	slices.SortFunc(places, func(a, b place) int { return cmp.Compare(a.part, b.part) })
	locals := make([]index.ID, gone)
	for i, at := range places {
		locals[i] = at.local
	}
	for from, to := 0, 0; from < gone; from = to {
		for to < gone && places[to].part == places[from].part {
			to++
		}
		e.bury(n, places[from].part, locals[from:to]...)
	}
	e.shrinkRecords()
	e.publish(n)
	return gone
}

// Len returns the number of subscriptions.
func (e *Engine[ID]) Len() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.records)
}

// Subscription returns the subscription with that ID, and false if there is none.
// It says what the one that was given said, and may be the same pointer.
func (e *Engine[ID]) Subscription(id ID) (*predicate.Subscription, bool) {
	p, local, ok := e.lookup(id)
	if !ok {
		return nil, false
	}
	s, err := p.subscription(int(local))
	invariant.Assert(err == nil, "engine: lowering again: %v", err)
	return s, err == nil
}

// Subscriptions iterates over the subscriptions there are when the iteration
// begins, in the order of subscription. No lock is held: the loop may use the
// engine.
func (e *Engine[ID]) Subscriptions() iter.Seq2[ID, *predicate.Subscription] {
	return func(yield func(ID, *predicate.Subscription) bool) {
		s := e.snapshot.Load()
		parts := append([]part[ID]{s.head}, s.parts...)
		for p, local := range inOrder(parts) {
			sub, err := p.subscription(int(local))
			invariant.Assert(err == nil, "engine: lowering again: %v", err)
			if err == nil && !yield(p.ids[local], sub) {
				return
			}
		}
	}
}

// Explain says why the event satisfies the subscription with that ID, or why it
// does not. A nil event has no attributes. The error wraps ErrNotFound.
func (e *Engine[ID]) Explain(id ID, ev *predicate.Event) (*Explanation, error) {
	s, ok := e.Subscription(id)
	if !ok {
		return nil, notFound(id)
	}
	return Explain(s, ev), nil
}

func duplicate[ID comparable](id ID) error { return fmt.Errorf("%w: %v", ErrDuplicate, id) }

func notFound[ID comparable](id ID) error { return fmt.Errorf("%w: %v", ErrNotFound, id) }

// admit says whether the subscription may be one.
func (e *Engine[ID]) admit(id ID, s *predicate.Subscription) error {
	if s == nil || s.Expr() == nil {
		return fmt.Errorf("%w: %v", ErrNoSubscription, id)
	}
	if n, limit := len(s.Conjunctions()), e.options.MaxConjunctions; limit > 0 && n > limit {
		return fmt.Errorf("%w: %v has %d, the limit is %d", ErrTooManyConjunctions, id, n, limit)
	}
	return nil
}

// newOrder makes the record of a new subscription.
func (e *Engine[ID]) newOrder(id ID) uint64 {
	order := e.order
	e.order++
	e.records[id] = order
	e.peak = max(e.peak, len(e.records))
	return order
}

// shrinkRecords gives back the memory of records once most of it is unused.
func (e *Engine[ID]) shrinkRecords() {
	if e.peak < 1024 || len(e.records) > e.peak/4 {
		return
	}
	records := make(map[ID]uint64, len(e.records))
	maps.Copy(records, e.records)
	e.records, e.peak = records, len(records)
}

// enter appends the subscription to the head of n. A full head becomes a part
// first.
func (e *Engine[ID]) enter(n *snapshot[ID], id ID, order uint64, s *predicate.Subscription) {
	if e.full(&e.head) {
		e.seal(n)
	}
	e.head.add(order, s, n.dict)
	e.headIDs = append(e.headIDs, id)
	n.setHead(&e.head, e.headIDs, n.head.dead)
}

// full says whether the head is to be sealed before it grows further.
func (e *Engine[ID]) full(head *segment) bool {
	return head.weight() >= e.headLimit() || head.walks() >= e.options.HeadSize
}

// newHead returns an empty head with room for as much as the last one had.
func newHead(last *segment) segment {
	h := segment{builder: builder{keep: true}}
	if last != nil {
		h.orders = make([]uint64, 0, last.len())
		h.subs = make([]*predicate.Subscription, 0, last.len())
		h.one = group{keyed: last.one.keyed.room(), flat: last.one.flat.room()}
		h.several = group{keyed: last.several.keyed.room(), flat: last.several.flat.room()}
	}
	return h
}

// seal makes the head of n a part, and an empty head.
func (e *Engine[ID]) seal(n *snapshot[ID]) {
	if n.head.live() > 0 {
		p := n.head
		body := *p.segment
		body.one.keyed.seal()
		body.several.keyed.seal()
		p.segment = &body
		n.setParts(append(slices.Clone(n.parts), p))
	}
	e.head, e.headIDs = newHead(&e.head), make([]ID, 0, len(e.headIDs))
	n.setHead(&e.head, nil, nil)
}

// publish makes n what matches see, and begins the merges that it calls for.
func (e *Engine[ID]) publish(n *snapshot[ID]) {
	e.drop(n)
	e.unplanned = e.unplanned || n.layout != e.snapshot.Load().layout
	e.snapshot.Store(n)
	if invariant.Enabled {
		e.check()
	}
	e.plan()
}

// bury marks subscriptions of the i-th part of n, or of its head, as gone.
func (e *Engine[ID]) bury(n *snapshot[ID], i int, locals ...index.ID) {
	n.own()
	p := n.at(i)
	p.dead = p.dead.with(locals...)
	e.gone += len(locals)
	e.unplanned = e.unplanned || i != inHead && e.decayed(p)
}

// drop removes the parts of n of which nothing is left.
func (e *Engine[ID]) drop(n *snapshot[ID]) {
	if n.head.len() > 0 && n.head.live() == 0 {
		e.seal(n)
	}
	empty := func(p part[ID]) bool {
		if p.live() > 0 {
			return false
		}
		_, busy := e.busy[p.segment]
		return !busy
	}
	if slices.ContainsFunc(n.parts, empty) {
		n.setParts(slices.DeleteFunc(slices.Clone(n.parts), empty))
	}
	if len(e.records) == 0 && len(n.parts) == 0 && !e.exclusive && n.dict.Len() > 0 {
		n.dict, e.attrs, e.gone = index.NewDictionary(), 0, 0
	}
}

// lookup returns where the subscription with that ID is.
func (e *Engine[ID]) lookup(id ID) (part[ID], index.ID, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	order, ok := e.records[id]
	if !ok {
		return part[ID]{}, 0, false
	}
	s := e.snapshot.Load()
	at, ok := s.find(order)
	return *s.at(at.part), at.local, ok
}
