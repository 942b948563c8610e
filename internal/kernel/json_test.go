package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// jsonMasks says what JSONBlock does, a byte at a time.
func jsonMasks(c byte) [16]bool {
	lower := c | 0x20
	return [16]bool{
		c == '\\', c == '"', c < 0x20, c >= 0x80, c == '{', c == '{' || c == '[', c == '}' || c == ']', c == ',', c == ':',
		c == ' ' || c == '\t' || c == '\n' || c == '\r', c >= '0' && c <= '9', c == '0', c == '.', lower == 'e', c == '-', c == '-' || c == '+',
	}
}

func (b *JSONBlock) masks() [16]uint64 {
	return [16]uint64{
		b.Backslash, b.Quote, b.Control, b.High, b.OpenObject, b.Open, b.Close, b.Comma, b.Colon,
		b.Space, b.Digit, b.Zero, b.Dot, b.Exp, b.Minus, b.Sign,
	}
}

// testClassify tests a form of ClassifyJSON on all bytes, lengths and alignments.
func testClassify(t *testing.T, classify func(dst []JSONBlock, src []byte)) {
	t.Helper()
	const seed = 5
	rng := rand.New(rand.NewPCG(seed, 0))
	memory := make([]byte, 64+300)
	const guard = 0x5555555555555555
	for n := 1; n < 300; n++ {
		for _, align := range []int{0, 1, 31, 63} {
			for i := range memory {
				memory[i] = byte(rng.Uint32())
				if rng.IntN(2) == 0 {
					memory[i] = "{}[]:,\"\\ \t\n\r0129.eE+-\x00\x1f\x7f\x80/;@^`|~"[rng.IntN(32)]
				}
			}
			src := memory[align : align+n : align+n]
			blocks := (n + 63) / 64
			dst := make([]JSONBlock, blocks+1)
			dst[blocks].Backslash = guard
			classify(dst[:blocks], src)
			require.Equal(t, uint64(guard), dst[blocks].Backslash)
			for i := range blocks * 64 {
				c := byte(' ')
				if i < n {
					c = src[i]
				}
				want := jsonMasks(c)
				for k, m := range dst[i/64].masks() {
					if want[k] != (m>>(i%64)&1 != 0) {
						t.Fatalf("seed %d, length %d, alignment %d: byte %d, %q, mask %d", seed, n, align, i, c, k)
					}
				}
			}
		}
	}
	classify(nil, nil)
	for c := range 256 {
		dst := make([]JSONBlock, 1)
		classify(dst, []byte{byte(c)})
		for k, m := range dst[0].masks() {
			require.Equal(t, jsonMasks(byte(c))[k], m&1 != 0, "byte %q, mask %d", c, k)
		}
	}
}

func TestClassifyJSON(t *testing.T)         { testClassify(t, ClassifyJSON) }
func TestClassifyJSONPortable(t *testing.T) { testClassify(t, classifyJSON) }

func BenchmarkClassifyJSON(b *testing.B) {
	src := make([]byte, 1024)
	for i := range src {
		src[i] = byte(i)
	}
	dst := make([]JSONBlock, len(src)/64)
	for name, classify := range map[string]func([]JSONBlock, []byte){"chosen": ClassifyJSON, "portable": classifyJSON} {
		b.Run(fmt.Sprintf("kernel=%s", name), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			for b.Loop() {
				classify(dst, src)
			}
		})
	}
}
