package jsonscan

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/predicate"
)

// cases are documents, right and wrong, that are read at many distances from the
// beginning of a block.
var cases = []string{
	"", " ", "{}", " {} ", "{} x", "{} {}", "{},", ",{}", "[]", "1", `"x"`, "null", "nul", "{", "}", "{]", "[}", "{}}", "\x00", "{}\x00", "\x00{}",
	`{"a":1}`, `{"a":1,}`, `{,"a":1}`, `{"a" 1}`, `{"a"}`, `{"a":}`, `{"a"::1}`, `{"a":1:2}`, `{"a":1 2}`, `{"a":"x" "y"}`, `{"a":1"b":2}`, `{a:1}`, `{"a":1,"b"}`,
	`{"a":"b":1}`, `{"a":1,2}`, `{"a":1,"b",3}`, `{1:1}`, `{"a":{"b":1,2}}`, `{"a":{"b","c":1}}`, `{"a":{1}}`, `{"a":{[1]:2}}`, `{"a":{"b":[1}]}`, `{"a":[1}`,
	`{"x":{"b":1,[2]}}`, `{"x":{"b":1,{}}}`, `{"x":[1,"b":2]}`, `{"x":["b":2]}`, `{"x":[[],"b":2]}`, `{"x":[{},"b":2]}`, `{"x":{"a":[],1}}`, `{"x":{"a":[],"b"}}`, `{"x":{"a":[],"b"]}`,
	`{"a":[1,"b":2]}`, `{"a":["b":2]}`, `{"a":[[],"b":2]}`, `{"a":[{},"b":2]}`, `{"a":[1,,2]}`, `{"a":[,1]}`, `{"a":[1,]}`, `{"a":[1 2]}`, `{"a":["x""y"]}`, `{"a":[[]]]}`, `{"a":[[]}`,
	`{"a":[1],"a":2}`, `{"a":{"b":1},"a":{"c":2},"a":{"b":3}}`, `{"a":{"b":1},"b":2,"a":null}`, `{"a":[{"b":1,"b":2},{"b":3}],"b":[{"b":1}]}`, `{"a":1,"\u0061":2}`,
	`{"a":01}`, `{"a":-}`, `{"a":-01}`, `{"a":+1}`, `{"a":.5}`, `{"a":1.}`, `{"a":1.e5}`, `{"a":1e}`, `{"a":1e+}`, `{"a":1e+-5}`, `{"a":1.5.5}`, `{"a":1e5e5}`, `{"a":1e5.5}`, `{"a":--1}`, `{"a":1-1}`, `{"a":0x1}`, `{"a":1a}`, `{"a":00}`, `{"a":-0}`, `{"a":0e0}`, `{"a":1.0E-10}`, `{"a":1e400}`, `{"x":1e400}`, `{"x":-1e999}`, `{"x":1e-999}`, `{"x":0e999}`, `{"x":0.0000001e310}`, `{"x":1e0000000000000005}`, `{"x":17976931348623157e292}`, `{"x":17976931348623159e292}`,
	`{"a":tru}`, `{"a":true1}`, `{"a":truefalse}`, `{"a":true"x"}`, `{"a":nulL}`, `{"a":falsee}`, `{"a":fals}`, `{"a":NaN}`, `{"a":null,"b":true,"c":false}`, `{"a":truE}`, `{"a":[true,false,null]}`,
	`{"a":"\x"}`, `{"a":"\u00"}`, `{"a":"\u00g0"}`, `{"a":"\ud800"}`, `{"a":"\ud800x"}`, `{"a":"\udc00"}`, `{"a":"\ud83d\ude00"}`, `{"a":"\ud83d\ud83d"}`, `{"a":"\ud83d\u0041"}`, `{"a":"\ude00\ud83d"}`, `{"a":"\ud83d\\ude00"}`, `{"a":"\\ud800"}`, `{"a":"\\\ud83d\ude00"}`, `{"a":"\"}`, `{"a":"\\"}`, `{"a":"\\\"}`, `{"a":"\\\\"}`, `{"a":"\"\\\"\/\b\f\n\r\t"}`, `{"\"":1,"\\":2,"a\u002eb":3}`, `{"a":\n}`, `{"a":1}\`, `{\"a":1}`,
	"{\"a\":\"\xff\"}", "{\"a\":\"\xc3\"}", "{\"a\":\"\xed\xa0\x80\"}", "{\"a\":\"\xf4\x90\x80\x80\"}", "{\"a\":\"\xc0\x80\"}", "{\"a\":é}", "{é:1}", "{\"é\":\"日本語😀\"}", "{\"a\":1}\xff", "\ufeff{}",
	"{\"a\":\"\n\"}", "{\"a\":\"\x1f\"}", "{\"a\":\"\x7f\"}", "{\"a\n\":1}", "{\"a\":\t1\r\n}", "{\"a\":\v1}", "{\"a\":\u00a01}", "{\"a\":1\x00}", "{\"a\":\x00}",
	`{"a":"unfinished`, `{"a`, `{"a":{`, `{"a":[`, `{"a":"x\`, `{"a":"x\u12`,
	`{"x":{"a":{"b":[1,[2,{"c":3}]],"d":{}},"e":[]},"a":{"b":[[1],[[2]],{"b":3}]}}`,
}

func all(string) bool  { return true }
func none(string) bool { return false }

func TestCases(t *testing.T) {
	var r Reader
	for _, doc := range cases {
		compare(t, &r, []byte(doc), all)
		compare(t, &r, []byte(doc), none)
		compare(t, &r, []byte(doc), func(p string) bool { return p == "a.b" })
		for n := range 70 {
			compare(t, &r, []byte(strings.Repeat(" ", n)+doc), all)
			compare(t, &r, []byte(`{"`+strings.Repeat("y", n)+`":`+doc+`}`), func(p string) bool { return strings.HasSuffix(p, "a") })
			if n%8 == 7 {
				compare(t, &r, []byte(doc+strings.Repeat(" ", n)), all)
				compare(t, &r, []byte(`{"a":[1,"",`+strings.Repeat(" ", n)+doc+`],"b":2}`), all)
			}
		}
	}
}

// TestSpaces puts spaces between the tokens of documents, so that tokens are in
// other blocks than those they follow.
func TestSpaces(t *testing.T) {
	var r Reader
	for _, doc := range []string{
		`{ "a" : [ 1 , -2.5e+3 , "x" , { "b" : true } ] , "b" : null }`,
		`{ "a" : { "b" : 1 , 2 } }`, `{ "x" : [ 1 , "b" : 2 ] }`, `{ "x" : { "b" , "c" : 1 } }`, `{ "a" : 1 , }`, `{ "x" : [ 1 , ] }`, `{ "a" : 1 2 }`,
	} {
		for n := range 70 {
			compare(t, &r, []byte(strings.ReplaceAll(doc, " ", strings.Repeat(" ", n))), all)
			compare(t, &r, []byte(strings.ReplaceAll(doc, " ", strings.Repeat("\n", n))), none)
		}
	}
}

func TestRandomDocuments(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	rounds := 20_000
	if testing.Short() {
		rounds = 3000
	}
	var r Reader
	for range rounds {
		doc := randomDoc(rng, rng.IntN(1500))
		salt := rng.Uint32()
		wanted := func(p string) bool { return (uint32(len(p))*2654435761^salt)>>9&3 != 0 }
		compare(t, &r, doc, wanted)
		for range 3 {
			compare(t, &r, damage(rng, bytes.Clone(doc)), wanted)
		}
	}
}

func TestDepth(t *testing.T) {
	nested := func(n int, open, end string) []byte {
		return []byte(`{"a":` + strings.Repeat(open, n) + "1" + strings.Repeat(end, n) + `}`)
	}
	var r Reader
	for _, wanted := range []func(string) bool{all, none} {
		for _, n := range []int{predicate.MaxJSONDepth - 2, predicate.MaxJSONDepth - 1, predicate.MaxJSONDepth, 3000} {
			compare(t, &r, nested(n, "[", "]"), wanted)
			compare(t, &r, nested(n, "[ ", " ]"), wanted)
			compare(t, &r, nested(n/2, `[{"":`, "}]"), wanted)
		}
	}
	for _, doc := range [][]byte{bytes.Repeat([]byte("["), 1<<20), nested(1<<20, "[", ""), bytes.Repeat([]byte(`{"a":`), 1<<20)} {
		_, err := r.Read(doc, NewPaths())
		require.Error(t, err)
	}
}

// TestHugeNumbers reads numbers whose digits alone are beyond float64, or nearly.
func TestHugeNumbers(t *testing.T) {
	var r Reader
	for _, n := range []int{60, 64, 128, 190, 300, 308, 309, 310, 400, 5000} {
		for _, tail := range []string{"", ".5", "e5", "e-99", "e99", "e-5000", "." + strings.Repeat("0", 400)} {
			for at := range 3 {
				doc := `{"a":` + strings.Repeat(" ", at*31) + strings.Repeat("7", n) + tail + `}`
				compare(t, &r, []byte(doc), all)
				compare(t, &r, []byte(doc), none)
			}
		}
	}
}

// TestTruncated reads all beginnings of a document, and the document with each byte
// another.
func TestTruncated(t *testing.T) {
	doc := `{"a":{"b":[1,-2.5e+3,{"c":"x\u00e9\n"}],"":null},"déf":[true,false,[]],"g":"","x":{"y":[1.25,{"z":"\\"}]},"long":"` + strings.Repeat("text ", 20) + `"}`
	var r Reader
	for i := range len(doc) {
		compare(t, &r, []byte(doc[:i]), all)
		for _, c := range []byte("\x00\"x\\\xff{}[]:, 0-e.") {
			broken := []byte(doc)
			broken[i] = c
			compare(t, &r, broken, all)
		}
	}
}

// TestMemoryIsGivenBack reads a large document, after which little is to be kept.
func TestMemoryIsGivenBack(t *testing.T) {
	var r Reader
	paths := NewPaths()
	paths.Add([]string{"a"}, 0)
	doc := []byte(`{"a":["\n` + strings.Repeat("x", 1<<17) + `"` + strings.Repeat(",1", 1<<21) + `]}`)
	values, err := r.Read(doc, paths)
	require.NoError(t, err)
	require.Len(t, values, 1<<21+1)
	_, err = r.Read([]byte(`{"a":1}`), paths)
	require.NoError(t, err)
	require.LessOrEqual(t, cap(r.values), maxKeptValues)
	require.LessOrEqual(t, cap(r.text), maxKeptText)
	require.LessOrEqual(t, len(r.all), maxKeptWords)
}

// TestStringsAreLetGo reads documents of fewer and fewer values, and some that are none:
// nothing is to be kept of those before.
func TestStringsAreLetGo(t *testing.T) {
	paths := NewPaths()
	paths.Add([]string{"a"}, 0)
	var r Reader
	for _, next := range []string{`{"a":["x","y"]}`, `{"a":"x"}`, `{}`, `{"a":["x",`, `{"a":["x"]]`, `[]`} {
		_, err := r.Read([]byte(`{"a":["1","2","3","4"]}`), paths)
		require.NoError(t, err)
		_, _ = r.Read([]byte(next), paths)
		for _, v := range r.values[:cap(r.values)] {
			if v.Value.Kind() == predicate.KindString {
				require.Contains(t, "xy", v.Value.Text(), next)
			}
		}
	}
}

func TestNoAllocations(t *testing.T) {
	var r Reader
	paths := NewPaths()
	paths.Add([]string{"a", "b"}, 0)
	paths.Add([]string{"name of more than sixteen bytes"}, 1)
	doc := []byte(`{"a":{"b":[1,2.5,"x\n",{"c":[123456789012345678901234567890]}]},"name of more than sixteen bytes":null,"é\t":1e5}`)
	require.Zero(t, testing.AllocsPerRun(100, func() {
		if _, err := r.Read(doc, paths); err != nil {
			t.Error(err)
		}
	}))
}

func FuzzRead(f *testing.F) {
	for _, doc := range cases {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		var r Reader
		compare(t, &r, doc, all)
		compare(t, &r, doc, func(p string) bool { return len(p)%2 == 1 })
	})
}
