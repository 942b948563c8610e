package kernel

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// jsonMasks says what JSONBlock does, a byte at a time.
func jsonMasks(c byte) [16]bool {
	lower := c | 0x20
	return [16]bool{
		c == '\\', c == '"', c < 0x20, c >= 0x80, c == '{' || c == '}', c == '{' || c == '[', c == '}' || c == ']', c == ',', c == ':',
		c == ' ' || c == '\t' || c == '\n' || c == '\r', c >= '0' && c <= '9', c == '0', c == '.', lower == 'e', c == '-', c == '-' || c == '+',
	}
}

func (g *JSONGroup) masks() [16]*JSONWords {
	return [16]*JSONWords{
		&g.Backslash, &g.Quote, &g.Control, &g.High, &g.Brace, &g.Open, &g.Close, &g.Comma, &g.Colon,
		&g.Space, &g.Digit, &g.Zero, &g.Dot, &g.Exp, &g.Minus, &g.Sign,
	}
}

type classifier func(g *JSONGroup, src []byte) (high, backslash uint8)

// testClassify tests a form of ClassifyJSON on all bytes, lengths and alignments.
func testClassify(t *testing.T, classify classifier) {
	t.Helper()
	const seed = 5
	rng := rand.New(rand.NewPCG(seed, 0))
	memory := make([]byte, 64+JSONGroupBytes)
	for n := range JSONGroupBytes + 1 {
		for _, align := range []int{0, 1, 31, 63} {
			for i := range memory {
				memory[i] = byte(rng.Uint32())
				if rng.IntN(2) == 0 {
					memory[i] = "{}[]:,\"\\ \t\n\r0129.eE+-\x00\x1f\x7f\x80/;@^`|~"[rng.IntN(32)]
				}
			}
			src := memory[align : align+n : align+n]
			var g JSONGroup
			high, backslash := classify(&g, src)
			for w := range JSONGroupWords {
				require.Equal(t, g.High[w] != 0, high>>w&1 != 0)
				require.Equal(t, g.Backslash[w] != 0, backslash>>w&1 != 0)
			}
			for i := range JSONGroupBytes {
				c := byte(' ')
				if i < n {
					c = src[i]
				}
				want := jsonMasks(c)
				for k, m := range g.masks() {
					if want[k] != (m[i/64]>>(i%64)&1 != 0) {
						t.Fatalf("seed %d, length %d, alignment %d: byte %d, %q, mask %d", seed, n, align, i, c, k)
					}
				}
			}
		}
	}
	for c := range 256 {
		var g JSONGroup
		classify(&g, []byte{byte(c)})
		for k, m := range g.masks() {
			require.Equal(t, jsonMasks(byte(c))[k], m[0]&1 != 0, "byte %q, mask %d", c, k)
		}
	}
}

func TestClassifyJSON(t *testing.T)         { testClassify(t, ClassifyJSON) }
func TestClassifyJSONPortable(t *testing.T) { testClassify(t, classifyJSON) }

// TestFindJSON compares FindJSON with its portable form on the tokens of JSON in any
// order, with runs of spaces and digits through whole words.
func TestFindJSON(t *testing.T) {
	const seed = 6
	rng := rand.New(rand.NewPCG(seed, 0))
	pieces := []string{
		"{", "}", "[", "]", ",", ":", `"`, `"name"`, `"a":`, "0", "-", "12", "1.5", "-0.25e+3", "E-7", ".", "e", "true", "null", "x", "\n", "\x01",
		`{"a":1,"b":[1,2.5,"x"]}`, `[[1,2],[3,4]],`, strings.Repeat(" ", 70), strings.Repeat("9", 130), strings.Repeat("t", 64), " ", ", ", ": ",
	}
	for round := range 20_000 {
		want, got := StartJSON(), StartJSON()
		stride := 3*JSONGroupWords + rng.IntN(3)
		wantMasks, gotMasks := make([]uint64, NumJSONMasks*stride), make([]uint64, NumJSONMasks*stride)
		few := 1 + rng.IntN(len(pieces))
		for i := range 3 {
			var src []byte
			for len(src) < JSONGroupBytes {
				src = append(src, pieces[rng.IntN(few)]...)
			}
			var g JSONGroup
			classifyJSON(&g, src[:JSONGroupBytes])
			h := g
			wantVerdict := findJSON(&g, &want, JSONMasks{wantMasks, stride}, i*JSONGroupWords, JSONGroupWords)
			gotVerdict := FindJSON(&h, &got, JSONMasks{gotMasks, stride}, i*JSONGroupWords, JSONGroupWords)
			require.Equal(t, wantVerdict, gotVerdict, "seed %d, round %d, group %d: %s", seed, round, i, src)
			require.Equal(t, g, h, "seed %d, round %d, group %d: %s", seed, round, i, src)
			require.Equal(t, wantMasks, gotMasks, "seed %d, round %d, group %d: %s", seed, round, i, src)
			require.Equal(t, want, got, "seed %d, round %d, group %d: %s", seed, round, i, src)
		}
	}
}

func benchmarkClassify(b *testing.B, classify classifier) {
	b.Helper()
	src := make([]byte, JSONGroupBytes)
	for i := range src {
		src[i] = byte(i)
	}
	var g JSONGroup
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		classify(&g, src)
	}
}

func BenchmarkClassifyJSON(b *testing.B) {
	b.Run("kernel=chosen", func(b *testing.B) { benchmarkClassify(b, ClassifyJSON) })
	b.Run("kernel=portable", func(b *testing.B) { benchmarkClassify(b, classifyJSON) })
}

func BenchmarkFindJSON(b *testing.B) {
	var g JSONGroup
	classifyJSON(&g, []byte(strings.Repeat(`{"name": [1.5, 2.25], "other": "text"}, `, 13))[:JSONGroupBytes])
	to := JSONMasks{make([]uint64, NumJSONMasks*JSONGroupWords), JSONGroupWords}
	for name, find := range map[string]func(*JSONGroup, *JSONCarry, JSONMasks, int, int) JSONVerdict{"chosen": FindJSON, "portable": findJSON} {
		b.Run("kernel="+name, func(b *testing.B) {
			c := StartJSON()
			b.SetBytes(JSONGroupBytes)
			for b.Loop() {
				find(&g, &c, to, 0, JSONGroupWords)
			}
		})
	}
}
