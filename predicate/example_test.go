package predicate_test

import (
	"fmt"

	p "github.com/thresh-dev/thresh/predicate"
)

func ExampleNew() {
	s, err := p.New(p.And{
		p.Ge("price", p.Int(10)),
		p.Not{X: p.In("symbol", p.String("A"), p.String("B"))},
	}, p.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s)
	for _, c := range s.Conjunctions() {
		fmt.Println(c.String())
	}
	event, err := p.ParseJSON([]byte(`{"price": 12.5, "symbol": "C"}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Satisfied(event))
	// Output:
	// price >= 10 && symbol not in ["A", "B"]
	// price in [10, "") ∧ symbol all in [false, "A") ∪ ("A", "B") ∪ ("B", {…}]
	// true
}

func ExampleBuilder() {
	s, err := p.New(p.And{p.Gt("order.total", p.Int(100)), p.Eq("tags", p.String("new"))}, p.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	var b p.Builder // reused: in the steady state it allocates nothing
	for _, total := range []int64{50, 150} {
		b.Reset()
		b.AddInt(p.JoinPath("order", "total"), total)
		b.AddString("tags", "gift") // two values, as of an array
		b.AddString("tags", "new")
		event, err := b.Event()
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(total, s.Satisfied(event))
	}
	// Output:
	// 50 false
	// 150 true
}

func ExampleCovers() {
	subscription := func(e p.Expr) *p.Subscription {
		s, err := p.New(e, p.Options{})
		if err != nil {
			panic(err)
		}
		return s
	}
	wide := subscription(p.Or{p.Lt("price", p.Int(50)), p.Ge("price", p.Int(50))})
	narrow := subscription(p.And{p.Between("price", p.Int(10), p.Int(90)), p.Eq("symbol", p.String("A"))})
	fmt.Println(p.Covers(wide, narrow), p.Covers(narrow, wide))
	// Output: true false
}
