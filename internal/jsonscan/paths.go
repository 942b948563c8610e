package jsonscan

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"math/rand/v2"
	"strings"
)

// Paths is a set of paths that a [Reader] is to read, a trie of names. It also
// holds what the reader remembers of an object while it reads it, so that it is for
// one reader at a time. It is made by [NewPaths].
type Paths struct {
	nodes []node
	seed  uint64
	long  maphash.Seed
}

// node is one prefix of paths. The first is that of the document itself.
type node struct {
	name     string
	quotes   bool  // in the name, which is then never guessed: it could seem to be where a string ends and another begins
	path     int32 // the number of the path that ends here, or -1
	children int32
	looks    looks
	slots    []slot // open addressing, a power of two, at most half full

	// The reader's notes.
	object   uint64 // number of the object that had this member last
	from, to int32  // the member's values
	first    int32  // the child that was first in the last object, 0 if there was none
	after    int32  // the next of its parent's children that came after it, likewise
}

// looks tells most names that a node has no child of by how they end: by as many bytes
// as the shortest child's name has, eight at most.
type looks struct {
	some, more uint64 // each a bit for the look of each child's name
	cut        uint   // bits of the last eight bytes that do not count
}

const lookBytes = 8

// lookOf returns the look of a name, of which the last eight bytes are given, with what is
// before it where it is shorter. Of its top twelve bits six are one bit's number of
// looks.some, and six of looks.more.
func lookOf(last uint64, cut uint) uint64 { return last >> (cut & 63) * 0x9E3779B97F4A7C15 }

func (l *looks) add(name string) {
	if name == "" {
		l.some, l.more = ^uint64(0), ^uint64(0) // any end is one
		return
	}
	var last [lookBytes]byte
	copy(last[max(0, lookBytes-len(name)):], name[max(0, len(name)-lookBytes):])
	h := lookOf(binary.LittleEndian.Uint64(last[:]), l.cut)
	l.some |= 1 << (h >> 58)
	l.more |= 1 << (h >> 52 & 63)
}

// slot leads to a child; an empty one has the child 0.
type slot struct {
	name  key
	child int32
	text  string // of a long name
}

// key is a name: itself where it is of at most 16 bytes, else a digest.
type key struct {
	a, b uint64
	size int
}

const shortName = 16

// NewPaths returns an empty set.
func NewPaths() *Paths {
	return &Paths{nodes: []node{{path: -1}}, seed: rand.Uint64(), long: maphash.MakeSeed()}
}

// Add adds the path of the names under a number, which must not be negative. A
// path that is there keeps the newer number. The document's own path, without names,
// is none.
func (p *Paths) Add(names []string, number int32) {
	at := int32(0)
	for _, name := range names {
		at = p.child(at, name)
	}
	if at != 0 {
		p.nodes[at].path = number
	}
}

// child returns the node's child of that name, a new one if there is none.
func (p *Paths) child(at int32, name string) int32 {
	k := p.keyOf([]byte(name), 0, len(name))
	if c := p.find(at, k, []byte(name)); c != 0 {
		return c
	}
	c := int32(len(p.nodes))
	p.nodes = append(p.nodes, node{name: strings.Clone(name), quotes: strings.Contains(name, `"`), path: -1})
	n := &p.nodes[at]
	n.children++
	p.show(n, name)
	if int(n.children)*2 > len(n.slots) {
		old := n.slots
		n.slots = make([]slot, max(4, 2*len(old)))
		for _, s := range old {
			if s.child != 0 {
				p.put(n, s)
			}
		}
	}
	s := slot{name: k, child: c}
	if k.size > shortName {
		s.text = p.nodes[c].name
	}
	p.put(n, s)
	return c
}

// show adds the looks of a new child, of that name, which has no slot yet.
func (p *Paths) show(n *node, name string) {
	if cut := uint(8 * (lookBytes - min(max(len(name), 1), lookBytes))); cut > n.looks.cut || n.children == 1 {
		n.looks = looks{cut: cut} // fewer bytes count, of all names
		for _, s := range n.slots {
			if s.child != 0 {
				n.looks.add(p.nodes[s.child].name)
			}
		}
	}
	n.looks.add(name)
}

func (p *Paths) put(n *node, s slot) {
	mask := len(n.slots) - 1
	i := p.hash(s.name) & mask
	for n.slots[i].child != 0 {
		i = (i + 1) & mask
	}
	n.slots[i] = s
}

// find returns the child whose name has the key, or 0. Long names are compared.
func (p *Paths) find(at int32, k key, name []byte) int32 {
	slots := p.nodes[at].slots
	mask := len(slots) - 1
	if mask < 0 {
		return 0
	}
	for i := p.hash(k); ; i++ {
		s := &slots[i&mask]
		if s.name == k && (k.size <= shortName || s.text == string(name)) || s.child == 0 {
			return s.child
		}
	}
}

// hash mixes a key as wyhash does: the halves of a product of 128 bits. The seed is
// random, so that no one can choose names that fall together.
func (p *Paths) hash(k key) int {
	hi, lo := bits.Mul64(k.a^p.seed, k.b^uint64(k.size)^0x9E3779B97F4A7C15)
	return int((hi ^ lo) & (1<<62 - 1))
}

// keyOf returns the key of the name doc[at:at+size].
func (p *Paths) keyOf(doc []byte, at, size int) key {
	switch {
	case size > shortName:
		return key{maphash.Bytes(p.long, doc[at:at+size]), 0, size}
	case size >= 8:
		return key{binary.LittleEndian.Uint64(doc[at:]), binary.LittleEndian.Uint64(doc[at+size-8:]), size}
	case len(doc)-at >= 8:
		return key{binary.LittleEndian.Uint64(doc[at:]) & (1<<(8*size&63) - 1), 0, size}
	default:
		var a uint64
		for i := range size {
			a |= uint64(doc[at+i]) << (8 * i)
		}
		return key{a, 0, size}
	}
}
