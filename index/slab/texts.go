package slab

import (
	"strings"

	"github.com/thresh-dev/thresh/predicate"
)

// texts finds where a string lies among many that their codes do not tell apart. It is a
// trie whose nodes skip what all keys below share, and go on by words of seven bytes:
//
//	node: skip "s://www.host-" ─▶ words, ascending  ─┬▶ few keys, which are compared
//	                                                 └▶ node: skip … ─▶ words …
//
// So a search reads words that lie together, and few of the keys themselves.
type texts struct {
	codes []predicate.Code // that many keys have, ascending
	roots []uint32         // by position in codes: the node of the keys
	nodes []textNode
	words []uint64
	// By position in words: the first key that has the word there, and the node below,
	// 0 if its keys are few. The keys of a word end where those of the next begin.
	at    []uint32
	child []uint32
}

type textNode struct {
	skip        string // a part of a key
	first, last uint32 // its words: from first on, below last
	to          uint32 // the key after its last
}

// fewTexts is up to how many keys are compared, rather than their words.
const fewTexts = 4

// newTexts returns the trie of the keys with the codes, nil if too few keys are strings
// that share one.
func newTexts(codes *keyCodes, keys []predicate.Value) *texts {
	x := &texts{nodes: make([]textNode, 1)} // no node is 0
	for i := 0; i < len(keys); {
		if keys[i].Kind() != predicate.KindString {
			i++ // its code tells it, or it is a number
			continue
		}
		code := codes.at(i)
		j := i + 1
		for j < len(keys) && codes.at(j) == code {
			j++
		}
		if j-i > fewTexts {
			x.codes, x.roots = append(x.codes, code), append(x.roots, x.add(keys, i, j, codeBytes))
		}
		i = j
	}
	if len(x.roots) == 0 {
		return nil
	}
	x.codes, x.roots = trim(x.codes), trim(x.roots)
	x.nodes, x.words, x.at, x.child = trim(x.nodes), trim(x.words), trim(x.at), trim(x.child)
	return x
}

// add makes the node of the keys lo <= i < hi, which share the first from bytes.
func (x *texts) add(keys []predicate.Value, lo, hi, from int) uint32 {
	shared := keys[lo].Text()[from:]
	shared = shared[:sharedBytes(shared, keys[hi-1].Text()[from:])]
	from += len(shared)
	node := uint32(len(x.nodes))
	first := len(x.words)
	x.nodes = append(x.nodes, textNode{skip: shared, first: uint32(first), to: uint32(hi)})
	for i := lo; i < hi; i++ {
		if w := wordAt(keys[i].Text(), from); i == lo || w != x.words[len(x.words)-1] {
			x.words, x.at, x.child = append(x.words, w), append(x.at, uint32(i)), append(x.child, 0)
		}
	}
	last := len(x.words)
	x.nodes[node].last = uint32(last)
	for k := first; k < last; k++ {
		lo, hi := int(x.at[k]), hi
		if k+1 < last {
			hi = int(x.at[k+1])
		}
		if hi-lo > fewTexts {
			x.child[k] = x.add(keys, lo, hi, from+wordBytes) // they differ, so they go on
		}
	}
	return node
}

// sharedBytes returns how many bytes both begin with.
func sharedBytes(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// find returns keys between which and around which the text lies: those before lo are
// less, those from hi on are greater. ok is false if the trie has no key of the code.
func (x *texts) find(code predicate.Code, text string) (lo, hi int, ok bool) {
	i := lowerBound(x.codes, code)
	if i == len(x.codes) || x.codes[i] != code {
		return 0, 0, false
	}
	lo, hi = x.below(x.roots[i], text, codeBytes)
	return lo, hi, true
}

// below is find from the node on, whose keys share with the text the first from bytes.
func (x *texts) below(node uint32, text string, from int) (lo, hi int) {
	for {
		n := &x.nodes[node]
		if rest := text[from:]; !strings.HasPrefix(rest, n.skip) {
			at := int(n.to)
			if rest < n.skip {
				at = int(x.at[n.first])
			}
			return at, at
		}
		from += len(n.skip)
		w := wordAt(text, from)
		k := int(n.first) + lowerBound(x.words[n.first:n.last], w)
		if k == int(n.last) {
			return int(n.to), int(n.to)
		}
		lo = int(x.at[k])
		if x.words[k] != w {
			return lo, lo
		}
		if node = x.child[k]; node == 0 {
			hi = int(n.to)
			if k+1 < int(n.last) {
				hi = int(x.at[k+1])
			}
			return lo, hi
		}
		from += wordBytes
	}
}
