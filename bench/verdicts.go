package bench

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/predicate"
)

// verdictBatch is how many expressions a worker takes at a time.
const verdictBatch = 512

// verdicts are what the oracle says of some events and the first subscriptions
// of a source.
type verdicts struct {
	events  []*predicate.Event
	subs    int          // decided so far
	matches [][]index.ID // by event, ascending
}

func newVerdicts(events []*predicate.Event) *verdicts {
	return &verdicts{events: events, matches: make([][]index.ID, len(events))}
}

// of returns the subscriptions below subs that the event matches, ascending.
func (v *verdicts) of(event, subs int) []index.ID {
	m := v.matches[event]
	i, _ := slices.BinarySearch(m, index.ID(subs))
	return m[:i]
}

// extend decides the source's subscriptions up to subs. No tree is kept.
func (v *verdicts) extend(ctx context.Context, src Source, subs int) error {
	if len(v.events) == 0 || subs <= v.subs {
		return nil
	}
	type batch struct {
		first int
		exprs []predicate.Expr
	}
	workers := runtime.GOMAXPROCS(0)
	batches := make(chan batch, workers)
	found := make([][][]index.ID, workers)
	var wg sync.WaitGroup
	for w := range workers {
		found[w] = make([][]index.ID, len(v.events))
		wg.Go(func() {
			var o oracle.Oracle
			for b := range batches {
				for i, e := range b.exprs {
					for j, ev := range v.events {
						if o.Matches(e, ev) {
							found[w][j] = append(found[w][j], index.ID(b.first+i))
						}
					}
				}
			}
		})
	}
	next := batch{first: v.subs}
	i := 0
	for e := range src.Subscriptions(subs) {
		if i++; i <= v.subs {
			continue
		}
		next.exprs = append(next.exprs, e)
		if len(next.exprs) == verdictBatch {
			if ctx.Err() != nil {
				break
			}
			batches <- next
			next = batch{first: i}
		}
	}
	batches <- next
	close(batches)
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	if i != subs {
		return fmt.Errorf("bench: the workload has %d subscriptions, not %d", i, subs)
	}
	for j := range v.events {
		from := len(v.matches[j])
		for w := range workers {
			v.matches[j] = append(v.matches[j], found[w][j]...)
		}
		slices.Sort(v.matches[j][from:])
	}
	v.subs = subs
	return nil
}

// MismatchError is the error of an algorithm that does not agree with the oracle.
type MismatchError struct {
	Workload string
	Params   string
	Seed     uint64
	Algo     string
	Subs     int
	Mode     Mode
	Event    int // the number of the event in the workload, from 0
	When     string
	// Of mode IDs: subscriptions by their numbers from 0, ascending.
	Missing, Extra, Repeated []index.ID
	// Of mode Count.
	Got, Want int

	name func(index.ID) string // of subscriptions; nil stands for SubscriptionID
}

// shownIDs is how many ids of a kind an error names.
const shownIDs = 8

// Error names the cell, the event and the first of the ids that differ.
func (m *MismatchError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "verification failed: algorithm %s, workload %s", m.Algo, m.Workload)
	if m.Params != "" {
		fmt.Fprintf(&b, " (%s)", m.Params)
	}
	fmt.Fprintf(&b, ", seed %d, %d subscriptions, event %d, mode %s%s:", m.Seed, m.Subs, m.Event, m.Mode, m.When)
	if m.Mode == Count {
		fmt.Fprintf(&b, " count %d, the oracle's is %d", m.Got, m.Want)
		return b.String()
	}
	sep := " "
	for _, kind := range []struct {
		name string
		ids  []index.ID
	}{{"missing", m.Missing}, {"extra", m.Extra}, {"repeated", m.Repeated}} {
		if len(kind.ids) == 0 {
			continue
		}
		b.WriteString(sep + plural(len(kind.ids), "id") + " " + kind.name + " (")
		for i, id := range kind.ids[:min(shownIDs, len(kind.ids))] {
			if i > 0 {
				b.WriteByte(' ')
			}
			if m.name != nil {
				b.WriteString(m.name(id))
			} else {
				b.WriteString(SubscriptionID(int(id)))
			}
		}
		if len(kind.ids) > shownIDs {
			b.WriteString(" …")
		}
		b.WriteByte(')')
		sep = ", "
	}
	return b.String()
}

// SubscriptionID returns the id of the n-th subscription of a workload, counted
// from 0, as errors and workload files write it.
func SubscriptionID(n int) string { return fmt.Sprintf("s%d", n) }

// compare sorts got and says what it has too little, too much and more than once.
// want is ascending and without repetition.
func compare(got, want []index.ID) (missing, extra, repeated []index.ID) {
	slices.Sort(got)
	w := 0
	for i, id := range got {
		if i > 0 && id == got[i-1] {
			if len(repeated) == 0 || repeated[len(repeated)-1] != id {
				repeated = append(repeated, id)
			}
			continue
		}
		for w < len(want) && want[w] < id {
			missing = append(missing, want[w])
			w++
		}
		if w < len(want) && want[w] == id {
			w++
		} else {
			extra = append(extra, id)
		}
	}
	return append(missing, want[w:]...), extra, repeated
}

// check compares what a session says of the verified events with the verdicts on
// the first subs subscriptions.
func (v *verdicts) check(s session, modes []Mode, subs int) *MismatchError {
	if slices.Contains(modes, Batch) {
		if m := v.checkBatch(s, subs); m != nil {
			return m
		}
	}
	var got []index.ID
	for j, ev := range v.events {
		want := v.of(j, subs)
		for _, mode := range modes {
			if mode == Count {
				if n := s.count(ev); n != len(want) {
					return &MismatchError{Event: j, Mode: mode, Got: n, Want: len(want)}
				}
				continue
			}
			if mode == Batch {
				continue
			}
			got = s.appendMatches(got[:0], ev)
			if m := mismatch(mode, j, got, want); m != nil {
				return m
			}
		}
	}
	return nil
}
