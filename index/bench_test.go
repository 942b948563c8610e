package index_test

import (
	"fmt"
	"testing"

	"github.com/thresh-dev/thresh/index"
	p "github.com/thresh-dev/thresh/predicate"
)

func ranges(n int) p.And {
	e := make(p.And, n)
	for i := range e {
		e[i] = p.Between(fmt.Sprint("a", i*7%20), p.Int(int64(1000*i)), p.Int(int64(1000*i+250_000)))
	}
	return e
}

func BenchmarkForm(b *testing.B) {
	d := index.NewDictionary()
	s, err := p.New(ranges(7), p.Options{})
	if err != nil {
		b.Fatal(err)
	}
	c := &s.Conjunctions()[0]
	b.ReportAllocs()
	for b.Loop() {
		if f := d.Form(c); f.Check != nil {
			b.Fatal("check")
		}
	}
}

// BenchmarkLower is what a subscription of 7 ranges costs before it is indexed.
func BenchmarkLower(b *testing.B) {
	d := index.NewDictionary()
	var e p.Expr = ranges(7)
	b.ReportAllocs()
	for b.Loop() {
		s, err := p.New(e, p.Options{})
		if err != nil {
			b.Fatal(err)
		}
		d.Form(&s.Conjunctions()[0])
	}
}

func BenchmarkEncode(b *testing.B) {
	for _, kind := range []string{"int", "float", "text", "lower"} {
		b.Run("values="+kind, func(b *testing.B) {
			d := index.NewDictionary()
			var builder p.Builder
			for i := range 20 {
				path := fmt.Sprint("a", i)
				a := p.Attribute{Path: path}
				switch kind {
				case "int":
					builder.AddInt(path, int64(i*37_123))
				case "float":
					builder.AddFloat(path, float64(i)+0.1)
				case "lower":
					a.View = p.Folded
					fallthrough
				default:
					builder.AddString(path, fmt.Sprint("some text ", i))
				}
				d.Attr(a)
			}
			ev, err := builder.Event()
			if err != nil {
				b.Fatal(err)
			}
			enc := index.NewEncoder(d)
			b.ReportAllocs()
			for b.Loop() {
				enc.Encode(ev)
			}
		})
	}
}
