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
)

func TestRun(t *testing.T) {
	dir := t.TempDir()
	raw, charts := filepath.Join(dir, "raw.json"), filepath.Join(dir, "charts")
	var lines bytes.Buffer
	for _, algo := range []string{"slab", "scan"} {
		for subs := 1000; subs <= 1_000_000; subs *= 10 {
			fmt.Fprintf(&lines, `{"workload":"w1","algo":%q,"subs":%d,"mode":"ids","mean_ns":%d,"bytes_per_sub":99}`+"\n", algo, subs, subs*len(algo))
		}
	}
	require.NoError(t, os.WriteFile(raw, lines.Bytes(), 0o600))
	require.NoError(t, os.MkdirAll(charts, 0o700))
	stale := filepath.Join(charts, "stale.svg")
	require.NoError(t, os.WriteFile(stale, nil, 0o600))

	var out, errs bytes.Buffer
	require.Zero(t, run([]string{"-o", charts, raw}, &out, &errs), &errs)
	require.Equal(t, charts+": 2 charts\n", out.String())
	require.NoFileExists(t, stale)
	for _, name := range []string{"w1-ids.svg", "sizes-slab.svg"} {
		svg, err := os.ReadFile(filepath.Join(charts, name))
		require.NoError(t, err)
		in := xml.NewDecoder(bytes.NewReader(svg))
		for err == nil {
			_, err = in.Token()
		}
		require.ErrorIs(t, err, io.EOF, name)
		for _, want := range []string{"prefers-color-scheme", `class="ink-fill"`, `class="ink-line"`, `class="faint-line"`, ">100k<", ">1 ms<"} {
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
}
