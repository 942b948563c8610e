package engine

import (
	"math/rand/v2"
	"testing"
)

// FuzzOperations does with an engine and a model what the data says: the seed of
// the expressions, and how many steps.
func FuzzOperations(f *testing.F) {
	f.Add(uint64(1), uint8(200), uint8(4), uint8(8))
	f.Add(uint64(2), uint8(255), uint8(1), uint8(1))
	f.Add(uint64(3), uint8(100), uint8(30), uint8(200))
	f.Fuzz(func(t *testing.T, seed uint64, steps, headSize, minIndex uint8) {
		o := tiny()
		o.HeadSize, o.tuning.minIndex = int(headSize), int(minIndex)
		d := newDriver(t, rand.New(rand.NewPCG(seed, 0)), o)
		for range steps {
			d.step()
		}
		d.compare()
	})
}
