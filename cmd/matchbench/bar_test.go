package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/bench"
)

func TestBar(t *testing.T) {
	var out bytes.Buffer
	b := bar{out: &out}
	b.clear()
	require.Empty(t, out.String())
	b.step(bench.Step{Done: 3, Total: 12, Workload: "w1", Subs: 1000, Algo: "slab", Doing: "build"})
	long := "[=====               ] 3/12 w1 1000 slab build"
	require.Equal(t, "\r"+long+"\r"+long, out.String())
	out.Reset()
	b.step(bench.Step{Done: 12, Total: 12, Workload: "w1", Subs: 1000, Algo: "slab", Doing: "time"})
	short := "[====================] 12/12 w1 1000 slab time"
	require.Equal(t, "\r"+short+"\r"+short, out.String())
	out.Reset()
	b.show("ab")
	out.Reset()
	b.clear()
	require.Equal(t, "\r  \r", out.String())
	out.Reset()
	b.reading("f")
	require.Equal(t, "\rreading f\rreading f", out.String())
	require.Empty(t, newBar(&out).out, "that is no terminal")
}
