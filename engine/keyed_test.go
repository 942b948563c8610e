package engine

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/predicate"
)

// keyValue returns one of few values of all types, some of which their codes do not
// tell apart.
func keyValue(rng *rand.Rand) predicate.Value {
	n := rng.IntN(12)
	switch rng.IntN(6) {
	case 0:
		return predicate.Int(1<<53 + int64(n%3))
	case 1:
		return predicate.String(fmt.Sprintf("a long text %d", n))
	case 2:
		return predicate.Bool(n%2 == 0)
	case 3:
		return predicate.Float(float64(n) / 4)
	default:
		return predicate.Int(int64(n))
	}
}

// keyText is the value in JSON.
func keyText(v predicate.Value) string {
	if v.Kind() == predicate.KindString {
		return fmt.Sprintf("%q", v.Text())
	}
	return v.String()
}

// keyTests returns a random and of tests, most of which are of keys.
func keyTests(rng *rand.Rand) predicate.Expr {
	var and predicate.And
	for _, path := range []string{"k", "l", "m"} {
		switch rng.IntN(7) {
		case 0, 1:
			and = append(and, predicate.Eq(path, keyValue(rng)))
		case 2:
			values := make([]predicate.Value, 1+rng.IntN(10))
			for i := range values {
				values[i] = keyValue(rng)
			}
			and = append(and, predicate.In(path, values...))
		case 3:
			and = append(and, predicate.Ge(path, predicate.Int(rng.Int64N(12))))
		case 4:
			and = append(and, predicate.Not{X: predicate.Eq(path, keyValue(rng))})
		}
	}
	return and
}

// keyEvent returns a random event on the same attributes: values, none, nulls, empty
// arrays, and arrays of a few or of many, some of them repeated.
func keyEvent(tb testing.TB, rng *rand.Rand) *predicate.Event {
	tb.Helper()
	var fields []string
	for _, path := range []string{"k", "l", "m", "n"} {
		n := []int{1, 1, 1, 2, 3, maxProbed, maxProbed + 1, 40, 0}[rng.IntN(9)]
		values := make([]string, n)
		for i := range values {
			values[i] = keyText(keyValue(rng))
		}
		switch rng.IntN(8) {
		case 0:
		case 1:
			fields = append(fields, fmt.Sprintf("%q:null", path))
		default:
			text := "[" + strings.Join(values, ",") + "]"
			if n == 1 {
				text = values[0]
			}
			fields = append(fields, fmt.Sprintf("%q:%s", path, text))
		}
	}
	ev, err := predicate.ParseJSON([]byte("{" + strings.Join(fields, ",") + "}"))
	require.NoError(tb, err)
	return ev
}

// What is found by keys is what the conjunctions mean, each once, in every copy that
// was made on the way.
func TestKeyed(t *testing.T) {
	rng := seeded(t)
	d := index.NewDictionary()
	var (
		k      keyed
		conjs  []*predicate.Conjunction // by number in k
		copies []keyed
	)
	for len(conjs) < 700 {
		s := lowered(t, keyTests(rng))
		cs := s.Conjunctions()
		for i := range cs {
			if k.add(d.Form(&cs[i]), index.ID(len(conjs))) {
				conjs = append(conjs, &cs[i])
			}
		}
		if rng.IntN(20) == 0 {
			copies = append(copies, k)
		}
	}
	k.check()
	copies = append(copies, k)
	enc := index.NewEncoder(d)
	found := 0
	for range 400 {
		ev := keyEvent(t, rng)
		x := enc.Encode(ev)
		c := &copies[rng.IntN(len(copies))]
		var dead *tombstones
		var want []index.ID
		for i, conj := range conjs[:c.len()] {
			if conj.Satisfied(ev) {
				if rng.IntN(3) == 0 {
					dead = dead.with(index.ID(i))
				} else {
					want = append(want, index.ID(i))
				}
			}
		}
		var got []index.ID
		for _, sub := range c.appendSubs(nil, dead, x) {
			if !dead.has(sub) {
				got = append(got, sub)
			}
		}
		slices.Sort(got)
		require.Equal(t, want, got, "%d of %d, %v", c.len(), len(conjs), ev)
		found += len(got)
	}
	require.Greater(t, found, 1000)
}

// Copies are asked while the original grows.
func TestKeyedGrowsBesideMatches(t *testing.T) {
	d := index.NewDictionary()
	forms := make([]index.Form, 40)
	for i := range forms {
		forms[i] = d.Form(&lowered(t, predicate.Eq("k", predicate.Int(int64(i)))).Conjunctions()[0])
	}
	var k keyed
	var newest atomic.Pointer[keyed]
	first := k
	newest.Store(&first)
	write := func(*rand.Rand) error {
		if k.len() > 5000 {
			k = k.room()
		}
		k.add(forms[k.len()%len(forms)], index.ID(k.len()))
		c := k
		newest.Store(&c)
		return nil
	}
	read := func(rng *rand.Rand) error {
		v := rng.IntN(len(forms))
		x := index.NewEncoder(d).Encode(one("k", int64(v)))
		c := newest.Load()
		got := c.appendSubs(nil, nil, x)
		if want := (c.len() - v + len(forms) - 1) / len(forms); len(got) != want {
			return fmt.Errorf("%d of %d with key %d, not %d", len(got), c.len(), v, want)
		}
		return nil
	}
	together(t, write, read, read)
}

// Most recent subscriptions that have a key are many more than others may be.
func TestHeadOfKeys(t *testing.T) {
	o := Options{}.withDefaults()
	most := o.HeadSize * o.tuning.keyedHead
	heads := func(s func(i int) predicate.Expr) int {
		e := New[int](o)
		e.hold = true // no merges
		for i := range most {
			require.NoError(t, e.Subscribe(i, lowered(t, s(i))))
		}
		return len(e.snapshot.Load().parts) + 1
	}
	require.Equal(t, o.tuning.keyedHead, heads(func(int) predicate.Expr { return predicate.Ge("x", predicate.Int(1)) }))
	require.Equal(t, 1, heads(func(i int) predicate.Expr { return predicate.Eq("x", predicate.Int(int64(i))) }))
	// A key that all have leads to all.
	require.Equal(t, most*visitWeight/o.HeadSize, heads(func(int) predicate.Expr { return predicate.Eq("x", predicate.Int(1)) }))
}

// While subscriptions come and go and are merged, matches find of those that stay just
// what the oracle says, and of the others none that it does not.
func TestChangesAgainstOracle(t *testing.T) {
	rng := seeded(t)
	o := tiny()
	o.HeadSize, o.tuning.keyedHead = 16, 4
	e := New[int](o)
	const staying, others = 150, 300
	exprs := make([]predicate.Expr, staying+others)
	subs := make([]*predicate.Subscription, len(exprs))
	for i := range exprs {
		exprs[i] = keyTests(rng)
		subs[i] = lowered(t, exprs[i])
	}
	type verdict struct {
		event *predicate.Event
		stay  []int
		all   map[int]bool
	}
	var truth oracle.Oracle
	verdicts := make([]verdict, 60)
	for i := range verdicts {
		v := verdict{event: keyEvent(t, rng), all: map[int]bool{}}
		for id, x := range exprs {
			if !truth.Matches(x, v.event) {
				continue
			}
			v.all[id] = true
			if id < staying {
				v.stay = append(v.stay, id)
			}
		}
		verdicts[i] = v
	}
	for id := range staying {
		require.NoError(t, e.Subscribe(id, subs[id]))
	}
	change := func(base int) func(*rand.Rand) error {
		return func(rng *rand.Rand) error {
			id := base + rng.IntN(others/2)
			if e.Unsubscribe(id) == 0 {
				return e.Subscribe(id, subs[id])
			}
			return nil
		}
	}
	renew := func(rng *rand.Rand) error { // the same again, in another place
		id := rng.IntN(staying)
		return e.Replace(id, subs[id])
	}
	match := func(rng *rand.Rand) error {
		v := verdicts[rng.IntN(len(verdicts))]
		var stay []int
		for _, id := range e.Match(v.event) {
			if !v.all[id] {
				return fmt.Errorf("%v does not satisfy %s, which was found", v.event, subs[id])
			}
			if id < staying {
				stay = append(stay, id)
			}
		}
		if !slices.Equal(stay, v.stay) {
			return fmt.Errorf("%v: %v, not %v", v.event, stay, v.stay)
		}
		return nil
	}
	together(t, change(staying), change(staying+others/2), renew, match, match)
	require.Greater(t, e.Stats().Merges, uint64(20))
}
