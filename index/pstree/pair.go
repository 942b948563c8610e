package pstree

import (
	"math/bits"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/forms"
)

// pair is all conjunctions whose pivots are on one pair of attributes, or on one
// attribute alone: a hash table of their predicate spaces.
type pair struct {
	attrs   [2]index.AttrID
	single  bool      // attrs[1] and its spaces mean nothing
	classes [2]uint16 // bit c: there is, or was, a space of class c
	entries []entry   // open addressing, a power of two, at most half full
	buckets []*bucket
}

// entry leads from a key to a bucket. bucket is its index in buckets + 1, 0 where
// the entry is free.
type entry struct {
	key    key
	bucket uint32
}

// key is a space of either attribute.
type key uint32

func keyOf(a, b space) key { return key(a)<<16 | key(b) }

// bucket is the conjunctions of one key.
type bucket struct {
	pair  *pair
	key   key
	heads []forms.Head
}

// hash returns where in entries the key is looked for first.
func (p *pair) hash(k key) uint32 {
	return uint32(k) * 0x9E3779B1 >> (32 - uint(bits.Len(uint(len(p.entries)-1))))
}

// find returns the bucket of the key, nil if there is none.
func (p *pair) find(k key) *bucket {
	mask := uint32(len(p.entries) - 1)
	for i := p.hash(k) & mask; ; i = (i + 1) & mask {
		e := &p.entries[i]
		if e.bucket == 0 {
			return nil
		}
		if e.key == k {
			return p.buckets[e.bucket-1]
		}
	}
}

// bucket returns the bucket of the key, a new one if there was none.
func (p *pair) bucket(k key) *bucket {
	if b := p.find(k); b != nil {
		return b
	}
	b := &bucket{pair: p, key: k}
	p.buckets = append(p.buckets, b)
	p.classes[0] |= 1 << space(k>>16).class()
	p.classes[1] |= 1 << space(k&0xffff).class()
	if 2*len(p.buckets) > len(p.entries) {
		p.entries = make([]entry, 2*len(p.entries))
		for i, b := range p.buckets {
			p.put(b.key, i)
		}
	} else {
		p.put(k, len(p.buckets)-1)
	}
	return b
}

// put enters the bucket, whose key is not in the table.
func (p *pair) put(k key, bucket int) {
	mask := uint32(len(p.entries) - 1)
	i := p.hash(k) & mask
	for p.entries[i].bucket != 0 {
		i = (i + 1) & mask
	}
	p.entries[i] = entry{k, uint32(bucket + 1)}
}
