package predicate

import (
	"cmp"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Kind is the type of a [Value]. Kinds are ordered: every value of a smaller
// kind is below every value of a larger one.
type Kind uint8

// The kinds, in the order of the key domain.
const (
	KindAbsent Kind = iota // no value; the zero Value
	KindNull               // JSON null
	KindBool               // false, then true
	KindNumber             // int64, uint64 and finite float64, compared exactly
	KindString             // compared by Unicode code point
	KindObject             // a JSON object seen at its own path: present, equal to nothing
)

// String returns the name of the kind.
func (k Kind) String() string {
	switch k {
	case KindAbsent:
		return "absent"
	case KindNull:
		return "null"
	case KindBool:
		return "bool"
	case KindNumber:
		return "number"
	case KindString:
		return "string"
	case KindObject:
		return "object"
	default:
		return "kind(" + strconv.Itoa(int(k)) + ")"
	}
}

// form says how bits hold a number. Numbers are kept in one canonical form, so
// that equal numbers are identical: an integer of the int64 range is formInt,
// one above it formUint, everything else formFloat.
type form uint8

const (
	formInt   form = iota // bits is an int64
	formUint              // bits is a uint64 above math.MaxInt64
	formFloat             // bits are of a float64 that is no integer of the two ranges above
)

// Value is one attribute value: a key of the ordered domain absent < null <
// bool < number < string < object. It is immutable and comparable: two values
// are equal exactly if == says so, whatever the Go type of the number they were
// made from. The zero Value is absent.
type Value struct {
	kind Kind
	form form
	bits uint64
	str  string
}

// Null returns the JSON null.
func Null() Value { return Value{kind: KindNull} }

// Object returns the value that stands for a JSON object at its own path.
func Object() Value { return Value{kind: KindObject} }

// Bool returns a truth value.
func Bool(b bool) Value {
	if b {
		return Value{kind: KindBool, bits: 1}
	}
	return Value{kind: KindBool}
}

// Int returns an integer.
func Int(i int64) Value {
	return Value{kind: KindNumber, form: formInt, bits: uint64(i)}
}

// Uint returns an integer.
func Uint(u uint64) Value {
	if u <= math.MaxInt64 {
		return Int(int64(u))
	}
	return Value{kind: KindNumber, form: formUint, bits: u}
}

// Float returns a number. NaN and the infinities are no values: they give the
// absent Value, which a [Builder] and [New] reject.
func Float(f float64) Value {
	if f == math.Trunc(f) {
		if f >= -1<<63 && f < 1<<63 {
			return Int(int64(f)) // -0 becomes 0
		}
		if f >= 0 && f < 1<<64 {
			return Uint(uint64(f))
		}
	}
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Value{}
	}
	return Value{kind: KindNumber, form: formFloat, bits: math.Float64bits(f)}
}

// String returns a text. The Value shares the string's memory.
func String(s string) Value { return Value{kind: KindString, str: s} }

// Kind returns the kind of the value.
func (v Value) Kind() Kind { return v.kind }

// Text returns the string of a KindString value, and "" for any other.
func (v Value) Text() string { return v.str }

// Truth returns the truth value of a KindBool value, and false for any other.
func (v Value) Truth() bool { return v.kind == KindBool && v.bits == 1 }

// Int64 returns the number and true if v is an integer of the int64 range.
func (v Value) Int64() (int64, bool) {
	return int64(v.bits), v.kind == KindNumber && v.form == formInt
}

// Uint64 returns the number and true if v is an integer of the uint64 range.
func (v Value) Uint64() (uint64, bool) {
	return v.bits, v.kind == KindNumber && (v.form == formUint || v.form == formInt && int64(v.bits) >= 0)
}

// Float64 returns the nearest float64 of a number, and 0 for any other value.
func (v Value) Float64() float64 {
	if v.kind != KindNumber {
		return 0
	}
	switch v.form {
	case formInt:
		return float64(int64(v.bits))
	case formUint:
		return float64(v.bits)
	default:
		return math.Float64frombits(v.bits)
	}
}

// String returns the value as the expression language writes it. Its literals
// cannot write every value: absence and objects are written for people. A string
// that is no UTF-8 is written as bytes, b"\xff", and an integer above the int64
// range that no float64 equals in its digits, both of which package expr rejects.
func (v Value) String() string { return string(v.appendText(nil)) }

func (v Value) appendText(dst []byte) []byte {
	switch v.kind {
	case KindAbsent:
		return append(dst, "absent"...)
	case KindNull:
		return append(dst, "nil"...)
	case KindBool:
		return strconv.AppendBool(dst, v.bits == 1)
	case KindString:
		return appendQuoted(dst, v.str)
	case KindObject:
		return append(dst, "{…}"...)
	case KindNumber:
	}
	switch f := v.Float64(); {
	case v.form == formInt && int64(v.bits) != math.MinInt64: // whose digits are beyond int64 without the sign
		return strconv.AppendInt(dst, int64(v.bits), 10)
	case v.form == formUint && Float(f) != v:
		return strconv.AppendUint(dst, v.bits, 10)
	default:
		return strconv.AppendFloat(dst, f, 'g', -1, 64)
	}
}

// appendQuoted appends a literal of the expression language with the value s: one
// of bytes where s is no UTF-8, since \xff stands for U+00FF in one of text.
func appendQuoted(dst []byte, s string) []byte {
	if utf8.ValidString(s) {
		return strconv.AppendQuote(dst, s)
	}
	dst = append(dst, 'b', '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case ' ' <= c && c <= '~':
			dst = append(dst, c)
		default:
			const digits = "0123456789abcdef"
			dst = append(dst, '\\', 'x', digits[c>>4], digits[c&15])
		}
	}
	return append(dst, '"')
}

// Compare returns -1, 0 or +1 as a is below, equal to or above b in the key
// domain. Numbers compare by their exact value, strings byte by byte, which for
// UTF-8 is the order of code points.
func Compare(a, b Value) int {
	if a.kind != b.kind {
		return cmp.Compare(a.kind, b.kind)
	}
	switch a.kind {
	case KindString:
		return strings.Compare(a.str, b.str)
	case KindNumber:
		return compareNumbers(a, b)
	default:
		return cmp.Compare(a.bits, b.bits)
	}
}

func compareNumbers(a, b Value) int {
	if a.form == b.form {
		switch a.form {
		case formInt:
			return cmp.Compare(int64(a.bits), int64(b.bits))
		case formUint:
			return cmp.Compare(a.bits, b.bits)
		default:
			return cmp.Compare(math.Float64frombits(a.bits), math.Float64frombits(b.bits))
		}
	}
	switch {
	case a.form == formFloat:
		return compareFloatToInteger(math.Float64frombits(a.bits), b)
	case b.form == formFloat:
		return -compareFloatToInteger(math.Float64frombits(b.bits), a)
	default: // one is above the int64 range, the other inside it
		return cmp.Compare(a.form, b.form)
	}
}

// compareFloatToInteger compares f, which is never equal to an integer of the
// int64 or uint64 range, with the integer v.
func compareFloatToInteger(f float64, v Value) int {
	switch {
	case f >= 1<<64:
		return 1
	case f < -1<<63:
		return -1
	}
	// Here f has a fraction, so |f| < 2^52 and its floor is an int64.
	if v.form == formUint || int64(math.Floor(f)) < int64(v.bits) {
		return -1
	}
	return 1
}
