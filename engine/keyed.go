package engine

import (
	"math/bits"
	"slices"
	"sync/atomic"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// keyed is conjunctions that are found by a key, a code of an attribute that one of
// their terms asks for. As a flat it only grows by appending, and a copy of the struct
// sees what was there when it was copied: keys that came later are beyond the length
// of its entries.
//
//	key ──hash──▶ bucket ──▶ entry ──next──▶ entry that came before ──▶ …
//	                           └▶ conjunction in flat
type keyed struct {
	flat    flat                     // not walked over, but for events of very many values
	attrs   []index.AttrID           // of the keys, each once
	loads   []keyLoad                // parallel to attrs, of who grows it alone
	visits  float64                  // entries that an event leads to, if its values are such as the keys are
	buckets []atomic.Uint32          // as many as there is room for entries: one more than the newest entry's number, or 0
	entries []entry                  // the room behind them has what copies made later see
	spreads map[index.AttrID]*spread // nil in copies that do not grow
}

// entry is a key of a conjunction. One that has several keys has an entry for each.
type entry struct {
	code predicate.Code
	attr index.AttrID
	conj uint32
	next uint32 // as a bucket's element, the entry before it there
	// Of the conjunction, so that most that an event does not satisfy cost no more: whose
	// it is, and its narrowest other term.
	sub  index.ID
	lead flatTerm
}

// keyLoad is how many entries an attribute has, and the sum of the squares of those of
// each key.
type keyLoad struct{ entries, squares float64 }

const (
	// visitWeight is how many conjunctions are matched one after the other in the time
	// that one takes that a key leads to.
	visitWeight = 16
	// maxEntries is how many keys a term may have: a conjunction is entered under each.
	maxEntries = 8
	// maxProbed is how many values of an attribute are looked up: where there are more,
	// all conjunctions are tried.
	maxProbed = 16
	// maxSpreads is of how many attributes it is known how their keys spread.
	maxSpreads = 64
	leastRoom  = 64 // for entries
)

// spread tells about how many different keys an attribute has: a bit for each hash.
type spread [4]uint64

func (s *spread) add(h uint32) { s[h>>6&3] |= 1 << (h & 63) }

func (s *spread) size() int {
	return bits.OnesCount64(s[0]) + bits.OnesCount64(s[1]) + bits.OnesCount64(s[2]) + bits.OnesCount64(s[3])
}

func (k *keyed) len() int { return k.flat.len() }

// room returns an empty list with room for as much as k has.
func (k *keyed) room() keyed {
	r := keyed{flat: k.flat.room()}
	if len(k.entries) > 0 {
		r.grow(len(k.entries))
	}
	return r
}

// seal ends the growth of k.
func (k *keyed) seal() { k.spreads, k.loads = nil, nil }

// walks returns how many conjunctions could be matched one after the other in the time
// that k takes.
func (k *keyed) walks() int { return int(visitWeight * k.visits) }

// add appends a conjunction of the subscription sub, unless it has no key.
func (k *keyed) add(form index.Form, sub index.ID) bool {
	t := k.choose(form.Terms)
	if t == nil {
		return false
	}
	conj := uint32(k.flat.len())
	k.flat.add(form, sub)
	lead := k.flat.leads[conj][0]
	if lead.attr == t.Attr {
		lead = k.flat.leads[conj][1]
	}
	i := slices.Index(k.attrs, t.Attr)
	if i < 0 {
		i = len(k.attrs)
		k.attrs, k.loads = append(k.attrs, t.Attr), append(k.loads, keyLoad{})
	}
	for _, s := range t.Spans {
		k.burden(&k.loads[i], k.count(t.Attr, s.Lo))
		k.enter(entry{code: s.Lo, attr: t.Attr, conj: conj, sub: sub, lead: lead})
	}
	return true
}

// burden counts one more entry of a key that has n.
func (k *keyed) burden(l *keyLoad, n int) {
	if l.entries > 0 {
		k.visits -= l.squares / l.entries
	}
	l.entries++
	l.squares += float64(2*n + 1)
	k.visits += l.squares / l.entries
}

// choose returns the term whose keys are to lead to the conjunction, nil if there is
// none: the one of which an event leads to the fewest conjunctions, as far as can be
// told from those that are there.
func (k *keyed) choose(terms []index.Term) *index.Term {
	var best *index.Term
	least := 0.0
	for i := range terms {
		t := &terms[i]
		if !isKeyed(t) {
			continue
		}
		s := k.spreadOf(t.Attr)
		met := 0
		for _, span := range t.Spans {
			met += 1 + k.count(t.Attr, span.Lo)
			s.add(hash(t.Attr, span.Lo))
		}
		if cost := float64(met) / float64(s.size()); best == nil || cost < least {
			best, least = t, cost
		}
	}
	return best
}

// isKeyed says whether the term asks for one of a few codes, and not for absence.
func isKeyed(t *index.Term) bool {
	if len(t.Spans) > maxEntries {
		return false
	}
	for _, s := range t.Spans {
		if s.Lo != s.Hi || s.Lo == 0 {
			return false
		}
	}
	return true
}

// spreadOf returns the spread of the attribute's keys, to be added to.
func (k *keyed) spreadOf(a index.AttrID) *spread {
	s := k.spreads[a]
	if s == nil {
		s = new(spread)
		if len(k.spreads) < maxSpreads {
			if k.spreads == nil {
				k.spreads = map[index.AttrID]*spread{}
			}
			k.spreads[a] = s
		}
	}
	return s
}

// count returns how many conjunctions the key leads to.
func (k *keyed) count(a index.AttrID, c predicate.Code) int {
	n := 0
	for e := k.first(a, c); e != nil; e = k.next(e) {
		n++
	}
	return n
}

// enter makes the key lead to its conjunction.
func (k *keyed) enter(e entry) {
	if len(k.entries) == cap(k.entries) {
		k.grow(max(leastRoom, 2*len(k.entries)))
	}
	b := &k.buckets[k.bucket(e.attr, e.code)]
	e.next = b.Load()
	k.entries = append(k.entries, e)
	b.Store(uint32(len(k.entries)))
}

// grow moves the entries to where there is room for n. Copies stay where they are.
func (k *keyed) grow(n int) {
	n = 1 << bits.Len(uint(n-1))
	old := k.entries
	k.buckets, k.entries = make([]atomic.Uint32, n), make([]entry, 0, n)
	for _, e := range old {
		k.enter(e)
	}
}

func hash(a index.AttrID, c predicate.Code) uint32 {
	h := (uint64(c) + uint64(a)<<56 + uint64(a)) * 0x9e3779b97f4a7c15
	return uint32((h ^ h>>32) * 0xd6e8feb86659fd93 >> 32)
}

// bucket returns the number of the key's bucket. There are as many as a power of 2.
func (k *keyed) bucket(a index.AttrID, c predicate.Code) uint32 {
	return hash(a, c) & uint32(len(k.buckets)-1)
}

// first returns the newest entry of the key, nil if there is none.
func (k *keyed) first(a index.AttrID, c predicate.Code) *entry {
	if len(k.buckets) == 0 {
		return nil
	}
	return k.find(k.buckets[k.bucket(a, c)].Load(), a, c)
}

// next returns the next older entry of the same key, nil if there is none.
func (k *keyed) next(e *entry) *entry { return k.find(e.next, e.attr, e.code) }

// find returns the first entry of the key from the given one on.
func (k *keyed) find(i uint32, a index.AttrID, c predicate.Code) *entry {
	// An entry that came after this copy was made may lead to older ones.
	all := k.entries[:cap(k.entries)]
	for i != 0 {
		e := &all[i-1]
		if e.code == c && e.attr == a && int(i) <= len(k.entries) {
			return e
		}
		i = e.next
	}
	return nil
}

// appendSubs appends the subscription of each conjunction that the event satisfies.
// Those that are gone may be left out.
func (k *keyed) appendSubs(dst []index.ID, dead *tombstones, e *index.Event) []index.ID {
	from, several := len(dst), e.HasSeveral()
	for _, a := range k.attrs {
		codes := e.Codes(a)
		if len(codes) > maxProbed {
			return k.flat.appendSubs(dst[:from], dead, e)
		}
		for i, c := range codes {
			for x := k.first(a, c); x != nil; x = k.next(x) {
				if !several && e.Code(x.lead.attr)-x.lead.lo > x.lead.width {
					continue
				}
				if !dead.has(x.sub&^sharedBit) && k.flat.satisfied(int(x.conj), e) && !k.found(x.conj, a, codes[:i]) {
					dst = append(dst, x.sub)
				}
			}
		}
	}
	return dst
}

// found says whether one of the codes leads to the conjunction, too.
func (k *keyed) found(conj uint32, a index.AttrID, codes []predicate.Code) bool {
	for _, c := range codes {
		for x := k.first(a, c); x != nil; x = k.next(x) {
			if x.conj == conj {
				return true
			}
		}
	}
	return false
}
