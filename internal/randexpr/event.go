package randexpr

import (
	"strings"

	"github.com/thresh-dev/thresh/predicate"
)

// Event resets the builder and makes a random event with it. The event belongs
// to the builder and is valid until its next use.
func (g *Generator) Event(b *predicate.Builder) *predicate.Event {
	b.Reset()
	// Another order each time, so that nothing comes to rely on one.
	for _, i := range g.rng.Perm(len(g.v.attrs)) {
		a := g.v.attrs[i]
		nested := strings.HasPrefix(a.path, object+".")
		switch n := g.rng.IntN(20); {
		case n < 4: // absent
			continue
		case n < 5:
			b.Add(a.path, predicate.Null())
		case n < 6: // several values, nulls among them
			for range 1 + g.rng.IntN(3) {
				b.Add(a.path, g.eventValue(a))
				b.Add(a.path, predicate.Null())
			}
		case n < 9:
			for range 2 + g.rng.IntN(3) {
				b.Add(a.path, g.eventValue(a))
			}
		default:
			b.Add(a.path, g.eventValue(a))
		}
		if nested && !g.one(4) {
			b.Add(object, predicate.Object())
		}
	}
	if g.one(6) { // the object's path with something else
		b.Add(object, g.value(flavour(g.rng.IntN(int(numFlavours)))))
	}
	if g.one(3) { // an attribute that no expression knows
		b.Add("unknown", g.value(words))
	}
	ev, err := b.Event()
	if err != nil {
		panic(err) //nolint:forbidigo // a bug of this package: the vocabulary has no NaN and no infinity
	}
	return ev
}

// eventValue returns a value for the attribute, perhaps one that a test of it
// names.
func (g *Generator) eventValue(a attribute) predicate.Value {
	if len(g.near) > 0 && !g.one(3) {
		t := pick(g, g.near)
		for range 3 { // a few tries to find a test of this attribute
			if t.Attr.Path == a.path {
				if v, ok := g.nearTest(t); ok {
					return v
				}
			}
			t = pick(g, g.near)
		}
	}
	if g.one(40) {
		return predicate.Object()
	}
	return g.value(g.drift(a.flavour))
}

// nearTest returns a value made of one of the test's arguments.
func (g *Generator) nearTest(t *predicate.Test) (predicate.Value, bool) {
	if len(t.Args) == 0 {
		return predicate.Value{}, false
	}
	v := pick(g, t.Args)
	if v.Kind() != predicate.KindString {
		return v, true
	}
	s := v.Text()
	switch t.Op {
	case predicate.OpMatches:
		return predicate.String(g.text(words)), true
	case predicate.OpCIDR:
		s, _, _ = strings.Cut(s, "/")
		return predicate.String(s), true
	case predicate.OpStartsWith:
		s += g.tail()
	case predicate.OpEndsWith:
		s = g.tail() + s
	case predicate.OpContains:
		s = g.tail() + s + g.tail()
	default:
		if g.one(4) {
			s += g.tail()
		}
	}
	if t.Attr.View == predicate.Folded && g.one(2) {
		s = strings.ToUpper(s)
	}
	return predicate.String(s), true
}

func (g *Generator) tail() string { return pick(g, []string{"", "", "a", "b", "/", "\x00", "é"}) }
