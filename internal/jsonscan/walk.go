package jsonscan

import (
	"bytes"
	"encoding/binary"
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
	if r.paths.nodes[0].children == 0 {
		p = r.skip(p, 0)
		return p >= 0 && r.space(p) == len(r.doc)
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

// next returns the place of the first bit of the mask from p on. Where there is none it
// is beyond the document.
func (s *structure) next(mask []uint64, p int) int {
	w := p >> 6
	if x := mask[w]>>(p&63) | mask[w+1]<<1<<(^p&63); x != 0 {
		return p + bits.TrailingZeros64(x)
	}
	return s.far(mask, w+1)
}

// far is next from the word w on.
func (s *structure) far(mask []uint64, w int) int {
	for ; w < s.words; w++ {
		if x := mask[w]; x != 0 {
			return w*64 + bits.TrailingZeros64(x)
		}
	}
	return w * 64
}

// before returns the place of the last bit of the mask before p, or -1.
func before(mask []uint64, p int) int {
	w := p >> 6
	x := mask[w] << (63 - p&63) << 1
	if x != 0 {
		return p - 1 - bits.LeadingZeros64(x)
	}
	for w--; w >= 0; w-- {
		if x := mask[w]; x != 0 {
			return w*64 + 63 - bits.LeadingZeros64(x)
		}
	}
	return -1
}

// object reads the object at p, of the given node and depth, and returns the place
// after it. It goes from bracket to bracket, and between two of them from colon to
// colon: before each is a name.
func (r *Reader) object(p int, node int32, depth int) int {
	if depth > predicate.MaxJSONDepth {
		return wrong
	}
	r.objects++
	number := r.objects
	doc, looks := r.doc, &r.paths.nodes[node].looks
	some, more, cut := looks.some, looks.more, looks.cut
	if r.escapes { // a name may be written in several ways
		some, more = ^uint64(0), ^uint64(0)
	}
	guess := &r.paths.nodes[node].first // where the child is noted that is expected next
	child := int32(0)                   // the member's whose value has not begun yet
	odd := uint64(0)
	p++
	for w, since := p>>6, ^uint64(0)<<(p&63); w < r.words; {
		bracket := r.brackets[w] & since
		bracket &= -bracket
		part := (bracket<<1 - 1) & since // up to the bracket, with it
		if bracket == 0 {
			part = since
		}
		odd |= r.elements[w] & part
		for c := r.colons[w] & part; c != 0; c &= c - 1 {
			colon := w*64 + bits.TrailingZeros64(c)
			if at := colon - 1 - lookBytes; at >= 0 {
				if b := doc[at:colon]; b[lookBytes] == '"' {
					h := lookOf(binary.LittleEndian.Uint64(b), cut)
					if some>>(h>>58)&1 == 0 || more>>(h>>52&63)&1 == 0 {
						continue
					}
				}
			}
			if child = r.named(node, *guess, colon); child == 0 {
				continue
			}
			if !r.paths.nodes[child].quotes {
				*guess = child
			}
			guess = &r.paths.nodes[child].after
			v := r.space(colon + 1)
			if first := r.at(v); first == '{' || first == '[' {
				break // it is the next bracket
			}
			if r.memberValue(v, child, number, depth) < 0 {
				return wrong
			}
			child = 0
		}
		if bracket == 0 {
			w, since = w+1, ^uint64(0)
			continue
		}
		p = w*64 + bits.TrailingZeros64(bracket)
		switch {
		case bracket&r.opens[w] == 0:
			if bracket&r.braces[w] == 0 || odd != 0 {
				return wrong
			}
			return p + 1
		case child == 0:
			p = r.skip(p, depth)
		default:
			p = r.memberValue(p, child, number, depth)
			child = 0
		}
		if p < 0 {
			return wrong
		}
		w, since = p>>6, ^uint64(0)<<(p&63)
	}
	return wrong
}

// named returns the node's child of the name before the colon, or 0. The child guessed is
// tried first: members of most objects are in the same order as those of the last.
func (r *Reader) named(node, guess int32, colon int) int32 {
	end := colon - 1
	for r.doc[end] != '"' {
		end--
	}
	if guess != 0 && !r.escapes {
		name := r.paths.nodes[guess].name
		if from := end - len(name); from > 0 && r.doc[from-1] == '"' && string(r.doc[from:end]) == name {
			return guess
		}
	}
	return r.member(node, before(r.quotes, end)+1, end)
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
		end := r.next(r.quotes, p+1)
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
	end := r.next(r.ends, p)
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

// skip returns the place after the object or array at p, which is in one of that
// depth. It checks the brackets on the way, and that what is between two of them is of
// an object or of an array.
func (r *Reader) skip(p, depth int) int {
	base, inner, outer := depth, depth, 0 // inner is the depth of the innermost object, outer how many are around it
	odd := uint64(0)
	for w, since := p>>6, ^uint64(0)<<(p&63); w < r.words; w, since = w+1, ^uint64(0) {
		brackets, opens, braces := r.brackets[w]&since, r.opens[w]&since, r.braces[w]&since
		members, elements := r.colons[w], r.elements[w]
		up, down := bits.OnesCount64(opens), bits.OnesCount64(brackets&^opens)
		if braces == 0 && depth-down > inner && depth+up <= predicate.MaxJSONDepth { // all of the word is in arrays
			odd |= members & since
			depth += up - down
			continue
		}
		for ; brackets != 0; brackets &= brackets - 1 {
			bit := brackets & -brackets
			upTo := bit ^ (bit - 1)
			if depth > base {
				odd |= context(depth == inner, members, elements) & upTo & since
			}
			since = ^upTo
			switch isBrace := braces&bit != 0; {
			case opens&bit != 0:
				if depth == predicate.MaxJSONDepth {
					return wrong
				}
				depth++
				if isBrace {
					r.open[outer] = int32(inner)
					outer++
					inner = depth
				}
				continue
			case isBrace != (depth == inner):
				return wrong
			case isBrace:
				outer--
				inner = int(r.open[outer])
			}
			if depth--; depth == base {
				if odd != 0 {
					return wrong
				}
				return w*64 + bits.TrailingZeros64(bit) + 1
			}
		}
		odd |= context(depth == inner, members, elements) & since
	}
	return wrong
}

// context returns what the context cannot have: elements in an object, members in an
// array.
func context(object bool, members, elements uint64) uint64 {
	if object {
		return elements
	}
	return members
}
