package jsonscan

import (
	"math/bits"
	"unicode/utf8"

	"github.com/thresh-dev/thresh/internal/kernel"
)

// structure is where the tokens of a document are, a bit for each byte. Of each mask as
// many words count as the document has; behind them two more may be looked at.
type structure struct {
	quotes   []uint64 // of strings, both
	ends     []uint64 // commas and brackets: a scalar goes no further
	brackets []uint64
	colons   []uint64
	elements []uint64 // at or after something that an object cannot have
	opens    []uint64 // brackets that open
	braces   []uint64
	words    int      // of the document
	all      []uint64 // what the masks are parts of
	escapes  bool     // some string has one
	huge     bool     // some number has so many digits that it may be beyond float64
	group    *kernel.JSONGroup
}

// fit makes room for n groups. It leaves the masks where they are if they have it. All
// begin a cache line, so that the kernel's stores do not straddle two.
func (s *structure) fit(n int) kernel.JSONMasks {
	const line = 8 // words
	need := n*kernel.JSONGroupWords + 2
	if len(s.quotes) < need {
		if s.group == nil {
			s.group = kernel.NewJSONGroup()
		}
		stride := (need+need/4)/line*line + line
		s.all = kernel.AlignedWords(kernel.NumJSONMasks * stride)
		for i, mask := range []*[]uint64{&s.quotes, &s.ends, &s.brackets, &s.colons, &s.elements, &s.opens, &s.braces} {
			*mask = s.all[i*stride:][:stride:stride]
		}
	}
	return kernel.JSONMasks{Words: s.all, Stride: len(s.quotes)}
}

// giveBack lets go of the masks of a large document.
func (s *structure) giveBack() {
	if len(s.all) > maxKeptWords {
		*s = structure{group: s.group}
	}
}

// find finds the structure of the document, and says whether all of the grammar holds
// that does not depend on context.
func (s *structure) find(doc []byte) bool {
	n := (len(doc) + kernel.JSONGroupBytes - 1) / kernel.JSONGroupBytes
	words := (len(doc) + 63) / 64
	masks := s.fit(n)
	s.words = words
	s.escapes, s.huge = false, false
	c := kernel.StartJSON()
	g := s.group
	escaped := uint64(0) // the next byte is
	text := foreign{doc: doc, from: -1}
	surrogate := 0
	for i := range n {
		at := i * kernel.JSONGroupBytes
		high, backslash := kernel.ClassifyJSON(g, doc[at:min(at+kernel.JSONGroupBytes, len(doc))])
		if (high != 0 || text.from >= 0) && !text.check(at, high) {
			return false
		}
		var escape kernel.JSONWords
		if backslash != 0 || escaped != 0 {
			escaped = escapes(g, &escape, escaped)
		}
		v := kernel.FindJSON(g, &c, masks, i*kernel.JSONGroupWords, min(kernel.JSONGroupWords, words-i*kernel.JSONGroupWords))
		if v.Wrong != 0 {
			return false
		}
		s.huge = s.huge || v.Digits != 0
		for m := v.Literal; m != 0; m &= m - 1 {
			w := bits.TrailingZeros8(m)
			if !checkLiterals(doc, at+w*64, g.Literal[w]) {
				return false
			}
		}
		for m := v.Exp; m != 0; m &= m - 1 {
			w := bits.TrailingZeros8(m)
			if !checkExponents(doc, at+w*64, g.JSONFound.Exp[w]) {
				return false
			}
		}
		if backslash == 0 {
			continue
		}
		for w := range escape {
			if e := escape[w] & g.Inside[w]; e != 0 {
				s.escapes = true
				if surrogate = checkEscapes(doc, at+w*64, e, surrogate); surrogate < 0 {
					return false
				}
			}
		}
	}
	return !c.InString() && text.end()
}

// escapes finds the backslashes that begin an escape, and takes the quotes that are
// escaped from those of the group. A run of backslashes is told apart by subtraction,
// see simdjson.
func escapes(g *kernel.JSONGroup, escape *kernel.JSONWords, escaped uint64) uint64 {
	const odd = 0xAAAAAAAAAAAAAAAA
	for w := range escape {
		candidates := g.Backslash[w] &^ escaped
		codes := ((candidates<<1 | odd) - candidates) ^ odd
		g.Quote[w] &^= codes ^ (g.Backslash[w] | escaped)
		escape[w] = codes & g.Backslash[w]
		escaped = escape[w] >> 63
	}
	return escaped
}

// foreign checks the parts of a document that are not ASCII. They begin and end
// with whole blocks of 64 bytes, so that no character is torn apart.
type foreign struct {
	doc  []byte
	from int // where the part began, or -1
}

// check checks the parts that end in the group at the given place, of which some
// blocks have high bytes.
func (f *foreign) check(at int, high uint8) bool {
	for w := range kernel.JSONGroupWords {
		switch {
		case high>>w&1 == 0:
			if !f.endAt(at + w*64) {
				return false
			}
		case f.from < 0:
			f.from = at + w*64
		}
	}
	return true
}

func (f *foreign) end() bool { return f.endAt(len(f.doc)) }

func (f *foreign) endAt(to int) bool {
	if f.from < 0 {
		return true
	}
	ok := utf8.Valid(f.doc[f.from:min(to, len(f.doc))])
	f.from = -1
	return ok
}
