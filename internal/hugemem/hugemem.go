package hugemem

import "unsafe"

const (
	pageSize  = 2 << 20
	threshold = pageSize // bytes below which no huge page fits
)

// Plain is an element type without pointers.
type Plain interface {
	~uint8 | ~uint16 | ~uint32 | ~uint64
}

// Make returns a slice of n zeros, on huge pages as far as can be had.
func Make[T Plain](n int) []T {
	s := make([]T, n)
	if size := n * int(unsafe.Sizeof(*new(T))); size >= threshold {
		advise(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), size))
	}
	return s
}

// Clone returns a copy of s without spare capacity, made by Make.
func Clone[T Plain](s []T) []T {
	c := Make[T](len(s))
	copy(c, s)
	return c
}

// inner returns the whole huge pages inside b.
func inner(b []byte) []byte {
	start := uintptr(unsafe.Pointer(unsafe.SliceData(b)))
	skip := int(-start & (pageSize - 1))
	if skip >= len(b) {
		return nil
	}
	return b[skip : skip+(len(b)-skip)&^(pageSize-1)]
}
