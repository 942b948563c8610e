package gen

import (
	"iter"
	"math"

	"github.com/thresh-dev/thresh/predicate"
)

// DefaultSeed is the seed of the published figures.
const DefaultSeed uint64 = 42

// Workload is a stream of subscriptions and a stream of events. It is a function
// of its name, or parameters, and its seed. Any number of goroutines may use it.
type Workload struct {
	name string
	seed uint64
	src  source
}

// source is what the presets differ in. Each call of a method that returns a
// sequence begins it anew.
type source interface {
	// attrs returns the number of attributes of the events.
	attrs() int
	// maxEvents returns how many events there are, math.MaxInt if they never end.
	maxEvents() int
	// subscriptions never ends.
	subscriptions() iter.Seq[predicate.Expr]
	// events gives each event a memory of its own.
	events() iter.Seq[*predicate.Event]
	// lines gives the events as JSON, without a line end. A line is valid until
	// the next.
	lines() iter.Seq[[]byte]
}

// Name returns the name of the preset, "custom" for a workload made by [Custom].
func (w *Workload) Name() string { return w.name }

// Seed returns the seed.
func (w *Workload) Seed() uint64 { return w.seed }

// Attrs returns the number of attributes that events and subscriptions draw
// from. For recorded events it is the number of paths that have a value.
func (w *Workload) Attrs() int { return w.src.attrs() }

// MaxEvents returns how many events the workload has: math.MaxInt if they are
// generated, else the number of recorded ones.
func (w *Workload) MaxEvents() int { return w.src.maxEvents() }

// Subscriptions iterates over the first n subscriptions. Each walk begins anew
// and gives the same; the first of many are those of few. The expressions belong
// to the caller. Nothing is kept of them.
func (w *Workload) Subscriptions(n int) iter.Seq[predicate.Expr] {
	return first(n, w.src.subscriptions)
}

// Events iterates over the first n events, or over all there are if they are
// fewer, see MaxEvents. Each walk begins anew and gives the same. Each event has
// memory of its own, 100 to 400 bytes an attribute, and stays valid.
func (w *Workload) Events(n int) iter.Seq[*predicate.Event] {
	return first(n, w.src.events)
}

// first iterates over the first n elements of a sequence that seq begins.
func first[T any](n int, seq func() iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		if n <= 0 {
			return
		}
		left := n
		for x := range seq() {
			if !yield(x) {
				return
			}
			if left--; left == 0 {
				return
			}
		}
	}
}

// generated is a source whose events are made up.
type generated struct {
	nattrs int
	subs   iter.Seq[predicate.Expr]
	// fields gives the attributes of the events in their order, all of different
	// names that hold no dot. A slice is valid until the next.
	fields iter.Seq[[]field]
}

// field is one attribute of a generated event.
type field struct {
	path  string
	value predicate.Value
	more  []predicate.Value // further ones, if it is an array; valid until the next event
}

func (g *generated) attrs() int { return g.nattrs }

func (g *generated) maxEvents() int { return math.MaxInt }

func (g *generated) subscriptions() iter.Seq[predicate.Expr] { return g.subs }

func (g *generated) events() iter.Seq[*predicate.Event] {
	return func(yield func(*predicate.Event) bool) {
		for fields := range g.fields {
			var b predicate.Builder
			for i := range fields {
				b.Add(fields[i].path, fields[i].value)
				for _, v := range fields[i].more {
					b.Add(fields[i].path, v)
				}
			}
			ev, err := b.Event()
			assertNoError(err)
			if !yield(ev) {
				return
			}
		}
	}
}

func (g *generated) lines() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		var line []byte
		for fields := range g.fields {
			line = appendFields(line[:0], fields)
			if !yield(line) {
				return
			}
		}
	}
}

// conjunction makes an And of tests that lie in one array, their arguments in
// another, for millions of them are made.
type conjunction struct {
	tests []predicate.Test
	args  []predicate.Value
	and   predicate.And
}

func newConjunction(tests, args int) conjunction {
	return conjunction{
		tests: make([]predicate.Test, 0, tests),
		args:  make([]predicate.Value, 0, args),
		and:   make(predicate.And, 0, tests),
	}
}

// test returns a test, which is not yet part of the And.
func (c *conjunction) test(path string, op predicate.Op, args ...predicate.Value) *predicate.Test {
	n := len(c.args)
	c.args = append(c.args, args...)
	c.tests = append(c.tests, predicate.Test{
		Attr: predicate.Attribute{Path: path}, Op: op, Args: c.args[n:len(c.args):len(c.args)],
	})
	return &c.tests[len(c.tests)-1]
}

// add appends a test to the And.
func (c *conjunction) add(path string, op predicate.Op, args ...predicate.Value) {
	c.and = append(c.and, c.test(path, op, args...))
}
