package predicate

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStringsRoundTrip(t *testing.T) {
	rng := newRand(t)
	var s Strings
	var exprs []Expr
	var data [][]byte
	shared := 0
	for i := range 20_000 {
		e := randomExpr(rng, 4)
		whole, less := AppendExpr(nil, e), s.AppendExpr([]byte("before"), e)
		require.Equal(t, "before", string(less[:6]))
		less = less[6:]
		if len(less) < len(whole) {
			shared++
		}
		exprs, data = append(exprs, e), append(data, less)
		if i%5000 == 4999 {
			s.Seal()
		}
	}
	require.Greater(t, shared, 5_000, "of 20,000: about half have a string that has been seen often")
	for i, e := range exprs {
		back, err := s.DecodeExpr(data[i])
		require.NoError(t, err, "%s", e)
		require.True(t, same(e, back), "%s", e)
		_, err = DecodeExpr(data[i])
		require.ErrorIs(t, err, ErrBadEncoding)
		_, err = s.DecodeExpr(AppendExpr(nil, e))
		require.ErrorIs(t, err, ErrBadEncoding)
	}
}

// TestStringsFrequent has a few strings among ever new ones, of which none are kept.
func TestStringsFrequent(t *testing.T) {
	var s Strings
	const n = 4 * maxSeen
	var last []byte
	for i := range n {
		e := And{Eq("tenant", String(fmt.Sprintf("only once %d", i))), Eq(fmt.Sprintf("path %d", i%10), String("often"))}
		last = s.AppendExpr(last[:0], e)
		require.LessOrEqual(t, len(s.seen), maxSeen)
	}
	require.Len(t, s.all, 12)
	back, err := s.DecodeExpr(last)
	require.NoError(t, err)
	require.Equal(t, fmt.Sprintf(`tenant == "only once %d" && ["path %d"] == "often"`, n-1, (n-1)%10), strings.ReplaceAll(back.String(), "$env", ""))
	s.Seal()
	require.Nil(t, s.seen)
	require.Equal(t, len(s.all), cap(s.all))
}

// TestStringsAreFew has more strings than are shared, each more often than one needs be.
func TestStringsAreFew(t *testing.T) {
	var s Strings
	for i := range maxShared + 1000 {
		for range shareAfter {
			s.AppendExpr(nil, Absent(fmt.Sprint(i)))
		}
	}
	require.Len(t, s.all, maxShared)
	for i := range maxShared + 1000 {
		e, err := s.DecodeExpr(s.AppendExpr(nil, Absent(fmt.Sprint(i))))
		require.NoError(t, err)
		require.Equal(t, Absent(fmt.Sprint(i)), e)
	}
}

// TestDecodeHostileStrings decodes numbers of strings that are not there.
func TestDecodeHostileStrings(t *testing.T) {
	rng := newRand(t)
	var s Strings
	var data []byte
	for range shareAfter {
		data = s.AppendExpr(nil, And{In("abc", Int(1000), String(strings.Repeat("x", 100))), Not{Eq("a", String("four"))}})
	}
	require.Len(t, s.all, 4)
	for i := range data {
		_, err := s.DecodeExpr(data[:i])
		require.ErrorIs(t, err, ErrBadEncoding)
		require.ErrorContains(t, err, "offset")
	}
	for range 20_000 {
		broken := append([]byte{}, data...)
		for range 1 + rng.IntN(3) {
			broken[rng.IntN(len(broken))] = byte(rng.Uint32())
		}
		if e, err := s.DecodeExpr(broken); err == nil {
			_ = e.String()
			_, _ = New(e, Options{})
		}
	}
	for _, u := range []uint64{9, 8, 1<<33 + 1, 1<<64 - 1, 1<<64 - 2} {
		_, err := s.DecodeExpr(binary.AppendUvarint([]byte{sharedVersion, nodePlain}, u))
		require.ErrorIs(t, err, ErrBadEncoding)
		_, err = s.DecodeExpr(binary.AppendUvarint([]byte{sharedVersion, nodePlain, 1, valueShared}, u))
		require.ErrorIs(t, err, ErrBadEncoding)
	}
}
