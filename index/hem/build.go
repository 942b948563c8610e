package hem

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/cells"
	"github.com/thresh-dev/thresh/index/forms"
	"github.com/thresh-dev/thresh/internal/hugemem"
	"github.com/thresh-dev/thresh/internal/invariant"
	"github.com/thresh-dev/thresh/internal/kernel"
	"github.com/thresh-dev/thresh/predicate"
)

const (
	maxSample     = 1 << 15 // ends of an attribute that its groups are chosen by
	termsPerGroup = 8       // fewer are not worth a row
	fewTerms      = 16      // of an attribute: fewer need no row
	// sparse is the share of the conjunctions below which slots are listed: to set a
	// bit takes as long as to or this many.
	sparse = 128
	// blockWords is how many words of all rows are made at a time: a cache line.
	blockWords = 8
	blockSlots = 64 * blockWords
)

// builder is what is needed of an attribute while it is built.
type builder struct {
	*attribute
	terms   int
	dense   bool // it may have rows
	step    int  // every step-th span is in the sample
	seen    int
	sample  []predicate.Code
	marks   []int32 // by group: how the number of marks differs from the group's before it
	touched bool
	delta   [][blockWords]uint64 // by group: how the marks differ from the group's before it
}

// build makes rows of all conjunctions that there are.
func (x *Index) build() {
	// What was built is garbage while the next is made.
	x.attrs, x.data, x.dead, x.nDead, x.waiting = nil, nil, nil, 0, forms.Backlog{}
	if x.compiled || x.table.Len() < x.table.Slots() {
		x.table.Renumber()
	}
	n := x.table.Slots()
	x.built = n
	words := (n + 64*kernel.RowWords - 1) / (64 * kernel.RowWords) * kernel.RowWords
	x.dead = hugemem.Make[uint64](words)
	for w := range x.dead {
		if have := n - 64*w; have < 64 {
			x.dead[w] = ^uint64(0) << max(have, 0)
		}
	}
	bs := x.divide()
	x.data = hugemem.Make[uint64](words * x.countMarks(bs, uint64(words)))
	x.fill(bs)
	x.sortEnds()
	if invariant.Enabled {
		x.checkRows()
	}
}

// divide chooses the groups of all attributes.
func (x *Index) divide() []*builder {
	bs := make([]*builder, x.dict.Len()) // by AttrID
	for slot := range uint32(x.built) {
		x.table.Terms(slot, func(a index.AttrID, spans []forms.Span) {
			if bs[a] == nil {
				bs[a] = &builder{attribute: &attribute{id: a}}
				x.attrs = append(x.attrs, bs[a].attribute)
			}
			bs[a].terms++
			bs[a].seen += len(spans)
		})
	}
	groups := x.shareRows(bs)
	for _, b := range bs {
		if b != nil {
			b.step, b.seen = 1+2*b.seen/maxSample, 0
		}
	}
	for slot := range uint32(x.built) {
		for _, s := range x.table.Spans(slot) {
			if b := bs[s.Attr]; groups[s.Attr] > 1 {
				if b.seen++; b.seen%b.step == 0 {
					b.sample = cells.AppendEnds(b.sample, s.Span)
				}
			}
		}
	}
	for a, b := range bs {
		switch {
		case b == nil:
			continue
		case groups[a] > 1:
			b.groups = cells.Quantiles(b.sample, groups[a])
		default:
			b.groups = cells.Single()
		}
		b.sample = nil
		b.rows = make([]row, b.groups.Len())
		b.marks = make([]int32, b.groups.Len()+1)
		b.low.from = make([]uint32, b.groups.Len()+2)
		b.high.from = make([]uint32, b.groups.Len()+2)
	}
	return bs
}

// shareRows returns, by AttrID, into how many groups the values of the attribute are
// to be divided.
func (x *Index) shareRows(bs []*builder) []int {
	groups := make([]int, len(bs))
	var order []*builder
	for _, b := range bs {
		if b != nil && b.terms >= max(fewTerms, x.built/sparse) {
			order = append(order, b)
		}
	}
	slices.SortStableFunc(order, func(a, b *builder) int { return cmp.Compare(b.terms, a.terms) })
	order = order[:min(len(order), x.options.Rows/2)] // a row each of absence, and one more
	// The time is that of marks, so of the sum of terms/groups, which is least for a
	// given number of rows where groups are as the root of terms.
	want := func(b *builder) float64 {
		return float64(max(1, min(x.options.Groups, b.terms/termsPerGroup)))
	}
	rows, roots := 0.0, 0.0
	for _, b := range order {
		rows += 1 + want(b)
		roots += math.Sqrt(float64(b.terms))
	}
	left := float64(x.options.Rows - len(order))
	for _, b := range order {
		g := want(b)
		if rows > float64(x.options.Rows) {
			root := math.Sqrt(float64(b.terms))
			g = min(g, max(1, math.Floor(left*root/roots)))
			left, roots = left-g, roots-root
		}
		groups[b.id], b.dense = int(g), true
	}
	return groups
}

// countMarks finds how many marks and ends each group has, makes room for them, and
// chooses between rows of so many words and lists. It returns the number of rows.
func (x *Index) countMarks(bs []*builder, words uint64) (rows int) {
	for slot := range uint32(x.built) {
		x.table.Terms(slot, func(a index.AttrID, spans []forms.Span) {
			b := bs[a]
			b.eachRun(spans, func(first, last int) {
				b.marks[first]--
				b.marks[last+1]++
			})
			if len(spans) > 1 {
				return
			}
			first, last, exactLo, exactHi := b.groups.Range(spans[0].Span)
			if !exactLo {
				b.low.from[first+2]++
			}
			if !exactHi {
				b.high.from[last+2]++
			}
		})
	}
	for _, b := range bs {
		if b == nil {
			continue
		}
		b.low.room()
		b.high.room()
		b.delta = make([][blockWords]uint64, b.groups.Len()+1)
		n, listed := b.terms, uint32(0)
		for g := range b.rows {
			n += int(b.marks[g])
			r := &b.rows[g]
			*r = row{at: noRow, n: uint32(n)}
			if n <= x.built/sparse || !b.dense {
				r.from, r.to = listed, listed // moves on as the list is filled
				listed += uint32(n)
				continue
			}
			r.at = uint64(rows) * words
			rows++
		}
		b.lists = make([]uint32, listed)
		b.marks = nil
	}
	return rows
}

// room makes room for the ends counted in from, each two places behind its own.
func (s *ends) room() {
	n := uint32(0)
	for i := range s.from {
		n += s.from[i]
		s.from[i] = n
	}
	s.codes, s.slots = make([]predicate.Code, n), make([]uint32, n)
}

// put adds an end. It uses, and moves on, the element of from that is one behind.
func (s *ends) put(group int, c predicate.Code, slot uint32) {
	at := &s.from[group+1]
	s.codes[*at], s.slots[*at] = c, slot
	*at++
}

// eachRun calls f with the runs of groups that the spans touch, which are apart.
func (b *builder) eachRun(spans []forms.Span, f func(first, last int)) {
	first, last, _, _ := b.groups.Range(spans[0].Span)
	for i := range spans[1:] {
		s := &spans[i+1]
		if s.Hi <= b.groups.Span(last).Hi {
			continue
		}
		from, to, _, _ := b.groups.Range(s.Span)
		if from > last+1 {
			f(first, last)
			first = from
		}
		last = to
	}
	f(first, last)
}

// fill makes the rows, a block of slots after the other, and the ends.
func (x *Index) fill(bs []*builder) {
	var touched []*builder
	for from := 0; from < x.built; from += blockSlots {
		for slot := from; slot < min(from+blockSlots, x.built); slot++ {
			w, bit := slot/64%blockWords, uint64(1)<<(slot%64)
			x.table.Terms(uint32(slot), func(a index.AttrID, spans []forms.Span) {
				b := bs[a]
				if !b.touched {
					b.touched = true
					touched = append(touched, b)
				}
				b.delta[0][w] ^= bit
				b.eachRun(spans, func(first, last int) {
					b.delta[first][w] ^= bit
					b.delta[last+1][w] ^= bit
				})
				if len(spans) > 1 {
					return
				}
				first, last, exactLo, exactHi := b.groups.Range(spans[0].Span)
				if !exactLo {
					b.low.put(first, spans[0].Lo, uint32(slot))
				}
				if !exactHi {
					b.high.put(last, spans[0].Hi, uint32(slot))
				}
			})
		}
		for _, b := range touched {
			b.flush(x.data, from)
			b.touched = false
		}
		touched = touched[:0]
	}
}

// flush writes the marks of the block of slots that begins at from.
func (b *builder) flush(data []uint64, from int) {
	var marks [blockWords]uint64
	for g := range b.rows {
		for w := range marks {
			marks[w] ^= b.delta[g][w]
		}
		b.delta[g] = [blockWords]uint64{}
		r := &b.rows[g]
		switch {
		case r.at != noRow:
			copy(data[r.at+uint64(from/64):], marks[:])
		case r.n > 0:
			for w, word := range marks {
				for ; word != 0; word &= word - 1 {
					b.lists[r.to] = uint32(from + 64*w + bits.TrailingZeros64(word))
					r.to++
				}
			}
		}
	}
	b.delta[len(b.rows)] = [blockWords]uint64{}
}

// end is a code and its slot while ends are sorted.
type end struct {
	code predicate.Code
	slot uint32
}

// sortEnds sorts the ends of each group.
func (x *Index) sortEnds() {
	var scratch []end
	for _, a := range x.attrs {
		for _, s := range []*ends{&a.low, &a.high} {
			s.from = s.from[:len(s.from)-1]
			for g := range a.rows {
				codes, slots := s.codes[s.from[g]:s.from[g+1]], s.slots[s.from[g]:s.from[g+1]]
				scratch = scratch[:0]
				for i := range codes {
					scratch = append(scratch, end{codes[i], slots[i]})
				}
				slices.SortFunc(scratch, func(a, b end) int {
					if a.code < b.code {
						return -1
					}
					return 1
				})
				for i := range scratch {
					codes[i], slots[i] = scratch[i].code, scratch[i].slot
				}
			}
		}
	}
}
