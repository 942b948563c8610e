package slab

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/thresh-dev/thresh/index"
)

// copyTo adds the lanes that live to another stage.
func (s *stage) copyTo(dst *stage) {
	for l, id := range s.ids {
		if s.dead[l] {
			continue
		}
		for _, p := range s.preds[s.from[l]:s.from[l+1]] {
			if p.kind == kindCheck {
				dst.addCheck(s.checks[p.at])
				continue
			}
			src, to := &s.cuts[p.attr], dst.localAttr(s.attrs[p.attr])
			cuts := dst.addStaged(to, p.kind, int(p.n))
			cuts.any = cuts.any || src.any
			for at := p.at; at < p.at+2*p.n; at++ {
				if d := src.deltas.at(at); d >= fixedCut {
					cuts.addFixed(d - fixedCut)
					continue
				}
				v := src.value(at)
				cuts.addKey(src.codes.at(at), &v, src.deltas.at(at))
			}
			dst.most = max(dst.most, cuts.keys)
		}
		dst.endLane(id)
	}
}

// restage adds the conjunctions that live in the segment to the stage, exactly as
// they were first added. It compiles the stage when that is full.
func (g *segment) restage(x *Index) {
	keys := newKeyCursor(g)
	var long []longRun
	for from, tr := range g.trees {
		if tr.columns != nil {
			blocks := uint32(len(tr.columns.Data) / tr.columns.Stride)
			long = append(long, longRun{run: run{from, from + blocks*uint32(blockLanes)}, columns: tr.columns})
		}
	}
	slices.SortFunc(long, func(a, b longRun) int { return cmp.Compare(a.from, b.from) })
	columns := columnCursor{long}
	var seen map[index.ID]bool // conjunctions in several lanes
	var buf []word
	for t, live := range g.live {
		for m := live; m != 0; m &= m - 1 {
			l := bits.TrailingZeros64(m)
			lane := uint32(t*tileLanes + l)
			attr, key := keys.at(lane)
			at := int(g.rec[t]) + l*int(g.stride[t])
			words := g.words[at : at+int(g.stride[t])]
			switch set := columns.at(lane); {
			case set == nil:
			case set.short != nil:
				buf = g.appendShortWords(buf[:0], set.short, shortRecord(words))
				words = buf
			default:
				words = words[1:]
			}
			if len(words) > 0 && words[0].kind() == kindCheck && words[0].attr() == elsewhere {
				words = g.longWords(uint32(words[0].pos()))
			}
			id := g.ids[lane]
			if g.copies && attr != noLane && g.hasWord(words, attr) {
				if seen[id] {
					continue
				}
				if seen == nil {
					seen = map[index.ID]bool{}
				}
				seen[id] = true
				attr = noLane // the set is among the words
			}
			if x.stage.full(g.cutsOf(words) + 2) {
				x.compileStage()
			}
			g.restageLane(x.stage, words, attr, key)
			x.stage.endLane(id)
		}
	}
}

// keyCursor tells, lane by lane in ascending order, the key that gives access.
type keyCursor struct {
	runs []keyRun
	i    int
}

type keyRun struct {
	run
	attr, key uint32
}

func newKeyCursor(g *segment) *keyCursor {
	c := &keyCursor{}
	for a := range g.access {
		k := g.access[a].keys
		for i := 0; i < len(k); i += 2 {
			if r := g.keyRun(k, i/2); r.from < r.to {
				c.runs = append(c.runs, keyRun{r, uint32(a), uint32(i / 2)})
			}
		}
	}
	slices.SortFunc(c.runs, func(x, y keyRun) int { return cmp.Compare(x.from, y.from) })
	return c
}

// at returns the attribute and the number of the key; the attribute is noLane where
// access is not by key.
func (c *keyCursor) at(lane uint32) (attr, key uint32) {
	for c.i < len(c.runs) && lane >= c.runs[c.i].to {
		c.i++
	}
	if c.i < len(c.runs) && lane >= c.runs[c.i].from {
		return c.runs[c.i].attr, c.runs[c.i].key
	}
	return noLane, 0
}

// columnCursor tells, in ascending order of lanes, to which runs with columns they belong.
type columnCursor struct {
	runs []longRun
}

// at returns the columns of the lane's run, or nil.
func (c *columnCursor) at(lane uint32) *columnSet {
	for len(c.runs) > 0 && lane >= c.runs[0].to {
		c.runs = c.runs[1:]
	}
	if len(c.runs) > 0 && lane >= c.runs[0].from {
		return c.runs[0].columns
	}
	return nil
}

// next returns the first word's attribute and kind, and the words that follow.
func next(words []word) (w word, attr uint32, rest []word) {
	w = words[0]
	if attr = w.attr(); attr == farAttr {
		return w, uint32(words[1]), words[2:]
	}
	return w, attr, words[1:]
}

// hasWord says whether one of the words is a predicate on the attribute.
func (g *segment) hasWord(words []word, attr uint32) bool {
	for len(words) > 0 {
		w, a, rest := next(words)
		if w != wordTrue && w.kind() != kindCheck && a == attr {
			return true
		}
		words = rest
	}
	return false
}

// cutsOf returns an upper bound of the range ends in the words.
func (g *segment) cutsOf(words []word) int {
	n := 0
	for len(words) > 0 {
		w, _, rest := next(words)
		n += 2 * maxInKeys
		if w.kind().isSet() {
			n += 2 * int(g.sets[w.pos()]&^bitSet)
		}
		words = rest
	}
	return n
}

func (g *segment) restageLane(s *stage, words []word, keyAttr, key uint32) {
	if keyAttr != noLane {
		r := 2*key + 2
		g.restageRanges(s, keyAttr, kindSome, []uint32{r, r})
	}
	for len(words) > 0 {
		w, attr, rest := next(words)
		words = rest
		switch k := w.kind(); {
		case w == wordTrue:
		case k == kindCheck:
			s.addCheck(g.checks[w.pos()])
		case k == kindNot: // one predicate, of as many words as there are keys
			ranks := []uint32{w.lo(), w.hi()}
			for len(words) > 0 {
				w, a, rest := next(words)
				if a != attr || w.kind() != kindNot {
					break
				}
				ranks, words = append(ranks, w.lo(), w.hi()), rest
			}
			g.restageRanges(s, attr, kindNot, ranks)
		case k == kindIn:
			g.restageRanges(s, attr, kindSet, w.appendRanks(nil))
		case k.isSet():
			g.restageRanges(s, attr, k, g.rangesOfSet(w.pos()))
		default:
			g.restageRanges(s, attr, k, []uint32{w.lo(), w.hi()})
		}
	}
}

func (g *segment) restageRanges(s *stage, attr uint32, k kind, ranks []uint32) {
	d := g.domains[attr]
	cuts := s.addStaged(s.localAttr(g.attrs[attr]), k, len(ranks)/2)
	cuts.any = cuts.any || d.any
	for i, r := range ranks {
		switch {
		case r == 0 || r == 1 && i%2 == 0:
			cuts.addFixed(int8(r))
		case r%2 == 0:
			d.restageKey(cuts, r, 0)
		case i%2 == 0:
			d.restageKey(cuts, r-1, 1)
		default:
			d.restageKey(cuts, r+1, -1)
		}
	}
	s.most = max(s.most, cuts.keys)
}

// restageKey adds a cut at the key of an even rank.
func (d *domain) restageKey(cuts *cutList, rank uint32, delta int8) {
	i := (rank - 2) / 2
	code := d.keys.at(int(i))
	if code.Exact() {
		cuts.addKey(code, nil, delta)
		return
	}
	cuts.addKey(code, &d.long[i], delta)
}

// remove kills the lanes of a conjunction, and says whether it was there.
func (g *segment) remove(id index.ID) bool {
	if g.byID == nil {
		g.byID = make([]uint32, 0, g.lanes)
		for t, live := range g.live {
			for m := live; m != 0; m &= m - 1 {
				g.byID = append(g.byID, uint32(t*tileLanes+bits.TrailingZeros64(m)))
			}
		}
		slices.SortFunc(g.byID, func(a, b uint32) int { return cmp.Compare(g.ids[a], g.ids[b]) })
	}
	i, ok := slices.BinarySearchFunc(g.byID, id, func(l uint32, id index.ID) int { return cmp.Compare(g.ids[l], id) })
	if !ok {
		return false
	}
	found := false
	for ; i < len(g.byID) && g.ids[g.byID[i]] == id; i++ {
		l := g.byID[i]
		bit := uint64(1) << (l % tileLanes)
		if g.live[l/tileLanes]&bit != 0 {
			g.live[l/tileLanes] &^= bit
			g.lanes--
			found = true
		}
	}
	if found {
		g.conjunctions--
	}
	return found
}
