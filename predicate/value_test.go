package predicate

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// newRand returns random numbers from a seed that a failing test prints.
func newRand(t *testing.T) *rand.Rand {
	t.Helper()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// rounds is n, and less in a short test.
func rounds(n int) int {
	if testing.Short() {
		return n / 6
	}
	return n
}

// number is a value and what it is meant to be.
type number struct {
	v    Value
	want *big.Float
}

func exactly(x any) *big.Float {
	f := new(big.Float).SetPrec(2000)
	switch x := x.(type) {
	case int64:
		return f.SetInt64(x)
	case uint64:
		return f.SetUint64(x)
	case float64:
		return f.SetFloat64(x)
	default:
		panic(fmt.Sprintf("%T", x))
	}
}

// trickyNumbers returns numbers at and around the places where a form, a
// precision or a sign changes, each in all the Go types that can say it.
func trickyNumbers() []number {
	var out []number
	addInt := func(i int64) { out = append(out, number{Int(i), exactly(i)}) }
	addUint := func(u uint64) { out = append(out, number{Uint(u), exactly(u)}) }
	addFloat := func(f float64) {
		if !math.IsInf(f, 0) {
			out = append(out, number{Float(f), exactly(f)})
		}
	}
	around := func(f float64) {
		for _, g := range []float64{f, -f} {
			addFloat(g)
			addFloat(math.Nextafter(g, math.Inf(1)))
			addFloat(math.Nextafter(g, math.Inf(-1)))
		}
	}
	for _, f := range []float64{
		0, math.Copysign(0, -1), math.SmallestNonzeroFloat64, 0x1p-1022, 0x1p-1021, 0.1, 0.5, 1, 1.5, 2, 1e15, 1e16,
		1e300, math.MaxFloat64,
	} {
		around(f)
	}
	for _, bit := range []int{1, 2, 49, 50, 51, 52, 53, 54, 60, 61, 62, 63, 64, 65} {
		around(math.Ldexp(1, bit))
		if bit > 63 {
			continue
		}
		for d := -9; d <= 9; d++ {
			u := uint64(1)<<bit + uint64(d)
			addUint(u)
			addInt(int64(u))
			addInt(-int64(u))
		}
	}
	for d := range 10 {
		addUint(math.MaxUint64 - uint64(d))
		addUint(math.MaxUint64 - 1023 - uint64(d))
		addInt(math.MinInt64 + int64(d))
		addInt(math.MaxInt64 - int64(d))
	}
	return out
}

func TestNumbersCompareByValue(t *testing.T) {
	ns := trickyNumbers()
	for _, a := range ns {
		ca := CodeOf(a.v)
		for _, b := range ns {
			want, cb := a.want.Cmp(b.want), CodeOf(b.v)
			if Compare(a.v, b.v) != want || (a.v == b.v) != (want == 0) || want < 0 && ca > cb || want != 0 && ca == cb && ca.Exact() {
				require.Fail(t, "I1 or I5 is broken", "%v and %v: order %d, got %d, codes %x and %x",
					a.want, b.want, want, Compare(a.v, b.v), ca, cb)
			}
		}
	}
}

func TestNumbersOfOneValueAreOne(t *testing.T) {
	for _, same := range [][]Value{
		{Int(0), Uint(0), Float(0), Float(math.Copysign(0, -1)), Value{kind: KindNumber}},
		{Int(1), Uint(1), Float(1)},
		{Int(math.MinInt64), Float(-0x1p63)},
		{Uint(1 << 63), Float(0x1p63)},
		{Int(1 << 53), Float(0x1p53)},
	} {
		for _, v := range same {
			require.Equal(t, same[0], v)
			require.Equal(t, CodeOf(same[0]), CodeOf(v))
			require.Equal(t, Digest(same[0]), Digest(v))
		}
	}
	require.NotEqual(t, Int(1<<53+1), Float(1<<53))
	require.NotEqual(t, Uint(math.MaxUint64), Float(0x1p64))
}

func TestNumbersComeBack(t *testing.T) {
	for _, n := range trickyNumbers() {
		i, isInt := n.v.Int64()
		u, isUint := n.v.Uint64()
		require.Equal(t, n.want.IsInt() && n.want.Cmp(exactly(int64(math.MinInt64))) >= 0 && n.want.Cmp(exactly(int64(math.MaxInt64))) <= 0, isInt)
		require.Equal(t, n.want.IsInt() && n.want.Sign() >= 0 && n.want.Cmp(exactly(uint64(math.MaxUint64))) <= 0, isUint)
		if isInt {
			require.Zero(t, n.want.Cmp(exactly(i)))
		}
		if isUint {
			require.Zero(t, n.want.Cmp(exactly(u)))
		}
		f, _ := n.want.Float64()
		require.Equal(t, f, n.v.Float64()) //nolint:testifylint // the nearest, to the bit
	}
}

func TestNotFiniteIsAbsent(t *testing.T) {
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		require.Equal(t, Value{}, Float(f))
	}
}

// orderedValues returns values in ascending order, no two equal.
func orderedValues() []Value {
	vs := []Value{{}, Null(), Bool(false), Bool(true)}
	for _, n := range trickyNumbers() {
		vs = append(vs, n.v)
	}
	slices.SortFunc(vs, Compare)
	vs = slices.Compact(vs)
	for _, s := range []string{
		"", "\x00", "\x00\x00", "\x00a", " ", "a", "a\x00", "a\x00\x00", "a\x00b", "a\x01", "aaaaaa", "aaaaaa\x00",
		"aaaaaa\x00\x00", "aaaaaa\x00\x00\x00", "aaaaaaa", "aaaaaaa\x00", "aaaaaaa\x01", "aaaaaaaa", "aaaaaaab", "b", "z",
		"é", "日本", "日本語の文字", "\uffff", "\U00010000", "\U0010ffff", "\xff", "\xff\xff\xff\xff\xff\xff\xff\xff\xff",
	} {
		vs = append(vs, String(s))
	}
	return append(vs, Object())
}

func TestOrderOfKeys(t *testing.T) {
	vs := orderedValues()
	for i, a := range vs {
		for j, b := range vs {
			want := 0
			if i < j {
				want = -1
			} else if i > j {
				want = 1
			}
			require.Equal(t, want, Compare(a, b), "%v and %v", a, b)
			require.Equal(t, want == 0, a == b)
		}
	}
}

func TestStringsCompareByCodePoint(t *testing.T) {
	rng := newRand(t)
	text := func() string {
		rs := make([]rune, rng.IntN(4))
		for i := range rs {
			rs[i] = []rune{'a', 'b', 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff}[rng.IntN(11)]
		}
		return string(rs)
	}
	for range 5000 {
		a, b := text(), text()
		require.Equal(t, slices.Compare([]rune(a), []rune(b)), Compare(String(a), String(b)), "%q %q", a, b)
	}
}

// TestCodes checks that codes keep the order and that Exact tells the truth.
func TestCodes(t *testing.T) {
	vs := orderedValues()
	for i, a := range vs {
		require.Equal(t, i == 0, CodeOf(a) == 0, "%v", a)
		for _, b := range vs[i+1:] {
			ca, cb := CodeOf(a), CodeOf(b)
			require.LessOrEqual(t, ca, cb, "%v and %v", a, b)
			if ca.Exact() || cb.Exact() {
				require.Less(t, ca, cb, "%v and %v", a, b)
			}
		}
	}
	for i := int64(-1 << 49); i < 1<<49; i += 1<<40 + 12345 {
		require.True(t, CodeOf(Int(i)).Exact(), "%d: an integer of 49 bits is told by its code", i)
	}
	require.True(t, CodeOf(String("1234567")).Exact())
	require.False(t, CodeOf(String("12345678")).Exact())
	require.False(t, CodeOf(Float(0.1)).Exact())
	require.True(t, CodeOf(Float(0.25)).Exact())
}

func TestCodesOfRandomValues(t *testing.T) {
	rng := newRand(t)
	random := func() Value {
		switch rng.IntN(5) {
		case 0:
			return Int(int64(rng.Uint64() >> rng.IntN(64)))
		case 1:
			return Uint(rng.Uint64())
		case 2:
			return Float(math.Float64frombits(rng.Uint64())) // absent now and then
		case 3:
			return Float(float64(rng.IntN(4000)-2000) / 64)
		default:
			b := make([]byte, rng.IntN(12))
			for i := range b {
				b[i] = "\x00a\xff"[rng.IntN(3)]
			}
			return String(string(b))
		}
	}
	for range rounds(100_000) {
		a, b := random(), random()
		if rng.IntN(4) == 0 && a.kind == KindNumber {
			if b = NextNumber(a); b.kind == KindNumber {
				require.Equal(t, a, PreviousNumber(b))
			}
		}
		checkCodes(t, a, b)
	}
}

// checkCodes checks I1 and I5 on two values.
func checkCodes(t *testing.T, a, b Value) {
	t.Helper()
	ca, cb := CodeOf(a), CodeOf(b)
	switch c := Compare(a, b); {
	case c == 0:
		require.Equal(t, a, b)
		require.Equal(t, Digest(a), Digest(b))
	case c < 0:
		require.LessOrEqual(t, ca, cb, "%v and %v", a, b)
	default:
		require.GreaterOrEqual(t, ca, cb, "%v and %v", a, b)
	}
	require.Equal(t, -Compare(a, b), Compare(b, a))
	if a != b && (ca.Exact() || cb.Exact()) {
		require.NotEqual(t, ca, cb, "%v and %v", a, b)
	}
}

func TestAdjacent(t *testing.T) {
	for _, p := range [][2]Value{
		{{}, Null()},
		{Null(), Bool(false)},
		{Bool(false), Bool(true)},
		{Bool(true), Float(-math.MaxFloat64)},
		{Float(math.MaxFloat64), String("")},
		{String(""), String("\x00")},
		{String("a"), String("a\x00")},
		{Int(1 << 60), Int(1<<60 + 1)},
		{Int(0), Float(math.SmallestNonzeroFloat64)},
		{Float(-math.SmallestNonzeroFloat64), Int(0)},
		{Float(math.Nextafter(1, 0)), Int(1)},
		{Int(math.MaxInt64), Uint(1 << 63)},
		{Uint(math.MaxUint64), Float(0x1p64)},
		{Float(math.Nextafter(-0x1p63, -math.MaxFloat64)), Int(math.MinInt64)},
		{Float(0x1p64), Float(math.Nextafter(0x1p64, math.Inf(1)))},
		{Int(1<<52 + 1), Int(1<<52 + 2)},
	} {
		require.True(t, adjacent(p[0], p[1]), "%v and %v", p[0], p[1])
		require.Zero(t, CompareCuts(Above(p[0]), Below(p[1])))
		require.Zero(t, CompareCuts(Below(p[1]), Above(p[0])))
		require.Equal(t, -1, CompareCuts(Below(p[0]), Above(p[1])))
		require.True(t, SetOf(Range{Above(p[0]), Below(p[1])}).Empty())
		require.True(t, SetOf(Closed(p[0], p[1])).Equal(Points(p[0], p[1])))
	}
	for _, p := range [][2]Value{
		{{}, Bool(false)},
		{Null(), Bool(true)},
		{Bool(true), Int(0)},
		{String("a"), String("b")},
		{String("a"), String("a\x01")},
		{String("a"), String("b\x00")},
		{String("\xff"), Object()},
		{Int(1), Int(2)},
		{Float(1.5), Int(2)},
		{Int(1 << 51), Int(1<<51 + 1)},
		{Float(0x1p64), Float(0x1p65)},
	} {
		require.False(t, adjacent(p[0], p[1]), "%v and %v", p[0], p[1])
		require.Equal(t, -1, CompareCuts(Above(p[0]), Below(p[1])))
	}
	require.Equal(t, Value{}, NextNumber(Float(math.MaxFloat64)))
	require.Equal(t, Value{}, PreviousNumber(Float(-math.MaxFloat64)))
	// No tricky number lies between one and its next.
	ns := orderedValues()
	for _, v := range ns {
		if v.kind != KindNumber || v == Float(math.MaxFloat64) {
			continue
		}
		next := NextNumber(v)
		require.Negative(t, Compare(v, next), "%v", v)
		require.Equal(t, v, PreviousNumber(next))
		for _, w := range ns {
			require.False(t, Compare(v, w) < 0 && Compare(w, next) < 0, "%v < %v < %v", v, w, next)
		}
	}
}

func TestValueString(t *testing.T) {
	for want, v := range map[string]Value{
		"absent":                 {},
		"nil":                    Null(),
		"true":                   Bool(true),
		"-5":                     Int(-5),
		"9223372036854775807":    Int(math.MaxInt64),
		"-9.223372036854776e+18": Int(math.MinInt64),
		"9.223372036854776e+18":  Uint(1 << 63),
		"18446744073709551615":   Uint(math.MaxUint64),
		"1e+300":                 Float(1e300),
		"1.8446744073709552e+19": Float(0x1p64),
		"0.1":                    Float(0.1),
		"5e-324":                 Float(math.SmallestNonzeroFloat64),
		`"a\"b\\\n\x00é\u2028"`:  String("a\"b\\\n\x00é\u2028"),
		`b"\xffa\"\\\xc3\xa9\n"`: String("\xffa\"\\é\n"),
		"{…}":                    Object(),
	} {
		if strings.HasPrefix(want, "b") {
			want = strings.ReplaceAll(want, `\n`, `\x0a`)
		}
		require.Equal(t, want, v.String())
	}
	require.Equal(t, "kind(9)", Kind(9).String())
}

// TestCodesOfStrings compares the layout of codes with the one documented, byte by byte.
func TestCodesOfStrings(t *testing.T) {
	const text = "\xffbcdefghijkl"
	for n := range len(text) + 1 {
		want := uint64(2) << 62
		for i := range min(n, 7) {
			want |= uint64(text[i]) << (54 - 8*i)
		}
		want |= uint64(min(n, 8)) << 2
		if n > 7 {
			want |= 1
		}
		require.Equal(t, Code(want), CodeOf(String(text[:n])), "%d bytes", n)
	}
}

func BenchmarkCodeOfString(b *testing.B) {
	for _, c := range []struct {
		name  string
		sizes []int
	}{{"short", []int{3, 5, 7, 6, 2, 4}}, {"long", []int{8, 12, 30}}, {"mixed", []int{7, 9, 3, 15, 6, 8, 5}}} {
		b.Run("strings="+c.name, func(b *testing.B) {
			var values []Value
			for _, n := range c.sizes {
				values = append(values, String(strings.Repeat("x", n)))
			}
			i, sum := 0, Code(0)
			for b.Loop() {
				sum += CodeOf(values[i])
				if i++; i == len(values) {
					i = 0
				}
			}
			require.NotZero(b, sum)
		})
	}
}
