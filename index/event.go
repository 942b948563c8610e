package index

import (
	"math/bits"
	"sync"
	"unsafe"

	"github.com/thresh-dev/thresh/internal/textindex"
	"github.com/thresh-dev/thresh/predicate"
)

// Event is an event in codes. It belongs to the Encoder that made it and is valid
// until that encodes again.
type Event struct {
	attrs   []AttrID
	several []AttrID
	arrays  bool              // some attribute has several values, hits left aside
	tests   int               // Dictionary.Tests when it was encoded
	codes   []predicate.Code  // by AttrID: of the first value; 0 if there is none
	values  []predicate.Value // by AttrID: the first value
	more    []list            // by AttrID: where there are several values, all of them
	codeBuf []predicate.Code  // what more points into
	valBuf  []predicate.Value

	// Where two values may lie in different elements of one array, the elements, and
	// which of them each value of an attribute of leaves, or of Address, is in.
	elements []predicate.Element // nil where there is no such array
	elems    []int32             // by AttrID: of the first value
	elemBuf  []int32             // parallel to valBuf
	joints   sync.Pool           // of *predicate.Joint, for checks
}

// list is a part of codeBuf and valBuf. It is empty where one value is all.
type list struct{ from, to int32 }

// Attrs returns the attributes that have a value, in no order. The caller must
// not change the slice.
func (e *Event) Attrs() []AttrID { return e.attrs }

// Several returns the attributes that have several values.
func (e *Event) Several() []AttrID { return e.several }

// HasSeveral says whether some attribute has several values, be they hits.
func (e *Event) HasSeveral() bool { return len(e.several) > 0 }

// NumAttrs returns one more than the largest AttrID the event may have.
func (e *Event) NumAttrs() int { return len(e.codes) }

// Code returns the code of the attribute's first value, 0 if it has none.
func (e *Event) Code(a AttrID) predicate.Code {
	if int(a) < len(e.codes) {
		return e.codes[a]
	}
	return 0
}

// AllCodes returns the codes by AttrID: that of the first value, 0 where there is
// none. The slice has NumAttrs elements; the caller must not change it.
func (e *Event) AllCodes() []predicate.Code { return e.codes }

// Codes returns the codes of all the attribute's values. The caller must not
// change the slice.
func (e *Event) Codes(a AttrID) []predicate.Code {
	if int(a) >= len(e.codes) || e.codes[a] == 0 {
		return nil
	}
	if l := e.more[a]; l.to > 0 {
		return e.codeBuf[l.from:l.to]
	}
	return e.codes[a : a+1]
}

// Values returns all the attribute's values. The caller must not change the
// slice.
func (e *Event) Values(a AttrID) []predicate.Value {
	if int(a) >= len(e.codes) || e.codes[a] == 0 {
		return nil
	}
	if l := e.more[a]; l.to > 0 {
		return e.valBuf[l.from:l.to]
	}
	return e.values[a : a+1]
}

// HasElements says whether some array of the event has two elements or more. It
// may be so although no attribute has several values.
func (e *Event) HasElements() bool { return e.elements != nil }

// Elements returns the array elements of the event, nil where HasElements is
// false. The caller must not change the slice.
func (e *Event) Elements() []predicate.Element { return e.elements }

// Places returns the element of each of Values, where HasElements is true and the
// attribute is of any view but Plain, whose values nobody asks for their places.
// The caller must not change the slice.
func (e *Event) Places(a AttrID) []int32 {
	if int(a) >= len(e.codes) || e.codes[a] == 0 {
		return nil
	}
	if l := e.more[a]; l.to > 0 {
		return e.elemBuf[l.from:l.to]
	}
	return e.elems[a : a+1]
}

// Encoder turns events into codes. It is for one goroutine, and allocates nothing
// in the steady state.
type Encoder struct {
	dict  *Dictionary
	event Event
	cache []cachedPath
	json  jsonEncoder
	texts textindex.Matcher
	hits  []uint32 // of one attribute
	text  []byte   // of the images that are strings
}

// cachedPath remembers what the i-th path of the last event was found to be:
// events mostly have the same paths in the same order.
type cachedPath struct {
	path  string
	entry *pathEntry
	paths uint32 // Dictionary.Len when entry was nil
}

// NewEncoder returns an encoder of events for the indexes that use d.
func NewEncoder(d *Dictionary) *Encoder { return &Encoder{dict: d} }

// maxKeptValues is how many values of attributes with several the encoder keeps
// room for between events.
const maxKeptValues = 1 << 14

// maxKeptText is how many bytes of images it keeps room for.
const maxKeptText = 1 << 16

// Encode returns the event in codes, valid until the next Encode. Attributes that
// nothing tests are left out.
func (enc *Encoder) Encode(src *predicate.Event) *Event {
	e := &enc.event
	size := enc.dict.n.Load()
	e.tests = enc.dict.Tests()
	n := src.Len()
	enc.reset(int(size), n)
	if e.elements = src.Elements(); e.elements != nil && len(e.elems) < len(e.codes) {
		e.elems = append(e.elems, make([]int32, len(e.codes)-len(e.elems))...)
	}
	// What the loop needs of e, where the compiler need not look it up each time.
	attrs, codes := e.attrs, e.codes
	values := e.values[:len(codes)]
	cache := enc.cache[:n]
	for i := range cache {
		path, first, n := src.At(i)
		if n == 0 && src.NullsAt(i) == 0 {
			continue
		}
		c := &cache[i]
		if unsafe.StringData(c.path) != unsafe.StringData(path) || len(c.path) != len(path) ||
			c.entry == nil && c.paths != size {
			enc.find(c, path, size)
		}
		p := c.entry
		if p == nil {
			continue
		}
		if used := p.used.Load(); n != 1 || used != 1<<predicate.Plain {
			e.attrs = attrs
			enc.add(p, used, src, i, first, n)
			attrs = e.attrs
			continue
		}
		// By far the most frequent: one value, tested as it is.
		if a := p.ids[predicate.Plain].Load(); int(a) < len(codes) {
			attrs = append(attrs, AttrID(a))
			values[a] = first
			codes[a] = predicate.CodeOf(first)
		}
	}
	e.attrs = attrs
	return e
}

// reset forgets the last event and makes room for size numbers and n paths.
func (enc *Encoder) reset(size, n int) {
	e := &enc.event
	for _, a := range e.attrs {
		e.codes[a] = 0
	}
	for _, a := range e.several {
		e.more[a] = list{}
	}
	e.attrs, e.several, e.arrays = e.attrs[:0], e.several[:0], false
	clear(e.valBuf) // let go of the strings
	e.codeBuf, e.valBuf, e.elemBuf = e.codeBuf[:0], e.valBuf[:0], e.elemBuf[:0]
	if cap(e.valBuf) > maxKeptValues {
		e.codeBuf, e.valBuf, e.elemBuf = nil, nil, nil
	}
	if enc.text = enc.text[:0]; cap(enc.text) > maxKeptText {
		enc.text = nil
	}
	if grow := size - len(e.codes); grow > 0 {
		e.codes = append(e.codes, make([]predicate.Code, grow)...)
		e.values = append(e.values, make([]predicate.Value, grow)...)
		e.more = append(e.more, make([]list, grow)...)
	}
	if grow := n - len(enc.cache); grow > 0 {
		enc.cache = append(enc.cache, make([]cachedPath, grow)...)
	}
}

// find looks the path up for the cache, unless that knows it already, from
// another string: events of different builders share no strings.
func (enc *Encoder) find(c *cachedPath, path string, size uint32) {
	if c.entry == nil || c.path != path {
		c.entry = enc.dict.lookup(path)
		c.paths = size
	}
	c.path = path
}

// add gives the images of one attribute their codes.
func (enc *Encoder) add(p *pathEntry, used uint32, src *predicate.Event, i int, first predicate.Value, n int) {
	e := &enc.event
	for ; used != 0; used &= used - 1 {
		m := image(bits.TrailingZeros32(used))
		a := AttrID(p.ids[m].Load())
		if int(a) >= len(e.codes) {
			continue // numbered since: of no index that this match is to see
		}
		view := m.view()
		if m >= hitFlag {
			enc.addHits(p, view, a, src, i, first, n)
			continue
		}
		if view != predicate.Plain && (view.OfLeaves() || e.elements != nil) {
			enc.addPlaces(a, m, src, i)
			continue
		}
		if n == 0 {
			continue
		}
		v := first
		if view != predicate.Plain {
			v = enc.image(view, first)
		}
		e.attrs = append(e.attrs, a)
		e.codes[a] = m.code(v)
		e.values[a] = v
		if n == 1 {
			continue
		}
		from := int32(len(e.codeBuf))
		for v := range src.ValuesAt(i) {
			v = enc.image(view, v)
			e.codeBuf = append(e.codeBuf, m.code(v))
			e.valBuf = append(e.valBuf, v)
			e.elemBuf = append(e.elemBuf, 0)
		}
		e.more[a] = list{from, int32(len(e.codeBuf))}
		e.several = append(e.several, a)
		e.arrays = true
	}
}

// addPlaces gives an image its codes, and its values their elements.
func (enc *Encoder) addPlaces(a AttrID, m image, src *predicate.Event, i int) {
	e := &enc.event
	view := m.view()
	from := len(e.codeBuf)
	if view.OfLeaves() {
		for v, elem := range src.LeavesAt(i) {
			e.addPlace(m, enc.image(view, v), elem)
		}
	} else {
		for v, elem := range src.PlacesAt(i) {
			e.addPlace(m, enc.image(view, v), elem)
		}
	}
	if len(e.codeBuf) == from {
		return
	}
	e.attrs = append(e.attrs, a)
	e.codes[a], e.values[a] = e.codeBuf[from], e.valBuf[from]
	if len(e.codeBuf) > from+1 {
		e.more[a] = list{int32(from), int32(len(e.codeBuf))}
		e.several = append(e.several, a)
		e.arrays = true
		return
	}
	if e.elements != nil {
		e.elems[a] = e.elemBuf[from]
	}
	e.codeBuf, e.valBuf, e.elemBuf = e.codeBuf[:from], e.valBuf[:from], e.elemBuf[:from]
}

// addPlace appends a value of an image and its element.
func (e *Event) addPlace(m image, v predicate.Value, elem int32) {
	e.codeBuf = append(e.codeBuf, m.code(v))
	e.valBuf = append(e.valBuf, v)
	e.elemBuf = append(e.elemBuf, elem)
}

// image returns the view's image of v, which is valid as long as the event is.
func (enc *Encoder) image(view predicate.View, v predicate.Value) predicate.Value {
	if v.Kind() != predicate.KindString || view == predicate.Plain || view == predicate.Leaf {
		return v
	}
	from := len(enc.text)
	enc.text = view.AppendText(enc.text, v.Text())
	b := enc.text[from:]
	return predicate.String(unsafe.String(unsafe.SliceData(b), len(b)))
}

// code returns the code of a value in the image.
func (m image) code(v predicate.Value) predicate.Code {
	c := predicate.CodeOf(v)
	if m >= digestFlag {
		c = digestOf(c, v)
	}
	return c
}

// digestOf returns the digest of a value, or its code if that tells it: as digests are odd,
// none is the code of another value that is exact.
func digestOf(c predicate.Code, v predicate.Value) predicate.Code {
	if c.Exact() {
		return c
	}
	return predicate.Code(predicate.Digest(v))
}
