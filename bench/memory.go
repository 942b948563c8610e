package bench

import (
	"bufio"
	"bytes"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path"
	"strconv"
	"strings"
)

// Meter tells how much memory is left.
type Meter interface {
	// Available returns the bytes that can be taken before the system or a limit
	// on the process objects, and false if that is not known.
	Available() (bytes uint64, ok bool)
}

// SystemMeter returns the meter of the running system: on Linux the available
// memory, or what the control groups of the process leave of their limits if that
// is less. Elsewhere nothing is known.
func SystemMeter() Meter { return linuxMeter{os.DirFS("/")} }

// linuxMeter reads proc and sys below root.
type linuxMeter struct{ root fs.FS }

func (m linuxMeter) Available() (uint64, bool) {
	available, ok := m.field("proc/meminfo", "MemAvailable:")
	if !ok {
		return 0, false
	}
	available *= 1024 // in kB
	for _, dir := range m.groups() {
		if left, ok := m.left(dir); ok {
			available = min(available, left)
		}
	}
	return available, true
}

// groups returns the directories of the process's control groups and of all
// groups above them. A container may see its own group only at the root.
func (m linuxMeter) groups() []string {
	data, err := fs.ReadFile(m.root, "proc/self/cgroup")
	if err != nil {
		return nil
	}
	var dirs []string
	for line := range strings.Lines(string(data)) {
		// hierarchy:controllers:path
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) != 3 {
			continue
		}
		var base string
		switch parts[1] {
		case "":
			base = "sys/fs/cgroup"
		case "memory":
			base = "sys/fs/cgroup/memory"
		default:
			continue
		}
		for dir := path.Clean("/" + parts[2]); ; dir = path.Dir(dir) {
			dirs = append(dirs, path.Join(base, dir))
			if dir == "/" {
				break
			}
		}
	}
	return dirs
}

// left returns what the group may still take. Its page cache can be dropped and
// does not count.
func (m linuxMeter) left(dir string) (uint64, bool) {
	limit, ok := m.number(path.Join(dir, "memory.max"))
	used, ok2 := m.number(path.Join(dir, "memory.current"))
	cache, _ := m.field(path.Join(dir, "memory.stat"), "inactive_file ")
	if !ok {
		limit, ok = m.number(path.Join(dir, "memory.limit_in_bytes"))
		used, ok2 = m.number(path.Join(dir, "memory.usage_in_bytes"))
		cache, _ = m.field(path.Join(dir, "memory.stat"), "total_inactive_file ")
	}
	if !ok || !ok2 {
		return 0, false // no such group, or without a limit ("max")
	}
	used -= min(used, cache)
	return limit - min(limit, used), true
}

func (m linuxMeter) number(name string) (uint64, bool) {
	data, err := fs.ReadFile(m.root, name)
	if err != nil {
		return 0, false
	}
	n, err := strconv.ParseUint(string(bytes.TrimSpace(data)), 10, 64)
	return n, err == nil
}

// field returns the number after the given beginning of a line.
func (m linuxMeter) field(name, prefix string) (uint64, bool) {
	f, err := m.root.Open(name)
	if err != nil {
		return 0, false
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), prefix); ok {
			if fields := strings.Fields(rest); len(fields) > 0 {
				n, err := strconv.ParseUint(fields[0], 10, 64)
				return n, err == nil
			}
		}
	}
	return 0, false
}

// What the guard reckons with.
const (
	// harmlessPerSub is more than a subscription costs in any index known: cells
	// that fit at this size are built without an estimate.
	harmlessPerSub = 32 << 10
	// headroom is what a build needs in relation to what it leaves.
	headroom = 1.25
	// spare is for all the rest of the process.
	spare = 64 << 20
	// maxReserve is what a load must leave available, or an eighth of what was
	// available before, if that is less.
	maxReserve = 256 << 20
)

// sampleSizes are the numbers of subscriptions that are built to estimate more.
var sampleSizes = [2]int{4_000, 16_000}

// guard decides whether a cell may be built.
type guard struct {
	meter  Meter              // nil: everything may
	points map[string][]point // bytes, by algorithm, of one workload, ascending
}

// point is a figure of an algorithm for a number of subscriptions.
type point struct{ subs, value float64 }

// shortageError says that a cell does not fit in memory.
type shortageError struct{ msg string }

func (s *shortageError) Error() string { return s.msg }

func (g *guard) available() (uint64, bool) {
	if g.meter == nil {
		return 0, false
	}
	return g.meter.Available()
}

// wary says whether a cell of that many subscriptions is not harmless.
func (g *guard) wary(subs int) bool {
	available, ok := g.available()
	return ok && float64(subs)*harmlessPerSub >= float64(available)
}

// learn notes what a cell needed.
func (g *guard) learn(algo string, subs int, bytes float64) {
	if g.points == nil {
		g.points = map[string][]point{}
	}
	g.points[algo] = append(g.points[algo], point{float64(subs), bytes})
}

// admit returns a shortageError if the cell would not fit. It calls sample for each
// size that it needs the memory of.
func (g *guard) admit(algo string, subs int, sample func(subs int) (bytes float64, err error)) error {
	if !g.wary(subs) {
		return nil
	}
	for _, n := range sampleSizes {
		known := g.points[algo]
		if len(known) >= 2 || n >= subs || len(known) == 1 && known[0].subs >= float64(n) {
			continue
		}
		bytes, err := sample(n)
		if err != nil {
			return err
		}
		g.learn(algo, n, bytes)
	}
	available, _ := g.available()
	need, ok := g.estimate(algo, subs)
	if ok && need*headroom+spare > float64(available) {
		return &shortageError{fmt.Sprintf("would need about %s, %s available",
			formatBytes(need*headroom+spare), formatBytes(float64(available)))}
	}
	return nil
}

// estimate continues the line through the last two points, or through the only
// one and zero.
func (g *guard) estimate(algo string, subs int) (bytes float64, ok bool) {
	known := g.points[algo]
	if len(known) == 0 {
		return 0, false
	}
	b := known[len(known)-1]
	a := point{}
	if len(known) > 1 {
		a = known[len(known)-2]
	}
	if b.subs <= a.subs {
		return b.value / b.subs * float64(subs), true
	}
	slope := max(0, (b.value-a.value)/(b.subs-a.subs))
	return max(0, b.value+slope*(float64(subs)-b.subs)), true
}

// watch returns a function for a load to call now and then, which returns a
// shortageError once too little is left. Before it gives up it calls free.
func (g *guard) watch(free func()) func(loaded, of int) error {
	before, ok := g.available()
	if !ok {
		return func(int, int) error { return nil }
	}
	reserve := min(maxReserve, before/8)
	return func(loaded, of int) error {
		left, ok := g.available()
		if !ok || left >= reserve {
			return nil
		}
		free()
		if left, ok = g.available(); !ok || left >= reserve {
			return nil
		}
		return &shortageError{fmt.Sprintf("stopped after %d of %d subscriptions, %s of memory left",
			loaded, of, formatBytes(float64(left)))}
	}
}

func formatBytes(b float64) string {
	units := []string{"B", "kB", "MB", "GB", "TB"}
	i := 0
	for b >= 999.5 && i < len(units)-1 {
		b /= 1000
		i++
	}
	if i == 0 || b >= 100 {
		return strconv.FormatFloat(math.Round(b), 'f', -1, 64) + " " + units[i]
	}
	return strconv.FormatFloat(b, 'f', 1, 64) + " " + units[i]
}
