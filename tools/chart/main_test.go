package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot"

	"github.com/thresh-dev/thresh/bench"
	"github.com/thresh-dev/thresh/index/catalog"
)

func TestRun(t *testing.T) {
	dir := t.TempDir()
	raw, charts := filepath.Join(dir, "raw.json"), filepath.Join(dir, "charts")
	var lines bytes.Buffer
	for _, algo := range []string{"slab", "scan"} {
		for subs := 1000; subs <= 1_000_000; subs *= 10 {
			fmt.Fprintf(&lines, `{"workload":"w1","algo":%q,"subs":%d,"mode":"ids","mean_ns":%d,"p50_ns":%[3]d,"p99_ns":%[4]d,"build_s":1,"bytes_per_sub":99}`+"\n",
				algo, subs, subs*len(algo), 20*subs)
		}
	}
	require.NoError(t, os.WriteFile(raw, lines.Bytes(), 0o600))
	require.NoError(t, os.MkdirAll(charts, 0o700))
	stale := filepath.Join(charts, "stale.svg")
	require.NoError(t, os.WriteFile(stale, nil, 0o600))

	var out, errs bytes.Buffer
	require.Zero(t, run([]string{"-o", charts, raw}, &out, &errs), &errs)
	require.Equal(t, charts+": 3 charts\n", out.String())
	require.NoFileExists(t, stale)
	wants := map[string][]string{
		"w1-ids.svg":         {">100k<", ">1 ms<", ">time per event<", ">memory per subscription<", ">99th percentile<", ">time to build<", ">scan<"},
		"sizes-slab.svg":     {">100k<", ">1 ms<", ">w1<"},
		"w1-ids-latency.svg": {">10 ms<", ">slab<", ">scan<", ">w1, ids, 1M subscriptions<"},
	}
	for name, parts := range wants {
		svg, err := os.ReadFile(filepath.Join(charts, name))
		require.NoError(t, err)
		in := xml.NewDecoder(bytes.NewReader(svg))
		for err == nil {
			_, err = in.Token()
		}
		require.ErrorIs(t, err, io.EOF, name)
		for _, want := range append(parts, "prefers-color-scheme", `class="ink-fill"`, `class="ink-line"`, `class="faint-line"`) {
			require.Contains(t, string(svg), want, name)
		}
		for _, no := range []string{"#010101", "#020202", "#-"} {
			require.NotContains(t, string(svg), no, name)
		}
		require.Zero(t, run([]string{"-o", charts, raw}, &out, &errs))
		again, err := os.ReadFile(filepath.Join(charts, name))
		require.NoError(t, err)
		require.Equal(t, string(svg), string(again))
	}

	require.Equal(t, 1, run([]string{"-o", charts, filepath.Join(dir, "none.json")}, &out, &errs))
	require.Contains(t, errs.String(), "none.json")
	require.Equal(t, 2, run([]string{"-x"}, &out, &errs))
}

func TestLabels(t *testing.T) {
	require.Equal(t, "1", count(1))
	require.Equal(t, "10k", count(1e4))
	require.Equal(t, "10M", count(1e7))
	require.Equal(t, "100 ns", duration(100))
	require.Equal(t, "1 µs", duration(1000))
	require.Equal(t, "1 s", duration(1e9))
	require.Equal(t, "1 kB", size(1000))
	ticks := decades{count}.Ticks(900, 20_000)
	require.Empty(t, ticks[0].Label)
	require.InDelta(t, 900, ticks[0].Value, 1e-6)
	require.Equal(t, "1k", ticks[1].Label)
	require.InDelta(t, 20_000, ticks[len(ticks)-1].Value, 1e-6)

	labels := func(marker plot.Ticker, low, high float64) (out []string) {
		for _, tick := range marker.Ticks(low, high) {
			if tick.Label != "" {
				out = append(out, tick.Label)
			}
		}
		return out
	}
	require.Equal(t, []string{"10 µs", "20 µs", "50 µs", "100 µs"}, labels(decades{duration}, 1e4, 1e5))
	require.Equal(t, []string{"10 µs", "100 µs", "1 ms"}, labels(decades{duration}, 1e4, 1e6))
	require.Equal(t, []string{"0", "0.5", "1", "1.5", "2"}, labels(evenly{count}, 0, 2))
	require.Equal(t, []string{"0", "5", "10", "15", "20"}, labels(evenly{count}, 0, 20))
	require.Equal(t, []string{"0", "1", "2", "3", "4", "5", "6", "7", "8"}, labels(evenly{count}, 0, 8))
	require.Equal(t, []string{"0", "1k", "10k"}, labels(steps{"0", "1k", "10k"}, 0, 2))
}

// Every algorithm of the catalog can be told from every other, in whatever chart it is,
// and so can lines beside them.
func TestLooks(t *testing.T) {
	var names []string
	for _, a := range catalog.All() {
		names = append(names, a.Name)
	}
	all := append([]string{"hem:16", "hem:512"}, names...)
	seen := map[string]string{}
	for _, name := range all {
		l := lookOf(name, all)
		if name == bench.Featured {
			require.Greater(t, l.width, lookOf(bench.Baseline, all).width)
		}
		key := fmt.Sprintf("%v %v %T", l.color, l.dashes, l.shape)
		require.Empty(t, seen[key], "%s looks like %s", name, seen[key])
		seen[key] = name
	}
	for _, name := range names {
		require.Equal(t, lookOf(name, all), lookOf(name, []string{name}))
	}
}

// The names of many lines, and of none, have room.
func TestPictureOfOddPanels(t *testing.T) {
	line := bench.Line{Name: "a", Points: []bench.Point{{X: 1, Y: 2}}}
	one := bench.Panel{Lines: []bench.Line{line}}
	for n := 1; n <= 4; n++ {
		c := bench.Chart{Name: "x", Title: "t"}
		for range n {
			c.Panels = append(c.Panels, one)
		}
		svg, err := picture(&c)
		require.NoError(t, err)
		require.Contains(t, string(svg), ">a<")
	}
	empty := bench.Chart{Panels: []bench.Panel{{Y: bench.Axis{Scale: bench.Linear}}}}
	_, err := picture(&empty)
	require.NoError(t, err)
}
