package engine_test

import (
	"errors"
	"fmt"
	"maps"

	"github.com/RoaringBitmap/roaring/v2/roaring64"

	"github.com/thresh-dev/thresh/engine"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
)

func Example() {
	e := engine.New[string](engine.Options{})
	for id, where := range map[string]string{
		"acme":  `symbol == "ACME"`,
		"cheap": `price < 10`,
		"large": `price >= 1000 or quantity > 500`,
	} {
		s, err := expr.Parse(where, predicate.Options{})
		if err != nil {
			fmt.Println(err)
			return
		}
		if err := e.Subscribe(id, s); err != nil {
			fmt.Println(err)
			return
		}
	}

	var b predicate.Builder // one a goroutine, for all its events
	b.AddString("symbol", "ACME")
	b.AddFloat("price", 12.5)
	b.AddInt("quantity", 100)
	event, err := b.Event()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(e.Match(event))
	// Output: [acme]
}

func ExampleEngine_SubscribeAll() {
	e := engine.New[int](engine.Options{})
	err := e.SubscribeAll(maps.All(map[int]*predicate.Subscription{
		1: expr.MustParse(`kind == "order" && total > 100`),
		2: expr.MustParse(`kind in ["order", "refund"]`),
		3: expr.MustParse(`kind == nil`),
	}))
	fmt.Println(e.Len(), err)

	// All or none: the second of these is there already.
	err = e.SubscribeAll(maps.All(map[int]*predicate.Subscription{
		4: expr.MustParse(`true`),
		2: expr.MustParse(`true`),
	}))
	fmt.Println(e.Len(), err, errors.Is(err, engine.ErrDuplicate))
	// Output:
	// 3 <nil>
	// 3 engine: duplicate ID: 2 true
}

func ExampleEngine_Replace() {
	e := engine.New[string](engine.Options{})
	_ = e.Subscribe("first", expr.MustParse(`n < 10`))
	_ = e.Subscribe("second", expr.MustParse(`n > 0`))
	// No match sees the old and the new one, or neither; the order stays.
	_ = e.Replace("first", expr.MustParse(`n < 100`))
	ids, _ := e.MatchJSON(nil, []byte(`{"n": 50}`))
	fmt.Println(len(ids))
	fmt.Println(e.Replace("third", expr.MustParse(`true`)))
	// Output:
	// 2
	// engine: no such subscription: third
}

func ExampleEngine_MatchFirst() {
	e := engine.New[string](engine.Options{})
	_ = e.Subscribe("vip", expr.MustParse(`customer startsWith "vip-"`))
	_ = e.Subscribe("default", expr.MustParse(`true`))
	event, _ := predicate.ParseJSON([]byte(`{"customer": "vip-7"}`))
	fmt.Println(e.MatchFirst(event))
	event, _ = predicate.ParseJSON([]byte(`{"customer": "c-8"}`))
	fmt.Println(e.MatchFirst(event))
	// Output:
	// vip true
	// default true
}

func ExampleEngine_MatchJSON() {
	e := engine.New[int](engine.Options{})
	_ = e.Subscribe(1, expr.MustParse(`order.lines.price > 100`))
	var ids []int
	for _, doc := range []string{
		`{"order": {"lines": [{"price": 20}, {"price": 150}]}}`,
		`{"order": {"lines": []}}`,
		`{"order": `,
	} {
		var err error
		ids, err = e.MatchJSON(ids[:0], []byte(doc))
		fmt.Println(ids, err != nil)
	}
	// Output:
	// [1] false
	// [] false
	// [] true
}

func ExampleEngine_Explain() {
	e := engine.New[string](engine.Options{})
	_ = e.Subscribe("s1", expr.MustParse(`price >= 10 && (symbol in ["ACME", "INIT"] or not urgent)`))
	event, _ := predicate.ParseJSON([]byte(`{"price": "12", "symbol": "ACME"}`))
	x, err := e.Explain("s1", event)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(x)
	for _, n := range x.Failing() {
		fmt.Println("failing:", n.Text)
	}
	// Output:
	// does not match
	//   unknown and
	//     unknown price >= 10    (is "12": is a string, not a number)
	//     true    or
	//       true    symbol in ["ACME", "INIT"]    (is "ACME")
	//       unknown not
	//         unknown urgent == true    (absent)
	// failing: price >= 10
}

func ExampleEngine_Subscriptions() {
	e := engine.New[string](engine.Options{})
	_ = e.Subscribe("b", expr.MustParse(`x > 1`))
	_ = e.Subscribe("a", expr.MustParse(`not (y == 2)`))
	_ = e.Subscribe("c", expr.MustParse(`z matches "^v[0-9]+$"`))
	e.Unsubscribe("b")
	for id, s := range e.Subscriptions() {
		fmt.Println(id, s)
	}
	// Output:
	// a y != 2
	// c z matches "^v[0-9]+$"
}

func ExampleEngine_MatchBitmap() {
	e := engine.New[string](engine.Options{})
	for _, id := range []string{"any", "large", "urgent"} {
		where := map[string]string{"any": `true`, "large": `total > 100`, "urgent": `priority == 1`}[id]
		if err := e.Subscribe(id, expr.MustParse(where)); err != nil {
			fmt.Println(err)
			return
		}
	}
	both := e.MatchBitmap(nil, event(`{"total": 500}`))
	both.And(e.MatchBitmap(nil, event(`{"total": 200, "priority": 1}`)))
	for number := range roaring64.Values(both) {
		id, _ := e.Numbered(number)
		fmt.Println(id)
	}
	// Output:
	// any
	// large
}
