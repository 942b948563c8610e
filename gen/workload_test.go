package gen

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/thresh-dev/thresh/predicate"
)

// lookup returns the workload of the default seed. The tests share it, for the
// recorded ones are slow to begin.
func lookup(tb testing.TB, name string) *Workload {
	tb.Helper()
	w, err := Lookup(name, DefaultSeed)
	require.NoError(tb, err)
	first, _ := workloads.LoadOrStore(name, w)
	return first.(*Workload)
}

var workloads sync.Map // of *Workload by name

func TestPresetsAreListedInOrder(t *testing.T) {
	var names []string
	for _, p := range Presets() {
		names = append(names, p.Name)
		require.NotEmpty(t, p.Summary)
		require.NotContains(t, p.Summary, "\n")
	}
	require.Equal(t, []string{
		"w1", "w2", "w4", "w5", "w6", "w7", "wide", "narrow",
		"exact", "anybut", "mixed", "wildcard", "prefix", "topics", "ticks",
		"flights", "birdstrikes", "earthquakes",
		"adv-equal", "adv-attributes", "adv-values", "adv-set",
		"adv-wildcards", "adv-unknown", "adv-wide-event", "adv-many-values",
	}, names)
}

func TestLookupOfUnknownNames(t *testing.T) {
	for name, nearest := range map[string]string{
		"flihgts": "flights", "FLIGHTS": "flights", "w3": "w1", "eartquakes": "earthquakes",
		"tick": "ticks", "custom": "", "": "", "nothing-like-it": "",
	} {
		_, err := Lookup(name, DefaultSeed)
		var unknown *UnknownError
		require.ErrorAs(t, err, &unknown, name)
		require.Equal(t, nearest, unknown.Nearest, name)
		require.Len(t, unknown.Names, len(Presets()))
		require.ErrorContains(t, err, "birdstrikes")
		require.Equal(t, nearest != "", strings.Contains(err.Error(), "did you mean"), name)
	}
}

func TestWalksAreRepeatableAndPrefixesOfLongerOnes(t *testing.T) {
	for _, p := range Presets() {
		t.Run(p.Name, func(t *testing.T) {
			w := lookup(t, p.Name)
			require.Equal(t, p.Name, w.Name())
			require.Equal(t, DefaultSeed, w.Seed())
			fresh, err := Lookup(p.Name, DefaultSeed)
			require.NoError(t, err)
			few, many := texts(w.Subscriptions(20)), texts(fresh.Subscriptions(300))
			require.Len(t, few, 20)
			require.Len(t, many, 300)
			require.Equal(t, few, many[:20])
			require.Equal(t, many, texts(w.Subscriptions(300)))
			require.Empty(t, texts(w.Subscriptions(0)))
			require.Empty(t, texts(w.Subscriptions(-1)))

			five, fifty := eventTexts(w, 5), eventTexts(w, 50)
			require.Len(t, fifty, 50)
			require.Equal(t, five, fifty[:5])
			require.Equal(t, fifty, eventTexts(w, 50))

			other, err := Lookup(p.Name, DefaultSeed+1)
			require.NoError(t, err)
			// The one numbers its subscriptions, those of the other are all the same.
			if p.Name != "wildcard" && p.Name != "adv-wildcards" {
				require.NotEqual(t, few, texts(other.Subscriptions(20)))
			}
			if w.MaxEvents() == math.MaxInt {
				require.NotEqual(t, five, eventTexts(other, 5))
			} else {
				require.Equal(t, five, eventTexts(other, 5))
			}
		})
	}
}

// Events are to stay valid when further ones are drawn.
func TestEventsStayValid(t *testing.T) {
	for _, p := range Presets() {
		w := lookup(t, p.Name)
		var events []*predicate.Event
		var then []string
		for ev := range w.Events(30) {
			events = append(events, ev)
			then = append(then, canonicalEvent(ev))
		}
		for i, ev := range events {
			require.Equal(t, then[i], canonicalEvent(ev), p.Name)
		}
	}
}

func TestSubscriptionsLower(t *testing.T) {
	n := 20_000
	if testing.Short() {
		n = 1000
	}
	for _, p := range Presets() {
		t.Run(p.Name, func(t *testing.T) {
			i := 0
			for e := range lookup(t, p.Name).Subscriptions(n) {
				s, err := predicate.New(e, predicate.Options{})
				require.NoError(t, err, "subscription %d: %s", i, e)
				require.NotEmpty(t, s.Conjunctions(), "subscription %d is never true: %s", i, e)
				i++
			}
			require.Equal(t, n, i)
		})
	}
}

func TestAttrsCountsTheEventsPaths(t *testing.T) {
	for _, p := range Presets() {
		if p.Name == "adv-attributes" || p.Name == "adv-unknown" { // most have no value, or have one and no test
			continue
		}
		w := lookup(t, p.Name)
		paths := map[string]bool{}
		n := 200
		if w.MaxEvents() < math.MaxInt {
			n = 2000 // some attributes are rare
		}
		for ev := range w.Events(n) {
			for i := range ev.Len() {
				if path, v, n := ev.At(i); n > 0 && v.Kind() != predicate.KindObject {
					paths[path] = true
				}
			}
		}
		require.Len(t, paths, w.Attrs(), "%s has %v", p.Name, slices.Sorted(maps.Keys(paths)))
		for e := range w.Subscriptions(n) {
			walk(e, func(test *predicate.Test) {
				require.True(t, paths[test.Attr.Path], "%s asks for %s", p.Name, test.Attr)
			})
		}
	}
}

// TestGolden holds the workloads fast: its digests may only change with a
// release note, for they void all earlier figures.
func TestGolden(t *testing.T) {
	golden := map[string]string{
		"w1":          "468d9c142bd43ee569eb1f6f5e32e2b6",
		"w2":          "b7fefb41ff6ffe93237eb29c98ca10e7",
		"w4":          "16635119ef4660f80ddef4708ac0f06e",
		"w5":          "0a53f7da25b399f5064879ced68283da",
		"w6":          "679202b142fd9ba5416a6241ec3662c1",
		"w7":          "8835d9012161d84257c53dcb7e245e2c",
		"wide":        "a56f2a703acaad8b792721e460942dc9",
		"narrow":      "3ca4211666bc3ab40c3a3cfb106bee0c",
		"exact":       "93af2e0bbcaac8c20f581ff83b69cc1e",
		"anybut":      "d2c4fa5a809c6ad4fb0e8460f7ee064b",
		"mixed":       "f9e5ceddbb3ea51881b8a9f89c8291a8",
		"wildcard":    "dd5499e558188b2d0097a3f56483bdd3",
		"prefix":      "be15af07189f4893aed0a49eb5823508",
		"topics":      "cee74430e94d511c7415c98639476117",
		"ticks":       "bf0e66e8770522015e348640e78f571a",
		"flights":     "26ab003cbc77ee5e1003628d221bc868",
		"birdstrikes": "729946ba8a1d2cfd1c737db0759a27a2",
		"earthquakes": "c4cf1405ed6e6ffd77d7d773aff89fa5",

		"adv-equal":       "cde1da4b65da55ec9bdc2dc973415ac7",
		"adv-attributes":  "61828d4c45932077584098aa6af1eae4",
		"adv-values":      "d7c5ebe2be73b6478c1867a92e29f6bb",
		"adv-set":         "700f007305f70ad28715b5bf8a5f571a",
		"adv-wildcards":   "6c4e4e8e24f7c7865ce40fc3801ebb0c",
		"adv-unknown":     "28c43c81d6ff472768add66a1e6974c3",
		"adv-wide-event":  "5ec5b4b31bcebeb594fd8c0ab82296ae",
		"adv-many-values": "ac1147a5a948bea75bbf50522b286c84",
	}
	for _, p := range Presets() {
		w := lookup(t, p.Name)
		h := sha256.New()
		for e := range w.Subscriptions(1000) {
			fmt.Fprintln(h, canonical(e))
		}
		for ev := range w.Events(100) {
			fmt.Fprintln(h, canonicalEvent(ev))
		}
		require.Equal(t, golden[p.Name], hex.EncodeToString(h.Sum(nil)[:16]), p.Name)
	}
}

func TestWrittenSubscriptions(t *testing.T) {
	for _, p := range Presets() {
		w := lookup(t, p.Name)
		var out bytes.Buffer
		require.NoError(t, w.WriteSubscriptions(&out, 200))
		lines := bufio.NewScanner(&out)
		i := 0
		for e := range w.Subscriptions(200) {
			require.True(t, lines.Scan())
			dec := json.NewDecoder(bytes.NewReader(lines.Bytes()))
			dec.DisallowUnknownFields()
			var line struct{ ID, Where string }
			require.NoError(t, dec.Decode(&line))
			require.Equal(t, fmt.Sprintf("s%d", i), line.ID)
			require.Equal(t, e.String(), line.Where)
			i++
		}
		require.False(t, lines.Scan())
	}
}

func TestWrittenEventsReadBack(t *testing.T) {
	for _, p := range Presets() {
		w := lookup(t, p.Name)
		var out bytes.Buffer
		require.NoError(t, w.WriteEvents(&out, 200))
		lines := bufio.NewScanner(&out)
		for ev := range w.Events(200) {
			require.True(t, lines.Scan())
			read, err := predicate.ParseJSON(lines.Bytes())
			require.NoError(t, err)
			require.Equal(t, canonicalEvent(ev), canonicalEvent(read), p.Name)
		}
		require.False(t, lines.Scan())
	}
}

func TestWritersReportErrors(t *testing.T) {
	full := errors.New("disk full")
	for _, p := range []string{"w1", "flights"} {
		w := lookup(t, p)
		for _, n := range []int{1, 10_000} {
			require.ErrorIs(t, w.WriteSubscriptions(failing{full}, n), full)
			require.ErrorIs(t, w.WriteEvents(failing{full}, n), full)
		}
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

var _ io.Writer = failing{}

// Millions of subscriptions are generated one after the other: none may be kept,
// and each takes few allocations.
func TestSubscriptionsStream(t *testing.T) {
	const n = 200_000
	w := lookup(t, "w1")
	live := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := live()
	i, after := 0, uint64(0)
	for range w.Subscriptions(n) {
		if i++; i == n {
			after = live()
		}
	}
	require.Less(t, after, before+1<<20)
	allocs := testing.AllocsPerRun(5, func() {
		for range w.Subscriptions(1000) {
		}
	})
	require.Less(t, allocs, 4100.0)
}

// texts returns the expressions in the test's own notation.
func texts(seq func(func(predicate.Expr) bool)) []string {
	var out []string
	for e := range seq {
		out = append(out, canonical(e))
	}
	return out
}

func eventTexts(w *Workload, n int) []string {
	var out []string
	for ev := range w.Events(n) {
		out = append(out, canonicalEvent(ev))
	}
	return out
}

// canonical writes an expression so that nothing is left out, and apart from the
// notation of the expression language, which may change.
func canonical(e predicate.Expr) string {
	list := func(name string, terms []predicate.Expr) string {
		parts := make([]string, len(terms))
		for i := range terms {
			parts[i] = canonical(terms[i])
		}
		return name + "(" + strings.Join(parts, ",") + ")"
	}
	switch e := e.(type) {
	case predicate.And:
		return list("and", e)
	case predicate.Or:
		return list("or", e)
	case predicate.Not:
		return "not(" + canonical(e.X) + ")"
	case *predicate.Test:
		var b strings.Builder
		fmt.Fprintf(&b, "%q/%d op%d", e.Attr.Path, e.Attr.View, e.Op)
		for _, v := range e.Args {
			b.WriteString(" " + canonicalValue(v))
		}
		return b.String()
	case predicate.Const:
		return fmt.Sprint(bool(e))
	default:
		return fmt.Sprintf("%T?", e)
	}
}

func canonicalValue(v predicate.Value) string {
	if i, ok := v.Int64(); ok {
		return fmt.Sprintf("i%d", i)
	}
	switch v.Kind() {
	case predicate.KindNumber:
		return fmt.Sprintf("f%016x", math.Float64bits(v.Float64()))
	case predicate.KindString:
		return fmt.Sprintf("s%q", v.Text())
	default:
		return fmt.Sprintf("k%d/%t", v.Kind(), v.Truth())
	}
}

func canonicalEvent(ev *predicate.Event) string {
	var b strings.Builder
	for i := range ev.Len() {
		path, _, _ := ev.At(i)
		fmt.Fprintf(&b, "%q:%d", path, ev.Nulls(path))
		for v := range ev.ValuesAt(i) {
			b.WriteString(" " + canonicalValue(v))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// walk calls visit with each test of the expression.
func walk(e predicate.Expr, visit func(*predicate.Test)) {
	switch e := e.(type) {
	case predicate.And:
		for _, x := range e {
			walk(x, visit)
		}
	case predicate.Or:
		for _, x := range e {
			walk(x, visit)
		}
	case predicate.Not:
		walk(e.X, visit)
	case *predicate.Test:
		visit(e)
	}
}
