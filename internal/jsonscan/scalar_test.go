package jsonscan

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/predicate"
)

// TestNumber compares number with predicate.ParseNumber.
func TestNumber(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	check := func(text string) {
		want, err := predicate.ParseNumber([]byte(text))
		got, ok := number([]byte(text))
		if ok != (err == nil) || ok && got != want {
			t.Fatalf("%s: want %v, %v, got %v, %v", text, want, err, got, ok)
		}
	}
	for _, text := range []string{
		"0", "-0", "0.0", "-0.0", "0.00000000000000000000", "1e5", "1.5e3", "1.12345678e-3", "1.1234567e3", "1.123456781e5",
		"9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551615", "18446744073709551616", "99999999999999999999",
		"999999999999999999", "-999999999999999999", "1000000000000000000", "9007199254740993.0", "9007199254740993.5", "9007199254740992.5", "9007199254740994.5",
		"0.1234567890123456789", "0.12345678901234567890", "9.999999999999999999", "999999999999999999.9", "1844674407370955161.5", "0.0000000000000000001", "1.5e400", "1.7976931348623157e308",
		"4503599627370496.5", "4503599627370497.5", "0.30000000000000004",
	} {
		check(text)
	}
	rounds := 300_000
	if testing.Short() {
		rounds = 30_000
	}
	for range rounds {
		digits := strconv.FormatUint(rng.Uint64()>>rng.IntN(64), 10)
		at := 1 + rng.IntN(len(digits))
		text := digits[:at]
		if at < len(digits) {
			text += "." + digits[at:]
		} else if rng.IntN(2) == 0 {
			text = "0." + fmt.Sprintf("%0*s", rng.IntN(25), digits)
		}
		if rng.IntN(8) == 0 {
			text += fmt.Sprintf("e%d", rng.IntN(40)-20)
		}
		if rng.IntN(2) == 0 {
			text = "-" + text
		}
		check(text)
		// Halfway between two numbers, and just beside.
		f := math.Float64frombits(uint64(1023+rng.IntN(10))<<52 | rng.Uint64()>>(12+rng.IntN(40)))
		check(strconv.FormatFloat(f, 'f', -1, 64))
		half := (rng.Uint64()>>11|1<<52)<<1 | 1
		check(strconv.FormatUint(half/4, 10) + []string{".25", ".5", ".75", ".125"}[rng.IntN(4)])
	}
	for range 1000 {
		v := uint64(rng.IntN(100_000_000))
		text := fmt.Sprintf("%08d", v)
		le := uint64(0)
		for i := range 8 {
			le |= uint64(text[i]) << (8 * i)
		}
		require.True(t, areDigits(le))
		require.Equal(t, v, eightDigits(le))
		for _, c := range []byte("/:.eE-+@p") {
			k := rng.IntN(8) * 8
			require.False(t, areDigits(le&^(0xFF<<k)|uint64(c)<<k))
		}
	}
}
