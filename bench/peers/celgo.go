package main

import (
	"fmt"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"

	"github.com/thresh-dev/thresh/bench/peers/translate"
)

// prepareCEL is cel-go: one program a subscription, checked and optimised, all of
// them evaluated for each event.
func prepareCEL(d *dataset) (func() (matcher, error), error) {
	texts, err := d.texts(translate.CEL)
	if err != nil {
		return nil, err
	}
	var options []cel.EnvOption
	for path, kind := range d.kinds {
		t := map[translate.Kind]*cel.Type{
			translate.Int: cel.IntType, translate.Float: cel.DoubleType,
			translate.String: cel.StringType, translate.Bool: cel.BoolType,
		}[kind]
		options = append(options, cel.Variable(path, t))
	}
	env, err := cel.NewEnv(options...)
	if err != nil {
		return nil, err
	}
	activations := make([]cel.Activation, len(d.events))
	for i, vars := range d.variables() {
		if activations[i], err = cel.NewActivation(vars); err != nil {
			return nil, err
		}
	}
	return func() (matcher, error) {
		programs := make([]cel.Program, len(texts))
		for i, text := range texts {
			ast, issues := env.Compile(text)
			if err := issues.Err(); err != nil {
				return nil, fmt.Errorf("cel-go: s%d: %w", i, err)
			}
			if programs[i], err = env.Program(ast, cel.EvalOptions(cel.OptOptimize)); err != nil {
				return nil, fmt.Errorf("cel-go: s%d: %w", i, err)
			}
		}
		return func(dst []int32, event int) ([]int32, error) {
			for i, p := range programs {
				out, _, err := p.Eval(activations[event])
				if err != nil {
					return dst, fmt.Errorf("cel-go: s%d: %w", i, err)
				}
				if out == types.True {
					dst = append(dst, int32(i))
				}
			}
			return dst, nil
		}, nil
	}, nil
}
