package gen_test

import (
	"fmt"
	"os"

	"github.com/thresh-dev/thresh/gen"
	"github.com/thresh-dev/thresh/predicate"
)

// The first subscriptions of a preset, and how many of the first 10,000 an
// event matches.
func Example() {
	w, err := gen.Lookup("topics", gen.DefaultSeed)
	if err != nil {
		fmt.Println(err)
		return
	}
	for e := range w.Subscriptions(2) {
		fmt.Println(e)
	}
	for ev := range w.Events(1) {
		n := 0
		for e := range w.Subscriptions(10_000) {
			s, err := predicate.New(e, predicate.Options{})
			if err != nil {
				fmt.Println(err)
				return
			}
			if s.Satisfied(ev) {
				n++
			}
		}
		fmt.Println(n, "of 10,000 match")
	}
	// Output:
	// level1 == "site-07" && level2 == "line-17" && level4 == "signal-10"
	// level1 == "site-16" && level2 == "line-10" && level3 == "device-25" && level4 == "signal-33"
	// 5 of 10,000 match
}

func ExampleWorkload_WriteEvents() {
	w, err := gen.Lookup("flights", gen.DefaultSeed)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := w.WriteEvents(os.Stdout, 2); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {"date":"2001-01-01T00:01:00Z","hour":0,"weekday":"Mon","origin":"LAS","destination":"PHL","distance":2176,"delay":33}
	// {"date":"2001-04-23T15:38:00Z","hour":15,"weekday":"Mon","origin":"CLT","destination":"CHS","distance":168,"delay":13}
}

func ExampleLookup() {
	_, err := gen.Lookup("flihgts", gen.DefaultSeed)
	fmt.Println(err)
	// Output:
	// gen: no workload "flihgts"; did you mean "flights"? (there are w1, w2, w4, w5, w6, w7, wide, narrow, exact, anybut, mixed, wildcard, prefix, topics, ticks, flights, birdstrikes, earthquakes, adv-equal, adv-attributes, adv-values, adv-set, adv-wildcards, adv-unknown, adv-wide-event, adv-many-values)
}
