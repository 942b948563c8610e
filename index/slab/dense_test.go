package slab

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// wideRanges returns an expression of wide ranges of up to preds of the attributes, whose
// ends are among so many values, numbers or strings, of which few are far out.
func wideRanges(rng *rand.Rand, attrs, preds, values int) predicate.Expr {
	value := func(i, a int) predicate.Value {
		switch {
		case a%3 == 1:
			return predicate.String(fmt.Sprintf("a string that is as long as %06d", i))
		case i == 0 && rng.IntN(20) == 0:
			return predicate.Float(-1e9)
		default:
			return predicate.Float(float64(i))
		}
	}
	var and predicate.And
	for _, a := range rng.Perm(attrs)[:1+rng.IntN(preds)] {
		lo, hi := value(rng.IntN(values/4+1), a), value(values-1-rng.IntN(values/4+1), a)
		switch rng.IntN(8) {
		case 0:
			and = append(and, predicate.Ge(path(a), lo))
		case 1:
			and = append(and, predicate.Le(path(a), hi))
		case 2:
			and = append(and, predicate.Or{predicate.Absent(path(a)), predicate.Gt(path(a), lo)})
		case 3:
			and = append(and, predicate.And{predicate.Gt(path(a), lo), predicate.Lt(path(a), hi)})
		case 4:
			and = append(and, predicate.Ne(path(a), lo))
		default:
			and = append(and, predicate.Between(path(a), lo, hi))
		}
	}
	return and
}

// compileDense compiles so many conjunctions, with lists of edges of so many ranks.
func compileDense(t *testing.T, rng *rand.Rand, n, attrs, preds, values int, listRanks uint32) *segment {
	t.Helper()
	s := newStage(index.NewDictionary())
	for s.len() < n {
		sub, err := predicate.New(wideRanges(rng, attrs, preds, values), predicate.Options{})
		require.NoError(t, err)
		for _, c := range sub.Conjunctions() {
			s.add(index.ID(s.len()), &c)
		}
	}
	b := &builder{stage: s, team: newTeam(1), seg: &segment{attrs: s.attrs, checks: s.checks}, listRanks: listRanks}
	return b.build()
}

// TestDenseRows compares the rows of every rank, toggled, with the records of the lanes:
// bit by bit where ranges are all that there is, else that no lane is lost.
func TestDenseRows(t *testing.T) {
	seed := rand.Uint64()
	rng := rand.New(rand.NewPCG(seed, 0))
	for _, c := range []struct {
		n, attrs, preds, values int
		listRanks               uint32
	}{
		{2000, 6, 4, 20, 1 << edgeBits},
		{3000, 7, 3, 3000, 1 << edgeBits},
		{3000, 7, 3, 3000, 1},
		{6000, 3, 2, 100_000, 5},
		{sectionBlocks*lineLanes + 1500, 4, 2, 2000, 3},
	} {
		g := compileDense(t, rng, c.n, c.attrs, c.preds, c.values, c.listRanks)
		d := g.dense
		require.NotNil(t, d, "seed %d: %+v", seed, c)
		toggled := 0
		for i := range d.attrs {
			toggled += g.compareRows(t, &d.attrs[i], fmt.Sprintf("seed %d: %+v", seed, c))
		}
		require.Equal(t, c.values >= 1000, toggled > 0, "with few values each is a cell's mark")
	}
}

// compareRows compares the rows of one attribute. It returns how many had edges.
func (g *segment) compareRows(t *testing.T, a *denseAttr, message string) (toggled int) {
	t.Helper()
	d, domain := g.dense, g.domains[a.attr]
	e := newEncoded(g)
	ranks := make([]uint32, 0, domain.numRanks())
	for r := range domain.numRanks() {
		if r%(1+domain.numRanks()/100) == 0 || slices.ContainsFunc(a.cells, func(k denseCell) bool { return r+1 >= k.mark && r <= k.mark+1 }) {
			ranks = append(ranks, r)
		}
	}
	row := make([]uint64, sectionWords)
	for _, r := range ranks {
		dr := denseRow{a: a, cell: int(a.coarse[domain.cellOfRank(r)])}
		dr.reach(d, r)
		e.rank[a.attr] = r
		for s := range d.sections {
			copy(row, a.row(dr.cell, s))
			if dr.toggles(d, s) {
				dr.toggle(d, s, (*[sectionWords]uint64)(row))
				toggled++
			}
			for i, b := range a.lines[a.at[s]:a.at[s+1]] {
				for w := range lineWords {
					tile := d.from + uint32((s*sectionBlocks+int(b))*lineWords+w)
					if tile >= d.from+d.tiles {
						continue
					}
					met, exact := g.metByWords(e, tile, a.attr)
					got := row[i*lineWords+w]
					require.Zero(t, met&^got&g.live[tile], "%s: attribute %d, rank %d, tile %d", message, a.attr, r, tile)
					require.Zero(t, got&^met&g.live[tile]&exact, "%s: attribute %d, rank %d, tile %d", message, a.attr, r, tile)
				}
			}
		}
	}
	return toggled
}

// metByWords returns the lanes of a tile whose words on the attribute are met, and those
// whose words are all ranges.
func (g *segment) metByWords(e *encoded, tile, attr uint32) (met, exact uint64) {
	for l := range uint32(tileLanes) {
		record := g.words[g.rec[tile]+l*uint32(g.stride[tile]):][:g.stride[tile]]
		ok := true
		for _, w := range record {
			if w.attr() == attr && w.kind() != kindCheck {
				ok = ok && e.met([]word{w})
			}
		}
		if ok {
			met |= 1 << l
		}
	}
	return met, g.exact[tile]
}

// TestDenseCalm says that a value whose code is calm has no edges between it and the mark.
func TestDenseCalm(t *testing.T) {
	seed := rand.Uint64()
	rng := rand.New(rand.NewPCG(seed, 0))
	for _, values := range []int{400, 5000} {
		g := compileDense(t, rng, 3000, 6, 3, values, 1<<edgeBits)
		calm := 0
		for i := range g.dense.attrs {
			a := &g.dense.attrs[i]
			d := g.domains[a.attr]
			for c := range len(a.cells) - 1 {
				k := &a.cells[c]
				for r := range d.numRanks() {
					if r < 2 || int(a.coarse[d.cellOfRank(r)]) != c || k.pure {
						continue
					}
					code := d.keys.at(int(r-2) / 2)
					if r%2 != 0 {
						code++ // all codes of the rank are greater
						if i := int(r-2) / 2; i+1 < d.keys.len() && code >= d.keys.at(i+1) {
							continue
						}
					}
					if k.calmLo < code && code < k.calmHi {
						dr := denseRow{a: a, cell: c}
						dr.reach(g.dense, r)
						require.False(t, dr.toggles(g.dense, 0), "seed %d: attribute %d, cell %d, rank %d", seed, a.attr, c, r)
						calm++
					}
				}
			}
		}
		require.NotZero(t, calm, "seed %d: %d values", seed, values)
	}
}

// TestDenseOrder says that an order has each lane once, and that its words are counted.
func TestDenseOrder(t *testing.T) {
	seed := rand.Uint64()
	rng := rand.New(rand.NewPCG(seed, 0))
	for _, c := range []struct{ n, attrs, preds int }{{1, 3, 1}, {lineLanes, 64, 5}, {3000, 20, 5}, {3*maxAskers + 77, 64, 12}} {
		masks := make([]uint64, c.n)
		lanes := make([]keyed, c.n)
		for i := range masks {
			for _, a := range rng.Perm(c.attrs)[:c.preds] {
				masks[i] |= 1 << a
			}
			lanes[i] = keyed{key: ^masks[i], at: uint32(i)}
		}
		lanes, _ = sortKeyed(lanes, make([]keyed, c.n))
		var o denseOrder
		o.arrange(lanes)
		require.Len(t, o.lanes, c.n, "seed %d: %+v", seed, c)
		words := 0
		for from := 0; from < c.n; from += lineLanes {
			to := min(c.n, from+lineLanes)
			mask := uint64(0)
			for _, l := range o.lanes[from:to] {
				mask |= masks[l]
			}
			words += bits.OnesCount64(mask) * ((to - from + tileLanes - 1) / tileLanes)
		}
		require.Equal(t, words, o.words, "seed %d: %+v", seed, c)
		sorted := slices.Clone(o.lanes)
		slices.Sort(sorted)
		require.Len(t, slices.Compact(sorted), c.n, "seed %d: %+v", seed, c)
	}
}
