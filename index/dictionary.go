package index

import (
	"hash/maphash"
	"sync"
	"sync/atomic"

	"github.com/thresh-dev/thresh/predicate"
)

// AttrID is the number of an attribute in a [Dictionary].
type AttrID uint32

// Dictionary numbers the attributes that conjunctions test: a view of a path, the
// digests (see predicate.Digest) of that view's values, or its hits, the numbers of
// the residual tests that they pass. Numbers are dense from 0 and never change. Any number of goroutines may use it; looking up takes no
// lock.
type Dictionary struct {
	mu    sync.Mutex // held by who adds
	seed  maphash.Seed
	table atomic.Pointer[pathTable]
	paths atomic.Pointer[[]*pathEntry] // all, the oldest first
	n     atomic.Uint32
	tests atomic.Uint64 // patterns in the sets of all entries
}

// image is what of a path's values an AttrID stands for.
type image uint8

const (
	numImages  = 3 * predicate.NumViews
	digestFlag = image(predicate.NumViews)     // added to a view: the digests of its values
	hitFlag    = image(2 * predicate.NumViews) // added to a view: the hits of its values
)

func (m image) view() predicate.View { return predicate.View(m % digestFlag) }

// pathEntry is one path and the numbers of its images.
type pathEntry struct {
	path string
	used atomic.Uint32            // bit m: image m has a number
	ids  [numImages]atomic.Uint32 // valid where used says so
	hits atomic.Pointer[hits]     // nil where no view has any
}

// pathTable is an open-addressing hash table of paths, at most half full. Slots
// go from nil to an entry and never change again; a full table is copied.
type pathTable struct {
	slots []atomic.Pointer[pathEntry]
}

// NewDictionary returns an empty dictionary.
func NewDictionary() *Dictionary {
	d := &Dictionary{seed: maphash.MakeSeed()}
	d.table.Store(&pathTable{make([]atomic.Pointer[pathEntry], 16)})
	return d
}

// Len returns how many numbers have been given out.
func (d *Dictionary) Len() int { return int(d.n.Load()) }

// Attr returns the number of the attribute, a new one if it had none.
func (d *Dictionary) Attr(a predicate.Attribute) AttrID { return d.intern(a.Path, image(a.View)) }

// digestAttr returns the number of the digests of the attribute's values.
func (d *Dictionary) digestAttr(a predicate.Attribute) AttrID {
	return d.intern(a.Path, image(a.View)+digestFlag)
}

func (d *Dictionary) intern(path string, m image) AttrID {
	if e := d.lookup(path); e != nil && e.used.Load()&(1<<m) != 0 {
		return AttrID(e.ids[m].Load())
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	e := d.lookup(path)
	if e == nil {
		e = &pathEntry{path: path}
		d.add(e)
	}
	if e.used.Load()&(1<<m) == 0 {
		e.ids[m].Store(d.n.Load())
		d.n.Add(1)
		e.used.Store(e.used.Load() | 1<<m)
	}
	return AttrID(e.ids[m].Load())
}

// add puts the entry, whose path is new, into the table.
func (d *Dictionary) add(e *pathEntry) {
	paths := append(d.entries(), e) // in memory that no one has read yet
	d.paths.Store(&paths)
	t := d.table.Load()
	if 2*len(paths) > len(t.slots) {
		bigger := &pathTable{make([]atomic.Pointer[pathEntry], 2*len(t.slots))}
		for i := range t.slots {
			if old := t.slots[i].Load(); old != nil {
				bigger.put(d.hash(old.path), old)
			}
		}
		bigger.put(d.hash(e.path), e)
		d.table.Store(bigger)
		return
	}
	t.put(d.hash(e.path), e)
}

func (t *pathTable) put(h uint64, e *pathEntry) {
	mask := uint64(len(t.slots) - 1)
	i := h & mask
	for t.slots[i].Load() != nil {
		i = (i + 1) & mask
	}
	t.slots[i].Store(e)
}

// entries returns the paths, the oldest first. The caller must not change them.
func (d *Dictionary) entries() []*pathEntry {
	if p := d.paths.Load(); p != nil {
		return *p
	}
	return nil
}

// lookup returns the entry of the path, or nil.
func (d *Dictionary) lookup(path string) *pathEntry {
	t := d.table.Load()
	mask := uint64(len(t.slots) - 1)
	for i := d.hash(path) & mask; ; i = (i + 1) & mask {
		e := t.slots[i].Load()
		if e == nil || e.path == path {
			return e
		}
	}
}

func (d *Dictionary) hash(path string) uint64 { return maphash.String(d.seed, path) }
