package bench

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func peerResult(algo, input string, subs int, ns float64) Result {
	return Result{
		Workload: "exact", Algo: algo, Subs: subs, Mode: IDs, Parallel: 1, MeanNS: 2 * ns, CPUMeanNS: ns, BuildSeconds: 1,
		BytesPerSub: 100, Verified: true, Peer: algo + " 1.0", Input: input, Host: testHost(),
	}
}

func TestReportOfPeers(t *testing.T) {
	results := []Result{
		peerResult("slab", "event", 1000, 100),
		peerResult("thresh-json", "json", 1000, 1000),
		peerResult("fast", "event", 1000, 50),
		peerResult("texts", "json", 1000, 3000),
		peerResult("texts", "json", 10_000, 9000), // with nothing to compare it with
	}
	for _, subs := range []int{1000, 10_000} {
		none := peerResult("mute", "event", subs, 0)
		none.Skipped, none.Verified = "cannot say: ranges", false
		results = append(results, none)
	}
	gone := peerResult("gone", "", 0, 0)
	gone.Workload, gone.Skipped = AnyWorkload, "not measured: lost"
	old := results[0] // an older result does not count
	old.Date, old.CPUMeanNS = "2000-01-01T00:00:00Z", 1
	text := report(t, append(results, gone, old), ReportOptions{})
	require.Contains(t, text, "There are no results.", "peers are in a section of their own")
	section := text[strings.Index(text, "## Outside engines"):]
	for _, want := range []string{
		"\n- `fast` (event): fast 1.0\n",
		"\n- `gone`: not measured: lost\n",
		"\n### exact, outside engines\n",
		"| CPU time | 1k | 10k |\n|---|---:|---:|\n",
		"| `slab` | 100 ns | – |\n",
		"| `fast` | 50.0 ns (0.500×) | – |\n",
		"| `texts` | 3.00 µs (3.00×) | 9.00 µs |\n",
		"\n- `mute` at 1k, 10k: cannot say: ranges\n",
	} {
		require.Contains(t, section, want)
	}
	require.NotContains(t, section, "### any")
	require.NotContains(t, report(t, testResults(), ReportOptions{}), "Outside")
	require.Empty(t, Charts(results))
}

func TestReportOfPeersByParams(t *testing.T) {
	of := func(algo, params string, ns float64) Result {
		r := peerResult(algo, "json", 5, ns)
		r.Workload, r.Params, r.Events, r.MatchesPerEv = "citylots", params, 12_345, 0.25
		return r
	}
	wrong := of("texts", "suffix", 0)
	wrong.Skipped, wrong.Verified = "wrong answer: event 3", false
	text := report(t, []Result{
		of("exact", "prefix", 400), of("thresh-json", "suffix", 700), of("thresh-json", "prefix", 500), of("texts", "prefix", 2000), wrong,
	}, ReportOptions{})
	for _, want := range []string{
		"\n- `texts` (json): texts 1.0\n",
		"\n### citylots, outside engines\n\nLines of JSON ",
		"\n\n| CPU time | prefix | suffix |\n|---|---:|---:|\n" +
			"| `thresh-json` | 500 ns | 700 ns |\n| `exact` | 400 ns (0.800×) | – |\n| `texts` | 2.00 µs (4.00×) | – |\n\n" +
			"Of 12,345 events and 5 subscriptions in each column. Matches per event: 0.250 prefix, 0.250 suffix.\n\n" +
			"- `texts` at suffix: wrong answer: event 3\n",
	} {
		require.Contains(t, text, want)
	}
}

func TestReadPeersWithoutFigures(t *testing.T) {
	rs, err := ReadResults(strings.NewReader(`{"workload":"any","algo":"x","mode":"ids","peer":"x","skipped":"lost"}`), "f")
	require.NoError(t, err)
	require.Equal(t, "lost", rs[0].Skipped)
	rs, err = ReadResults(strings.NewReader(`{"workload":"w1","algo":"x","mode":"ids","subs":1,"skipped":"lost"}`), "f")
	require.NoError(t, err)
	require.Equal(t, "lost", rs[0].Skipped)
	_, err = ReadResults(strings.NewReader(`{"workload":"any","algo":"x","mode":"ids","skipped":"lost"}`), "f")
	require.ErrorIs(t, err, errNoCell, "of no peer")
}
