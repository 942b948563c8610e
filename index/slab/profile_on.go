//go:build profile

package slab

// profiling says whether a match counts the bytes that it reads.
const profiling = true

// BytesRead implements index.ByteCounter.
func (m *Matcher) BytesRead() uint64 {
	n := uint64(0)
	for _, p := range m.parts {
		n += p.read.hulls + p.read.slots + p.read.rows + p.read.records + p.read.ids
	}
	return n
}
