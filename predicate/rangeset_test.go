package predicate

import (
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// domain is a small chain of keys: every cut at one of its values falls between
// other values of it, or between two that have no key between them.
func domain() []Value {
	vs := []Value{{}, Null(), Bool(false), Bool(true), Int(-1), Float(-0.5), Int(0), Float(0.5), Int(1)}
	vs = append(vs, Float(1.5), String(""), String("\x00"), String("a"), String("a\x00"), String("a0"), String("b"), Object())
	return vs
}

// randomSet returns a set and its members of the domain.
func randomSet(rng *rand.Rand, vs []Value) (RangeSet, []bool) {
	in := make([]bool, len(vs))
	rs := make([]Range, rng.IntN(5))
	for i := range rs {
		lo, hi := rng.IntN(len(vs)), rng.IntN(len(vs))
		if lo > hi && rng.IntN(8) > 0 {
			lo, hi = hi, lo
		}
		rs[i] = Range{Cut{vs[lo], rng.IntN(2) == 1}, Cut{vs[hi], rng.IntN(2) == 1}}
		for j := range vs {
			above := j > lo || j == lo && !rs[i].Lo.Above
			below := j < hi || j == hi && rs[i].Hi.Above
			in[j] = in[j] || above && below
		}
	}
	return SetOf(rs...), in
}

// checkSet checks I2, and that the set has just these members.
func checkSet(t *testing.T, s RangeSet, vs []Value, in func(i int) bool) {
	t.Helper()
	for i, r := range s.Ranges() {
		require.Negative(t, CompareCuts(r.Lo, r.Hi), "empty range in %v", s)
		if i > 0 {
			require.Negative(t, CompareCuts(s.Ranges()[i-1].Hi, r.Lo), "ranges touch in %v", s)
		}
	}
	for i, v := range vs {
		require.Equal(t, in(i), s.Contains(v), "%v in %v", v, s)
	}
}

func TestRangeSetAlgebra(t *testing.T) {
	rng := newRand(t)
	vs := domain()
	for range rounds(20_000) {
		a, inA := randomSet(rng, vs)
		b, inB := randomSet(rng, vs)
		checkSet(t, a, vs, func(i int) bool { return inA[i] })
		checkSet(t, a.Union(b), vs, func(i int) bool { return inA[i] || inB[i] })
		checkSet(t, a.Intersect(b), vs, func(i int) bool { return inA[i] && inB[i] })
		checkSet(t, a.Minus(b), vs, func(i int) bool { return inA[i] && !inB[i] })
		checkSet(t, a.Complement(), vs, func(i int) bool { return !inA[i] })
		require.True(t, a.Complement().Complement().Equal(a), "%v", a)
		require.Equal(t, !a.Intersect(b).Empty(), a.overlaps(b), "%v and %v", a, b)
		require.Equal(t, a.Minus(b).Empty(), a.SubsetOf(b), "%v and %v", a, b)
		require.Equal(t, a.SubsetOf(b) && b.SubsetOf(a), a.Equal(b), "%v and %v", a, b)
		subset := true
		for i := range vs {
			subset = subset && (!inA[i] || inB[i])
		}
		if a.SubsetOf(b) {
			require.True(t, subset, "%v ⊆ %v", a, b)
		}
	}
}

func TestSetsDoNotShareMemory(t *testing.T) {
	rs := []Range{Single(Int(1)), Single(Int(3))}
	one, two := SetOf(rs[:1]...), SetOf(rs...)
	rs[0], rs[1] = Single(Int(7)), Single(Int(8))
	require.True(t, one.Equal(Points(Int(1))))
	require.True(t, two.Equal(Points(Int(1), Int(3))))

	a := two.Union(RangeSet{})
	_ = append(a.Ranges(), Single(Int(9)))
	_ = append(two.Ranges(), Single(Int(10)))
	require.True(t, two.Equal(Points(Int(1), Int(3))))
}

func TestManyPointsLetGoOfMemory(t *testing.T) {
	vs := make([]Value, 10_000)
	for i := range vs {
		vs[i] = Int(int64(i % 3))
	}
	s := Points(vs...)
	require.Len(t, s.Ranges(), 3)
	require.Less(t, cap(s.Ranges()), 10)
	n, all := s.Points()
	require.Equal(t, 3, n)
	require.True(t, all)
}

func TestKindsPartitionTheKeys(t *testing.T) {
	all := RangeSet{}
	for k := KindAbsent; k <= KindObject; k++ {
		require.True(t, SetOf(OfKind(k)).Intersect(all).Empty())
		all = all.Union(SetOf(OfKind(k)))
		for _, v := range orderedValues() {
			require.Equal(t, v.Kind() == k, OfKind(k).Contains(v))
		}
	}
	require.True(t, all.Equal(Everything()))
	require.Len(t, all.Ranges(), 1)
	require.True(t, Everything().Minus(Points(Value{}, Null())).Equal(Present()))
	require.True(t, SetOf(OfKind(KindBool)).Equal(Points(Bool(true), Bool(false))))
}

func TestWithPrefix(t *testing.T) {
	rng := newRand(t)
	text := func(n int) string {
		b := make([]byte, rng.IntN(n))
		for i := range b {
			b[i] = "\x00a\xfe\xff"[rng.IntN(4)]
		}
		return string(b)
	}
	for range 20_000 {
		p, s := text(4), text(6)
		require.Equal(t, strings.HasPrefix(s, p), WithPrefix(p).Contains(String(s)), "%q %q", p, s)
	}
	for _, v := range []Value{{}, Null(), Bool(true), Int(1), Object()} {
		require.False(t, WithPrefix("").Contains(v))
		require.False(t, WithPrefix("\xff").Contains(v))
	}
}

func TestNetworkRange(t *testing.T) {
	rng := newRand(t)
	addr := func() netip.Addr {
		b := [16]byte{}
		for i := range b {
			b[i] = []byte{0, 1, 0x7f, 0x80, 0xff}[rng.IntN(5)]
		}
		switch rng.IntN(3) {
		case 0:
			return netip.AddrFrom4([4]byte(b[:]))
		case 1:
			return netip.AddrFrom16(netip.AddrFrom4([4]byte(b[:])).As16()) // IPv4 in IPv6
		default:
			return netip.AddrFrom16(b)
		}
	}
	for range 20_000 {
		a, b := addr(), addr()
		p := netip.PrefixFrom(a, rng.IntN(a.BitLen()+1))
		r := networkRange(p)
		require.Equal(t, p.Contains(b), r.Contains(Address.Of(String(b.String()))), "%v in %v", b, p)
		require.True(t, r.Contains(Address.Of(String(a.String()))))
	}
	for _, s := range []string{"", "x", "1.2.3", "1.2.3.4.5", "fe80::1%eth0", "01.2.3.4", " 1.2.3.4", "10.0.0.0/8"} {
		require.False(t, networkRange(netip.MustParsePrefix("0.0.0.0/0")).Contains(Address.Of(String(s))), s)
		require.False(t, networkRange(netip.MustParsePrefix("::/0")).Contains(Address.Of(String(s))), s)
	}
}

func TestRangeStrings(t *testing.T) {
	require.Equal(t, "5", Single(Int(5)).String())
	require.Equal(t, `[1, "a")`, Range{Below(Int(1)), Below(String("a"))}.String())
	require.Equal(t, "(1, 2]", Range{Above(Int(1)), Above(Int(2))}.String())
	require.Equal(t, "1 ∪ 3", Points(Int(3), Int(1)).String())
	require.Equal(t, "∅", RangeSet{}.String())
}

// TestIntersectionOfManySets is quadratic, and takes minutes, if the sets are met
// one after the other.
func TestIntersectionOfManySets(t *testing.T) {
	const n = 100_000
	terms := make(And, n)
	for i := range terms {
		terms[i] = Ne("a", Int(int64(i)))
	}
	start := time.Now()
	s, err := New(terms, Options{})
	require.NoError(t, err)
	require.Less(t, time.Since(start), time.Minute)
	require.Len(t, s.Conjunctions(), 1)
	p := &s.Conjunctions()[0].Predicates[0]
	require.True(t, p.All)
	require.Len(t, p.Set.Ranges(), n+1)
}
