package predicate

import "errors"

// ErrNotFinite says that an event was given NaN or an infinity.
var ErrNotFinite = errors.New("predicate: number is not finite")

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
	json      jsonReader
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
	b.err = nil
}

// Add gives the attribute at path one more value. [Null] is kept but is no value;
// the absent Value is an error that Event reports.
func (b *Builder) Add(path string, v Value) {
	if b.event.gen == 0 {
		b.Reset()
	}
	b.event.add(b.slot(path), v)
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
// valid until the next Reset or Add. The error is ErrNotFinite.
func (b *Builder) Event() (*Event, error) {
	if b.event.gen == 0 {
		b.Reset()
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
	*s = slot{path: s.path, gen: e.gen, head: -1, tail: -1}
	e.active = append(e.active, i)
	return i
}

func (e *Event) add(i int32, v Value) {
	s := &e.slots[i]
	switch {
	case v.kind == KindNull || v.kind == KindAbsent:
		s.nulls++
		return
	case s.n == 0:
		s.first = v
		s.n = 1
		return
	case s.n == 1:
		e.multi++
	}
	at := int32(len(e.more))
	e.more = append(e.more, link{v, -1})
	if s.head < 0 {
		s.head = at
	} else {
		e.more[s.tail].next = at
	}
	s.tail = at
	s.n++
}
