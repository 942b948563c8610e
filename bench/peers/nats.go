package main

import (
	"strings"

	"github.com/nats-io/nats-server/v2/server/gsl"

	"github.com/thresh-dev/thresh/bench/peers/translate"
	"github.com/thresh-dev/thresh/predicate"
)

// prepareNATS is the subject matching of nats-server. Its server.Sublist takes a type
// that other packages cannot make; gsl is the same structure for any type, without
// the cache. Attributes are the tokens of a subject, in the order of the events.
func prepareNATS(d *dataset) (func() (matcher, error), error) {
	texts, err := d.texts(func(e predicate.Expr, _ translate.Kinds) (string, error) {
		return translate.Subject(e, d.levels)
	})
	if err != nil {
		return nil, err
	}
	subjects := make([]string, len(d.events))
	for i, ev := range d.events {
		var tokens []string
		for j := range ev.Len() {
			path, v, _ := ev.At(j)
			if path != d.levels[j] {
				return nil, &translate.UnsaidError{What: "events of attributes in different orders"}
			}
			token, err := translate.Token(v)
			if err != nil {
				return nil, err
			}
			tokens = append(tokens, token)
		}
		subjects[i] = strings.Join(tokens, ".")
	}
	return func() (matcher, error) {
		list := gsl.NewSublist[int32]()
		for i, text := range texts {
			if err := list.Insert(text, int32(i)); err != nil {
				return nil, err
			}
		}
		return func(dst []int32, event int) ([]int32, error) {
			list.Match(subjects[event], func(id int32) { dst = append(dst, id) })
			return dst, nil
		}, nil
	}, nil
}
