package predicate

import "slices"

// Joint finds out whether there is one value for each of some demands such that no
// two of them lie in different elements of one array. The zero Joint is ready, and
// keeps its memory from one use to the next. It is for one goroutine.
//
// The values of a path inside an element are directly in it, in one array, or both:
// of "a": [1, [2], [3]] the 1 belongs to the element around the array. A demand met
// directly in an element goes with any choice in the arrays there: in these it is
// optional, and in all that is inside them. Any other that is met inside an array
// has to be met inside one of its elements. Hence an array is good if one of its
// elements is; an element if the arrays in it are that have to be, and the demands
// met somewhere inside it are all that are met somewhere inside its array and not
// optional there. Counting tells: what is met inside the element is part of what is
// met inside its array. Elements are taken from the last to the first, so that those
// inside come before those around.
//
// An array without other than optional demands need not be good, unless it has a
// value inside that is to be avoided: then one of its elements is to be chosen so
// that the value lies in another.
//
// The time is linear in the elements above the values added, for each demand, and
// a logarithm for sorting them: there is nothing to go back on.
type Joint struct {
	elements []Element
	cells    []jointCell  // by element
	arrays   []jointArray // by array
	touched  []int32      // elements with demands, without 0
	demand   int32        // the number of the one under way, from 1
	bound    int32        // demands that no value outside all arrays meets
	pending  []int32      // elements of the values of the demand under way, without 0
	path     []int32      // of climb
	avoid    []int32      // elements of the values that are not to go with those chosen
}

type jointCell struct {
	demand   int32 // the last one that was met inside
	direct   int32 // the last one that was met directly in the element
	met      int32 // demands met inside, those left out that are optional in the array
	arrays   int32 // directly in the element that have to be good
	good     int32 // of these
	optional bool  // the last demand was, in the element's array
	touched  bool  // some demand was met inside
	bad      bool  // a value to be avoided goes with any choice in the element
}

type jointArray struct {
	demand, met int32 // as in an element
	touched     bool  // some demand was met inside
	avoid       bool  // a value to be avoided is inside
	counted     bool  // by the element that it is in
	good        bool
}

// Begin forgets the demands before. The elements are those of the event.
func (j *Joint) Begin(elements []Element) {
	for _, e := range j.touched {
		j.arrays[j.elements[e].Array] = jointArray{}
		j.cells[e] = jointCell{}
	}
	for _, e := range j.pending {
		j.cells[e] = jointCell{}
	}
	j.touched, j.pending, j.avoid = j.touched[:0], j.pending[:0], j.avoid[:0]
	j.demand, j.bound = 1, 0
	j.elements = elements
	if n := max(len(elements), 1) - len(j.cells); n > 0 {
		j.cells = append(j.cells, make([]jointCell, n)...)
		j.arrays = append(j.arrays, make([]jointArray, n)...)
	}
	j.cells[0] = jointCell{}
}

// Add says that a value in the element meets the demand under way.
func (j *Joint) Add(elem int32) {
	if c := &j.cells[elem]; c.direct != j.demand {
		c.direct = j.demand
		if elem > 0 {
			j.pending = append(j.pending, elem)
		}
	}
}

// Next ends the demand under way, which some value meets.
func (j *Joint) Next() {
	if j.cells[0].direct != j.demand {
		j.bound++
	}
	for _, e := range j.pending {
		j.climb(e)
	}
	j.pending = j.pending[:0]
	j.demand++
}

// climb counts the demand in all elements and arrays from e up.
func (j *Joint) climb(e int32) {
	j.path = j.path[:0]
	for e > 0 && j.cells[e].demand != j.demand {
		j.path = append(j.path, e)
		e = j.elements[e].Parent
	}
	optional := j.cells[e].direct == j.demand || e > 0 && j.cells[e].optional
	for _, e := range slices.Backward(j.path) {
		c, a := &j.cells[e], &j.arrays[j.elements[e].Array]
		if !c.touched {
			c.touched, a.touched = true, true
			j.touched = append(j.touched, e)
		}
		c.demand, c.optional = j.demand, optional
		if !optional {
			c.met++
			if a.demand != j.demand {
				a.demand = j.demand
				a.met++
			}
		}
		optional = optional || c.direct == j.demand
	}
}

// Avoid says that a value in the element is not to go with those chosen: one of them
// is to lie in another element of an array that it lies in.
func (j *Joint) Avoid(elem int32) { j.avoid = append(j.avoid, elem) }

// spoil finds the elements that cannot be chosen because of a value to be avoided,
// and the arrays of which one has to be, and says whether there is a value that goes
// with every choice. A value goes with any choice in an element that it is in, unless
// it lies in an array there of which another element is chosen. Of an array without
// demands none is.
func (j *Joint) spoil() (always bool) {
	for _, e := range j.avoid {
		for e > 0 && !j.cells[e].touched && !j.arrays[j.elements[e].Array].touched {
			e = j.elements[e].Parent
		}
		if e == 0 {
			return true
		}
		if j.cells[e].touched {
			j.cells[e].bad = true
		}
		for e > 0 && !j.arrays[j.elements[e].Array].avoid {
			j.arrays[j.elements[e].Array].avoid = true
			e = j.elements[e].Parent
		}
	}
	return false
}

// Possible says whether there is such a choice for the demands since Begin.
func (j *Joint) Possible() bool {
	switch {
	case j.spoil():
		return false
	case j.bound < 2 && len(j.avoid) == 0:
		return true
	}
	for _, e := range j.touched {
		at := j.elements[e]
		if a := &j.arrays[at.Array]; !a.counted && (a.met > 0 || a.avoid) {
			a.counted = true
			j.cells[at.Parent].arrays++
		}
	}
	slices.Sort(j.touched)
	for _, e := range slices.Backward(j.touched) {
		c, at := &j.cells[e], j.elements[e]
		if a := &j.arrays[at.Array]; a.counted && !a.good && !c.bad && c.good == c.arrays && c.met == a.met {
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
