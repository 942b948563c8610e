package main

import (
	"runtime/debug"

	"github.com/thresh-dev/thresh/bench/peers/translate"
	"github.com/thresh-dev/thresh/predicate"
)

// peer is an engine written in Go.
type peer struct {
	name   string
	module string // "" is this one's
	input  string // jsonInput or eventInput
	// prepare translates what can be before time and memory count, and returns what
	// loads the engine. The error may be a *translate.UnsaidError.
	prepare func(*dataset) (load func() (matcher, error), err error)
}

// What an engine is given: the text of an event, parsed within the time, or an event
// of its own form.
const (
	jsonInput  = "json"
	eventInput = "event"
)

// peers returns the engines written in Go, in the order of measuring.
func peers() []peer {
	return []peer{
		{"thresh-json", "", jsonInput, prepareThresh},
		{"quamina", "github.com/timbray/quamina", jsonInput, prepareQuamina},
		{"be_indexer", "github.com/echoface/be_indexer", eventInput, prepareBEIndexer},
		{"nats-gsl", "github.com/nats-io/nats-server/v2", eventInput, prepareNATS},
		{"expr", "github.com/expr-lang/expr", eventInput, prepareExpr},
		{"cel-go", "github.com/google/cel-go", eventInput, prepareCEL},
	}
}

// version returns the module and its version, as this program was built with it.
func (p *peer) version() string {
	if p.module == "" {
		return "thresh"
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == p.module {
				return p.module + " " + m.Version
			}
		}
	}
	return p.module
}

// texts translates all subscriptions.
func (d *dataset) texts(text func(predicate.Expr, translate.Kinds) (string, error)) ([]string, error) {
	out := make([]string, len(d.exprs))
	for i, e := range d.exprs {
		var err error
		if out[i], err = text(e, d.kinds); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// variables returns the events as maps of Go's values, by the attribute's kind.
func (d *dataset) variables() []map[string]any {
	out := make([]map[string]any, len(d.events))
	for i, ev := range d.events {
		m := make(map[string]any, ev.Len())
		for j := range ev.Len() {
			path, v, _ := ev.At(j)
			m[path] = d.variable(path, v)
		}
		out[i] = m
	}
	return out
}

func (d *dataset) variable(path string, v predicate.Value) any {
	switch d.kinds[path] {
	case translate.Int:
		n, _ := v.Int64()
		return n
	case translate.Float:
		return v.Float64()
	case translate.Bool:
		return v.Truth()
	default:
		return v.Text()
	}
}
