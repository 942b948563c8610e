package bench

import (
	"errors"
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func TestMeter(t *testing.T) {
	const meminfo = "MemTotal:       8000 kB\nMemFree:  100 kB\nMemAvailable:   4000 kB\n"
	for _, tc := range []struct {
		name  string
		files map[string]string
		want  uint64
		ok    bool
	}{
		{"nothing is known", map[string]string{}, 0, false},
		{"an old kernel", map[string]string{"proc/meminfo": "MemTotal: 1 kB\n"}, 0, false},
		{"no groups", map[string]string{"proc/meminfo": meminfo}, 4_096_000, true},
		{"no limit", map[string]string{
			"proc/meminfo": meminfo, "proc/self/cgroup": "0::/a\n",
			"sys/fs/cgroup/a/memory.max": "max\n", "sys/fs/cgroup/a/memory.current": "1000\n",
		}, 4_096_000, true},
		{"version 2", map[string]string{
			"proc/meminfo": meminfo, "proc/self/cgroup": "0::/a\n",
			"sys/fs/cgroup/a/memory.max": "1000000\n", "sys/fs/cgroup/a/memory.current": "600000\n",
			"sys/fs/cgroup/a/memory.stat": "anon 5\ninactive_file 100000\n",
		}, 500_000, true},
		{"the group above is tighter", map[string]string{
			"proc/meminfo": meminfo, "proc/self/cgroup": "0::/a/b\n",
			"sys/fs/cgroup/a/b/memory.max": "1000000\n", "sys/fs/cgroup/a/b/memory.current": "1000\n",
			"sys/fs/cgroup/a/memory.max": "50000\n", "sys/fs/cgroup/a/memory.current": "20000\n",
		}, 30_000, true},
		{"a container sees itself at the root", map[string]string{
			"proc/meminfo": meminfo, "proc/self/cgroup": "0::/not/seen\n",
			"sys/fs/cgroup/memory.max": "70000\n", "sys/fs/cgroup/memory.current": "80000\n",
		}, 0, true},
		{"version 1", map[string]string{
			"proc/meminfo": meminfo, "proc/self/cgroup": "5:cpu:/x\n4:memory:/a\n",
			"sys/fs/cgroup/memory/a/memory.limit_in_bytes": "900000\n",
			"sys/fs/cgroup/memory/a/memory.usage_in_bytes": "300000\n",
			"sys/fs/cgroup/memory/a/memory.stat":           "inactive_file 1\ntotal_inactive_file 100000\n",
		}, 700_000, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			root := fstest.MapFS{}
			for name, text := range tc.files {
				root[name] = &fstest.MapFile{Data: []byte(text)}
			}
			got, ok := linuxMeter{root}.Available()
			require.Equal(t, tc.ok, ok)
			require.Equal(t, tc.want, got)
		})
	}
}

// fakeMeter has the given bytes left, one figure a reading, the last for ever.
type fakeMeter struct{ left []uint64 }

func (m *fakeMeter) Available() (uint64, bool) {
	n := m.left[0]
	if len(m.left) > 1 {
		m.left = m.left[1:]
	}
	return n, true
}

func TestGuardAdmits(t *testing.T) {
	var asked []int
	// 40 MB whatever the size, and 1 kB a subscription.
	sample := func(n int) (float64, error) {
		asked = append(asked, n)
		return 40e6 + 1000*float64(n), nil
	}
	g := guard{meter: &fakeMeter{[]uint64{1e9}}}
	require.NoError(t, g.admit("a", 10_000, sample))
	require.Empty(t, asked, "what is small needs no sample")

	require.NoError(t, g.admit("a", 700_000, sample), "1.25 × 740 MB and 67 MB")
	require.Equal(t, []int{4_000, 16_000}, asked)
	err := g.admit("a", 1_000_000, sample)
	require.ErrorAs(t, err, new(*shortageError))
	require.EqualError(t, err, "would need about 1.4 GB, 1.0 GB available")
	require.Len(t, asked, 2, "samples are taken once")

	g.learn("a", 700_000, 2*(40e6+1000*700_000))
	require.Error(t, g.admit("a", 500_000, sample), "what was measured counts more than samples")

	broken := errors.New("broken")
	require.ErrorIs(t, g.admit("b", 1_000_000, func(int) (float64, error) { return 0, broken }), broken)
	require.NoError(t, (&guard{}).admit("a", 1e9, sample), "without a meter everything is admitted")
}

// A compiled index needs what was staged for it as well.
func TestLoadTellsWhatIsStaged(t *testing.T) {
	for _, tc := range []struct {
		left   uint64
		staged bool
	}{{1 << 40, false}, {8 << 20, true}} {
		r := &runner{Config: Config{Subs: []int{500}, Meter: &fakeMeter{[]uint64{tc.left}}}}
		c := cell{runner: r, source: pairs{3}, guard: &guard{meter: r.Meter}, algo: slabAlgorithm()}
		_, _, staged, err := c.load(t.Context(), 500)
		require.NoError(t, err)
		require.Equal(t, tc.staged, staged > 0)
	}
}

func TestGuardEstimates(t *testing.T) {
	var g guard
	_, ok := g.estimate("a", 10)
	require.False(t, ok)
	g.learn("a", 1000, 5000)
	need, _ := g.estimate("a", 10_000)
	require.InDelta(t, 50_000, need, 1e-6, "one point: in proportion")
	g.learn("a", 2000, 6000)
	need, _ = g.estimate("a", 10_000)
	require.InDelta(t, 14_000, need, 1e-6, "two points: a line")
	g.learn("a", 3000, 5000)
	need, _ = g.estimate("a", 10_000)
	require.InDelta(t, 5000, need, 1e-6, "a falling line is level")
}

func TestGuardWatches(t *testing.T) {
	freed := 0
	// The reserve is an eighth of 800 MB.
	g := guard{meter: &fakeMeter{[]uint64{800e6, 200e6, 90e6, 150e6, 90e6, 95e6}}}
	watch := g.watch(func() { freed++ })
	require.NoError(t, watch(1000, 5000))
	require.Zero(t, freed)
	require.NoError(t, watch(2000, 5000), "collecting garbage helped")
	require.Equal(t, 1, freed)
	require.EqualError(t, watch(3000, 5000), "stopped after 3000 of 5000 subscriptions, 95.0 MB of memory left")
}

func TestFormatBytes(t *testing.T) {
	for _, tc := range []struct {
		bytes float64
		want  string
	}{{0, "0 B"}, {999, "999 B"}, {1000, "1.0 kB"}, {123_456, "123 kB"}, {9.14e9, "9.1 GB"}, {5e15, "5000 TB"}} {
		require.Equal(t, tc.want, formatBytes(tc.bytes), fmt.Sprint(tc.bytes))
	}
}
