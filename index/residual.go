package index

import (
	"cmp"
	"slices"

	"github.com/thresh-dev/thresh/internal/textindex"
	"github.com/thresh-dev/thresh/predicate"
)

// A test that is no range, such as contains, is one of the keys that the
// dictionary keeps for its attribute, all of them together in a textindex.Set. An
// encoder runs each string of the attribute through the set once: the numbers of the
// keys that it matches are the hits, the values of an attribute of their own. So the
// test is an equality, which indexes are good at, and its cost does not grow with
// the number of tests.
//
// A regular expression becomes keys that it implies, up to a few, one of which is to
// match: patterns of its literals, or windows of its classes of characters. Unless these
// are all there is to it a check remains. Tests that say nearly nothing, and those that
// are negated, are left to the check.
//
// Keys stay for the dictionary's life, as attributes do: numbers cannot be used
// again while an index may hold them. Who wants their memory back begins anew with
// another dictionary, as package engine does.

// MaxHits is how many spans a term on hits may have.
const MaxHits = textindex.MaxAlternatives

// hits is an attribute's keys, by view.
type hits [predicate.NumViews]*textindex.Set

// residual is what the residual tests of one predicate come to.
type residual struct {
	keys    []textindex.Key // one of which is to match; nil where that says nothing
	within  bool            // what matches them is in the predicate's set
	decided bool            // they and the set decide, for an attribute with one value
}

// residualOf chooses the test of the predicate that is indexed: the one whose keys
// say most.
func residualOf(p *predicate.Predicate) residual {
	if len(p.Tests) == 0 {
		return residual{decided: true}
	}
	var best residual
	most := 0.0
	for _, t := range p.Tests {
		if p.All || t.Negated {
			continue
		}
		keys, exact := keysOf(t)
		if len(keys) == 0 {
			continue
		}
		says := keys[0].Information()
		for _, k := range keys[1:] {
			says = min(says, k.Information())
		}
		if says > most {
			best, most = residual{keys: keys, decided: exact && len(p.Tests) == 1}, says
		}
	}
	best.within = !slices.ContainsFunc(best.keys, func(k textindex.Key) bool { return !begunIn(p.Set, k.Head()) })
	return best
}

// decides says whether no check is needed for the tests of p, whatever the number of
// values, by an index that decides the set of p, and whether p is Single, itself.
func (r residual) decides(p *predicate.Predicate) bool {
	return r.decided && (r.within || p.Single)
}

// keysOf returns keys one of which each string matches that passes the test, and
// whether no others do. There are none where nothing is known.
func keysOf(t *predicate.Residual) (keys []textindex.Key, exact bool) {
	switch t.Op {
	case predicate.OpContains:
		return []textindex.Key{textindex.Contains(t.Text)}, true
	case predicate.OpWildcard:
		return []textindex.Key{textindex.Pattern(t.Segments)}, true
	case predicate.OpMatches:
		keys, exact, _ = textindex.FromRegexp(t.Text)
		return keys, exact
	default:
		return nil, false
	}
}

// begunIn says whether the set has all strings that begin with the prefix.
func begunIn(s predicate.RangeSet, prefix string) bool {
	r := predicate.WithPrefix(prefix)
	return slices.ContainsFunc(s.Ranges(), func(q predicate.Range) bool {
		return predicate.CompareCuts(q.Lo, r.Lo) <= 0 && predicate.CompareCuts(q.Hi, r.Hi) >= 0
	})
}

// hitAttr returns the number of the attribute's hits.
func (d *Dictionary) hitAttr(a predicate.Attribute) AttrID {
	return d.intern(a.Path, image(a.View)+hitFlag)
}

// Hits returns what the residual tests of the predicate ask of the hits of its
// attribute; false if that is nothing. If implied is set an event that meets the term
// has a value in the predicate's set.
func (d *Dictionary) Hits(p *predicate.Predicate) (t Term, implied, ok bool) {
	r := residualOf(p)
	if r.keys == nil {
		return Term{}, false, false
	}
	return d.hitTerm(p.Attr, r.keys), r.within, true
}

// hitTerm returns the term that one of the keys is to match, which are kept.
func (d *Dictionary) hitTerm(a predicate.Attribute, keys []textindex.Key) Term {
	t := Term{Attr: d.hitAttr(a), Spans: make([]Span, len(keys))}
	d.mu.Lock()
	defer d.mu.Unlock()
	e := d.lookup(a.Path)
	sets := e.hits.Load()
	if sets == nil || sets[a.View] == nil {
		var more hits
		if sets != nil {
			more = *sets
		}
		more[a.View] = textindex.New()
		sets = &more
		e.hits.Store(sets)
	}
	set := sets[a.View]
	before := set.Len()
	for i, k := range keys {
		c := hitCode(set.Add(k))
		t.Spans[i] = Span{c, c}
	}
	if n := set.Len() - before; n > 0 {
		d.tests.Add(uint64(n))
	}
	slices.SortFunc(t.Spans, func(a, b Span) int { return cmp.Compare(a.Lo, b.Lo) })
	t.Spans = slices.Clip(slices.Compact(t.Spans))
	return t
}

// hitCode returns the code of a hit, which is exact: it is that of an integer.
func hitCode(n uint32) predicate.Code { return predicate.CodeOf(predicate.Int(int64(n))) }

// Tests returns how many different keys residual tests have come to.
func (d *Dictionary) Tests() int { return int(d.tests.Load()) }

// Current says whether the event has the codes of all that the dictionary, its
// encoder's, numbers by now.
func (e *Event) Current(d *Dictionary) bool {
	return len(e.codes) >= d.Len() && e.tests >= d.Tests()
}

// addHits gives the hits of one view of an attribute, whose number is a, their codes.
func (enc *Encoder) addHits(p *pathEntry, view predicate.View, a AttrID, src *predicate.Event, i int, first predicate.Value, n int) {
	set := p.hitsOf(view)
	if set == nil {
		return // made since: of no index that this match is to see
	}
	found, most := enc.hits[:0], maxKeptValues
	switch {
	case view.OfLeaves():
		for v := range src.LeavesAt(i) {
			found, most = bounded(enc.appendHits(found, set, enc.image(view, v)), most)
		}
	case n == 1:
		found = enc.appendHits(found, set, enc.image(view, first))
	default:
		for v := range src.ValuesAt(i) {
			found, most = bounded(enc.appendHits(found, set, enc.image(view, v)), most)
		}
	}
	enc.putHits(a, found)
}

// hitsOf returns the keys of a view of the path, nil if there are none.
func (p *pathEntry) hitsOf(view predicate.View) *textindex.Set {
	if sets := p.hits.Load(); sets != nil {
		return sets[view]
	}
	return nil
}

// putHits makes hits, which may be there several times, the values of the attribute
// a. It takes over their memory.
func (enc *Encoder) putHits(a AttrID, found []uint32) {
	found = sortedSet(found)
	if enc.hits = found; cap(found) > maxKeptValues {
		enc.hits = nil
	}
	if len(found) == 0 {
		return
	}
	e := &enc.event
	e.attrs = append(e.attrs, a)
	e.codes[a], e.values[a] = hitCode(found[0]), predicate.Int(int64(found[0]))
	if e.elements != nil {
		e.elems[a] = 0
	}
	if len(found) == 1 {
		return
	}
	from := int32(len(e.codeBuf))
	for _, hit := range found {
		e.codeBuf = append(e.codeBuf, hitCode(hit))
		e.valBuf = append(e.valBuf, predicate.Int(int64(hit)))
		e.elemBuf = append(e.elemBuf, 0)
	}
	e.more[a] = list{from, int32(len(e.codeBuf))}
	e.several = append(e.several, a)
}

// sortedSet returns the numbers in order, each once, in the same memory.
func sortedSet(ns []uint32) []uint32 {
	if len(ns) < 2 {
		return ns
	}
	slices.Sort(ns)
	return slices.Compact(ns)
}

// bounded takes out duplicates where there are more numbers than most, and returns
// how many there may be next: so many values that hit the same take no more memory.
func bounded(found []uint32, most int) ([]uint32, int) {
	if len(found) <= most {
		return found, most
	}
	found = sortedSet(found)
	return found, max(most, 2*len(found))
}

func (enc *Encoder) appendHits(dst []uint32, set *textindex.Set, v predicate.Value) []uint32 {
	if v.Kind() != predicate.KindString {
		return dst
	}
	return enc.texts.AppendMatches(dst, set, v.Text())
}
