package predicate

import (
	"maps"
	"slices"
	"strings"
)

// Strings are the strings that many expressions have, paths and values, each kept once:
// their binary forms tell numbers instead. The zero value has none. It only grows; a copy
// of the struct decodes what was appended before it was copied, while one goroutine appends
// to the original.
type Strings struct {
	all  []string
	seen map[string]int32 // the string's number, or how often it has been seen, complemented
}

const (
	leastShared = 3       // bytes of a value
	shareAfter  = 4       // times that a string is seen until it has a number
	maxShared   = 1 << 15 // strings
	maxSeen     = 1 << 16 // strings with a number, and others that are looked out for
)

// AppendExpr is like the function [AppendExpr], but for strings that have been seen often
// before. [Strings.DecodeExpr] reads the form. Until [Strings.Seal] is called, s may refer
// to strings of the expression.
func (s *Strings) AppendExpr(dst []byte, e Expr) []byte {
	w := binaryWriter{strings: s}
	return w.expr(append(dst, sharedVersion), e)
}

// DecodeExpr is like the function [DecodeExpr] for a form that AppendExpr has made. The
// expression shares its strings with s.
func (s *Strings) DecodeExpr(data []byte) (Expr, error) {
	d := binaryReader{data: data, strings: s}
	return d.expr(sharedVersion)
}

// Seal gives back what is needed to append alone. What is appended later shares no strings
// with what came before.
func (s *Strings) Seal() {
	s.all = slices.Clip(s.all)
	s.seen = nil
}

// share returns the number of a string that has one.
func (s *Strings) share(text string) (number int32, ok bool) {
	i, ok := s.seen[text]
	switch {
	case i >= 0 && ok:
		return i, true
	case len(s.all) == maxShared:
		return 0, false
	case !ok:
		s.lookOut(text)
		return 0, false
	case ^i < shareAfter-1:
		s.seen[text] = i - 1
		return 0, false
	}
	i = int32(len(s.all))
	s.all = append(s.all, strings.Clone(text))
	s.seen[text] = i
	return i, true
}

// lookOut notes that a string has been seen once. Where there are too many such, all are
// forgotten: what is frequent comes again.
func (s *Strings) lookOut(text string) {
	if s.seen == nil {
		s.seen = map[string]int32{}
	}
	if len(s.seen) == maxSeen {
		maps.DeleteFunc(s.seen, func(_ string, i int32) bool { return i < 0 })
	}
	s.seen[text] = ^1
}
