package predicate

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/bits"
)

// ErrBadEncoding says that data is no encoded expression.
var ErrBadEncoding = errors.New("predicate: bad encoding")

// The binary form of an expression is a version byte and one node:
//
//	0x00  false            0x01  true
//	0x02  And: uvarint count, that many nodes
//	0x03  Or:  likewise
//	0x04  Not: a node
//	0x05  Pattern: a node, at the root only
//	0x06  Field: path, uvarint count, that many matchers
//	0x10 + op  Test of the values:    path, arguments
//	0x20 + op  Test in lower case:    path, arguments
//
// A matcher is a byte, the property + 0x20 for each open bound, 0x20 the lower and
// 0x40 the upper, + 0x80 with Not; then a uvarint count and that many values.
//
// A path is a uvarint length and its bytes. Arguments are as many values as the
// operator takes, after a uvarint count if it takes any number. A value is a byte
// and what that says:
//
//	0x00 absent  0x01 null  0x02 false  0x03 true  0x04 object
//	0x05      string: uvarint length, bytes
//	0x08 + n  integer of n bytes, least first, without leading zeros; 0x08 is 0
//	0x18 + n  the negative integer whose complement (-1-i) is these n bytes
//	0x28 + n  float64 whose first n bytes, greatest first, are these, the others 0
//	0x40 + n  string of n bytes, up to 63
//	0x80 + i  the integer i, up to 127
//
// Version 2 is of expressions that share strings, see [Strings]. There a path is a uvarint
// that is twice its length, and its bytes, or twice its number among the strings and 1; and
// a value may be
//
//	0x06      string: uvarint number
const (
	binaryVersion = 1
	sharedVersion = 2

	nodeFalse  = 0x00
	nodeTrue   = 0x01
	nodeAnd    = 0x02
	nodeOr     = 0x03
	nodeNot    = 0x04
	nodeMatch  = 0x05
	nodeField  = 0x06
	nodePlain  = 0x10
	nodeFolded = 0x20
	nodeBad    = 0xFF // what no tree that New accepts has

	valueString      = 0x05
	valueShared      = 0x06
	valueInt         = 0x08
	valueNegative    = 0x18
	valueFloat       = 0x28
	valueShortString = 0x40
	valueSmallInt    = 0x80
	maxShortString   = 1<<6 - 1
	maxSmallInt      = 1<<7 - 1

	matcherOpen = 5 // the bit of the lower bound
	matcherNot  = 0x80
)

// AppendExpr appends the compact binary form of an expression that [New]
// accepts, which [DecodeExpr] reads. Of any other expression it appends something
// that DecodeExpr or New rejects.
func AppendExpr(dst []byte, e Expr) []byte {
	w := binaryWriter{}
	return w.expr(append(dst, binaryVersion), e)
}

// binaryWriter appends binary forms.
type binaryWriter struct {
	strings *Strings // nil: none are shared
}

func (w binaryWriter) expr(dst []byte, e Expr) []byte {
	if p, ok := e.(Pattern); ok {
		return w.node(append(dst, nodeMatch), p.X, 1)
	}
	return w.node(dst, e, 0)
}

func (w binaryWriter) node(dst []byte, e Expr, depth int) []byte {
	if depth > MaxDepth {
		return append(dst, nodeBad)
	}
	switch e := e.(type) {
	case Const:
		if e {
			return append(dst, nodeTrue)
		}
		return append(dst, nodeFalse)
	case And:
		return w.nodes(append(dst, nodeAnd), e, depth)
	case Or:
		return w.nodes(append(dst, nodeOr), e, depth)
	case Not:
		return w.node(append(dst, nodeNot), e.X, depth+1)
	case *Test:
		return w.test(dst, e)
	case *Field:
		return w.field(dst, e)
	default:
		return append(dst, nodeBad)
	}
}

func (w binaryWriter) nodes(dst []byte, terms []Expr, depth int) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(terms)))
	for _, t := range terms {
		dst = w.node(dst, t, depth+1)
	}
	return dst
}

func (w binaryWriter) test(dst []byte, t *Test) []byte {
	if t.check() != nil {
		return append(dst, nodeBad)
	}
	tag := byte(nodePlain)
	if t.Attr.View == Folded {
		tag = nodeFolded
	}
	dst = w.path(append(dst, tag+byte(t.Op)), t.Attr.Path)
	if n, _ := t.Op.args(); n < 0 {
		dst = binary.AppendUvarint(dst, uint64(len(t.Args)))
	}
	return w.values(dst, t.Args)
}

func (w binaryWriter) field(dst []byte, f *Field) []byte {
	if f == nil {
		return append(dst, nodeBad)
	}
	before := len(dst)
	dst = w.path(append(dst, nodeField), f.Path)
	dst = binary.AppendUvarint(dst, uint64(len(f.Matchers)))
	for i := range f.Matchers {
		m := &f.Matchers[i]
		if m.check() != nil {
			return append(dst[:before], nodeBad)
		}
		tag := byte(m.Op) | byte(m.Open)<<matcherOpen
		if m.Not {
			tag |= matcherNot
		}
		dst = binary.AppendUvarint(append(dst, tag), uint64(len(m.Args)))
		dst = w.values(dst, m.Args)
	}
	return dst
}

func (w binaryWriter) path(dst []byte, path string) []byte {
	n := uint64(len(path))
	if w.strings != nil {
		if i, ok := w.strings.share(path); ok {
			return binary.AppendUvarint(dst, 2*uint64(i)+1)
		}
		n *= 2
	}
	return append(binary.AppendUvarint(dst, n), path...)
}

func (w binaryWriter) values(dst []byte, vs []Value) []byte {
	for _, v := range vs {
		if v.kind == KindString {
			dst = w.text(dst, v.str)
		} else {
			dst = v.appendBinary(dst)
		}
	}
	return dst
}

func (w binaryWriter) text(dst []byte, s string) []byte {
	if w.strings != nil && len(s) >= leastShared {
		if i, ok := w.strings.share(s); ok {
			return binary.AppendUvarint(append(dst, valueShared), uint64(i))
		}
	}
	if n := len(s); n <= maxShortString {
		dst = append(dst, valueShortString+byte(n))
	} else {
		dst = binary.AppendUvarint(append(dst, valueString), uint64(n))
	}
	return append(dst, s...)
}

// appendBinary appends a value that is no string.
func (v Value) appendBinary(dst []byte) []byte {
	switch v.kind {
	case KindBool:
		return append(dst, 2+byte(v.bits))
	case KindNumber:
		return v.appendNumber(dst)
	case KindObject:
		return append(dst, 4)
	case KindAbsent, KindNull, KindString:
	}
	return append(dst, byte(v.kind))
}

func (v Value) appendNumber(dst []byte) []byte {
	u, tag := v.bits, byte(valueInt)
	switch {
	case v.form == formFloat:
		n := (64 - bits.TrailingZeros64(u) + 7) / 8
		dst = append(dst, valueFloat+byte(n))
		for i := range n {
			dst = append(dst, byte(u>>(56-8*i)))
		}
		return dst
	case v.form == formInt && int64(u) < 0:
		u, tag = ^u, valueNegative
	case u <= maxSmallInt:
		return append(dst, valueSmallInt+byte(u))
	}
	n := (bits.Len64(u) + 7) / 8
	dst = append(dst, tag+byte(n))
	for i := range n {
		dst = append(dst, byte(u>>(8*i)))
	}
	return dst
}

// DecodeExpr returns the expression whose binary form data is. It keeps no
// reference to data, and takes memory and time linear in its length whatever it
// holds. The error wraps ErrBadEncoding or ErrTooDeep. Whether the arguments of
// the tests are sensible is for [New] to say.
func DecodeExpr(data []byte) (Expr, error) {
	d := binaryReader{data: data}
	return d.expr(binaryVersion)
}

// binaryReader reads a binary form. After an error it reads zeros, and err stays
// the first.
type binaryReader struct {
	data    []byte
	at      int
	err     error
	strings *Strings // nil: none are shared
}

// expr reads all of the data.
func (d *binaryReader) expr(version byte) (Expr, error) {
	if v := d.byte(); d.err == nil && v != version {
		d.at--
		d.fail(fmt.Sprintf("unknown version %d", v))
	}
	var e Expr
	if d.err == nil && d.at < len(d.data) && d.data[d.at] == nodeMatch {
		d.at++
		e = Pattern{d.node(1)}
	} else {
		e = d.node(0)
	}
	if d.err == nil && d.at < len(d.data) {
		d.fail("more data after the expression")
	}
	if d.err != nil {
		return nil, d.err
	}
	return e, nil
}

func (d *binaryReader) fail(what string) {
	if d.err == nil {
		d.err = fmt.Errorf("%w: offset %d: %s", ErrBadEncoding, d.at, what)
	}
}

func (d *binaryReader) byte() byte {
	if b := d.bytes(1); b != nil {
		return b[0]
	}
	return 0
}

// bytes returns the next n bytes of the data, or nil if there are not so many.
func (d *binaryReader) bytes(n int) []byte {
	if d.err == nil && n > len(d.data)-d.at {
		d.fail("data ends too soon")
	}
	if d.err != nil {
		return nil
	}
	d.at += n
	return d.data[d.at-n : d.at]
}

// count reads how many things follow, each of at least one byte.
func (d *binaryReader) count() int {
	if d.err != nil {
		return 0
	}
	before := d.at
	u := d.uvarint()
	if u > uint64(len(d.data)-d.at) {
		d.at = before
		d.fail("count beyond the data")
		return 0
	}
	return int(u)
}

func (d *binaryReader) uvarint() uint64 {
	if d.err != nil {
		return 0
	}
	u, n := binary.Uvarint(d.data[d.at:])
	if n <= 0 {
		d.fail("bad count")
		return 0
	}
	d.at += n
	return u
}

func (d *binaryReader) path() string {
	if d.strings == nil {
		return string(d.bytes(d.count()))
	}
	u := d.uvarint()
	if u%2 == 1 {
		return d.shared(u / 2)
	}
	return string(d.bytes(int(min(u/2, math.MaxInt))))
}

// shared returns the i-th of the shared strings.
func (d *binaryReader) shared(i uint64) string {
	if d.strings == nil || i >= uint64(len(d.strings.all)) {
		d.fail("no such string")
		return ""
	}
	return d.strings.all[i]
}

func (d *binaryReader) node(depth int) Expr {
	if depth > MaxDepth {
		if d.err == nil {
			d.err = fmt.Errorf("%w: more than %d levels", ErrTooDeep, MaxDepth)
		}
		return nil
	}
	tag := d.byte()
	switch tag {
	case nodeFalse, nodeTrue:
		return Const(tag == nodeTrue)
	case nodeAnd:
		return And(d.nodes(depth + 1))
	case nodeOr:
		return Or(d.nodes(depth + 1))
	case nodeNot:
		return Not{d.node(depth + 1)}
	case nodeField:
		return d.field()
	}
	t := &Test{}
	switch {
	case tag >= nodePlain && tag < nodePlain+byte(numOps):
		t.Op = Op(tag - nodePlain)
	case tag >= nodeFolded && tag < nodeFolded+byte(numOps):
		t.Op, t.Attr.View = Op(tag-nodeFolded), Folded
	default:
		if d.err == nil {
			d.at--
		}
		d.fail(fmt.Sprintf("unknown node %#02x", tag))
		return nil
	}
	t.Attr.Path = d.path()
	n, _ := t.Op.args()
	if n < 0 {
		n = d.count()
	}
	if n > 0 && d.err == nil {
		t.Args = make([]Value, n)
	}
	for i := range t.Args {
		t.Args[i] = d.value()
	}
	return t
}

func (d *binaryReader) field() Expr {
	f := &Field{Path: d.path()}
	n := d.count()
	f.Matchers = make([]Matcher, 0, min(n, 16))
	for range n {
		tag := d.byte()
		m := Matcher{
			Op:   MatchOp(tag & (1<<matcherOpen - 1)),
			Not:  tag&matcherNot != 0,
			Open: Bounds(tag&^matcherNot) >> matcherOpen,
		}
		if d.err == nil && m.Op >= numMatchOps {
			d.at--
			d.fail(fmt.Sprintf("unknown matcher %#02x", tag))
		}
		k := d.count()
		if k > 0 && d.err == nil {
			m.Args = make([]Value, 0, min(k, 64))
		}
		for range k {
			m.Args = append(m.Args, d.value())
			if d.err != nil {
				return nil
			}
		}
		f.Matchers = append(f.Matchers, m)
		if d.err != nil {
			return nil
		}
	}
	return f
}

func (d *binaryReader) nodes(depth int) []Expr {
	n := d.count()
	// Counts may lie, once a level: only what is read is given memory.
	terms := make([]Expr, 0, min(n, 16))
	for range n {
		e := d.node(depth)
		if d.err != nil {
			return nil
		}
		terms = append(terms, e)
	}
	return terms
}

func (d *binaryReader) value() Value {
	tag := d.byte()
	switch {
	case tag >= valueSmallInt:
		return Int(int64(tag - valueSmallInt))
	case tag >= valueShortString:
		return String(string(d.bytes(int(tag - valueShortString))))
	case tag >= valueFloat && tag <= valueFloat+8:
		var u uint64
		for i, b := range d.bytes(int(tag - valueFloat)) {
			u |= uint64(b) << (56 - 8*i)
		}
		v := Float(math.Float64frombits(u))
		if v.form != formFloat {
			d.fail("float that is an integer, or not finite")
		}
		return v
	case tag >= valueNegative && tag <= valueNegative+8:
		u := d.integer(int(tag - valueNegative))
		if u > math.MaxInt64 {
			d.fail("integer below the int64 range")
		}
		return Int(int64(^u))
	case tag >= valueInt && tag <= valueInt+8:
		return Uint(d.integer(int(tag - valueInt)))
	}
	switch tag {
	case 0, 1:
		return Value{kind: Kind(tag)}
	case 2, 3:
		return Bool(tag == 3)
	case 4:
		return Object()
	case valueString:
		return String(string(d.bytes(d.count())))
	case valueShared:
		return String(d.shared(d.uvarint()))
	default:
		d.fail(fmt.Sprintf("unknown value %#02x", tag))
		return Value{}
	}
}

func (d *binaryReader) integer(n int) (u uint64) {
	for i, b := range d.bytes(n) {
		u |= uint64(b) << (8 * i)
	}
	return u
}
