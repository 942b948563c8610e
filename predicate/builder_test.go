package predicate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// valuesOf returns the event's attributes and their values.
func valuesOf(e *Event) map[string][]Value {
	out := map[string][]Value{}
	for i := range e.Len() {
		path, first, n := e.At(i)
		vs := slices.Collect(e.ValuesAt(i))
		if len(vs) != n || n > 0 && vs[0] != first || n == 0 && first != (Value{}) {
			panic(fmt.Sprintf("%s: %v, %d: %v", path, first, n, vs))
		}
		for range e.Nulls(path) {
			vs = append(vs, Null())
		}
		if _, twice := out[path]; twice {
			panic("twice: " + path)
		}
		out[path] = vs
	}
	return out
}

// TestBuilderReuse builds random events with one builder, of changing layouts,
// and compares each with a plain map.
func TestBuilderReuse(t *testing.T) {
	rng := newRand(t)
	var b Builder
	paths := strings.Split("abcdefghij", "")
	for n := range 5000 {
		if n%7 == 0 {
			rng.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
		}
		if n == 2500 {
			b.event.gen = math.MaxUint32 - 3 // wraps soon
		}
		b.Reset()
		want := map[string][]Value{}
		for range rng.IntN(15) {
			path := paths[rng.IntN(1+rng.IntN(len(paths)))]
			v := []Value{Null(), Bool(true), Int(int64(rng.IntN(9))), String("x"), Object()}[rng.IntN(5)]
			b.Add(path, v)
			want[path] = append(want[path], v)
		}
		e, err := b.Event()
		require.NoError(t, err)
		several := false
		for path, vs := range want {
			slices.SortStableFunc(vs, func(a, b Value) int { // nulls last
				if (a == Null()) != (b == Null()) {
					return Compare(b, a)
				}
				return 0
			})
			notNull := slices.DeleteFunc(slices.Clone(vs), func(v Value) bool { return v == Null() })
			several = several || len(notNull) > 1
			require.Len(t, e.AppendValues(nil, path), len(notNull))
		}
		require.Equal(t, want, valuesOf(e))
		require.Equal(t, several, e.HasSeveral())
		require.Empty(t, e.AppendValues(nil, "nowhere"))
		require.Zero(t, e.Nulls("nowhere"))
	}
}

func TestZeroBuilder(t *testing.T) {
	var b Builder
	e, err := b.Event()
	require.NoError(t, err)
	require.Zero(t, e.Len())
	b = Builder{}
	b.AddInt("a", 1)
	b.AddFloat("b", 1.5)
	b.AddString("c", "x")
	b.AddBool("d", true)
	e, err = b.Event()
	require.NoError(t, err)
	require.Equal(t, map[string][]Value{"a": {Int(1)}, "b": {Float(1.5)}, "c": {String("x")}, "d": {Bool(true)}}, valuesOf(e))
	require.Equal(t, []Value{String("x")}, e.AppendView(nil, Attribute{"c", Folded}))
}

func TestBuilderRejectsNotFinite(t *testing.T) {
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		var b Builder
		b.AddFloat("a", f)
		b.AddInt("b", 1)
		_, err := b.Event()
		require.ErrorIs(t, err, ErrNotFinite)
		b.Reset()
		_, err = b.Event()
		require.NoError(t, err)
	}
}

func TestBuilderDoesNotAllocate(t *testing.T) {
	paths := make([]string, 20)
	for i := range paths {
		paths[i] = fmt.Sprint("a", i)
	}
	var b Builder
	turn := 0
	build := func() {
		turn++
		b.Reset()
		for i := range paths {
			path := paths[(i+turn)%len(paths)] // another layout each time
			b.AddInt(path, int64(i))
			b.AddFloat(path, 0.5)
			b.AddString(path, "text")
			b.AddBool(path, true)
		}
		if e, err := b.Event(); err != nil || e.Len() != len(paths) {
			panic("not built")
		}
	}
	build()
	require.Zero(t, testing.AllocsPerRun(100, build))

	doc := []byte(`{"a":1,"b":{"c":[1,2.5,true,null,{"d":false}],"e":-17},"f":18446744073709551615,"g":1e300}`)
	decode := func() {
		if err := b.DecodeJSON(doc); err != nil {
			panic(err)
		}
	}
	decode()
	require.Zero(t, testing.AllocsPerRun(100, decode))
}

// TestBuilderMemoryIsBounded gives a builder ever new paths and large events.
func TestBuilderMemoryIsBounded(t *testing.T) {
	var b Builder
	for n := range 300 {
		b.Reset()
		for i := range 1000 {
			b.AddInt(fmt.Sprint("path", n, "/", i), 1)
		}
		require.LessOrEqual(t, len(b.byPath), maxKeptPaths+1000)
		require.LessOrEqual(t, b.pathBytes, maxKeptPathBytes+20_000)
		e, err := b.Event()
		require.NoError(t, err)
		require.Equal(t, 1000, e.Len())
	}
	long := strings.Repeat("x", 1<<20)
	b.Reset()
	b.AddInt(long+"y", 1)
	b.Reset()
	require.Empty(t, b.byPath)

	// What an event held is not held by the next.
	b.Reset()
	for range 10 * maxKeptValues {
		b.AddString("a", "x")
	}
	b.Reset()
	require.LessOrEqual(t, cap(b.event.more), maxKeptValues)
	held := heap()
	for n := range 64 {
		b.Reset()
		b.AddString(fmt.Sprint("s", n), strings.Repeat(string(rune('a'+n%26)), 1<<20))
	}
	b.Reset()
	require.Less(t, heap()-held, 16<<20)

	doc := []byte(`{"` + long + `":"` + long + `\n` + long + `"}`)
	require.NoError(t, b.DecodeJSON(doc))
	b.Reset()
	require.LessOrEqual(t, cap(b.json.path), maxKeptText)
	require.LessOrEqual(t, cap(b.json.text), maxKeptText)
	require.Nil(t, b.json.dec)
	runtime.KeepAlive(&b)
}

func heap() int {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// TestBuilderCopiesJSON changes the document after it was decoded.
func TestBuilderCopiesJSON(t *testing.T) {
	doc := []byte(`{"abc":["text","\u00e9"],"d":{"e":12.5}}`)
	var b Builder
	require.NoError(t, b.DecodeJSON(doc))
	for i := range doc {
		doc[i] = byte(rand.Uint32())
	}
	e, err := b.Event()
	require.NoError(t, err)
	require.Equal(t, map[string][]Value{"abc": {String("text"), String("é")}, "d": {Object()}, "d.e": {Float(12.5)}}, valuesOf(e))
}
