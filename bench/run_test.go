package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// wrapped is an index whose answers may be changed, and that counts what is done.
type wrapped struct {
	index.Index
	change func([]index.ID) []index.ID
	count  func(int) int
	insert func(index.ID) error
}

func (w *wrapped) Insert(id index.ID, c *predicate.Conjunction) error {
	if w.insert != nil {
		if err := w.insert(id); err != nil {
			return err
		}
	}
	return w.Index.Insert(id, c)
}

func (w *wrapped) NewMatcher() index.Matcher { return &wrappedMatcher{w.Index.NewMatcher(), w} }

type wrappedMatcher struct {
	index.Matcher
	of *wrapped
}

func (m *wrappedMatcher) AppendMatches(dst []index.ID, e *index.Event) []index.ID {
	dst = m.Matcher.AppendMatches(dst, e)
	if m.of.change != nil {
		dst = m.of.change(dst)
	}
	return dst
}

func (m *wrappedMatcher) Count(e *index.Event) int {
	n := m.Matcher.Count(e)
	if m.of.count != nil {
		n = m.of.count(n)
	}
	return n
}

func wrap(name string, w wrapped) Algorithm {
	return Algorithm{name, func(d *index.Dictionary) index.Index {
		x := w
		x.Index = scanAlgorithm().New(d)
		return &x
	}}
}

func smallConfig() Config {
	return Config{
		Workloads:  []Workload{pairsWorkload(), singleWorkload()},
		Algorithms: []Algorithm{scanAlgorithm(), wrap("other", wrapped{})},
		Subs:       []int{300, 50, 300}, Events: 40, Modes: Modes(), Verify: 10, Time: time.Millisecond,
	}
}

func TestRun(t *testing.T) {
	c := smallConfig()
	var steps []string
	c.Progress = func(s Step) { steps = append(steps, s.String()) }
	var got []Result
	require.NoError(t, Run(t.Context(), c, func(r Result) error {
		got = append(got, r)
		return nil
	}))
	require.Len(t, got, 2*2*2*len(Modes()))
	i := 0
	for _, w := range c.Workloads {
		src, err := w.Open()
		require.NoError(t, err)
		for _, subs := range []int{50, 300} {
			matches := 0
			for ev := range src.Events(40) {
				matches += len(meaning(t, src, subs, ev))
			}
			for _, algo := range []string{"scan", "other"} {
				for _, mode := range Modes() {
					r := got[i]
					i++
					at := fmt.Sprint(w.Name, subs, algo, mode)
					require.Equal(t, w.Name, r.Workload, at)
					require.Equal(t, algo, r.Algo, at)
					require.Equal(t, mode, r.Mode, at)
					require.Equal(t, subs, r.Subs, at)
					require.Equal(t, 3, r.Attrs, at)
					require.Equal(t, 40, r.Events, at)
					require.Equal(t, 1, r.Parallel, at)
					require.True(t, r.Verified, at)
					require.Equal(t, 10, r.VerifiedEvents, at)
					require.InDelta(t, float64(matches)/40, r.MatchesPerEv, 1e-9, at)
					require.Positive(t, r.MeanNS, at)
					if _, ok := threadCPU(); ok {
						require.Positive(t, r.CPUMeanNS, at)
					}
					require.LessOrEqual(t, r.P50NS, r.P99NS, at)
					require.LessOrEqual(t, r.P99NS, r.MaxNS, at)
					require.InEpsilon(t, 1e9/r.MeanNS, r.EventsPerSec, 0.01, at)
					require.Positive(t, r.BytesPerSub, at)
					require.Positive(t, r.BuildSeconds, at)
					require.Positive(t, r.LowerSeconds, at)
					require.Zero(t, r.Samples%40, at)
					require.Positive(t, r.Samples, at)
				}
			}
		}
	}
	require.Contains(t, steps, "pairs 50 scan build")
	require.Contains(t, steps, "pairs 300  verdicts")
	require.Contains(t, steps, "single 300 other time")
}

// The ids of a source of several conjunctions are those of its subscriptions, and
// neither mapping nor dropping repeated ones allocates.
func TestOwningSession(t *testing.T) {
	src := pairs{8}
	x, l, err := loadIndex(t.Context(), scanAlgorithm(), src, 400, true, func(int, int) error { return nil })
	require.NoError(t, err)
	require.Greater(t, l.conjunctions, 400)
	require.NotNil(t, x.owner)
	s := x.session()
	s.(*owningSession).match = 1<<32 - 3 // the next but two begins anew
	events := slices.Collect(src.Events(50))
	var ids []index.ID
	for _, ev := range events {
		want := meaning(t, src, 400, ev)
		ids = s.appendMatches(append(ids[:0], 12345), ev)
		require.EqualValues(t, 12345, ids[0])
		got := slices.Sorted(slices.Values(ids[1:]))
		require.Empty(t, compareIDs(got, want))
		require.Equal(t, len(want), s.count(ev))
	}
	require.Zero(t, testing.AllocsPerRun(10, func() {
		for _, ev := range events {
			ids = s.appendMatches(ids[:0], ev)
			s.count(ev)
		}
	}))

	one, _, err := loadIndex(t.Context(), scanAlgorithm(), single{src}, 400, false, func(int, int) error { return nil })
	require.NoError(t, err)
	require.Nil(t, one.owner, "conjunctions that are subscriptions need no map")
}

func compareIDs(got, want []index.ID) []index.ID {
	missing, extra, repeated := compare(got, want)
	return slices.Concat(missing, extra, repeated)
}

func TestRunFindsWrongAnswers(t *testing.T) {
	for _, tc := range []struct {
		name string
		with wrapped
		want string
	}{
		{"missing", wrapped{change: func(ids []index.ID) []index.ID { return ids[:max(0, len(ids)-1)] }}, "id missing (s"},
		{"extra", wrapped{change: func(ids []index.ID) []index.ID { return append(ids, 299) }}, "id extra (s299)"},
		{"repeated", wrapped{change: func(ids []index.ID) []index.ID {
			if len(ids) > 0 {
				ids = append(ids, ids[0])
			}
			return ids
		}}, "id repeated (s"},
		{"count", wrapped{count: func(n int) int { return n + 1 }}, "mode count: count "},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := smallConfig()
			c.Workloads = c.Workloads[1:]
			c.Algorithms = append(c.Algorithms, wrap("broken", tc.with))
			var got []Result
			err := Run(t.Context(), c, func(r Result) error {
				got = append(got, r)
				return nil
			})
			m := (*MismatchError)(nil)
			require.ErrorAs(t, err, &m)
			require.Equal(t, "broken", m.Algo)
			require.Equal(t, "single", m.Workload)
			require.ErrorContains(t, err, tc.want)
			for _, r := range got {
				require.NotEqual(t, "broken", r.Algo)
			}
			require.NotEmpty(t, got)

			c.Verify = 0
			require.NoError(t, Run(t.Context(), c, func(r Result) error {
				require.False(t, r.Verified)
				return nil
			}), "without verification nothing is found")
		})
	}
}

func TestRunLeavesOutWhatIsKnown(t *testing.T) {
	c := smallConfig()
	known := func(r Result) bool {
		return r.Workload == "pairs" && (r.Algo == "scan" || r.Mode == Count) && r.Subs == 300
	}
	c.Known = func(r Result) bool {
		require.Equal(t, 40, r.Events)
		require.Zero(t, r.MeanNS)
		return known(r)
	}
	var steps []string
	total := 0
	c.Progress = func(s Step) {
		steps = append(steps, s.String())
		require.Less(t, s.Done, s.Total)
		total = s.Total
	}
	n := 0
	require.NoError(t, Run(t.Context(), c, func(r Result) error {
		require.False(t, known(r))
		require.True(t, r.Verified)
		n++
		return nil
	}))
	require.Equal(t, total-1-len(Modes()), n)
	require.NotContains(t, steps, "pairs 300 scan build", "no mode was left")
	require.Contains(t, steps, "pairs 300 other build")
}

// countingMatcher says that each match reads 100 bytes.
type countingMatcher struct {
	index.Matcher
	bytes uint64
}

func (m *countingMatcher) AppendMatches(dst []index.ID, e *index.Event) []index.ID {
	m.bytes += 100
	return m.Matcher.AppendMatches(dst, e)
}

func (m *countingMatcher) BytesRead() uint64 { return m.bytes }

type countingIndex struct{ index.Index }

func (x countingIndex) NewMatcher() index.Matcher {
	return &countingMatcher{Matcher: x.Index.NewMatcher()}
}

func TestBytesRead(t *testing.T) {
	c := smallConfig()
	c.Modes, c.Subs = nil, []int{50}
	c.Host.StreamGBs = 8
	c.Algorithms = append(c.Algorithms, Algorithm{"profiled", func(d *index.Dictionary) index.Index {
		return countingIndex{scanAlgorithm().New(d)}
	}})
	n := 0
	require.NoError(t, Run(t.Context(), c, func(r Result) error {
		if r.Algo != "profiled" {
			require.Zero(t, r.BytesPerEvent)
			require.Zero(t, r.XLimit)
			return nil
		}
		n++
		require.InDelta(t, 100, r.BytesPerEvent, 1e-9)
		require.InEpsilon(t, r.MeanNS*8/100, r.XLimit, 0.01)
		return nil
	}))
	require.Equal(t, 2, n, "where conjunctions are subscriptions and where not")
}

// busy is a session that works for a time, and sleeps for a time.
type busy struct {
	clock      clock
	work, rest time.Duration
}

func (b busy) appendMatches(dst []index.ID, _ *predicate.Event) []index.ID {
	b.count(nil)
	return dst
}

func (b busy) appendBatch(dst [][]index.ID, _ []*predicate.Event) [][]index.ID { return dst }

func (b busy) count(*predicate.Event) int {
	for begin := b.clock.now(); b.clock.now()-begin < int64(b.work); {
		continue
	}
	time.Sleep(b.rest)
	return 0
}

func TestCPUTime(t *testing.T) {
	if _, ok := threadCPU(); !ok {
		t.Skip("this system does not tell the processor time of a thread")
	}
	clock := newClock()
	events := slices.Collect(pairs{3}.Events(10))
	one := timer{clock: clock, events: events, mode: IDs, session: busy{clock, 100 * time.Microsecond, 5 * time.Millisecond}}
	r, err := one.measure(t.Context(), time.Millisecond)
	require.NoError(t, err)
	require.Greater(t, r.meanNS, 5e6, "sleep is wall time")
	require.Less(t, r.cpuNS, 3e6, "and not processor time")
	require.Positive(t, r.cpuNS)
}

func TestRunSkips(t *testing.T) {
	c := smallConfig()
	c.Workloads = c.Workloads[1:]
	c.Modes = nil
	c.Algorithms = append(c.Algorithms, wrap("choosy", wrapped{insert: func(id index.ID) error {
		if id == 100 {
			return index.ErrTooLarge
		}
		return nil
	}}))
	collect := func(c Config) []string {
		var out []string
		require.NoError(t, Run(t.Context(), c, func(r Result) error {
			out = append(out, fmt.Sprintf("%s %d %s", r.Algo, r.Subs, r.Skipped))
			require.Equal(t, r.Skipped == "", r.Verified)
			return nil
		}))
		return out
	}
	require.Equal(t, []string{
		"scan 50 ", "other 50 ", "choosy 50 ",
		"scan 300 ", "other 300 ", "choosy 300 skipped",
	}, cutReason(collect(c), "subscription s100: index: conjunction too large"))

	c.Algorithms = c.Algorithms[:1]
	c.Subs = []int{5000}
	c.Meter = &fakeMeter{[]uint64{1 << 20}}
	skipped := collect(c)
	require.Len(t, skipped, 1)
	require.Regexp(t, `^scan 5000 would need about .* MB, 1\.0 MB available$`, skipped[0])
}

// What takes longer than a cell may is left out, and the cells after it are not.
func TestRunSkipsWhatIsOverBudget(t *testing.T) {
	c := smallConfig()
	c.Workloads, c.Subs = c.Workloads[1:], []int{300}
	c.Algorithms = append([]Algorithm{wrap("idle", wrapped{change: func(ids []index.ID) []index.ID {
		time.Sleep(50 * time.Millisecond)
		return ids
	}})}, c.Algorithms[0])
	c.Verify, c.Budget = 1, time.Second
	skipped := map[string]int{}
	require.NoError(t, Run(t.Context(), c, func(r Result) error {
		if r.Skipped != "" {
			require.Equal(t, "takes more than the 1s that a cell is given", r.Skipped)
			require.Zero(t, r.MeanNS)
		}
		skipped[r.Algo+" "+r.Skipped]++
		return nil
	}))
	require.Equal(t, map[string]int{"idle takes more than the 1s that a cell is given": len(Modes()), "scan ": len(Modes())}, skipped)

	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	c.Budget = time.Hour
	require.ErrorIs(t, Run(ctx, c, nil), context.DeadlineExceeded, "the caller's own limit is no reason to go on")
}

func TestRunOmits(t *testing.T) {
	c := smallConfig()
	c.Omit = "too slow"
	c.Algorithms = append(c.Algorithms, wrap("unused", wrapped{insert: func(index.ID) error { panic("built") }}))
	n := 0
	require.NoError(t, Run(t.Context(), c, func(r Result) error {
		n++
		require.Equal(t, "too slow", r.Skipped)
		require.False(t, r.Verified)
		return nil
	}))
	require.Equal(t, 2*2*3*len(Modes()), n)
}

// One goroutine can be measured over an engine, so that more of them compare with it.
func TestRunInEngine(t *testing.T) {
	c := smallConfig()
	var bare, engine []Result
	require.NoError(t, Run(t.Context(), c, func(r Result) error {
		require.False(t, r.InEngine())
		bare = append(bare, r)
		return nil
	}))
	c.Engine = true
	require.NoError(t, Run(t.Context(), c, func(r Result) error {
		require.True(t, r.Engine)
		require.Equal(t, 1, r.Parallel)
		engine = append(engine, r)
		return nil
	}))
	require.Len(t, engine, len(bare))
	for i := range engine {
		require.False(t, engine[i].SameCell(&bare[i]))
		require.InDelta(t, bare[i].MatchesPerEv, engine[i].MatchesPerEv, 1e-9)
	}
	old := Result{Parallel: 2}
	named := Result{Parallel: 2, Engine: true}
	require.True(t, old.SameCell(&named), "files from before the field")
}

func cutReason(lines []string, reason string) []string {
	out := slices.Clone(lines)
	for i, l := range out {
		if n := len(l) - len(reason); n > 0 && l[n:] == reason {
			out[i] = l[:n] + "skipped"
		}
	}
	return out
}

func TestRunStops(t *testing.T) {
	t.Run("when interrupted", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		err := Run(ctx, smallConfig(), func(Result) error {
			if n++; n == 3 {
				cancel()
			}
			return nil
		})
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, 3, n)
	})
	t.Run("when interrupted while it measures for long", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		c := smallConfig()
		c.Time = time.Hour
		require.ErrorIs(t, Run(ctx, c, func(Result) error { return nil }), context.DeadlineExceeded)
	})
	t.Run("when results cannot be written", func(t *testing.T) {
		full := errors.New("disk full")
		require.ErrorIs(t, Run(t.Context(), smallConfig(), func(Result) error { return full }), full)
	})
	t.Run("when a source does not open", func(t *testing.T) {
		broken := errors.New("no such data")
		c := smallConfig()
		c.Workloads[0].Open = func() (Source, error) { return nil, broken }
		require.ErrorIs(t, Run(t.Context(), c, nil), broken)
	})
	t.Run("at sizes without ids", func(t *testing.T) {
		c := smallConfig()
		c.Subs = []int{0}
		require.ErrorContains(t, Run(t.Context(), c, nil), "0 subscriptions")
	})
}

func TestRunProfiles(t *testing.T) {
	c := smallConfig()
	c.ProfileDir = t.TempDir()
	c.Workloads, c.Algorithms, c.Subs = c.Workloads[:1], c.Algorithms[:1], []int{50}
	require.NoError(t, Run(t.Context(), c, func(Result) error { return nil }))
	for _, name := range []string{"pairs-scan-50-heap.pprof", "pairs-scan-50-ids.cpu.pprof", "pairs-scan-50-count.cpu.pprof"} {
		info, err := os.Stat(filepath.Join(c.ProfileDir, name))
		require.NoError(t, err)
		require.Positive(t, info.Size())
	}
	c.ProfileDir = filepath.Join(c.ProfileDir, "none")
	require.ErrorContains(t, Run(t.Context(), c, nil), "heap profile")
}

func TestRunParallelWithChurn(t *testing.T) {
	c := smallConfig()
	c.Subs = []int{700}
	c.Parallel, c.Churn, c.Time = 3, 20_000, 200*time.Millisecond
	n := 0
	require.NoError(t, Run(t.Context(), c, func(r Result) error {
		n++
		require.Equal(t, 3, r.Parallel)
		require.InDelta(t, 20_000, r.Churn, 0)
		require.Positive(t, r.ChurnPerSecond)
		require.Positive(t, r.UpdateMeanNS)
		require.Less(t, r.UpdateMeanNS*r.ChurnPerSecond, 1e9, "one after the other")
		require.Positive(t, r.UpdateP99NS)
		require.Positive(t, r.EventsPerSec)
		require.Zero(t, r.Samples%40)
		require.True(t, r.Verified)
		return nil
	}))
	require.Equal(t, 4*len(Modes()), n)

	c.Churn = 0
	require.NoError(t, Run(t.Context(), c, func(r Result) error {
		require.Zero(t, r.UpdateMeanNS)
		return nil
	}))
	src, err := c.Workloads[0].Open()
	require.NoError(t, err)
	matches := 0
	for ev := range src.Events(40) {
		matches += len(meaning(t, src, 700, ev))
	}
	c.Workloads = c.Workloads[:1]
	require.NoError(t, Run(t.Context(), c, func(r Result) error {
		require.InDelta(t, float64(matches)/40, r.MatchesPerEv, 1e-9)
		return nil
	}))
}

func TestRefuse(t *testing.T) {
	c := smallConfig()
	c.Workloads, c.Modes = c.Workloads[:1], nil
	var got []Result
	built := 0
	newIndex := c.Algorithms[1].New
	c.Algorithms[1].New = func(d *index.Dictionary) index.Index {
		built++
		return newIndex(d)
	}
	c.Refuse = func(algo string, subs int) string {
		if algo == "other" && subs == 300 {
			require.Len(t, got, 3, "what was measured before is known")
			return "too slow"
		}
		return ""
	}
	require.NoError(t, Run(t.Context(), c, func(r Result) error {
		got = append(got, r)
		return nil
	}))
	require.Len(t, got, 4)
	for i, r := range got {
		require.Equal(t, i == 3, r.Skipped == "too slow")
		require.Equal(t, i < 3, r.MeanNS > 0)
	}
	require.Equal(t, 1, built)
}

// A change that the engine makes wrong is found after churn.
func TestVerifiesAfterChurn(t *testing.T) {
	x, _, err := loadEngine(t.Context(), scanAlgorithm(), pairs{3}, 200, func(int, int) error { return nil })
	require.NoError(t, err)
	v := newVerdicts(slices.Collect(pairs{3}.Events(10)))
	require.NoError(t, v.extend(t.Context(), pairs{3}, 200))
	x.churn.fill(x.engine)
	for range 450 {
		require.NoError(t, x.replace())
	}
	require.Equal(t, 200, x.engine.Len())
	after := &churnedSession{x.session(), x.churn.original()}
	require.Nil(t, v.check(after, Modes(), 200))
	require.NotNil(t, v.check(x.session(), []Mode{IDs}, 200), "the ids have changed")

	require.Equal(t, 1, x.engine.Unsubscribe(x.churn.current[v.of(0, 200)[0]]))
	require.NotNil(t, v.check(after, []Mode{Count}, 200))
}

func TestTurnsAreCompletePasses(t *testing.T) {
	const events = 5*turnEvents + 3
	var mu sync.Mutex
	var seen [events]int
	passes := 0
	all := turns{events: events, each: turnEvents, late: func() bool {
		passes++
		return passes == 20
	}}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				from, to, ok := all.take()
				if !ok {
					return
				}
				mu.Lock()
				for i := from; i < to; i++ {
					seen[i]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for i, n := range seen {
		require.Equal(t, 20, n, "event %d", i)
	}
}
