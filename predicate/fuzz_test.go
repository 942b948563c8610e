package predicate

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// plainJSON reads a document with encoding/json, and says whether it is an event:
// an object of valid UTF-8 without lone surrogates, names used twice, numbers
// beyond float64 and deep nesting, none of which encoding/json minds.
func plainJSON(data []byte) (map[string][]Value, bool) {
	if !utf8.Valid(data) || bytes.Contains(bytes.ToLower(data), []byte(`\ud`)) {
		return nil, false // a surrogate, which may stand alone: see FuzzDecodeJSON
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	out := map[string][]Value{}
	if tok, err := d.Token(); err != nil || tok != json.Delim('{') || !plainObject(d, out, nil, 1) {
		return nil, false
	}
	_, err := d.Token()
	return out, err == io.EOF
}

func plainObject(d *json.Decoder, out map[string][]Value, path []string, depth int) bool {
	seen := map[string]bool{}
	for d.More() {
		tok, err := d.Token()
		name, ok := tok.(string)
		if err != nil || !ok || seen[name] {
			return false
		}
		seen[name] = true
		if !plainValue(d, out, append(slices.Clip(path), name), depth) {
			return false
		}
	}
	_, err := d.Token()
	return err == nil
}

func plainValue(d *json.Decoder, out map[string][]Value, path []string, depth int) bool {
	tok, err := d.Token()
	if err != nil {
		return false
	}
	at := JoinPath(path...)
	add := func(v Value) { out[at] = append(out[at], v) }
	switch tok := tok.(type) {
	case json.Delim:
		if depth == MaxJSONDepth {
			return false
		}
		if tok == '{' {
			add(Object())
			return plainObject(d, out, path, depth+1)
		}
		for d.More() {
			if !plainValue(d, out, path, depth+1) {
				return false
			}
		}
		_, err := d.Token()
		return err == nil
	case json.Number:
		v, ok := plainNumber(string(tok))
		add(v)
		return ok
	case string:
		add(String(tok))
	case bool:
		add(Bool(tok))
	case nil:
		add(Null())
	}
	return true
}

func plainNumber(s string) (Value, bool) {
	if i, err := strconv.ParseInt(s, 10, 64); err == nil {
		return Int(i), true
	}
	if u, err := strconv.ParseUint(s, 10, 64); err == nil {
		return Uint(u), true
	}
	f, err := strconv.ParseFloat(s, 64)
	return Float(f), err == nil
}

// nullsLast moves the nulls of each attribute behind its values.
func nullsLast(attrs map[string][]Value) map[string][]Value {
	for path, vs := range attrs {
		var values, nulls []Value
		for _, v := range vs {
			if v == Null() {
				nulls = append(nulls, v)
			} else {
				values = append(values, v)
			}
		}
		attrs[path] = append(values, nulls...)
	}
	return attrs
}

// FuzzDecodeJSON compares with encoding/json. Documents with surrogate escapes
// are only decoded: encoding/json replaces the lone ones.
func FuzzDecodeJSON(f *testing.F) {
	for _, doc := range []string{
		`{}`, `{"a":1}`, `{"a":{"b":[1,-2.5e+3,{"c":"x\u00e9\n"}],"":null},"déf":[true,false,[]],"g":""}`,
		`{"a":[[1],[null,2]],"a.b":9007199254740993,"x\\":18446744073709551615}`, `{"a":1e400}`, `{"a":1,"a":2}`,
		`{"a":"\ud83d\ude00"}`, `[]`, ` {"a":-0} `, `{"a":1}{}`, "{\"a\":\"\xff\"}", strings.Repeat(`{"a":`, 1001),
	} {
		f.Add([]byte(doc))
	}
	var b Builder
	f.Fuzz(func(t *testing.T, data []byte) {
		err := b.DecodeJSON(data)
		if err != nil {
			var je *JSONError
			require.ErrorAs(t, err, &je)
			require.GreaterOrEqual(t, je.Offset, 0)
			require.LessOrEqual(t, je.Offset, len(data))
		}
		if !utf8.Valid(data) {
			require.Error(t, err)
			return
		}
		if bytes.Contains(bytes.ToLower(data), []byte(`\ud`)) {
			return
		}
		want, ok := plainJSON(data)
		require.Equal(t, ok, err == nil, "%q: %v", data, err)
		if ok {
			got := valuesOf(&b.event)
			require.Equal(t, nullsLast(want), got)
		}
	})
}

// FuzzDecodeExpr decodes anything, and expects of what it takes to come back.
func FuzzDecodeExpr(f *testing.F) {
	for _, e := range []Expr{
		Const(true),
		And{},
		Or{Eq("a", Int(5)), Not{In("b", String("x"), Bool(true), Float(0.1))}},
		Between("a", Int(-70_000), Uint(math.MaxUint64)), Lower(StartsWith("é", strings.Repeat("x", 100))), Exists("a.b"),
		Matches("a", "^x"), CIDR("ip", "10.0.0.0/8"),
	} {
		f.Add(AppendExpr(nil, e))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := DecodeExpr(data)
		if err != nil {
			return
		}
		text := e.String()
		again := AppendExpr(nil, e)
		s, err := New(e, Options{MaxConjunctions: 64})
		if err != nil {
			return
		}
		require.LessOrEqual(t, len(again), len(data)) // ours is the shortest form
		back, err := DecodeExpr(again)
		require.NoError(t, err)
		require.Equal(t, text, back.String())
		require.Equal(t, again, AppendExpr(nil, back))
		require.True(t, len(s.Conjunctions()) > 64 || Covers(s, s))
	})
}

// FuzzCode checks the order of codes on any two numbers and strings.
func FuzzCode(f *testing.F) {
	f.Add(uint64(0), uint64(1), "", "\x00", uint8(0))
	f.Add(uint64(1<<53), uint64(1<<53+1), "aaaaaaa", "aaaaaaaa", uint8(1))
	f.Add(uint64(math.MaxInt64), uint64(1<<63), "a", "a\x00", uint8(2))
	f.Add(math.Float64bits(0x1p63), uint64(math.MaxInt64), "\xff", "", uint8(6))
	f.Add(math.Float64bits(-0x1p63), uint64(1<<63), "", "", uint8(6))
	f.Fuzz(func(t *testing.T, x, y uint64, r, s string, kinds uint8) {
		number := func(bits uint64, kind uint8) Value {
			switch kind % 3 {
			case 0:
				return Int(int64(bits))
			case 1:
				return Uint(bits)
			default:
				return Float(math.Float64frombits(bits))
			}
		}
		a, b := number(x, kinds), number(y, kinds/3)
		for _, p := range [][2]Value{{a, b}, {String(r), String(s)}, {a, String(s)}, {b, b}} {
			checkCodes(t, p[0], p[1])
			if c := Compare(p[0], p[1]); c < 0 && adjacent(p[0], p[1]) {
				require.Zero(t, CompareCuts(Above(p[0]), Below(p[1])))
			}
		}
		if a.kind == KindNumber && a != Float(math.MaxFloat64) {
			require.Negative(t, Compare(a, NextNumber(a)))
			checkCodes(t, a, NextNumber(a))
		}
	})
}
