package pagetest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/bench"
)

// testResults are of three workloads and three algorithms at up to three sizes, all
// figures whole nanoseconds below a thousand and none twice; a sweep of a parameter, an
// engine under churn, a count, and outside engines with figures and without.
func testResults() []bench.Result {
	n := 0.0
	result := func(workload, algo string, subs int) bench.Result {
		n++
		ns := 100 + 7*n
		return bench.Result{
			Workload: workload, Seed: 42, Algo: algo, Subs: subs, Attrs: 20, Events: 1000, Mode: bench.IDs, Parallel: 1,
			BuildSeconds: ns / 1e9, BytesPerSub: ns, MeanNS: ns, CPUMeanNS: ns - 1, P50NS: ns - 2, P99NS: ns + 1,
			MaxNS: ns + 2, EventsPerSec: 1e9 / ns, MatchesPerEv: 1.5, Verified: true, VerifiedEvents: 20,
			Host: bench.Host{
				Go: "go1.26.0", OS: "linux", Arch: "amd64", CPU: "Test CPU", Cores: 2, Commit: "0123456789ab",
				Date: "2026-01-02T03:04:05Z",
			},
		}
	}
	var out []bench.Result
	for _, workload := range []string{"w1", "w2", "flights"} {
		for _, algo := range []string{"slab", "hem:16", "scan"} {
			for _, subs := range []int{1000, 10_000, 1_000_000} {
				if algo != "scan" || subs < 1_000_000 {
					out = append(out, result(workload, algo, subs))
				}
			}
		}
	}
	for _, width := range []string{"0.01", "0.1-0.3", "0.5"} {
		for _, algo := range []string{"slab", "scan"} {
			r := result("custom", algo, 1000)
			r.Params = "attrs=20,width=" + width
			out = append(out, r)
		}
	}
	count := result("w1", "slab", 1000)
	count.Mode = "count"
	churned := result("w1", "slab", 1000)
	churned.Parallel, churned.Churn, churned.Verified = 2, 1000, false
	ours, other, mute := result("w1", "slab", 1000), result("w1", "other", 1000), result("w1", "mute", 10_000)
	ours.Peer, ours.Input = "thresh", "event"
	other.Peer, other.Input = "other 1.0", "event"
	mute.Peer, mute.Skipped = "mute 2.0", "cannot say: ranges"
	return append(out, count, churned, ours, other, mute)
}

// plain are the results of one goroutine that list ids and are of no sweep.
func plain(results []bench.Result, also func(*bench.Result) bool) []bench.Result {
	return slices.DeleteFunc(slices.Clone(results), func(r bench.Result) bool {
		return r.Params != "" || r.Peer != "" || r.Parallel > 1 || r.Mode != bench.IDs || !also(&r)
	})
}

func mean(r *bench.Result) float64 { return r.MeanNS }
func p99(r *bench.Result) float64  { return r.P99NS }
func workload(name string) func(*bench.Result) bool {
	return func(r *bench.Result) bool { return r.Workload == name }
}

func TestPage(t *testing.T) {
	c := start(t)
	for _, tc := range []struct {
		name string
		test func(*testing.T, *browser)
	}{
		{"charts", testCharts},
		{"filters", testFilters},
		{"settings", testSettings},
		{"machines", testMachines},
		{"parameter", testAcrossParameter},
		{"sorting", testSorting},
		{"keyboard", testKeyboard},
		{"pointer", testPointer},
		{"themes", testThemes},
		{"narrow", testNarrow},
		{"names", testNames},
		{"nothing", testNothing},
		{"faults", testFaults},
	} {
		t.Run(tc.name, func(t *testing.T) { tc.test(t, c) })
	}
}

// pointsOf returns the points of a panel's lines: the sizes and the figures.
func pointsOf(results []bench.Result, figure func(*bench.Result) float64) map[string][]point {
	out := map[string][]point{}
	for i := range results {
		r := &results[i]
		out[r.Algo] = append(out[r.Algo], point{float64(r.Subs), figure(r)})
	}
	return out
}

func testCharts(t *testing.T, c *browser) {
	results := testResults()
	b := c.open(t, results)
	require.Equal(t, []string{"flights", "w1", "w2"}, b.titles(), "one size of a parameter's value is no chart")
	check := func(figure func(*bench.Result) float64, logx, logy bool) {
		t.Helper()
		panels := b.panels()
		require.Len(t, panels, 3)
		for title, of := range panels {
			requireLines(t, of, pointsOf(plain(results, workload(title)), figure), sizeText, logx, logy)
		}
	}
	check(mean, true, true)
	b.click("input[name=logy]")
	check(mean, true, false)
	require.Equal(t, "#logy=0", b.fragment())
	b.click("input[name=logx]")
	check(mean, false, false)
	b.pick("measure", "p99")
	check(p99, false, false)
	b.click("input[name=same]")
	check(p99, false, false)
	require.Equal(t, "#measure=p99&logx=0&logy=0&same=0", b.fragment())
	b.click("#reset")
	check(mean, true, true)
	require.Equal(t, "#", eval[string](b, "location.href.slice(-1)"))

	// With the same scale in all charts a figure is at the same height in all.
	require.Equal(t, 1, len(eval[[]string](b, `[...new Set([...document.querySelectorAll('#panels .plot > svg')].map((s) =>
		[...s.querySelectorAll('.tick')].map((e) => e.textContent + '@' + e.getAttribute('y')).join()))]`)))
}

func testFilters(t *testing.T, c *browser) {
	results := testResults()
	b := c.open(t, results)
	shown := func(figure func(*bench.Result) float64, column string, also func(*bench.Result) bool) {
		t.Helper()
		require.Equal(t, rowsOf(plain(results, also), figure), inOrder(b.table(column)))
	}
	b.click("#workloads .every button:nth-child(2)") // none
	require.Empty(t, b.table("mean"))
	require.Empty(t, b.titles())
	require.Contains(t, eval[string](b, "document.getElementById('about').textContent"), "Nothing is chosen")
	require.Equal(t, "#workloads=", b.fragment())

	b.click("#workloads input[value=w1]")
	shown(mean, "mean", workload("w1"))
	require.Equal(t, []string{"w1"}, b.titles())
	b.click("#workloads input[value=w2]")
	require.Equal(t, []string{"w1", "w2"}, b.titles())
	require.Equal(t, "#workloads=w1,w2", b.fragment())

	b.click(`#algos input[value="hem:16"]`)
	also := func(r *bench.Result) bool { return r.Workload != "flights" && r.Algo != "hem:16" }
	shown(mean, "mean", also)
	requireLines(t, b.panels()["w2"], pointsOf(plain(results, func(r *bench.Result) bool {
		return also(r) && r.Workload == "w2"
	}), mean), sizeText, true, true)

	b.pick("from", "10000")
	b.pick("measure", "p99")
	larger := func(r *bench.Result) bool { return also(r) && r.Subs >= 10_000 }
	shown(p99, "p99", larger)
	require.Equal(t, "6 of 34 results", eval[string](b, "document.getElementById('count').textContent"))

	// What is chosen is in the address: the page opened anew shows the same.
	fragment := b.fragment()
	before := b.panels()
	b.visit("")
	require.Len(t, b.table("mean"), 30)
	b.visit(fragment)
	shown(p99, "p99", larger)
	require.Equal(t, before, b.panels())
	require.False(t, eval[bool](b, `document.querySelector('#algos input[value="hem:16"]').checked`))

	// Sizes that cross go on as one size, which is drawn as bars, the best first.
	b.click("#reset")
	b.pick("to", "10000")
	b.pick("from", "1000000")
	shown(mean, "mean", func(r *bench.Result) bool { return r.Subs == 1_000_000 })
	for range 2 { // dots and bars
		algos, figures := b.bars("w2")
		require.Equal(t, []string{"slab", "hem:16"}, algos)
		require.Len(t, figures, 2)
		b.click("input[name=logy]")
	}

	// The title of a chart chooses its workload, and all again.
	b.click("#reset")
	b.click(`figure[data-title=w2] figcaption button`)
	require.Equal(t, []string{"w2"}, b.titles())
	b.click(`figure[data-title=w2] figcaption button`)
	require.Len(t, b.titles(), 3)

	// A fragment that is followed counts, and one that means nothing is as none.
	b.do(chromedp.Evaluate("location.hash = '#workloads=w1&measure=none&from=7&%=%&x', null", nil), chromedp.Poll("document.querySelectorAll('figure').length === 1", nil))
	shown(mean, "mean", workload("w1"))
}

func testSettings(t *testing.T, c *browser) {
	b := c.open(t, testResults())
	b.pick("mode", "count")
	require.Len(t, b.table("mean"), 1)
	b.pick("mode", "ids")
	b.pick("setting", "2+1000")
	rows := b.table("mean")
	require.Len(t, rows, 1)
	require.Equal(t, "slab", rows[0].Algo)
	require.Contains(t, eval[string](b, "document.getElementById('table').textContent"), "no †")
	b.pick("setting", "peers")
	b.pick("measure", "times")
	algos, figures := b.bars("w1")
	require.Equal(t, []string{"slab", "other"}, algos)
	require.Equal(t, "1.00×", figures[0])
	require.Equal(t, "mute at 10k, w1: cannot say: ranges", eval[string](b, "document.querySelector('#excuses li').textContent"))
	require.Contains(t, eval[string](b, "document.querySelector('#table tbody').textContent"), "other 1.0 (event)")
}

// Results of different machines are never in one chart. That of the latest is shown.
func testMachines(t *testing.T, c *browser) {
	results := testResults()
	older := plain(results, workload("w1"))
	for i := range older {
		r := &older[i]
		r.CPU, r.Date, r.MeanNS = "Old CPU", "2025-01-01T00:00:00Z", r.MeanNS+400
	}
	b := c.open(t, append(results, older...))
	require.Equal(t, []string{"flights", "w1", "w2"}, b.titles())
	requireLines(t, b.panels()["w1"], pointsOf(plain(results, workload("w1")), mean), sizeText, true, true)
	b.pick("machine", older[0].Machine())
	require.Equal(t, rowsOf(older, mean), inOrder(b.table("mean")))
	requireLines(t, b.panels()["w1"], pointsOf(older, mean), sizeText, true, true)
	require.Contains(t, eval[string](b, "document.querySelector('header').textContent"), "Old CPU")
}

func testAcrossParameter(t *testing.T, c *browser) {
	results := testResults()
	b := c.open(t, results)
	require.Contains(t, eval[string](b, "document.getElementById('about').textContent"), "to be seen across width")
	b.pick("x", "width")
	require.Equal(t, []string{"custom, attrs=20, 1k subscriptions"}, b.titles())
	want, places := map[string][]point{}, map[string]float64{"0.01": 0.01, "0.1-0.3": 0.2, "0.5": 0.5}
	text := func(x float64) string {
		for s, place := range places {
			if place == x {
				return s
			}
		}
		return ""
	}
	for i := range results {
		if r := &results[i]; r.Params != "" {
			want[r.Algo] = append(want[r.Algo], point{places[r.Params[len("attrs=20,width="):]], r.MeanNS})
		}
	}
	requireLines(t, b.panels()["custom, attrs=20, 1k subscriptions"], want, text, true, true)
	require.Len(t, b.table("params"), 6)
	require.Contains(t, eval[string](b, "document.querySelector('#panels svg').textContent"), "0.1-0.3")
}

func testSorting(t *testing.T, c *browser) {
	results := testResults()
	b := c.open(t, results)
	figures := func(column string) (out []string) {
		for _, r := range b.table(column) {
			out = append(out, r.Figure)
		}
		return out
	}
	b.click("th[data-key=mean] button")
	up := figures("mean")
	require.True(t, slices.IsSorted(up), up) // all have three digits
	require.Equal(t, "ascending", eval[string](b, "document.querySelector('th[data-key=mean]').ariaSort"))
	b.click("th[data-key=mean] button")
	down := figures("mean")
	slices.Reverse(down)
	require.Equal(t, up, down)
	require.Equal(t, "#sort=-mean", b.fragment())
	require.Len(t, eval[[]string](b, "[...document.querySelectorAll('th[aria-sort]')].map((e) => e.dataset.key)"), 1)

	// More is better: the first click has the greatest first. What is not known is last.
	b.click("th[data-key=times] button")
	by := figures("times")
	known := slices.DeleteFunc(slices.Clone(by), func(s string) bool { return s == "–" })
	require.Less(t, len(known), len(by))
	require.Equal(t, known, by[:len(known)])
	slices.Reverse(known)
	require.True(t, slices.IsSorted(known), known)
}

// A place is chosen by the arrow keys, and is read out.
func testKeyboard(t *testing.T, c *browser) {
	b := c.open(t, testResults())
	const plot = "figure[data-title=w1] .plot"
	said := func() string { return eval[string](b, "document.getElementById('live').textContent") }
	b.do(chromedp.Focus(plot, chromedp.ByQuery), chromedp.KeyEvent(kb.ArrowRight))
	require.Equal(t, "w1, 1k subscriptions: slab 107 ns, hem:16 128 ns, scan 149 ns", said())
	b.do(chromedp.KeyEvent(kb.End))
	require.Equal(t, "w1, 1M subscriptions: slab 121 ns, hem:16 142 ns", said())
	require.Contains(t, eval[string](b, "document.querySelector('"+plot+" .tip:not([hidden])').textContent"), "1M subscriptions")
	b.do(chromedp.KeyEvent(kb.Escape))
	require.True(t, eval[bool](b, "document.querySelector('"+plot+" .tip').hidden"))

	b.do(chromedp.Focus("#workloads input[value=w1]", chromedp.ByQuery), chromedp.KeyEvent(" "))
	require.Equal(t, []string{"flights", "w2"}, b.titles())
	require.Equal(t, "w1", eval[string](b, "document.activeElement.value"), "the focus stays")

	// All that can be clicked can be focused, in the order of the page.
	require.Zero(t, eval[int](b, "document.querySelectorAll('[tabindex]:not([tabindex=\"0\"]):not([tabindex=\"-1\"])').length"))
	b.do(chromedp.Focus(".skip", chromedp.ByQuery), chromedp.KeyEvent(kb.Enter))
	require.Equal(t, "charts", eval[string](b, "document.activeElement.id"))
}

// The pointer shows the figures of the place that is nearest.
func testPointer(t *testing.T, c *browser) {
	b := c.open(t, testResults())
	at := eval[[]float64](b, `(() => {
		const svg = document.querySelector('figure[data-title=w1] .plot > svg');
		svg.scrollIntoView();
		const r = svg.getBoundingClientRect();
		return [r.left + 70, r.top + 80];
	})()`)
	b.do(chromedp.MouseEvent("mouseMoved", at[0], at[1]))
	require.Equal(t, "1k subscriptionsslab107 nshem:16128 nsscan149 ns",
		eval[string](b, "document.querySelector('figure[data-title=w1] .tip:not([hidden])').textContent"))
	b.do(chromedp.MouseEvent("mouseMoved", 5, 5))
	require.Zero(t, eval[int](b, "document.querySelectorAll('.tip:not([hidden])').length"))

	// The line that is pointed at stands out in all charts, and no other.
	b.click("figure[data-title=w1] .label[data-algo=slab] .name")
	require.Equal(t, []string{"slab"}, eval[[]string](b, `[...new Set([...document.querySelectorAll('.series.on')].map((s) => s.dataset.algo))]`))
	require.Equal(t, 6, eval[int](b, "document.querySelectorAll('.one .series.on').length"), "a line and a name in three charts")
}

// Text and lines stand out from both backgrounds, as WCAG asks of text and of graphics.
func testThemes(t *testing.T, c *browser) {
	b := c.open(t, testResults())
	backgrounds := map[string]bool{}
	for _, name := range []string{"light", "dark"} {
		b.scheme(name)
		colour := func(selector, property string) string {
			return eval[string](b, "getComputedStyle(document.querySelector("+quoted(selector)+"))."+property)
		}
		background := colour("body", "backgroundColor")
		backgrounds[background] = true
		card := colour("#filters", "backgroundColor")
		for _, selector := range []string{"body", ".machine", "header a", "#about", "#table td"} {
			require.GreaterOrEqual(t, contrast(t, background, colour(selector, "color")), 4.5, "%s %s", name, selector)
		}
		for _, selector := range []string{"#filters summary", "#filters legend", "#workloads label"} {
			require.GreaterOrEqual(t, contrast(t, card, colour(selector, "color")), 4.5, "%s %s", name, selector)
		}
		require.GreaterOrEqual(t, contrast(t, background, colour("text.tick", "fill")), 4.5, name)
		hues := eval[[]string](b, `[0, 1, 2, 3, 4, 5, 6, 7].map((i) => {
			const g = document.querySelector('.series');
			const was = g.getAttribute('class');
			g.setAttribute('class', 'series c' + i);
			const stroke = getComputedStyle(g.querySelector('.line')).stroke;
			g.setAttribute('class', was);
			return stroke;
		})`)
		for i, hue := range hues {
			require.GreaterOrEqual(t, contrast(t, background, hue), 4.5, "%s, colour %d: it is of names too", name, i)
		}
		require.Equal(t, 8, len(slices.Compact(slices.Sorted(slices.Values(hues)))))
	}
	require.Len(t, backgrounds, 2)
}

// On a telephone the filters are folded, and nothing is wider than the screen.
func testNarrow(t *testing.T, c *browser) {
	b := c.open(t, testResults())
	require.True(t, eval[bool](b, "document.getElementById('filters').open"))
	b.do(chromedp.EmulateViewport(380, 800))
	b.visit("")
	require.LessOrEqual(t, eval[int](b, "document.documentElement.scrollWidth"), 380)
	require.False(t, eval[bool](b, "document.getElementById('filters').open"))
	require.LessOrEqual(t, eval[float64](b, "Math.max(...[...document.querySelectorAll('#panels svg text')].map((e) => e.getBoundingClientRect().right))"), 380.0)
	b.click("#filters summary")
	b.click("#workloads input[value=w1]")
	require.Equal(t, []string{"flights", "w2"}, b.titles())
	require.LessOrEqual(t, eval[int](b, "document.documentElement.scrollWidth"), 380)

	// As the screen gets wide the filters unfold, and the charts fill their places.
	b.click("#filters summary")
	b.do(chromedp.EmulateViewport(1280, 900), chromedp.Poll(`document.getElementById('filters').open &&
		[...document.querySelectorAll('.plot')].every((p) => Math.abs(p.firstChild.getBoundingClientRect().width - p.clientWidth) < 2)`, nil))
}

// Whatever the names are, they are text.
func testNames(t *testing.T, c *browser) {
	const evil = `</script><img src=x onerror=alert(1)>,&'"#=%41` + "\u2028"
	results := testResults()
	for i := range results {
		r := &results[i]
		if r.Workload == "w1" {
			r.Workload = evil
		}
		if r.Algo == "hem:16" {
			r.Algo = evil
		}
		r.CPU, r.Commit = evil, evil
	}
	b := c.open(t, results)
	require.Contains(t, b.titles(), evil)
	require.Zero(t, eval[int](b, "document.images.length"))
	b.click("#workloads .every button:nth-child(2)")
	b.click("#workloads input[value^='</script>']")
	require.Equal(t, []string{evil}, b.titles())
	require.Contains(t, b.panels()[evil].Lines, evil)
	fragment := b.fragment()
	b.visit(fragment)
	require.Equal(t, []string{evil}, b.titles())
}

func testNothing(t *testing.T, c *browser) {
	b := c.open(t, nil)
	require.Empty(t, b.titles())
	require.Equal(t, "0 of 0 results", eval[string](b, "document.getElementById('count').textContent"))
	b.click("#reset")
}

// What the other tests rely on: a page that does what it should not is found out.
func testFaults(t *testing.T, c *browser) {
	b := c.open(t, nil)
	b.do(chromedp.Evaluate(`(() => {
		console.log('x');
		setTimeout(() => { throw new Error('thrown'); });
		document.body.append(Object.assign(new Image(), { src: 'https://example.invalid/x.png' }));
		const s = document.createElement('script');
		s.textContent = 'document.title = "run"';
		document.body.append(s);
	})()`, nil))
	for _, want := range []string{"console.log", "thrown", "img-src", "script-src", "request of https://example.invalid/x.png"} {
		require.Eventually(t, func() bool {
			return slices.ContainsFunc(b.known(), func(s string) bool { return strings.Contains(s, want) })
		}, 10*time.Second, 20*time.Millisecond, want)
	}
	require.Equal(t, "thresh: results", eval[string](b, "document.title"))
	b.forget(b.address)
}
