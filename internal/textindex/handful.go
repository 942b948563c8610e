package textindex

import "slices"

// handful is the patterns of a set that has no more than maxHandful of them. They are tried
// one after the other, most of them by two words: to find which of their parts are
// somewhere in the string, as for many of them, would take longer.
type handful struct{ trials []trial }

// maxHandful is how many patterns are tried one after the other.
const maxHandful = 8

// trial is a pattern, and what of it is tried first.
type trial struct {
	// The first eight bytes of what strings begin with, and the last eight of what they
	// end with, as headOf and tailOf have them, under masks of as many bytes as there are.
	head, headMask uint64
	tail, tailMask uint64
	weight         int // the least length of a string
	number         uint32
	decided        bool // what passes all of this matches
	pattern        Pattern
}

const wordBytes = 8

func newTrial(p Pattern, number uint32) trial {
	t := trial{weight: p.Weight(), number: number, pattern: p}
	head, tail := p[0], p[len(p)-1]
	t.head, t.headMask = headOf(head), headMask(len(head))
	t.tail, t.tailMask = tailOf(tail), ^(^uint64(0) >> (8 * min(len(tail), wordBytes)))
	inner := 0
	for _, part := range p[1:max(1, len(p)-1)] {
		inner += len(part)
	}
	t.decided = len(p) > 1 && inner == 0 && len(head) <= wordBytes && len(tail) <= wordBytes
	return t
}

// headOf returns the first eight bytes of s, the first one lowest, followed by zeros
// where there are fewer.
func headOf(s string) uint64 {
	if len(s) >= wordBytes {
		return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
	}
	// Parts that overlap are put where they belong, without a loop.
	switch n := len(s); {
	case n >= 4:
		first := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
		last := uint64(s[n-4]) | uint64(s[n-3])<<8 | uint64(s[n-2])<<16 | uint64(s[n-1])<<24
		return first | last<<(8*(n-4))
	case n > 0:
		return uint64(s[0]) | uint64(s[n/2])<<(8*(n/2)) | uint64(s[n-1])<<(8*(n-1))
	default:
		return 0
	}
}

// headMask returns the mask of the first n bytes of a word.
func headMask(n int) uint64 { return uint64(1)<<(8*min(n, wordBytes)) - 1 }

// tailOf returns the last eight bytes of s, the last one highest, after zeros where
// there are fewer.
func tailOf(s string) uint64 {
	if n := len(s); n < wordBytes {
		return headOf(s) << (8 * (wordBytes - n))
	}
	return headOf(s[len(s)-wordBytes:])
}

// appendMatches appends the numbers of the patterns that s matches.
func (h *handful) appendMatches(dst []uint32, s string) []uint32 {
	head, tail := headOf(s), tailOf(s)
	for i := range h.trials {
		t := &h.trials[i]
		if (head^t.head)&t.headMask|(tail^t.tail)&t.tailMask != 0 || len(s) < t.weight {
			continue
		}
		if t.decided || t.pattern.Match(s) {
			dst = append(dst, t.number)
		}
	}
	return dst
}

// with returns the patterns and one more, nil if these are too many.
func (h *handful) with(p Pattern, number uint32) *handful {
	if h == nil || len(h.trials) == maxHandful {
		return nil
	}
	return &handful{append(slices.Clip(h.trials), newTrial(p, number))}
}

// without returns the patterns but for the one of that number.
func (h *handful) without(number uint32) *handful {
	if h == nil {
		return nil
	}
	return &handful{slices.DeleteFunc(slices.Clone(h.trials), func(t trial) bool { return t.number == number })}
}
