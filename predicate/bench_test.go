package predicate_test

import (
	"fmt"
	"testing"

	p "github.com/thresh-dev/thresh/predicate"
)

// ranges returns a conjunction of n closed ranges, on attributes in no order.
func ranges(n int) p.And {
	e := make(p.And, n)
	for i := range e {
		e[i] = p.Between(fmt.Sprint("a", i*7%20), p.Int(int64(1000*i)), p.Int(int64(1000*i+250_000)))
	}
	return e
}

func BenchmarkNew(b *testing.B) {
	for _, n := range []int{7, 8} {
		b.Run(fmt.Sprintf("ranges=%d", n), func(b *testing.B) {
			var e p.Expr = ranges(n)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := p.New(e, p.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkBuilder(b *testing.B) {
	var paths [20]string
	for i := range paths {
		paths[i] = fmt.Sprint("a", i)
	}
	var builder p.Builder
	b.ReportAllocs()
	for b.Loop() {
		builder.Reset()
		for i, path := range paths {
			builder.AddInt(path, int64(i))
		}
		if _, err := builder.Event(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeJSON(b *testing.B) {
	doc := []byte(`{"date":"2001-01-05","hour":13,"weekday":5,"origin":"ORD","destination":"JFK","distance":740,"delay":-3}`)
	var builder p.Builder
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		if err := builder.DecodeJSON(doc); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCovers(b *testing.B) {
	wide, err := p.New(ranges(7), p.Options{})
	if err != nil {
		b.Fatal(err)
	}
	narrow, err := p.New(append(ranges(7), p.Eq("z", p.Int(1))), p.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name string
		a, b *p.Subscription
		want bool
	}{{"yes", wide, narrow, true}, {"no", narrow, wide, false}} {
		b.Run("answer="+c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if p.Covers(c.a, c.b) != c.want {
					b.Fatal("wrong")
				}
			}
		})
	}
}

func BenchmarkExprBinary(b *testing.B) {
	var e p.Expr = ranges(7)
	data := p.AppendExpr(nil, e)
	b.Run("append", func(b *testing.B) {
		b.ReportAllocs()
		var dst []byte
		for b.Loop() {
			dst = p.AppendExpr(dst[:0], e)
		}
	})
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := p.DecodeExpr(data); err != nil {
				b.Fatal(err)
			}
		}
	})
}
