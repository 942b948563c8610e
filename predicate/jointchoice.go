package predicate

import "slices"

// Joint finds out whether there is one value for each of some demands such that no
// two of them lie in different elements of one array. The zero Joint is ready, and
// keeps its memory from one use to the next. It is for one goroutine.
//
// The values of a path inside an element are in it directly or in one array, so
// that a demand that an array has to meet has to be met inside one of its
// elements. Hence an array is good if one of its elements is; an element if the
// arrays in it are, and the demands met somewhere inside it are all that are met
// somewhere inside its array. Counting tells: what is met inside the element is
// part of what is met inside its array. Elements are taken from the last to the
// first, so that those inside come before those around.
//
// The time is linear in the elements above the values added, for each demand, and
// a logarithm for sorting them: there is nothing to go back on.
type Joint struct {
	elements []Element
	cells    []jointCell  // by element
	arrays   []jointArray // by array
	touched  []int32      // elements with demands, without 0
	demand   int32
	pending  []int32 // elements of the values of the demand under way
	free     bool    // the demand has a value outside all arrays
	avoid    []int32 // elements of the values that are not to go with those chosen
}

type jointCell struct {
	demand int32 // the last one that was met inside
	met    int32 // demands met inside
	arrays int32 // with demands met inside, directly in the element
	good   int32 // of these
	bad    bool  // a value to be avoided goes with any choice in the element
}

type jointArray struct {
	demand, met int32
	good        bool
}

// Begin forgets the demands before. The elements are those of the event.
func (j *Joint) Begin(elements []Element) {
	for _, e := range j.touched {
		j.arrays[j.elements[e].Array] = jointArray{}
		j.cells[e] = jointCell{}
	}
	j.touched, j.pending = j.touched[:0], j.pending[:0]
	j.demand, j.free = 0, false
	j.avoid = j.avoid[:0]
	j.elements = elements
	if n := len(elements) - len(j.cells); n > 0 {
		j.cells = append(j.cells, make([]jointCell, n)...)
		j.arrays = append(j.arrays, make([]jointArray, n)...)
	}
	if len(j.cells) > 0 {
		j.cells[0] = jointCell{}
	}
}

// Add says that a value in the element meets the demand under way.
func (j *Joint) Add(elem int32) {
	if elem == 0 {
		j.free = true
	}
	if !j.free {
		j.pending = append(j.pending, elem)
	}
}

// Next ends the demand under way, which some value meets.
func (j *Joint) Next() {
	if !j.free {
		j.demand++
		for _, e := range j.pending {
			j.climb(e)
		}
	}
	j.pending, j.free = j.pending[:0], false
}

// climb counts the demand in all elements and arrays from e up.
func (j *Joint) climb(e int32) {
	for e > 0 && j.cells[e].demand != j.demand {
		c := &j.cells[e]
		if c.met == 0 {
			j.touched = append(j.touched, e)
		}
		c.demand = j.demand
		c.met++
		at := j.elements[e]
		if a := &j.arrays[at.Array]; a.demand != j.demand {
			if a.met == 0 {
				j.cells[at.Parent].arrays++
			}
			a.demand = j.demand
			a.met++
		}
		e = at.Parent
	}
}

// Avoid says that a value in the element is not to go with those chosen: one of them
// is to lie in another element of an array that it lies in.
func (j *Joint) Avoid(elem int32) { j.avoid = append(j.avoid, elem) }

// spoil finds the elements that cannot be chosen because of a value to be avoided,
// and says whether there is one that goes with every choice. A value goes with any
// choice in an element that it is in, unless it lies in an array there of which
// another element is chosen. It is not part of a choice in an element without
// demands, as its array has some.
func (j *Joint) spoil() (always bool) {
	for _, e := range j.avoid {
		for e > 0 && j.cells[e].met == 0 && j.arrays[j.elements[e].Array].met == 0 {
			e = j.elements[e].Parent
		}
		switch {
		case e == 0:
			return true
		case j.cells[e].met > 0:
			j.cells[e].bad = true
		}
	}
	return false
}

// Possible says whether there is such a choice for the demands since Begin.
func (j *Joint) Possible() bool {
	switch {
	case j.spoil():
		return false
	case j.demand < 2 && len(j.avoid) == 0:
		return true
	}
	slices.Sort(j.touched)
	for i := len(j.touched) - 1; i >= 0; i-- {
		e := j.touched[i]
		c, at := &j.cells[e], j.elements[e]
		if a := &j.arrays[at.Array]; !a.good && !c.bad && c.good == c.arrays && c.met == a.met {
			a.good = true
			j.cells[at.Parent].good++
		}
	}
	return j.cells[0].good == j.cells[0].arrays
}

// AddDemands adds the demands of the predicate on an attribute with the given
// values, which satisfy it, and their elements. One that absence satisfies too is
// none.
func (j *Joint) AddDemands(p *Predicate, values []Value, elems []int32) {
	if len(values) == 0 {
		return
	}
	if p.Literals == nil {
		j.addDemand(&p.Literal, values, elems)
	}
	for i := range p.Literals {
		j.addDemand(&p.Literals[i], values, elems)
	}
}

func (j *Joint) addDemand(l *Literal, values []Value, elems []int32) {
	for i, v := range values {
		if l.passes(v) {
			j.Add(elems[i])
		}
	}
	j.Next()
}
