package engine_test

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/engine"
	"github.com/thresh-dev/thresh/index/catalog"
	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/internal/randpattern"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/pattern"
)

// All recorded patterns at once, in every index: each of their events finds what
// the oracle says. They are subscribed one by one and all at once.
func TestRecordedPatterns(t *testing.T) {
	f, err := os.Open("../predicate/pattern/testdata/patterns.jsonl.gz")
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	patterns, events := map[string]bool{}, map[string]bool{}
	for dec := json.NewDecoder(z); ; {
		var c struct{ Pattern, Event string }
		err := dec.Decode(&c)
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		patterns[c.Pattern], events[c.Event] = true, true
	}
	var subs []*predicate.Subscription
	for p := range patterns {
		s, err := pattern.Parse(p, predicate.Options{})
		require.NoError(t, err, p)
		subs = append(subs, s)
	}
	var docs []*predicate.Event
	for e := range events {
		if ev, err := predicate.ParseJSON([]byte(e)); err == nil {
			docs = append(docs, ev)
		}
	}
	if testing.Short() {
		docs = docs[:200]
	}
	checkEngines(t, subs, docs)
}

// Random patterns in every index find what the oracle says.
func TestRandomPatterns(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	g := randpattern.New(rand.New(rand.NewPCG(seed, 0)))
	rounds := 20
	if testing.Short() {
		rounds = 2
	}
	for range rounds {
		var subs []*predicate.Subscription
		for range 300 {
			s, err := predicate.New(g.Pattern(), predicate.Options{})
			if errors.Is(err, predicate.ErrTooManyConjunctions) {
				continue // an or within an or within an and
			}
			require.NoError(t, err)
			subs = append(subs, s)
		}
		var docs []*predicate.Event
		for range 40 {
			ev, err := predicate.ParseJSON(g.Event())
			require.NoError(t, err)
			docs = append(docs, ev)
		}
		checkEngines(t, subs, docs)
	}
}

func checkEngines(t *testing.T, subs []*predicate.Subscription, docs []*predicate.Event) {
	t.Helper()
	var o oracle.Oracle
	want := make([][]int, len(docs))
	unknown := make([]map[int]bool, len(docs)) // more choices than the oracle looks at
	for i, ev := range docs {
		for id, s := range subs {
			switch o.Eval(s.Expr(), ev) {
			case oracle.True:
				want[i] = append(want[i], id)
			case oracle.Unknown:
				if unknown[i] == nil {
					unknown[i] = map[int]bool{}
				}
				unknown[i][id] = true
			default:
			}
		}
	}
	for _, a := range catalog.All() {
		for _, atOnce := range []bool{true, false} {
			e := engine.New[int](engine.Options{Index: a.New, HeadSize: 64})
			if atOnce {
				require.NoError(t, e.SubscribeAll(slices.All(subs)))
			} else {
				for id, s := range subs {
					require.NoError(t, e.Subscribe(id, s))
				}
			}
			for i, ev := range docs {
				got := e.Match(ev)
				require.Equal(t, len(got), e.Count(ev), a.Name)
				got = slices.DeleteFunc(got, func(id int) bool { return unknown[i][id] })
				require.Len(t, got, len(want[i]), "%s, event %d, at once %v", a.Name, i, atOnce)
				if len(got) > 0 {
					require.Equal(t, want[i], got, "%s, event %d, at once %v", a.Name, i, atOnce)
				}
			}
		}
	}
}
