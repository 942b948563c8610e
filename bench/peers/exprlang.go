package main

import (
	"fmt"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"

	"github.com/thresh-dev/thresh/bench/peers/translate"
)

// prepareExpr is expr-lang: one compiled program a subscription, all of them run for
// each event on one machine.
func prepareExpr(d *dataset) (func() (matcher, error), error) {
	texts, err := d.texts(translate.Expr)
	if err != nil {
		return nil, err
	}
	events := d.variables()
	return func() (matcher, error) {
		env := expr.Env(events[0]) // for the types
		programs := make([]*vm.Program, len(texts))
		for i, text := range texts {
			p, err := expr.Compile(text, env, expr.AsBool())
			if err != nil {
				return nil, fmt.Errorf("expr: s%d: %w", i, err)
			}
			programs[i] = p
		}
		var machine vm.VM
		return func(dst []int32, event int) ([]int32, error) {
			for i, p := range programs {
				out, err := machine.Run(p, events[event])
				if err != nil {
					return dst, fmt.Errorf("expr: s%d: %w", i, err)
				}
				if out == true {
					dst = append(dst, int32(i))
				}
			}
			return dst, nil
		}, nil
	}, nil
}
