package engine

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/thresh-dev/thresh/predicate"
)

// The benchmarks here count processor time, which only some systems tell by thread.

// BenchmarkTiers compares the ratios of merging: the processor time of a
// subscription, all its merges included, and that of a match on what they leave.
func BenchmarkTiers(b *testing.B) {
	subs := bands(b, benchSubs)
	events := bandEvents(b, 500)
	for _, ratio := range []int{2, 4, 8, 16} {
		b.Run(fmt.Sprintf("ratio=%d", ratio), func(b *testing.B) {
			var spent, match time.Duration
			for b.Loop() {
				o := Options{}.withDefaults()
				o.tuning.ratio = ratio
				e := New[int](o)
				start := processTime()
				for i, s := range subs[:benchSubs-1000] {
					require.NoError(b, e.Subscribe(i, s))
					if i%256 == 0 {
						settle(b, e) // as if they came slowly
					}
				}
				spent += processTime() - start
				start = processTime()
				for _, ev := range events {
					e.Count(ev)
				}
				match += processTime() - start
			}
			b.ReportMetric(float64(spent.Nanoseconds())/float64(b.N)/benchSubs, "ns/sub")
			b.ReportMetric(float64(match.Nanoseconds())/float64(b.N)/float64(len(events)), "ns/match")
		})
	}
}

// BenchmarkUpdates matches beside 10,000 replacements a second, and without.
func BenchmarkUpdates(b *testing.B) {
	subs := bands(b, benchSubs)
	events := bandEvents(b, 500)
	for _, rate := range []int{0, 10_000} {
		b.Run(fmt.Sprintf("updates=%d", rate), func(b *testing.B) {
			e := New[int](Options{})
			require.NoError(b, e.SubscribeAll(numbered(subs)))
			stop, done := make(chan struct{}), make(chan struct{})
			go func() {
				defer close(done)
				updates(e, subs, rate, stop)
			}()
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			var took []time.Duration
			for b.Loop() {
				start := threadTime()
				e.Count(events[len(took)%len(events)])
				took = append(took, threadTime()-start)
			}
			close(stop)
			<-done
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Nanoseconds()), "p50-ns")
			b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds()), "p99-ns")
		})
	}
}

// updates removes the oldest subscription and adds one, that many times a second.
func updates(e *Engine[int], subs []*predicate.Subscription, rate int, stop <-chan struct{}) {
	start := time.Now()
	for i := 0; ; {
		select {
		case <-stop:
			return
		case <-time.After(time.Millisecond):
		}
		for due := int(time.Since(start).Seconds() * float64(rate)); i < due; i++ {
			e.Unsubscribe(i)
			_ = e.Subscribe(len(subs)+i, subs[i%len(subs)])
		}
	}
}

// threadTime returns the processor time of the calling thread, and processTime that
// of all: what others do on the machine does not count.
func threadTime() time.Duration  { return clock(unix.CLOCK_THREAD_CPUTIME_ID) }
func processTime() time.Duration { return clock(unix.CLOCK_PROCESS_CPUTIME_ID) }

func clock(id int32) time.Duration {
	var t unix.Timespec
	_ = unix.ClockGettime(id, &t)
	return time.Duration(t.Nano())
}
