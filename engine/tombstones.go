package engine

import (
	"iter"
	"math/bits"

	"github.com/thresh-dev/thresh/index"
)

// chunkBits is how many subscriptions one chunk of tombstones covers: what a
// removal has to copy.
const chunkBits = 4096

type chunk [chunkBits / 64]uint64

// tombstones are the subscriptions of a segment that are gone, by local number.
// They are immutable: with returns a changed copy that shares the chunks that did
// not change. A nil *tombstones has none.
type tombstones struct {
	chunks []*chunk // nil: none in there
	n      int
}

func (t *tombstones) len() int {
	if t == nil {
		return 0
	}
	return t.n
}

// has says whether local is gone.
func (t *tombstones) has(local index.ID) bool {
	if t == nil || int(local/chunkBits) >= len(t.chunks) {
		return false
	}
	c := t.chunks[local/chunkBits]
	return c != nil && c[local%chunkBits/64]>>(local%64)&1 != 0
}

// with returns t and the given ones, none of which t has.
func (t *tombstones) with(locals ...index.ID) *tombstones {
	if len(locals) == 0 {
		return t
	}
	var old []*chunk
	if t != nil {
		old = t.chunks
	}
	top := 0
	for _, l := range locals {
		top = max(top, int(l/chunkBits)+1)
	}
	next := &tombstones{chunks: make([]*chunk, max(top, len(old))), n: t.len() + len(locals)}
	copy(next.chunks, old)
	for _, l := range locals {
		k := l / chunkBits
		c := next.chunks[k]
		switch {
		case c == nil:
			c = new(chunk)
		case int(k) < len(old) && c == old[k]: // not yet our own
			c = new(chunk)
			*c = *old[k]
		}
		next.chunks[k] = c
		c[l%chunkBits/64] |= 1 << (l % 64)
	}
	return next
}

// since iterates over what t has and the older state of the same tombstones had
// not, in order. The time is that of the chunks that changed.
func (t *tombstones) since(older *tombstones) iter.Seq[index.ID] {
	return func(yield func(index.ID) bool) {
		if t == nil {
			return
		}
		for k, c := range t.chunks {
			var was *chunk
			if older != nil && k < len(older.chunks) {
				was = older.chunks[k]
			}
			if c == nil || c == was {
				continue
			}
			for w, word := range c {
				if was != nil {
					word &^= was[w]
				}
				for ; word != 0; word &= word - 1 {
					if !yield(index.ID(k*chunkBits + w*64 + bits.TrailingZeros64(word))) {
						return
					}
				}
			}
		}
	}
}
