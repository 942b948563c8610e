package indextest

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// plain is an index as plain as can be, with one fault if any.
type plain struct {
	dict  *index.Dictionary
	forms map[index.ID]index.Form
	ids   []index.ID // in order of insertion
	fault fault
	dirty bool // changed since Compile
}

type fault int

const (
	none fault = iota
	dropsOne
	findsTwice
	findsExtra
	countsWrong
	clobbersDst
	keepsDeleted
	takesDuplicates
	replacesDuplicates
	skipsChecks
	firstValueOnly
	ignoresAbsent
	ignoresLaterSpans
	openEnds
	forgetsLarge
	byteThreshold
	saysDeleted
	losesOrder
	allocates
	needsCompile
	numFaults
)

func (f fault) String() string {
	return [...]string{
		"none", "dropsOne", "findsTwice", "findsExtra", "countsWrong", "clobbersDst", "keepsDeleted", "takesDuplicates",
		"replacesDuplicates", "skipsChecks", "firstValueOnly", "ignoresAbsent", "ignoresLaterSpans", "openEnds", "forgetsLarge",
		"byteThreshold", "saysDeleted", "losesOrder", "allocates", "needsCompile",
	}[f]
}

func newPlain(f fault) New {
	return func(d *index.Dictionary) index.Index {
		p := &plain{dict: d, forms: map[index.ID]index.Form{}, fault: f}
		if f == needsCompile {
			return compilable{p}
		}
		return p
	}
}

// compilable finds what was there when Compile was called.
type compilable struct{ *plain }

func (c compilable) Compile() { c.dirty = false }

func (p *plain) Len() int   { return len(p.ids) }
func (p *plain) Bytes() int { return 0 }

func (p *plain) Insert(id index.ID, c *predicate.Conjunction) error {
	_, there := p.forms[id]
	switch {
	case there && p.fault == takesDuplicates:
		p.ids = append(p.ids, id)
	case there && p.fault == replacesDuplicates:
		p.forms[id] = p.dict.Form(c)
		return index.ErrDuplicate
	case there:
		return fmt.Errorf("%w: %d", index.ErrDuplicate, id)
	default:
		p.ids = append(p.ids, id)
	}
	p.forms[id] = p.dict.Form(c)
	p.dirty = true
	return nil
}

func (p *plain) Delete(id index.ID) bool {
	i := slices.Index(p.ids, id)
	if i < 0 {
		return p.fault == saysDeleted
	}
	p.ids = slices.Delete(p.ids, i, i+1)
	if p.fault == losesOrder && len(p.ids) > 40 && i == 7 { // takes a neighbour's place
		p.forms[p.ids[i]] = p.forms[id]
	}
	if p.fault == keepsDeleted && len(p.ids) == 100 {
		p.ids = append(p.ids, id)
		return true
	}
	delete(p.forms, id)
	p.dirty = true
	return true
}

func (p *plain) NewMatcher() index.Matcher { return &plainMatcher{index: p} }

type plainMatcher struct {
	index *plain
}

func (m *plainMatcher) Count(e *index.Event) int {
	n := 0
	for i, id := range m.index.ids {
		if m.index.finds(i, id, e) {
			n++
		}
	}
	if m.index.fault == countsWrong && n > 20 {
		n--
	}
	return n
}

func (m *plainMatcher) AppendMatches(dst []index.ID, e *index.Event) []index.ID {
	p := m.index
	if p.fault == clobbersDst && len(dst) > 0 && len(p.ids) > 0 {
		dst = dst[:0]
	}
	if p.fault == allocates {
		runtime.KeepAlive(make([]byte, 1<<17)) // too large for the stack
	}
	if p.fault == needsCompile && p.dirty {
		return dst
	}
	from := len(dst)
	for i, id := range p.ids {
		if p.finds(i, id, e) {
			dst = append(dst, id)
		}
	}
	if len(dst)-from > 3 {
		switch p.fault {
		case findsTwice:
			dst[len(dst)-1] = dst[from]
		case findsExtra:
			dst[len(dst)-1] = p.ids[0] + 1
		default:
		}
	}
	return dst
}

// finds says whether the i-th conjunction is found.
func (p *plain) finds(i int, id index.ID, e *index.Event) bool {
	f := p.forms[id]
	switch {
	case p.fault == dropsOne && i == 512, p.fault == forgetsLarge && len(f.Terms) > 255:
		return false
	case p.fault == byteThreshold && len(f.Terms) > 255:
		f.Terms = f.Terms[:len(f.Terms)%256]
	}
	for j := range f.Terms {
		if !p.met(&f.Terms[j], e) {
			return false
		}
	}
	return p.fault == skipsChecks || !f.Check.Needed(e) || f.Check.Satisfied(e)
}

func (p *plain) met(t *index.Term, e *index.Event) bool {
	switch codes := e.Codes(t.Attr); p.fault {
	case firstValueOnly:
		return t.Contains(e.Code(t.Attr))
	case ignoresAbsent:
		if len(codes) == 0 {
			return false
		}
	case ignoresLaterSpans:
		first := index.Term{Attr: t.Attr, Spans: t.Spans[:1]}
		return first.Met(e)
	case openEnds:
		if len(codes) == 1 && codes[0] == t.Spans[len(t.Spans)-1].Hi && codes[0] != t.Spans[0].Lo {
			return false
		}
	default:
	}
	return t.Met(e)
}

// recorder is a testing.TB that notes a failure instead of failing.
type recorder struct {
	testing.TB
	mu     sync.Mutex
	failed bool
	text   string
}

func (r *recorder) Helper() {}

func (r *recorder) Name() string { return "recorder" }

func (r *recorder) Logf(string, ...any) {}

func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = true
	r.text += fmt.Sprintf(format, args...)
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	r.FailNow()
}

func (r *recorder) FailNow() {
	r.mu.Lock()
	r.failed = true
	r.mu.Unlock()
	runtime.Goexit()
}

// failing returns the name of the first part that an index with the fault fails,
// "" if there is none, and what it says.
func failing(f fault) (name, text string) {
	s := &suite{newIndex: newPlain(f), seed: Seed, short: true}
	for _, p := range parts() {
		r := &recorder{}
		var wg sync.WaitGroup
		wg.Go(func() { p.run(s, r) })
		wg.Wait()
		if r.failed {
			return p.name, r.text
		}
	}
	return "", ""
}

func TestFaultsAreSeen(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the conformance test once for each fault: left out with -short")
	}
	for f := none + 1; f < numFaults; f++ {
		t.Run(f.String(), func(t *testing.T) {
			name, text := failing(f)
			require.NotEmpty(t, name, "no part sees the fault")
			t.Logf("seen by %s", name)
			if f == dropsOne || f == openEnds {
				for _, want := range []string{"seed 42", "event", "missing [", "extra   ["} {
					require.Contains(t, text, want)
				}
			}
		})
	}
}

func TestPlainPasses(t *testing.T) {
	name, text := failing(none)
	require.Empty(t, name, "%s", text)
}

// TestRangeFamily checks the generator against the known counts of the preset w1.
func TestRangeFamily(t *testing.T) {
	if testing.Short() {
		t.Skip("100,000 conjunctions: left out with -short")
	}
	f := rangeFamilies(Seed)[0]
	d := index.NewDictionary()
	forms := make([]index.Form, 100_000)
	for i := range forms {
		forms[i] = d.Form(one(t, f.expr()))
	}
	enc, matches := index.NewEncoder(d), 0
	const events = 200
	for range events {
		e := enc.Encode(f.event())
		for i := range forms {
			met := true
			for j := 0; met && j < len(forms[i].Terms); j++ {
				met = forms[i].Terms[j].Met(e)
			}
			if met {
				matches++
			}
		}
	}
	require.InDelta(t, 59.755, float64(matches)/events, 1e-9)
}
