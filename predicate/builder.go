package predicate

import "errors"

// ErrNotFinite says that an event was given NaN or an infinity.
var ErrNotFinite = errors.New("predicate: number is not finite")

// ErrArray says that the calls of BeginArray, NextElement and EndArray do not pair.
var ErrArray = errors.New("predicate: array not begun, or not ended")

// What a builder keeps of earlier events, so that it need not allocate for the
// next one. Past that it lets go of the memory.
const (
	maxKeptPaths     = 1 << 14
	maxKeptPathBytes = 1 << 20
	maxKeptValues    = 1 << 14 // second and further values of an attribute
	maxKeptText      = 1 << 16 // bytes of a string or path that JSON is decoded through
)

// Builder makes events, one at a time, and reuses its memory: in the steady
// state it allocates nothing but the strings it is given. The zero Builder is
// ready. A Builder is for one goroutine.
type Builder struct {
	event     Event
	byPath    map[string]int32
	pathBytes int
	err       error
	elem      int32       // the element that values are added to
	open      []openArray // arrays begun and not ended
	json      jsonReader
}

// openArray is an array whose elements are being added.
type openArray struct {
	array int32 // its number, -1 before the first element
	outer int32 // the element that it is in
}

// Reset begins a new event. The event before is not to be used any more.
func (b *Builder) Reset() {
	e := &b.event
	e.gen++
	// After 2^32 events slots of the first would look new.
	if len(e.slots) > maxKeptPaths || b.pathBytes > maxKeptPathBytes || e.gen == 0 {
		*e = Event{gen: 1}
		b.byPath = nil
		b.pathBytes = 0
	}
	// Let go of the strings.
	for _, i := range e.active {
		e.slots[i].first = Value{}
	}
	clear(e.more)
	e.active = e.active[:0]
	e.more = e.more[:0]
	if cap(e.more) > maxKeptValues {
		e.more = nil
	}
	e.multi = 0
	e.elements = e.elements[:0]
	if cap(e.elements) > maxKeptValues {
		e.elements = nil
	}
	e.arrays, e.siblings = 0, false
	b.elem = 0
	b.open = b.open[:0]
	b.err = nil
}

// BeginArray begins an array inside the current element, if there is one. The
// values added until EndArray belong to its elements. Where an event is to be
// matched by event patterns this tells which values are of the same element;
// nothing else asks for it. Only elements that are objects or arrays count: one that
// is a single value is as if it stood alone in its place. Within one element the values of a path are either
// directly in it or in one array.
func (b *Builder) BeginArray() {
	b.open = append(b.open, openArray{-1, b.elem})
}

// NextElement begins the next element of the innermost array, an object or an
// array.
func (b *Builder) NextElement() {
	if b.event.gen == 0 {
		b.Reset()
	}
	if len(b.open) == 0 {
		b.err = ErrArray
		return
	}
	a := &b.open[len(b.open)-1]
	b.elem = b.event.newElement(&a.array, a.outer)
}

// EndArray ends the innermost array.
func (b *Builder) EndArray() {
	if len(b.open) == 0 {
		b.err = ErrArray
		return
	}
	b.elem = b.open[len(b.open)-1].outer
	b.open = b.open[:len(b.open)-1]
}

// newElement returns the number of a new element of the array, which is given a
// number with its first.
func (e *Event) newElement(array *int32, outer int32) int32 {
	if *array < 0 {
		*array = e.arrays
		e.arrays++
	} else {
		e.siblings = true
	}
	if len(e.elements) == 0 {
		e.elements = append(e.elements, Element{-1, -1})
	}
	e.elements = append(e.elements, Element{outer, *array})
	return int32(len(e.elements) - 1)
}

// Add gives the attribute at path one more value. [Null] is kept but is no value;
// the absent Value is an error that Event reports.
func (b *Builder) Add(path string, v Value) {
	if b.event.gen == 0 {
		b.Reset()
	}
	b.event.add(b.slot(path), v, b.elem)
	if v.kind == KindAbsent {
		b.err = ErrNotFinite
	}
}

// AddInt gives the attribute one more number.
func (b *Builder) AddInt(path string, i int64) { b.Add(path, Int(i)) }

// AddFloat gives the attribute one more number.
func (b *Builder) AddFloat(path string, f float64) { b.Add(path, Float(f)) }

// AddString gives the attribute one more string.
func (b *Builder) AddString(path, s string) { b.Add(path, String(s)) }

// AddBool gives the attribute one more truth value.
func (b *Builder) AddBool(path string, t bool) { b.Add(path, Bool(t)) }

// Event returns what was added since Reset. It belongs to the builder and is
// valid until the next Reset or Add. The error is ErrNotFinite or ErrArray.
func (b *Builder) Event() (*Event, error) {
	if b.event.gen == 0 {
		b.Reset()
	}
	if len(b.open) > 0 && b.err == nil {
		return &b.event, ErrArray
	}
	return &b.event, b.err
}

// slot returns the slot of the path, in use.
func (b *Builder) slot(path string) int32 {
	e := &b.event
	// An event with the attributes of the last one finds each where it was.
	if n := int32(len(e.active)); int(n) < len(e.slots) && e.slots[n].gen != e.gen && e.slots[n].path == path {
		return e.use(n)
	}
	if i, ok := b.byPath[path]; ok {
		if e.slots[i].gen != e.gen {
			return e.use(i)
		}
		return i
	}
	return b.newSlot(path)
}

// slotOfBytes is slot, and copies the path only if it is new.
func (b *Builder) slotOfBytes(path []byte) int32 {
	e := &b.event
	if n := int32(len(e.active)); int(n) < len(e.slots) && e.slots[n].gen != e.gen && e.slots[n].path == string(path) {
		return e.use(n)
	}
	if i, ok := b.byPath[string(path)]; ok {
		if e.slots[i].gen != e.gen {
			return e.use(i)
		}
		return i
	}
	return b.newSlot(string(path))
}

func (b *Builder) newSlot(path string) int32 {
	e := &b.event
	i := int32(len(e.slots))
	e.slots = append(e.slots, slot{path: path})
	if b.byPath == nil {
		b.byPath = map[string]int32{}
	}
	b.byPath[path] = i
	b.pathBytes += len(path)
	return e.use(i)
}

func (e *Event) use(i int32) int32 {
	s := &e.slots[i]
	*s = slot{path: s.path, gen: e.gen, head: -1, tail: -1, inner: -1}
	e.active = append(e.active, i)
	return i
}

// add gives the i-th slot one more value, which is in the element elem.
func (e *Event) add(i int32, v Value, elem int32) {
	s := &e.slots[i]
	switch {
	case v.kind == KindNull || v.kind == KindAbsent:
		s.nulls++
		if elem > 0 {
			e.more = append(e.more, link{v, s.inner, elem})
			s.inner = int32(len(e.more) - 1)
		}
		return
	case s.n == 0:
		s.first, s.elem = v, elem
		s.n = 1
		return
	case s.n == 1:
		e.multi++
	}
	at := int32(len(e.more))
	e.more = append(e.more, link{v, -1, elem})
	if s.head < 0 {
		s.head = at
	} else {
		e.more[s.tail].next = at
	}
	s.tail = at
	s.n++
}
