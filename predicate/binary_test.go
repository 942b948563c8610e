package predicate

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// randomExpr returns an expression that New need not accept, but in what its
// tests ask.
func randomExpr(rng *rand.Rand, depth int) Expr {
	terms := func() []Expr {
		out := make([]Expr, rng.IntN(4))
		for i := range out {
			out[i] = randomExpr(rng, depth-1)
		}
		return out
	}
	if depth > 0 {
		switch rng.IntN(8) {
		case 0, 1:
			return And(terms())
		case 2, 3:
			return Or(terms())
		case 4:
			return Not{randomExpr(rng, depth-1)}
		case 5:
			return Const(rng.IntN(2) == 0)
		default:
		}
	}
	path := []string{"", "a", "a.b", strings.Repeat("x", 200), `é\.`}[rng.IntN(5)]
	text := func() Value {
		return String(strings.Repeat(string([]byte{byte(rng.Uint32())}), []int{0, 1, 63, 64, 300}[rng.IntN(5)]))
	}
	number := func() Value {
		for {
			v := []Value{
				Int(int64(rng.Uint64()) >> rng.IntN(64)), Uint(rng.Uint64()), Float(math.Float64frombits(rng.Uint64())),
				Float(float64(rng.IntN(1000)) / 64), Int(int64(rng.IntN(300) - 150)), Int(math.MinInt64), Uint(math.MaxUint64),
			}[rng.IntN(7)]
			if v.kind == KindNumber {
				return v
			}
		}
	}
	t := test(path, []Op{OpEqual, OpIn, OpLess, OpGreaterEqual, OpBetween, OpContains, OpAbsent}[rng.IntN(7)])
	switch t.Op {
	case OpEqual:
		t.Args = []Value{[]Value{Bool(true), Bool(false), text(), number()}[rng.IntN(4)]}
	case OpIn:
		for range rng.IntN(5) {
			t.Args = append(t.Args, []Value{Bool(true), text(), number()}[rng.IntN(3)])
		}
	case OpBetween:
		t.Args = []Value{number(), number()}
	case OpContains:
		t.Args = []Value{text()}
	case OpAbsent:
	default:
		t.Args = []Value{number()}
	}
	if rng.IntN(3) == 0 {
		t.Attr.View = Folded
	}
	return t
}

// same says whether the trees are equal, whatever slices of nothing they have.
func same(a, b Expr) bool {
	switch a := a.(type) {
	case And:
		b, ok := b.(And)
		return ok && slices.EqualFunc(a, b, same)
	case Or:
		b, ok := b.(Or)
		return ok && slices.EqualFunc(a, b, same)
	case Not:
		b, ok := b.(Not)
		return ok && same(a.X, b.X)
	case *Test:
		b, ok := b.(*Test)
		return ok && a.Attr == b.Attr && a.Op == b.Op && slices.Equal(a.Args, b.Args)
	default:
		return a == b
	}
}

func TestBinaryRoundTrip(t *testing.T) {
	rng := newRand(t)
	for range 20_000 {
		e := randomExpr(rng, 4)
		data := AppendExpr([]byte("before"), e)
		require.Equal(t, "before", string(data[:6]))
		back, err := DecodeExpr(data[6:])
		require.NoError(t, err, "%s", e)
		require.True(t, same(e, back), "%s", e)
		require.Equal(t, e.String(), back.String())
		require.Equal(t, data[6:], AppendExpr(nil, back))
	}
}

func TestBinaryIsCompact(t *testing.T) {
	for _, c := range []struct {
		e    Expr
		size int
	}{
		{Between("a7", Int(123_456), Int(654_321)), 13},
		{Between("a", Int(500_000), Int(16_777_215)), 12},
		{Eq("a", Int(5)), 5},
		{Eq("a", Int(-1)), 5},
		{Eq("a", String("ACME")), 9},
		{Gt("price", Float(0.5)), 11},
		{Gt("price", Float(0.1)), 17},
		{Const(true), 2},
		{Not{Absent("a")}, 5},
	} {
		require.Len(t, AppendExpr(nil, c.e), c.size, "%s", c.e)
	}
}

// TestDecodeHostileExpr decodes what lies about its counts, or is cut short.
func TestDecodeHostileExpr(t *testing.T) {
	rng := newRand(t)
	data := AppendExpr(nil, And{Or{In("abc", Int(1000), String(strings.Repeat("x", 100))), Const(true)}, Not{Between("a", Float(0.1), Int(7))}})
	for i := range data {
		_, err := DecodeExpr(data[:i])
		require.ErrorIs(t, err, ErrBadEncoding)
		require.ErrorContains(t, err, "offset")
	}
	_, err := DecodeExpr(append(data, 0))
	require.ErrorIs(t, err, ErrBadEncoding)
	for range 20_000 {
		broken := append([]byte{}, data...)
		for range 1 + rng.IntN(3) {
			broken[rng.IntN(len(broken))] = byte(rng.Uint32())
		}
		if e, err := DecodeExpr(broken); err == nil {
			_ = e.String()
			_, _ = New(e, Options{})
			again, err := DecodeExpr(AppendExpr(nil, e))
			if err == nil {
				require.Equal(t, e.String(), again.String())
			}
		}
	}

	const huge = 1 << 20
	counts := []byte{binaryVersion}
	for range MaxDepth {
		counts = binary.AppendUvarint(append(counts, nodeAnd), huge/2)
	}
	counts = append(counts, make([]byte, huge-len(counts))...)
	for _, hostile := range [][]byte{
		append([]byte{binaryVersion}, strings.Repeat(string(rune(nodeNot)), huge)...),
		append([]byte{binaryVersion}, strings.Repeat("\x02\x01", huge)...),
		counts,
		binary.AppendUvarint([]byte{binaryVersion, nodeAnd}, math.MaxUint64),
		{binaryVersion, nodePlain, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
		{binaryVersion, nodePlain, 1, 'a', valueFloat + 8, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0}, // NaN
		{binaryVersion, nodePlain, 1, 'a', valueFloat + 2, 0x3f, 0xf0},                   // 1.0
		{binaryVersion, nodePlain, 1, 'a', valueNegative + 8, 0, 0, 0, 0, 0, 0, 0, 0x80},
		{99, nodeTrue},
	} {
		before := allocated()
		_, err := DecodeExpr(hostile)
		require.Error(t, err)
		require.Less(t, allocated()-before, uint64(128*len(hostile)+1<<20))
	}
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

func TestDecodeKeepsNoData(t *testing.T) {
	data := AppendExpr(nil, And{Eq("path", String("text"))})
	e, err := DecodeExpr(data)
	require.NoError(t, err)
	clear(data)
	require.Equal(t, `path == "text"`, e.String())
}
