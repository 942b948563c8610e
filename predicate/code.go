package predicate

import (
	"math"

	"github.com/cespare/xxhash/v2"
)

// Code is a 64-bit image of a [Value] that keeps the order of keys:
//
//	Compare(a, b) < 0  ⇒  CodeOf(a) <= CodeOf(b)
//
// so that an index may compare small integers instead of values. The layout,
// from the top bit:
//
//	00 … kind and truth value       absent is 0, and absent only
//	01 61 bits of the number   S    sign-adjusted IEEE 754 bits of the largest float64 <= it
//	10 7 bytes, 4 bits length  0 S  the first bytes of the string, padded with zeros
//	11 0…                           object
//
// S, the lowest bit, is sticky: it is set where the code does not tell the whole
// value. A code with S clear is the code of one value alone, and values between
// two such codes have codes between them. So a range whose ends have S clear is
// decided by codes alone; at an end with S set an equal code leaves it open.
type Code uint64

const (
	codeNumber  Code = 1 << 62
	codeString  Code = 2 << 62
	codeObject  Code = 3 << 62
	codeSticky  Code = 1
	codeNull    Code = 2
	codeFalse   Code = 4
	codeTrue    Code = 6
	stringBytes      = 7
)

// Exact says whether c is the code of one value only.
func (c Code) Exact() bool { return c&codeSticky == 0 }

// maxSmall bounds the integers that a float64 holds with three bits to spare.
const maxSmall = 1 << 50

// CodeOf returns the code of v.
func CodeOf(v Value) Code {
	if v.kind == KindNumber && v.form == formInt && v.bits+maxSmall < 2*maxSmall {
		// Most numbers are small integers: exact, so that nothing is to be rounded.
		b := math.Float64bits(float64(int64(v.bits)))
		if int64(b) < 0 {
			b = -b
		} else {
			b += 1 << 63
		}
		return codeNumber | Code(b>>3<<1)
	}
	switch v.kind {
	case KindAbsent:
		return 0
	case KindNull:
		return codeNull
	case KindBool:
		if v.bits == 1 {
			return codeTrue
		}
		return codeFalse
	case KindNumber:
		return numberCode(v)
	case KindString:
		return stringCode(v.str)
	case KindObject:
	}
	return codeObject
}

func numberCode(v Value) Code {
	var f float64
	sticky := Code(0)
	switch v.form {
	case formInt:
		i := int64(v.bits)
		f = float64(i)
		// 1<<63 as a float64 is above every int64: converting it back would overflow.
		if f >= 1<<63 || int64(f) > i {
			f = math.Nextafter(f, math.Inf(-1))
		}
		if int64(f) != i {
			sticky = codeSticky
		}
	case formUint:
		f = float64(v.bits)
		if f >= 1<<64 || uint64(f) > v.bits {
			f = math.Nextafter(f, 0)
		}
		if uint64(f) != v.bits {
			sticky = codeSticky
		}
	case formFloat:
		f = math.Float64frombits(v.bits)
	}
	b := math.Float64bits(f)
	if b>>63 == 1 {
		b = -b // 1<<63 - magnitude
	} else {
		b += 1 << 63
	}
	if b&7 != 0 {
		sticky = codeSticky
	}
	return codeNumber | Code(b>>3<<1) | sticky
}

func stringCode(s string) Code {
	if len(s) > stringBytes {
		b := uint64(s[0])<<56 | uint64(s[1])<<48 | uint64(s[2])<<40 | uint64(s[3])<<32 |
			uint64(s[4])<<24 | uint64(s[5])<<16 | uint64(s[6])<<8 | uint64(s[7])
		return codeString | Code(b>>8)<<6 | (stringBytes+1)<<2 | codeSticky
	}
	// Of a short string parts that overlap are put where they belong, without a loop.
	var b uint64
	switch n := len(s); {
	case n >= 4:
		first := uint64(s[0])<<24 | uint64(s[1])<<16 | uint64(s[2])<<8 | uint64(s[3])
		last := uint64(s[n-4])<<24 | uint64(s[n-3])<<16 | uint64(s[n-2])<<8 | uint64(s[n-1])
		b = first<<24 | last<<(8*(stringBytes-n))
	case n > 0:
		b = uint64(s[0])<<48 | uint64(s[n/2])<<(8*(stringBytes-1-n/2)) | uint64(s[n-1])<<(8*(stringBytes-n))
	}
	return codeString | Code(b)<<6 | Code(len(s))<<2
}

// Digest returns a 64-bit hash of v, equal for equal values and always odd. It
// serves equality where codes do not tell values apart, such as on long strings
// with a common beginning.
func Digest(v Value) uint64 {
	h := uint64(v.kind)<<8 | uint64(v.form)
	if v.kind == KindString {
		h ^= xxhash.Sum64String(v.str)
	} else {
		h ^= v.bits
	}
	// The finaliser of splitmix64: every bit of h reaches every bit of the digest.
	h = (h ^ h>>30) * 0xBF58476D1CE4E5B9
	h = (h ^ h>>27) * 0x94D049BB133111EB
	h ^= h >> 31
	return h | 1
}
