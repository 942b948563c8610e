package textindex

import "math/bits"

// scanWindows finds the keys of windows that the text matches.
func (m *Matcher) scanWindows(w *windows) {
	n := int(w.n.Load())
	if n == 0 {
		return
	}
	if words := (n + 63) / 64; words > len(m.seen) {
		m.seen = make([]uint64, words+words/4)
	}
	m.classes = *w.classes.Load()
	m.symbols = appendSymbols(m.symbols[:0], m.text)
	n = len(m.symbols)
	if n < len(w.whole) {
		m.walk(&w.whole[n], m.symbols)
	}
	m.walk(&w.head, m.symbols)
	if middle := w.middle.to.Load(); middle.forks != nil || len(middle.label) > 0 {
		for i := range m.symbols {
			m.walk(&w.middle, m.symbols[i:])
		}
	}
	if tail := w.tail.to.Load(); tail.forks != nil || len(tail.label) > 0 {
		m.reversed = m.reversed[:0]
		for i := n - 1; i >= max(0, n-maxWindow); i-- {
			m.reversed = append(m.reversed, m.symbols[i])
		}
		m.walk(&w.tail, m.reversed)
	}
	m.join()
	m.classes = nil
	if cap(m.symbols) > maxKeptSymbols {
		m.symbols = nil
	}
}

// maxKeptSymbols is how many symbols a Matcher keeps room for between matches.
const maxKeptSymbols = 1 << 18

// walk follows what begins with the symbols.
func (m *Matcher) walk(f *fork, symbols []uint8) {
	b := f.to.Load()
	if len(b.label) > len(symbols) {
		return
	}
	for i, id := range b.label {
		if !m.inClass(id, symbols[i]) {
			return
		}
	}
	symbols = symbols[len(b.label):]
	if b.member != nil {
		m.see(b.member)
	}
	if b.forks == nil || len(symbols) == 0 {
		return
	}
	x, s := b.forks, symbols[0]
	if x.bits == nil {
		for i := range x.list {
			if m.inClass(x.list[i].class, s) {
				m.walk(x.list[i].to, symbols[1:])
			}
		}
		return
	}
	at := int(s) * x.words
	for k := range x.words {
		for word := x.bits[at+k].Load(); word != 0; word &= word - 1 {
			// One appended since is beyond the list, and of no concern.
			if i := 64*k + bits.TrailingZeros64(word); i < len(x.list) {
				m.walk(x.list[i].to, symbols[1:])
			}
		}
	}
}

// inClass says whether the class has the symbol. One made since the match began is
// of windows that were added since.
func (m *Matcher) inClass(id uint32, symbol uint8) bool {
	return int(id) < len(m.classes) && m.classes[id].has(symbol)
}

// see notes the window, once.
func (m *Matcher) see(a *member) {
	if int(a.id/64) >= len(m.seen) {
		return // one made since the match began
	}
	if w := &m.seen[a.id/64]; *w&(1<<(a.id%64)) == 0 {
		*w |= 1 << (a.id % 64)
		m.members = append(m.members, a)
	}
}

// join appends the numbers of the keys all of whose windows have been seen, and forgets
// these.
func (m *Matcher) join() {
	for _, a := range m.members {
		m.joinFrom(&a.alone)
	}
	for _, a := range m.members {
		m.seen[a.id/64] = 0
	}
	clear(m.members)
	m.members = m.members[:0]
}

func (m *Matcher) joinFrom(j *joined) {
	if n := j.number.Load(); n != 0 {
		m.dst = append(m.dst, n)
	}
	next := j.next.Load()
	if next == nil {
		return
	}
	for i := range *next {
		x := &(*next)[i]
		if k := int(x.id / 64); k < len(m.seen) && m.seen[k]&(1<<(x.id%64)) != 0 {
			m.joinFrom(x.to)
		}
	}
}
