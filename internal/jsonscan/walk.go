package jsonscan

import (
	"bytes"
	"math/bits"

	"github.com/thresh-dev/thresh/predicate"
)

// Places are offsets into the document. A negative one says that the document is
// wrong.
const wrong = -1

// document reads the document, whose structure is known, and says whether it is an
// event.
func (r *Reader) document() bool {
	p := r.space(0)
	if r.at(p) != '{' {
		return false
	}
	r.elem, r.arrays, r.siblings = 0, 0, false
	p = r.object(p, 0, 1)
	return p >= 0 && r.space(p) == len(r.doc)
}

// at returns the byte at p, 0 at the end.
func (r *Reader) at(p int) byte {
	if uint(p) < uint(len(r.doc)) {
		return r.doc[p]
	}
	return 0
}

// space returns the place of the next byte from p on that is no space.
func (r *Reader) space(p int) int {
	for uint(p) < uint(len(r.doc)) && r.doc[p] <= ' ' {
		p++ // no byte below a space is left outside strings but those of white space
	}
	return p
}

// next returns the place of the first bit of the mask from p on, or the number of its
// bits where there is none.
func next(mask []uint64, p int) int {
	w := p >> 6
	if x := mask[w]>>(p&63) | mask[w+1]<<1<<(^p&63); x != 0 {
		return p + bits.TrailingZeros64(x)
	}
	return far(mask, w+1)
}

// far is next from the word w on.
func far(mask []uint64, w int) int {
	for ; w < len(mask); w++ {
		if x := mask[w]; x != 0 {
			return w*64 + bits.TrailingZeros64(x)
		}
	}
	return len(mask) * 64
}

// object reads the object at p, of the given node and depth, and returns the place
// after it.
func (r *Reader) object(p int, node int32, depth int) int {
	if depth > predicate.MaxJSONDepth {
		return wrong
	}
	r.objects++
	number := r.objects
	sizes := r.paths.nodes[node].sizes
	p = r.space(p + 1)
	if r.at(p) == '}' {
		return p + 1
	}
	for {
		if r.at(p) != '"' {
			return wrong
		}
		from := p + 1
		end := next(r.quotes, from)
		if end >= len(r.doc) {
			return wrong
		}
		if p = end + 1; r.at(p) != ':' {
			if p = r.space(p); r.at(p) != ':' {
				return wrong
			}
		}
		child := int32(0)
		if r.escapes || sizes>>(uint(end-from)&63)&1 != 0 {
			child = r.member(node, from, end)
		}
		if child == 0 {
			// What comes first ends the value, or is the bracket that begins it.
			p = next(r.ends, p+1)
			if c := r.at(p); c == '{' || c == '[' {
				if p = r.skip(p, depth); p < 0 {
					return wrong
				}
				p = r.space(p)
			}
		} else {
			if p = r.memberValue(r.space(p+1), child, number, depth); p < 0 {
				return wrong
			}
			p = r.space(p)
		}
		switch r.at(p) {
		case ',':
			p = r.space(p + 1)
		case '}':
			return p + 1
		default:
			return wrong
		}
	}
}

// member returns the node's child of the name between from and to, or 0.
func (r *Reader) member(node int32, from, to int) int32 {
	if r.escapes && bytes.IndexByte(r.doc[from:to], '\\') >= 0 {
		r.name = appendUnescaped(r.name[:0], r.doc[from:to])
		return r.paths.find(node, r.paths.keyOf(r.name, 0, len(r.name)), r.name)
	}
	return r.paths.find(node, r.paths.keyOf(r.doc, from, to-from), r.doc[from:to])
}

// memberValue reads the value at p of a member of the object of that number.
func (r *Reader) memberValue(p int, child int32, object uint64, depth int) int {
	n := &r.paths.nodes[child]
	if n.object == object { // the name again: what it gave does not count
		for i := n.from; i < n.to; i++ {
			r.values[i].Path = -1
		}
	}
	from := int32(len(r.values))
	p = r.value(p, child, depth)
	n.object, n.from, n.to = object, from, int32(len(r.values))
	return p
}

// value reads the value at p, of a node other than the first, and returns the place
// after it.
func (r *Reader) value(p int, node int32, depth int) int {
	n := &r.paths.nodes[node]
	switch r.at(p) {
	case '"':
		end := next(r.quotes, p+1)
		if end >= len(r.doc) {
			return wrong
		}
		if n.path >= 0 {
			r.add(n.path, r.stringValue(p+1, end))
		}
		return end + 1
	case '{':
		if n.path >= 0 {
			r.add(n.path, predicate.Object())
		}
		if n.children > 0 {
			return r.object(p, node, depth+1)
		}
		return r.skip(p, depth)
	case '[':
		return r.array(p, node, depth+1)
	case 't':
		if n.path >= 0 {
			r.add(n.path, predicate.Bool(true))
		}
		return p + len("true")
	case 'f':
		if n.path >= 0 {
			r.add(n.path, predicate.Bool(false))
		}
		return p + len("false")
	case 'n':
		if n.path >= 0 {
			r.add(n.path, predicate.Null())
		}
		return p + len("null")
	}
	end := next(r.ends, p)
	if end >= len(r.doc) || end == p {
		return wrong
	}
	if n.path >= 0 {
		text := r.doc[p:end]
		for text[len(text)-1] <= ' ' {
			text = text[:len(text)-1]
		}
		v, ok := number(text)
		if !ok {
			return wrong
		}
		r.add(n.path, v)
	}
	return end
}

func (r *Reader) add(path int32, v predicate.Value) {
	r.values = append(r.values, Value{Path: path, Elem: r.elem, Value: v})
}

// stringValue returns the value of the string between from and to.
func (r *Reader) stringValue(from, to int) predicate.Value {
	text := r.doc[from:to]
	if r.escapes && bytes.IndexByte(text, '\\') >= 0 {
		n := len(r.text)
		r.text = appendUnescaped(r.text, text)
		text = r.text[n:]
	}
	return predicate.String(alias(text))
}

// array reads the array at p, whose elements are values of the node.
func (r *Reader) array(p int, node int32, depth int) int {
	if depth > predicate.MaxJSONDepth {
		return wrong
	}
	p = r.space(p + 1)
	if r.at(p) == ']' {
		return p + 1
	}
	outer := r.elem
	array := int32(-1)
	for {
		if c := r.at(p); c == '{' || c == '[' { // a single value is as if it stood alone
			r.elem = r.element(&array, outer)
		} else {
			r.elem = outer
		}
		if p = r.value(p, node, depth); p < 0 {
			return wrong
		}
		p = r.space(p)
		switch r.at(p) {
		case ',':
			p = r.space(p + 1)
		case ']':
			r.elem = outer
			return p + 1
		default:
			return wrong
		}
	}
}

// element returns the number of a new element of the array, which gets a number with
// its first.
func (r *Reader) element(array *int32, outer int32) int32 {
	if *array < 0 {
		*array = r.arrays
		r.arrays++
	} else {
		r.siblings = true
	}
	if len(r.elems) == 0 {
		r.elems = append(r.elems, predicate.Element{Parent: -1, Array: -1})
	}
	r.elems = append(r.elems, predicate.Element{Parent: outer, Array: *array})
	return int32(len(r.elems) - 1)
}

// Bits of a bracket.
const (
	opens = 0x02 // of { and [, not of } and ]
	brace = 0x20 // of { and }, not of [ and ]
)

// skip returns the place after the value at p, or, of a scalar or string, the place of
// the comma or bracket that ends it. It checks the brackets on the way, and that what is between
// two of them is of an object or of an array.
func (r *Reader) skip(p, depth int) int {
	if c := r.at(p); c != '{' && c != '[' {
		return next(r.ends, p)
	}
	base := depth
	context := byte(0)
	odd := uint64(0)
	for w, since := p>>6, ^uint64(0)<<(p&63); w < len(r.brackets)-2; w, since = w+1, ^uint64(0) {
		at := w * 64
		members, elements := r.colons[w], r.elements[w]
		for b := r.brackets[w] & since; b != 0; b &= b - 1 {
			upTo := b ^ (b - 1)
			if depth > base {
				if context != 0 {
					odd |= elements & upTo & since
				} else {
					odd |= members & upTo & since
				}
			}
			since = ^upTo
			c := r.doc[at+bits.TrailingZeros64(b)]
			if c&opens != 0 {
				if depth == predicate.MaxJSONDepth {
					return wrong
				}
				depth++
				context = c & brace
				r.stack[depth] = context
				continue
			}
			odd |= uint64(context ^ c&brace)
			depth--
			if depth == base {
				if odd != 0 {
					return wrong
				}
				return at + bits.TrailingZeros64(b) + 1
			}
			context = r.stack[depth]
		}
		if context != 0 {
			odd |= elements & since
		} else {
			odd |= members & since
		}
	}
	return wrong
}
