//go:build unix

package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/jsonl"
)

const twoSubs = `{"id":"big","where":"n >= 10"}
{"id":"odd","where":"odd"}
`

// printed is the line of an event with its ids.
func printed(n int, ids ...string) string {
	list := ""
	if len(ids) > 0 {
		list = `"` + strings.Join(ids, `","`) + `"`
	}
	return fmt.Sprintf("{\"event\":%d,\"ids\":[%s]}\n", n, list)
}

// chunks is an input that comes in pieces. Before each of them, and before the
// end, pause is called with how many there were.
type chunks struct {
	pieces []string
	pause  func(n int)
	n      int
}

func (c *chunks) Read(p []byte) (int, error) {
	c.pause(c.n)
	if c.n == len(c.pieces) {
		return 0, io.EOF
	}
	c.n++
	return copy(p, c.pieces[c.n-1]), nil
}

// Before the command waits for input, whatever is known is in the output.
func TestFlushBeforeWaiting(t *testing.T) {
	subs := file(t, "s.jsonl", twoSubs)
	var out, errOut bytes.Buffer
	paused := 0
	in := &chunks{pieces: []string{
		"{\"n\":1", "0}\n", "{\"n\":9}\n{\"n\":11,", "\"odd\":true}\n\n", "{bad\n{\"odd\":true}\n", "{}",
	}}
	in.pause = func(n int) {
		paused++
		lines := strings.Count(out.String(), "\n")
		require.Equal(t, []int{0, 0, 1, 2, 3, 4, 4}[n], lines, "lines after %d pieces", n)
		require.Equal(t, n > 4, errOut.Len() > 0)
		require.True(t, out.Len() == 0 || strings.HasSuffix(out.String(), "}\n"), "half a line")
	}
	require.Zero(t, run([]string{"match", "-subs", subs, "-skip-invalid"}, in, &out, &errOut))
	require.Equal(t, len(in.pieces)+1, paused)
	require.Equal(t, printed(0, "big")+printed(1)+printed(2, "big", "odd")+printed(5, "odd")+printed(6), out.String())
}

// Explanations are flushed too.
func TestFlushExplanations(t *testing.T) {
	subs := file(t, "s.jsonl", twoSubs)
	var out, errOut bytes.Buffer
	in := &chunks{pieces: []string{"{\"odd\":true}\n", "{\"odd\":false}\n"}}
	in.pause = func(n int) { require.Equal(t, n, strings.Count(out.String(), "event ")) }
	require.Zero(t, run([]string{"explain", "-subs", subs, "-id", "odd", "-events", "-"}, in, &out, &errOut))
}

// Nothing is read of the events, and nothing printed, where the subscriptions are
// bad.
func TestBadSubscriptionsComeFirst(t *testing.T) {
	subs := file(t, "s.jsonl", twoSubs+`{"id":"odd","where":"true"}`)
	in := &chunks{pause: func(int) { t.Error("the events were read") }}
	r := threshFrom(t, in, "match", "-subs", subs)
	require.Equal(t, result{1, "", subs + ":3:7: duplicate id \"odd\", first on line 2\n"}, r)
}

func compressed(tb testing.TB, text string) string {
	tb.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := io.WriteString(w, text)
	require.NoError(tb, err)
	require.NoError(tb, w.Close())
	return b.String()
}

func TestGzip(t *testing.T) {
	events := "{\"n\":10}\n{\"n\":1,\"odd\":true}\n"
	want := result{0, "{\"event\":0,\"ids\":[\"big\"]}\n{\"event\":1,\"ids\":[\"odd\"]}\n", ""}
	subs := file(t, "s.jsonl.gz", compressed(t, twoSubs))
	packed := file(t, "e.jsonl.gz", compressed(t, events))
	require.Equal(t, want, thresh(t, "", "match", "-subs", subs, "-events", packed))
	require.Equal(t, want, thresh(t, compressed(t, events), "match", "-subs", subs), "the standard input")

	text := compressed(t, events)
	cut := file(t, "e.jsonl.gz", text[:len(text)-10])
	r := thresh(t, "", "match", "-subs", subs, "-events", cut)
	require.Equal(t, 1, r.code)
	require.Regexp(t, `^.*/e\.jsonl\.gz:\d:\d+: the compressed data ends too early; is the file complete\?\n$`, r.errOut)
	require.True(t, strings.HasPrefix(want.out, r.out))

	// A file that cannot be read on is no line that can be skipped.
	cutSubs := file(t, "s.jsonl.gz", compressed(t, twoSubs)[:40])
	r = thresh(t, events, "match", "-subs", cutSubs, "-skip-invalid")
	require.Equal(t, 1, r.code)
	require.Empty(t, r.out)
	require.Contains(t, r.errOut, "the compressed data ends too early")

	plain := file(t, "e.jsonl.gz", events)
	r = thresh(t, "", "match", "-subs", subs, "-events", plain)
	require.Equal(t, result{1, "", plain + ":1:1: the name ends in .gz, but the file is not gzip data\n"}, r)
}

func TestUnreadable(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read every file")
	}
	name := file(t, "s.jsonl", twoSubs)
	require.NoError(t, os.Chmod(name, 0))
	r := thresh(t, "", "check", "-subs", name)
	require.Equal(t, result{1, "", "thresh: " + name + ": permission denied\n"}, r)
}

// failing is an output that fails once it was given some bytes.
type failing struct {
	left int
	err  error
	bytes.Buffer
}

func (f *failing) Write(p []byte) (int, error) {
	n := min(len(p), f.left)
	f.left -= n
	f.Buffer.Write(p[:n])
	if n < len(p) {
		return n, f.err
	}
	return n, nil
}

func TestOutputFails(t *testing.T) {
	subs := file(t, "s.jsonl", twoSubs)
	for _, c := range []struct {
		cause error
		want  result
	}{
		{syscall.EPIPE, result{code: 0}},
		{&os.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.EPIPE}, result{code: 0}},
		{io.ErrClosedPipe, result{code: 0}},
		{syscall.ENOSPC, result{code: 1, errOut: "thresh: writing the output: no space left on device\n"}},
	} {
		for _, args := range [][]string{
			{"match", "-subs", subs},
			{"match", "-subs", subs, "-count"},
			{"explain", "-subs", subs, "-id", "big", "-events", "-"},
		} {
			for _, left := range []int{0, 10, 100_000} {
				read := 0
				in := &chunks{pieces: []string{}, pause: func(int) { read++ }}
				for range 2000 {
					in.pieces = append(in.pieces, strings.Repeat("{\"n\":12}\n", 100))
				}
				out := &failing{left: left, err: c.cause}
				var errOut bytes.Buffer
				code := run(args, in, out, &errOut)
				require.Equal(t, c.want, result{code, "", errOut.String()}, "%v, %d bytes", args, left)
				require.Less(t, read, 1000, "reading went on")
			}
		}
	}
	// A bad event after that is not said, as nobody reads the result.
	out := &failing{err: syscall.EPIPE}
	var errOut bytes.Buffer
	require.Zero(t, run([]string{"match", "-subs", subs}, strings.NewReader("{}\nbad\n"), out, &errOut))
}

// A line of 100 MB is an error at its place. It is never held as a whole, and
// with -skip-invalid the line after it is matched.
func TestLongLine(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 200 MB")
	}
	subs := file(t, "s.jsonl", twoSubs)
	input := func() io.Reader {
		return io.MultiReader(strings.NewReader("{\"n\":10}\n{\"n\":\""),
			io.LimitReader(endless('x'), 100<<20), strings.NewReader("\"}\n{\"odd\":true}\n"))
	}
	message := fmt.Sprintf("-:2:%d: the line is longer than 16 MiB\n", jsonl.MaxLine+1)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r := threshFrom(t, input(), "match", "-subs", subs)
	require.Equal(t, result{1, "{\"event\":0,\"ids\":[\"big\"]}\n", message}, r)
	r = threshFrom(t, input(), "match", "-subs", subs, "-skip-invalid")
	require.Equal(t, result{0, "{\"event\":0,\"ids\":[\"big\"]}\n{\"event\":2,\"ids\":[\"odd\"]}\n", message}, r)
	runtime.ReadMemStats(&after)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(2*6*jsonl.MaxLine))
}

type endless byte

func (c endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(c)
	}
	return len(p), nil
}

// The memory in use does not grow with the number of events.
func TestConstantMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("matches 300,000 events")
	}
	subs := file(t, "s.jsonl", twoSubs)
	var used []uint64
	in := &chunks{}
	for i := range 300 {
		var b strings.Builder
		for j := range 1000 {
			fmt.Fprintf(&b, "{\"n\":%d,\"text\":\"%d\",\"attribute%d\":null}\n", j, i*1000+j, i)
		}
		in.pieces = append(in.pieces, b.String())
	}
	in.pause = func(n int) {
		if n == 50 || n == len(in.pieces) {
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			used = append(used, m.HeapAlloc)
		}
	}
	var errOut bytes.Buffer
	require.Zero(t, run([]string{"match", "-subs", subs, "-count"}, in, io.Discard, &errOut))
	require.Len(t, used, 2)
	require.Less(t, int64(used[1])-int64(used[0]), int64(512<<10))
}

// guarded is a buffer for several goroutines.
type guarded struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (g *guarded) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.b.Write(p)
}

func (g *guarded) String() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.b.String()
}

// An interrupt ends a command that waits for input. What was matched is printed.
func TestInterruptWhileWaiting(t *testing.T) {
	subs := file(t, "s.jsonl", twoSubs)
	in, w := io.Pipe()
	defer w.Close()
	out := &guarded{}
	var errOut bytes.Buffer
	done := make(chan int)
	go func() { done <- run([]string{"match", "-subs", subs}, in, out, &errOut) }()
	_, err := io.WriteString(w, "{\"n\":10}\n{\"n\":")
	require.NoError(t, err)
	want := printed(0, "big")
	require.Eventually(t, func() bool { return out.String() == want }, 10*time.Second, time.Millisecond)
	require.NoError(t, syscall.Kill(os.Getpid(), syscall.SIGINT))
	select {
	case code := <-done:
		require.Equal(t, exitInterrupted, code)
	case <-time.After(10 * time.Second):
		t.Fatal("the interrupt was not seen")
	}
	require.Equal(t, want, out.String())
	require.Empty(t, errOut.String())
}

// program returns a command that runs thresh in a process of its own.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), exe, args...)
	cmd.Env = append(os.Environ(), mainVariable+"=1")
	return cmd
}

// An interrupt ends a command that is busy, after a whole line.
func TestInterruptWhileMatching(t *testing.T) {
	subs := file(t, "s.jsonl", twoSubs)
	cmd := program(t, "match", "-subs", subs)
	cmd.Stdin = io.MultiReader(endlessEvents{})
	out := &guarded{}
	var errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = out, &errOut
	require.NoError(t, cmd.Start())
	require.Eventually(t, func() bool { return len(out.String()) > 1000 }, 20*time.Second, time.Millisecond)
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	require.Error(t, cmd.Wait())
	require.Equal(t, exitInterrupted, cmd.ProcessState.ExitCode())
	require.Empty(t, errOut.String())
	i := 0
	for line := range strings.Lines(out.String()) {
		require.Equal(t, printed(i, "big"), line)
		i++
	}
}

type endlessEvents struct{}

func (endlessEvents) Read(p []byte) (int, error) {
	const event = "{\"n\":12}\n"
	n := copy(p, strings.Repeat(event, max(1, len(p)/len(event))))
	return n, nil
}

// thresh match … | head -1
func TestBrokenPipe(t *testing.T) {
	subs := file(t, "s.jsonl", twoSubs)
	events := file(t, "e.jsonl", strings.Repeat("{\"n\":12}\n", 200_000))
	r, w, err := os.Pipe()
	require.NoError(t, err)
	cmd := program(t, "match", "-subs", subs, "-events", events)
	var errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = w, &errOut
	require.NoError(t, cmd.Start())
	require.NoError(t, w.Close())
	head := make([]byte, 26)
	_, err = io.ReadFull(r, head)
	require.NoError(t, err)
	require.Equal(t, printed(0, "big"), string(head))
	require.NoError(t, r.Close())
	require.NoError(t, cmd.Wait())
	require.Zero(t, cmd.ProcessState.ExitCode())
	require.Empty(t, errOut.String())
}

func TestFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full here")
	}
	defer full.Close()
	cmd := program(t, "match", "-subs", file(t, "s.jsonl", twoSubs))
	cmd.Stdin = strings.NewReader("{}\n")
	var errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = full, &errOut
	require.Error(t, cmd.Run())
	require.Equal(t, 1, cmd.ProcessState.ExitCode())
	require.Regexp(t, `^thresh: writing the output: .*no space left on device\n$`, errOut.String())
}

// A named pipe is read as it is filled.
func TestNamedPipe(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Skip("there are no named pipes here")
	}
	go func() {
		w, err := os.OpenFile(fifo, os.O_WRONLY, 0)
		if err == nil {
			_, err = io.WriteString(w, "{\"n\":12}\n")
			err = errors.Join(err, w.Close())
		}
		if err != nil {
			t.Error(err)
		}
	}()
	r := thresh(t, "", "match", "-subs", file(t, "s.jsonl", twoSubs), "-events", fifo)
	require.Equal(t, result{0, "{\"event\":0,\"ids\":[\"big\"]}\n", ""}, r)
}
