package predicate

import "math"

// adjacent says whether no key lies between a and b, where a is below b.
func adjacent(a, b Value) bool {
	if a.kind != b.kind {
		return a.kind+1 == b.kind && b == leastOf(b.kind) && isLargest(a)
	}
	switch a.kind {
	case KindBool:
		return true
	case KindNumber:
		return NextNumber(a) == b
	case KindString:
		n := len(a.str)
		return len(b.str) == n+1 && b.str[n] == 0 && b.str[:n] == a.str
	default:
		return false
	}
}

// leastOf returns the least value of the kind.
func leastOf(k Kind) Value {
	if k == KindNumber {
		return Float(-math.MaxFloat64)
	}
	return Value{kind: k}
}

// isLargest says whether v is the largest value of its kind. Strings have none.
func isLargest(v Value) bool {
	switch v.kind {
	case KindBool:
		return v.bits == 1
	case KindNumber:
		return v == Float(math.MaxFloat64)
	case KindString:
		return false
	default:
		return true
	}
}

// NextNumber returns the least number above the number v, absent if there is none.
// Numbers are the integers of int64 and uint64 and the finite float64s: there are
// gaps between the floats beyond 2^53, and between all of them beyond 2^64.
func NextNumber(v Value) Value {
	f := v.Float64()
	next := Float(f)
	if Compare(next, v) <= 0 {
		next = Float(math.Nextafter(f, math.Inf(1)))
	}
	if v.form == formFloat || v.bits == math.MaxUint64 && v.form == formUint {
		return next // a float's next integer is a float too, and not below next
	}
	integer := Uint(v.bits + 1)
	if v.form == formInt && int64(v.bits) != math.MaxInt64 {
		integer = Int(int64(v.bits) + 1)
	}
	if Compare(integer, next) < 0 {
		return integer
	}
	return next
}

// PreviousNumber returns the greatest number below the number v, absent if there is
// none: the inverse of [NextNumber].
func PreviousNumber(v Value) Value {
	f := v.Float64()
	previous := Float(f)
	if Compare(previous, v) >= 0 {
		previous = Float(math.Nextafter(f, math.Inf(-1)))
	}
	var integer Value
	switch {
	case v.form == formUint:
		integer = Uint(v.bits - 1)
	case v == Float(1<<64):
		integer = Uint(math.MaxUint64)
	case v.form == formInt && int64(v.bits) != math.MinInt64:
		integer = Int(int64(v.bits) - 1)
	}
	if Compare(integer, previous) > 0 { // absent is below all
		return integer
	}
	return previous
}
