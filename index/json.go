package index

import (
	"math/bits"

	"github.com/thresh-dev/thresh/internal/jsonscan"
	"github.com/thresh-dev/thresh/predicate"
)

// jsonEncoder is what an Encoder needs to read documents.
type jsonEncoder struct {
	reader  jsonscan.Reader
	paths   *jsonscan.Paths // those of the first entries of the dictionary
	entries []jsonEntry     // by number of the path: the same entries
	active  []int32         // of the last event: the entries that have values
}

// jsonEntry is a path, and the values that it has in an event.
type jsonEntry struct {
	*pathEntry
	first, last int32 // of the values
	n, nulls    int32 // how many there are, nulls included; 0 between events
}

// EncodeJSON returns the event that the JSON object in doc is, in codes, valid until
// the next Encode or EncodeJSON, and as long as doc is not changed: its strings are
// mostly parts of doc. It is what Encode returns of the event of
// [predicate.Builder.DecodeJSON], but of members of one object with the same name the
// last counts, and there is no limit to the length of paths. The error is a
// *predicate.JSONError.
//
// All of the document is checked, but only those values are read that conjunctions
// test.
func (enc *Encoder) EncodeJSON(doc []byte) (*Event, error) {
	j := &enc.json
	size := enc.dict.n.Load()
	enc.event.tests = enc.dict.Tests()
	j.follow(enc.dict)
	values, err := j.reader.Read(doc, j.paths)
	enc.reset(int(size), 0)
	e := &enc.event
	if err != nil {
		e.elements = nil
		return nil, err
	}
	if e.elements = j.reader.Elements(); e.elements != nil && len(e.elems) < len(e.codes) {
		e.elems = append(e.elems, make([]int32, len(e.codes)-len(e.elems))...)
	}
	j.group(values)
	for _, i := range j.active {
		p := &j.entries[i]
		used := p.used.Load()
		switch v := &values[p.first]; {
		case p.n > 1:
			enc.addJSON(p, used, values)
		case used == 1<<predicate.Plain && p.nulls == 0: // by far the most frequent: tested as it is
			e.put(AttrID(p.ids[predicate.Plain].Load()), predicate.CodeOf(v.Value), v.Value, v.Elem)
		default:
			enc.addSingle(p, used, v)
		}
		p.n, p.nulls = 0, 0
	}
	return e, nil
}

// put gives the attribute its only value, unless it was numbered since: then it is of no
// index that this match is to see.
func (e *Event) put(a AttrID, c predicate.Code, v predicate.Value, elem int32) {
	if int(a) >= len(e.codes) {
		return
	}
	e.attrs = append(e.attrs, a)
	e.codes[a], e.values[a] = c, v
	if e.elements != nil {
		e.elems[a] = elem
	}
}

// addSingle gives the images of a path that has a single value their codes, each view of
// the value made once.
func (enc *Encoder) addSingle(p *jsonEntry, used uint32, v *jsonscan.Value) {
	e := &enc.event
	for used != 0 {
		view := image(bits.TrailingZeros32(used)).view()
		plain, digest, hit := image(view), image(view)+digestFlag, image(view)+hitFlag
		of := used & (1<<plain | 1<<digest | 1<<hit)
		used &^= of
		if v.Value.Kind() == missing(view) {
			continue
		}
		x := enc.image(view, v.Value)
		c := predicate.CodeOf(x)
		if of&(1<<plain) != 0 {
			e.put(AttrID(p.ids[plain].Load()), c, x, v.Elem)
		}
		if of&(1<<digest) != 0 {
			e.put(AttrID(p.ids[digest].Load()), digestOf(c, x), x, v.Elem)
		}
		if of&(1<<hit) != 0 {
			if a := AttrID(p.ids[hit].Load()); int(a) < len(e.codes) {
				if set := p.hitsOf(view); set != nil {
					enc.putHits(a, enc.appendHits(enc.hits[:0], set, x))
				}
			}
		}
	}
}

// follow makes the paths those of the dictionary, which may have grown.
func (j *jsonEncoder) follow(d *Dictionary) {
	if j.paths == nil {
		j.paths = jsonscan.NewPaths()
	}
	all := d.entries()
	if len(all) == len(j.entries) {
		return
	}
	for _, e := range all[len(j.entries):] {
		// A path that JoinPath does not make is of no event.
		if names := predicate.SplitPath(e.path); predicate.JoinPath(names...) == e.path {
			j.paths.Add(names, int32(len(j.entries)))
		}
		j.entries = append(j.entries, jsonEntry{pathEntry: e})
	}
}

// group links the values of each path in their order.
func (j *jsonEncoder) group(values []jsonscan.Value) {
	j.active = j.active[:0]
	for i := range values {
		v := &values[i]
		if v.Path < 0 {
			continue
		}
		p := &j.entries[v.Path]
		if p.n == 0 {
			p.first = int32(i)
			j.active = append(j.active, v.Path)
		} else {
			values[p.last].Next = int32(i)
		}
		p.last = int32(i)
		p.n++
		if v.Value.Kind() == predicate.KindNull {
			p.nulls++
		}
	}
}

// missing returns the kind of the values that the view has not.
func missing(view predicate.View) predicate.Kind {
	if view.OfLeaves() {
		return predicate.KindObject
	}
	return predicate.KindNull
}

// addJSON gives the images of a path that has several values their codes.
func (enc *Encoder) addJSON(p *jsonEntry, used uint32, values []jsonscan.Value) {
	e := &enc.event
	for ; used != 0; used &= used - 1 {
		m := image(bits.TrailingZeros32(used))
		a := AttrID(p.ids[m].Load())
		if int(a) >= len(e.codes) {
			continue // numbered since: of no index that this match is to see
		}
		view := m.view()
		if m >= hitFlag {
			enc.addJSONHits(p, view, a, values)
			continue
		}
		none := missing(view)
		from := len(e.codeBuf)
		for i, n := p.first, p.n; n > 0; n-- {
			v := &values[i]
			if v.Value.Kind() != none {
				e.addPlace(m, enc.image(view, v.Value), v.Elem)
			}
			i = v.Next
		}
		if len(e.codeBuf) == from {
			continue
		}
		e.attrs = append(e.attrs, a)
		e.codes[a], e.values[a] = e.codeBuf[from], e.valBuf[from]
		if len(e.codeBuf) > from+1 {
			e.more[a] = list{int32(from), int32(len(e.codeBuf))}
			e.several = append(e.several, a)
			e.arrays = true
			continue
		}
		if e.elements != nil {
			e.elems[a] = e.elemBuf[from]
		}
		e.codeBuf, e.valBuf, e.elemBuf = e.codeBuf[:from], e.valBuf[:from], e.elemBuf[:from]
	}
}

// addJSONHits gives the hits of one view of an attribute, whose number is a, their
// codes.
func (enc *Encoder) addJSONHits(p *jsonEntry, view predicate.View, a AttrID, values []jsonscan.Value) {
	set := p.hitsOf(view)
	if set == nil {
		return // made since: of no index that this match is to see
	}
	found, most := enc.hits[:0], maxKeptValues
	for i, n := p.first, p.n; n > 0; n-- {
		v := &values[i]
		found, most = bounded(enc.appendHits(found, set, enc.image(view, v.Value)), most)
		i = v.Next
	}
	enc.putHits(a, found)
}
