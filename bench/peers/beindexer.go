package main

import (
	"fmt"

	beindexer "github.com/echoface/be_indexer"
	"github.com/echoface/be_indexer/parser"

	"github.com/thresh-dev/thresh/bench/peers/translate"
	"github.com/thresh-dev/thresh/predicate"
)

// prepareBEIndexer is be_indexer, the index of Whang et al. (VLDB 2009), in the form that
// its authors call the faster one. It has no ranges but lists of all their integers.
func prepareBEIndexer(d *dataset) (func() (matcher, error), error) {
	subscriptions := make([][][]translate.Member, len(d.exprs))
	for i, e := range d.exprs {
		var err error
		if subscriptions[i], err = translate.Members(e, d.kinds); err != nil {
			return nil, err
		}
	}
	events := make([]beindexer.Assignments, len(d.events))
	for i, ev := range d.events {
		events[i] = beindexer.Assignments{}
		for j := range ev.Len() {
			path, v, _ := ev.At(j)
			x, err := d.assigned(path, v)
			if err != nil {
				return nil, err
			}
			if x != nil {
				events[i][beindexer.BEField(path)] = beindexer.Values{x}
			}
		}
	}
	return func() (matcher, error) {
		beindexer.LogLevel = beindexer.ErrorLevel // it prints where results are printed
		b := beindexer.NewCompactIndexerBuilder()
		for path, kind := range d.kinds {
			if kind == translate.Int {
				b.ConfigField(beindexer.BEField(path), beindexer.FieldOption{
					Parser: parser.NewNumRangeParser(), Container: beindexer.HolderNameDefault,
				})
			}
		}
		for i, conjunctions := range subscriptions {
			if len(conjunctions) == 0 { // no event satisfies it
				continue
			}
			doc := beindexer.NewDocument(beindexer.DocID(i))
			for _, members := range conjunctions {
				doc.AddConjunction(beConjunction(members))
			}
			if err := b.AddDocument(doc); err != nil {
				return nil, fmt.Errorf("be_indexer: s%d: %w", i, err)
			}
		}
		index := b.BuildIndex()
		return func(dst []int32, event int) ([]int32, error) {
			found, err := index.Retrieve(events[event])
			for _, id := range found {
				dst = append(dst, int32(id))
			}
			return dst, err
		}, nil
	}, nil
}

func beConjunction(members []translate.Member) *beindexer.Conjunction {
	c := beindexer.NewConjunction()
	for _, m := range members {
		values := make(beindexer.Values, len(m.Values))
		for i, text := range m.Values {
			values[i] = text
		}
		if field := beindexer.BEField(m.Path); m.Excluded {
			c.NotIn(field, values)
		} else {
			c.In(field, values)
		}
	}
	return c
}

// assigned returns a value of an event as be_indexer takes it, nil for one that no
// subscription can test.
func (d *dataset) assigned(path string, v predicate.Value) (any, error) {
	switch d.kinds[path] {
	case translate.Int:
		n, _ := v.Int64()
		if n < 0 || n > translate.MaxMember {
			return nil, &translate.UnsaidError{What: fmt.Sprintf("the number %d", n)}
		}
		return n, nil
	case translate.String:
		return v.Text(), nil
	case translate.Bool:
		return fmt.Sprint(v.Truth()), nil
	default:
		return nil, nil
	}
}
