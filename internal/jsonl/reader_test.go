package jsonl_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/jsonl"
)

// readAll returns the lines as number:text, errors among them, up to the end or
// to the first failure.
func readAll(tb testing.TB, r *jsonl.Reader) []string {
	tb.Helper()
	got := []string{}
	for {
		line, err := r.Next()
		var bad *jsonl.Error
		switch {
		case errors.Is(err, io.EOF):
			_, again := r.Next()
			require.ErrorIs(tb, again, io.EOF)
			return got
		case errors.As(err, &bad):
			require.Equal(tb, bad.Line, r.Line())
			got = append(got, err.Error())
		case err != nil:
			_, again := r.Next()
			require.Equal(tb, err, again)
			return append(got, "failed "+err.Error())
		default:
			got = append(got, strconv.Itoa(r.Line())+":"+string(line))
		}
	}
}

func compress(tb testing.TB, text string) string {
	tb.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := io.WriteString(w, text)
	require.NoError(tb, err)
	require.NoError(tb, w.Close())
	return b.String()
}

func TestLines(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"empty", "", []string{}},
		{"mark alone", "\ufeff", []string{}},
		{"one", "a\n", []string{"1:a"}},
		{"no line feed at the end", "a\nb", []string{"1:a", "2:b"}},
		{"blank", "\n\na\n \n", []string{"1:", "2:", "3:a", "4: "}},
		{"carriage returns", "a\r\nb\r\r\nc\rd\r\n", []string{"1:a", "2:b\r", "3:c\rd"}},
		{"mark", "\ufeffa\n\ufeffb\n", []string{"1:a", "2:\ufeffb"}},
		{"half a mark", "\xef\xbba\n", []string{"1:\xef\xbba"}},
		{"first byte of gzip", "\x1fa\n", []string{"1:\x1fa"}},
		{"gzip", compress(t, "\ufeffa\r\nb"), []string{"1:a", "2:b"}},
		{"two gzip members", compress(t, "a\nb") + compress(t, "c\nd\n"), []string{"1:a", "2:bc", "3:d"}},
		{"empty gzip", compress(t, ""), []string{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, readAll(t, jsonl.NewReader(strings.NewReader(c.in), "f")))
			slow := iotest.OneByteReader(strings.NewReader(c.in))
			require.Equal(t, c.want, readAll(t, jsonl.NewReader(slow, "f")))
			eof := iotest.DataErrReader(strings.NewReader(c.in))
			require.Equal(t, c.want, readAll(t, jsonl.NewReader(eof, "f")))
		})
	}
}

func TestLineLengths(t *testing.T) {
	for _, n := range []int{
		256<<10 - 2, 256<<10 - 1, 256 << 10, 256<<10 + 1, 3 << 20,
		jsonl.MaxLine - 1, jsonl.MaxLine, jsonl.MaxLine + 1, jsonl.MaxLine + 2, jsonl.MaxLine + 3, jsonl.MaxLine + 300<<10,
	} {
		if testing.Short() && n > 3<<20 && n != jsonl.MaxLine+1 {
			continue
		}
		for _, end := range []string{"\n", "\r\n", ""} {
			text := "first\n" + strings.Repeat("x", n) + end
			if end != "" {
				text += "last"
			}
			r := jsonl.NewReader(strings.NewReader(text), "f")
			got := readAll(t, r)
			want := []string{"1:first", "2:" + strings.Repeat("x", n), "3:last"}
			if n > jsonl.MaxLine {
				want[1] = "f:2:16777217: the line is longer than 16 MiB"
			}
			if end == "" {
				want = want[:2]
			}
			require.Len(t, got, len(want), "length %d, end %q", n, end)
			for i := range got {
				if got[i] != want[i] { // too long to be printed
					require.Failf(t, "another line", "length %d, end %q, line %d: %.60q", n, end, i+1, got[i])
				}
			}
		}
	}
}

// A line of 100 MB costs no more memory than the limit allows, and the lines
// after it are read.
func TestLongLineMemory(t *testing.T) {
	const size = 100 << 20
	long := io.LimitReader(repeated('x'), size)
	r := jsonl.NewReader(io.MultiReader(long, strings.NewReader("\nafter\n")), "f")
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	_, err := r.Next()
	require.ErrorIs(t, err, jsonl.ErrLineTooLong)
	runtime.GC()
	runtime.ReadMemStats(&after)
	require.Less(t, int64(after.HeapAlloc)-int64(before.HeapAlloc), int64(2*jsonl.MaxLine), "held after the error")
	line, err := r.Next()
	require.NoError(t, err)
	require.Equal(t, "after", string(line))
	require.Equal(t, 2, r.Line())
	runtime.ReadMemStats(&after)
	// Growing to the limit by halves or so takes a few times the limit in all.
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(8*jsonl.MaxLine), "allocated in all")
	runtime.GC()
	runtime.ReadMemStats(&after)
	require.Less(t, int64(after.HeapAlloc)-int64(before.HeapAlloc), int64(2<<20), "held after the next line")
}

type repeated byte

func (c repeated) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(c)
	}
	return len(p), nil
}

// Reading lines allocates nothing but the buffer.
func TestAllocations(t *testing.T) {
	r := jsonl.NewReader(strings.NewReader(strings.Repeat("{\"a\":1}\n", 200_000)), "f")
	_, err := r.Next()
	require.NoError(t, err)
	require.Zero(t, testing.AllocsPerRun(100_000, func() {
		if _, err := r.Next(); err != nil {
			t.Fatal(err)
		}
	}))
}

func TestFailures(t *testing.T) {
	text := strings.Repeat("{\"a\":1}\n", 3) + `{"b":`
	packed := compress(t, text+strings.Repeat("0123456789abcdefghij", 50))
	broken := []byte(compress(t, text))
	broken[len(broken)-8] ^= 1 // the checksum
	for _, c := range []struct {
		name, file string
		in         io.Reader
		want       []string
	}{
		{
			"read error", "f", io.MultiReader(strings.NewReader(text), iotest.ErrReader(errors.New("no luck"))),
			[]string{`1:{"a":1}`, `2:{"a":1}`, `3:{"a":1}`, "failed f:4:6: no luck"},
		},
		{"read error at once", "f", iotest.ErrReader(fs.ErrPermission), []string{"failed f:1:1: permission denied"}},
		{
			"not gzip", "f.gz", strings.NewReader(text),
			[]string{"failed f.gz:1:1: the name ends in .gz, but the file is not gzip data"},
		},
		{
			"nothing in .gz", "f.gz", strings.NewReader(""),
			[]string{"failed f.gz:1:1: the compressed data ends too early; is the file complete?"},
		},
		{
			"gzip magic alone", "f", strings.NewReader("\x1f\x8b"),
			[]string{"failed f:1:1: the compressed data ends too early; is the file complete?"},
		},
		{
			"gzip header damaged", "f", strings.NewReader("\x1f\x8bnot a header at all"),
			[]string{"failed f:1:1: the compressed data is damaged: gzip: invalid header"},
		},
		{
			"gzip without its end", "f", strings.NewReader(packed[:len(packed)-9]),
			[]string{
				`1:{"a":1}`, `2:{"a":1}`, `3:{"a":1}`,
				"failed f:4:1006: the compressed data ends too early; is the file complete?",
			},
		},
		{
			"gzip checksum", "f", bytes.NewReader(broken),
			[]string{
				`1:{"a":1}`, `2:{"a":1}`, `3:{"a":1}`,
				"failed f:4:6: the compressed data is damaged: gzip: invalid checksum",
			},
		},
		{
			"more after gzip", "f", strings.NewReader(compress(t, "a\nb") + "tail of text"),
			[]string{"1:a", "failed f:2:2: the compressed data is damaged: gzip: invalid header"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, readAll(t, jsonl.NewReader(c.in, c.file)))
		})
	}
}

// However a compressed file is cut, its whole lines come first, and then the
// failure.
func TestTruncatedGzip(t *testing.T) {
	packed := compress(t, strings.Repeat("{\"a\":1,\"b\":\"xyz\"}\n", 100))
	for n := 2; n < len(packed); n++ {
		got := readAll(t, jsonl.NewReader(strings.NewReader(packed[:n]), "f"))
		for i, line := range got[:len(got)-1] {
			require.Equal(t, strconv.Itoa(i+1)+`:{"a":1,"b":"xyz"}`, line)
		}
		require.Regexp(t, `^failed f:\d+:\d+: the compressed data ends too early`, got[len(got)-1], "cut at %d", n)
	}
}

func TestAt(t *testing.T) {
	r := jsonl.NewReader(strings.NewReader("zero\naä€𝄞\xffz\n"), "dir/f")
	cause := errors.New("cause")
	for range 2 {
		_, err := r.Next()
		require.NoError(t, err)
	}
	for _, c := range []struct{ offset, column int }{
		{-1, 1}, {0, 1}, {1, 2}, {3, 3}, {6, 4}, {10, 5}, {11, 6}, {12, 7}, {13, 7}, {99, 7},
	} {
		err := r.At(c.offset, cause)
		require.Equal(t, &jsonl.Error{File: "dir/f", Line: 2, Column: c.column, Err: cause}, err, "offset %d", c.offset)
		require.ErrorIs(t, err, cause)
	}
	require.EqualError(t, r.At(1, cause), "dir/f:2:2: cause")
}

// A line is returned as soon as it has come, without asking for more.
func TestNoReadAhead(t *testing.T) {
	for _, in := range []string{"{}\n", "\ufeff{}\n", "\x1f\n"} {
		in, out := strings.NewReader(in), errors.New("asked for more")
		r := jsonl.NewReader(io.MultiReader(in, iotest.ErrReader(out)), "f")
		_, err := r.Next()
		require.NoError(t, err)
		_, err = r.Next()
		require.ErrorIs(t, err, out)
	}
}

func TestBlank(t *testing.T) {
	for _, s := range []string{"", " ", "\t \r"} {
		require.True(t, jsonl.Blank([]byte(s)), "%q", s)
	}
	for _, s := range []string{"x", " {", "\v", "\u00a0", "\x00"} {
		require.False(t, jsonl.Blank([]byte(s)), "%q", s)
	}
}

func BenchmarkNext(b *testing.B) {
	text := strings.Repeat(`{"date":"2001-01-01T00:01:00Z","hour":0,"weekday":"Mon","origin":"LAS","delay":33}`+"\n", 10_000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		r := jsonl.NewReader(strings.NewReader(text), "f")
		for {
			if _, err := r.Next(); err != nil {
				break
			}
		}
	}
}
