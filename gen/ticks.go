package gen

import "github.com/thresh-dev/thresh/predicate"

// tickSymbols is the number of symbols of the ticks preset.
const tickSymbols = 5000

// newTicks returns the ticks preset, see the package's documentation. Prices are
// kept in cents, and given in units of 100 cents.
func newTicks(seed uint64) source {
	symbols := make([]predicate.Value, tickSymbols)
	for i := range symbols {
		symbols[i] = predicate.String(ticker(i))
	}
	popularity := newZipf(tickSymbols, 1)
	base := make([]int, tickSymbols)
	s := splitMix64(seed + 2)
	for i := range base {
		base[i] = 500 + s.intn(50_000)
	}
	subs := func(yield func(predicate.Expr) bool) {
		s := splitMix64(seed)
		for {
			i := popularity.draw(&s)
			centre := int(float64(base[i]) * s.between(0.8, 1.2))
			half := int(float64(base[i])*s.between(0.005, 0.025)) + 1
			c := newConjunction(3, 4)
			c.add("symbol", predicate.OpEqual, symbols[i])
			c.add("price", predicate.OpBetween, cents(centre-half), cents(centre+half))
			c.add("volume", predicate.OpGreaterEqual, drawVolume(&s))
			if !yield(c.and) {
				return
			}
		}
	}
	fields := func(yield func([]field) bool) {
		s := splitMix64(seed + 1)
		level := make([]int, tickSymbols)
		for i, b := range base {
			level[i] = int(float64(b) * s.between(0.8, 1.2))
		}
		event := make([]field, 3)
		for {
			i := popularity.draw(&s)
			step := base[i]/500 + 1
			level[i] = min(max(level[i]+s.intn(2*step+1)-step, base[i]*4/5), base[i]*6/5)
			event[0] = field{path: "symbol", value: symbols[i]}
			event[1] = field{path: "price", value: cents(level[i])}
			event[2] = field{path: "volume", value: drawVolume(&s)}
			if !yield(event) {
				return
			}
		}
	}
	return &generated{3, subs, fields}
}

// cents returns c/100.
func cents(c int) predicate.Value { return predicate.Float(float64(c) / 100) }

// drawVolume draws a volume from 100 to 100,000, mostly small.
func drawVolume(s *splitMix64) predicate.Value {
	u := s.float()
	return predicate.Int(int64(100 * (1 + int(u*u*u*1000))))
}

// ticker returns the i-th of A, B, …, Z, AA, AB, …
func ticker(i int) string {
	var b []byte
	for i++; i > 0; i /= 26 {
		i--
		b = append([]byte{byte('A' + i%26)}, b...)
	}
	return string(b)
}
