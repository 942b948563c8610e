package jsonscan

import (
	"math/rand/v2"
	"strconv"
	"strings"
)

// writer writes random documents, with all that JSON allows.
type writer struct {
	rng  *rand.Rand
	out  []byte
	room int // bytes that are still wanted
	wide bool
}

func randomDoc(rng *rand.Rand, size int) []byte {
	w := &writer{rng: rng, room: size, wide: rng.IntN(3) == 0}
	w.space()
	w.object(1)
	w.space()
	return w.out
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

func (w *writer) space() {
	if !w.wide {
		if w.rng.IntN(4) == 0 {
			w.out = append(w.out, ' ')
		}
		return
	}
	for range w.rng.IntN(4) * w.rng.IntN(4) * w.rng.IntN(12) / 4 {
		w.out = append(w.out, pick(w.rng, []byte(" \t\n\r")))
	}
}

func (w *writer) token(s string) {
	w.space()
	w.out = append(w.out, s...)
	w.space()
}

func (w *writer) object(depth int) {
	w.token("{")
	for i := range w.rng.IntN(8) {
		if i > 0 {
			w.token(",")
		}
		w.string(pick(w.rng, []string{"a", "b", "c", "d", "e.f", "", "x", "name", "eight678", "a name of sixteen", "name of more than sixteen bytes", "é", `\`, `"`}))
		w.token(":")
		w.value(depth)
	}
	w.token("}")
}

func (w *writer) value(depth int) {
	if w.room -= 8; w.room < 0 || depth > 20 {
		w.token("1")
		return
	}
	switch w.rng.IntN(10) {
	case 0, 1:
		w.object(depth + 1)
	case 2, 3:
		w.token("[")
		for i := range w.rng.IntN(6) {
			if i > 0 {
				w.token(",")
			}
			w.value(depth + 1)
		}
		w.token("]")
	case 4, 5:
		w.token(w.number())
	case 6:
		w.token(pick(w.rng, []string{"true", "false", "null"}))
	default:
		w.string(pick(w.rng, []string{"", "x", "some text", "ends in \\", "a\nb", "{[,:]}", strings.Repeat("long ", 30), "日本語", "😀", "tru", "\u007f\u0080\u07ff\u0800\uffff", `\"\`}))
	}
}

func (w *writer) number() string {
	switch w.rng.IntN(9) {
	case 0:
		return strconv.Itoa(w.rng.IntN(2000) - 1000)
	case 1:
		return strconv.FormatUint(w.rng.Uint64(), 10)
	case 2:
		return strconv.FormatInt(int64(w.rng.Uint64()), 10)
	case 3:
		return strconv.FormatFloat(w.rng.NormFloat64()*100, 'f', w.rng.IntN(20), 64)
	case 4:
		return strconv.FormatFloat(w.rng.NormFloat64(), 'e', w.rng.IntN(20), 64)
	case 5:
		return pick(w.rng, []string{"0", "-0", "0.0", "-0.0e-0", "1E+5", "1e-400", "10e22", "9007199254740993", "18446744073709551616", "-9223372036854775809", "1e00000000000000000000001", "0.1e0001"})
	case 6:
		return strings.Repeat("9", 1+w.rng.IntN(300))
	case 7:
		return "0." + strings.Repeat("0", w.rng.IntN(200)) + "5e" + strconv.Itoa(w.rng.IntN(400)-200)
	default:
		return strconv.Itoa(w.rng.IntN(10_000)) + "." + strconv.Itoa(w.rng.IntN(100))
	}
}

// string writes s, some of it in escapes.
func (w *writer) string(s string) {
	w.space()
	w.out = append(w.out, '"')
	ugly := w.rng.IntN(4) == 0
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			w.out = append(w.out, '\\', byte(r))
		case r == '\n':
			w.out = append(w.out, '\\', 'n')
		case ugly && w.rng.IntN(2) == 0 && r < 0x10000:
			w.out = append(w.out, `\u`...)
			for i := 12; i >= 0; i -= 4 {
				w.out = append(w.out, pick(w.rng, []string{"0123456789abcdef", "0123456789ABCDEF"})[r>>i&15])
			}
		case ugly && r >= 0x10000:
			w.out = append(w.out, `\ud83d\uDe00`...)
		default:
			w.out = append(w.out, string(r)...)
		}
	}
	w.out = append(w.out, '"')
	w.space()
}

// damage changes a byte or few of the document.
func damage(rng *rand.Rand, doc []byte) []byte {
	for range 1 + rng.IntN(2) {
		if len(doc) == 0 {
			break
		}
		i := rng.IntN(len(doc))
		c := pick(rng, []byte("{}[]:,\"\"\\\\ \n\t0019-+.eEtrufalsn/x\x00\x1f\x7f\x80\xc3\xed\xff"))
		switch rng.IntN(5) {
		case 0:
			doc = append(doc[:i:i], doc[i+1:]...)
		case 1:
			doc = append(append(doc[:i:i], c), doc[i:]...)
		case 2: // exchange two places
			j := rng.IntN(len(doc))
			doc[i], doc[j] = doc[j], doc[i]
		case 3:
			j := min(len(doc), i+rng.IntN(10))
			doc = append(doc[:j:j], doc[i:]...)
		default:
			doc[i] = c
		}
	}
	return doc
}
