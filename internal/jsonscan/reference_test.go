package jsonscan

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/predicate"
)

// member is a value at a path, in the order of a document.
type member struct {
	path  string
	value predicate.Value
}

// reference reads a document with encoding/json, and says whether it is an event, as
// I2 has it. The last of several members with the same name counts.
func reference(doc []byte) ([]member, bool) {
	if !utf8.Valid(doc) || !json.Valid(doc) || loneSurrogate(doc) {
		return nil, false
	}
	d := json.NewDecoder(bytes.NewReader(doc))
	d.UseNumber()
	if tok, err := d.Token(); err != nil || tok != json.Delim('{') {
		return nil, false
	}
	out, ok := refObject(d, nil, 1)
	return out, ok
}

func refObject(d *json.Decoder, path []string, depth int) ([]member, bool) {
	if depth > predicate.MaxJSONDepth {
		return nil, false
	}
	type named struct {
		name string
		of   []member
	}
	var all []named
	for d.More() {
		tok, err := d.Token()
		name, ok := tok.(string)
		if err != nil || !ok {
			return nil, false
		}
		of, ok := refValue(d, append(slices.Clip(path), name), depth)
		if !ok {
			return nil, false
		}
		all = slices.DeleteFunc(all, func(n named) bool { return n.name == name })
		all = append(all, named{name, of})
	}
	_, err := d.Token()
	var out []member
	for _, n := range all {
		out = append(out, n.of...)
	}
	return out, err == nil
}

func refValue(d *json.Decoder, path []string, depth int) ([]member, bool) {
	tok, err := d.Token()
	if err != nil {
		return nil, false
	}
	one := func(v predicate.Value) ([]member, bool) { return []member{{predicate.JoinPath(path...), v}}, true }
	switch tok := tok.(type) {
	case json.Delim:
		if tok == '{' {
			of, ok := refObject(d, path, depth+1)
			own, _ := one(predicate.Object())
			return append(own, of...), ok
		}
		if depth+1 > predicate.MaxJSONDepth {
			return nil, false
		}
		var out []member
		for d.More() {
			of, ok := refValue(d, path, depth+1)
			if !ok {
				return nil, false
			}
			out = append(out, of...)
		}
		_, err := d.Token()
		return out, err == nil
	case string:
		return one(predicate.String(tok))
	case json.Number:
		v, err := predicate.ParseNumber([]byte(tok))
		if err != nil {
			return nil, false
		}
		return one(v)
	case bool:
		return one(predicate.Bool(tok))
	default:
		return one(predicate.Null())
	}
}

// loneSurrogate says whether a valid document escapes half of a character. It goes
// through it a byte at a time.
func loneSurrogate(doc []byte) bool {
	unit := func(i int) (u rune) {
		for _, c := range doc[i+2 : i+6] {
			u = u<<4 | rune(strings.IndexByte("0123456789abcdef", c|0x20&(c>>1&0x20|c&0x20)))
		}
		return u
	}
	for i := 0; i < len(doc); i++ {
		if doc[i] != '\\' {
			continue
		}
		if doc[i+1] != 'u' {
			i++
			continue
		}
		u := unit(i)
		if u >= 0xDC00 && u <= 0xDFFF {
			return true
		}
		if u >= 0xD800 && u <= 0xDBFF {
			if doc[i+6] != '\\' || doc[i+7] != 'u' {
				return true
			}
			if low := unit(i + 6); low < 0xDC00 || low > 0xDFFF {
				return true
			}
			i += 6
		}
		i += 5
	}
	return false
}

// compare reads the document with the reader, and compares what it finds at the
// paths, or why it refuses it, with the reference and with DecodeJSON.
func compare(t *testing.T, r *Reader, doc []byte, wanted func(path string) bool) {
	t.Helper()
	before := bytes.Clone(doc)
	want, ok := reference(doc)
	numbers := map[string]int32{}
	var names []string
	paths := NewPaths()
	add := func(path string) {
		if _, known := numbers[path]; !known && wanted(path) {
			numbers[path] = int32(len(names))
			paths.Add(predicate.SplitPath(path), int32(len(names)))
			names = append(names, path)
		}
	}
	for _, m := range want {
		add(m.path)
	}
	for _, path := range []string{"", "a", "a.b", "b", "no", "a.no", "name of more than sixteen bytes"} {
		add(path)
	}
	_, errNone := r.Read(doc, NewPaths())
	values, err := r.Read(doc, paths)
	require.Equal(t, before, doc)
	require.Equal(t, errNone, err, "I1: %q", doc)
	var b predicate.Builder
	strict := b.DecodeJSON(doc)
	if !ok {
		require.Error(t, err, "%q", doc)
		require.NotErrorIs(t, err, errRefused, "%q", doc)
		require.Error(t, strict)
		if !duplicate(strict) {
			offset := func(e error) int {
				je := (*predicate.JSONError)(nil)
				require.ErrorAs(t, e, &je)
				return je.Offset
			}
			require.Equal(t, offset(strict), offset(err), "%q: %v, %v", doc, strict, err)
			require.Equal(t, errors.Is(strict, io.ErrUnexpectedEOF), errors.Is(err, io.ErrUnexpectedEOF))
		}
		return
	}
	require.NoError(t, err, "%q", doc)
	var got []member
	for _, v := range values {
		if v.Path >= 0 {
			got = append(got, member{names[v.Path], v.Value})
		}
	}
	want = slices.DeleteFunc(want, func(m member) bool { return !wanted(m.path) })
	require.True(t, slices.Equal(want, got), "%q: want %v, got %v", doc, want, got)
	if strict != nil {
		require.True(t, duplicate(strict) || strings.Contains(strict.Error(), "too long"), "%q: %v", doc, strict)
		return
	}
	ev, err := b.Event()
	require.NoError(t, err)
	elems := r.elems
	if !ev.HasElements() {
		elems = nil
	}
	require.Equal(t, eventPlaces(ev, names), places(values, elems, names), "%q", doc)
	require.True(t, r.Elements() == nil || ev.HasElements(), "%q", doc)
	for _, path := range names {
		var of []predicate.Value
		nulls := 0
		for _, m := range got {
			switch {
			case m.path != path:
			case m.value.Kind() == predicate.KindNull:
				nulls++
			default:
				of = append(of, m.value)
			}
		}
		require.Equal(t, ev.AppendValues(nil, path), of, "%q", doc)
		require.Equal(t, ev.Nulls(path), nulls, "%q", doc)
	}
}

func duplicate(err error) bool { return err != nil && strings.Contains(err.Error(), "duplicate") }

// places describes the leaves, each with the elements around it. Elements are named by
// the order in which they are met, for a reader leaves out arrays that have none.
func places(values []Value, elements []predicate.Element, names []string) string {
	d := describer{elements: elements, elems: map[int32]int{}, arrays: map[int32]int{}}
	for i, path := range names {
		for _, null := range []bool{false, true} {
			for _, v := range values {
				if v.Path == int32(i) && v.Value.Kind() != predicate.KindObject && null == (v.Value.Kind() == predicate.KindNull) {
					d.leaf(path, v.Value, v.Elem, null)
				}
			}
		}
		d.flush()
	}
	return d.out.String()
}

func eventPlaces(ev *predicate.Event, names []string) string {
	d := describer{elements: ev.Elements(), elems: map[int32]int{}, arrays: map[int32]int{}}
	for _, path := range names {
		for i := range ev.Len() {
			if p, _, _ := ev.At(i); p == path {
				for v, elem := range ev.LeavesAt(i) {
					d.leaf(path, v, elem, v.Kind() == predicate.KindNull)
				}
			}
		}
		d.flush()
	}
	return d.out.String()
}

type describer struct {
	out           strings.Builder
	elements      []predicate.Element
	elems, arrays map[int32]int
	nulls         []int32
}

// leaf describes a value, a null later: events have nulls in another order.
func (d *describer) leaf(path string, v predicate.Value, elem int32, null bool) {
	if null {
		d.nulls = append(d.nulls, elem)
		return
	}
	fmt.Fprintf(&d.out, "%q=%v", path, v)
	d.place(elem)
}

func (d *describer) flush() {
	slices.Sort(d.nulls)
	for _, elem := range d.nulls {
		fmt.Fprint(&d.out, "null")
		d.place(elem)
	}
	d.nulls = d.nulls[:0]
}

func (d *describer) place(elem int32) {
	for ; elem > 0 && d.elements != nil; elem = d.elements[elem].Parent {
		e := d.elements[elem]
		if _, ok := d.elems[elem]; !ok {
			d.elems[elem] = len(d.elems)
		}
		if _, ok := d.arrays[e.Array]; !ok {
			d.arrays[e.Array] = len(d.arrays)
		}
		fmt.Fprintf(&d.out, " in %d of %d", d.elems[elem], d.arrays[e.Array])
	}
	d.out.WriteString("\n")
}
