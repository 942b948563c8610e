package predicate

import (
	"errors"
	"fmt"
	"strings"
)

// WildcardError says what is wrong with a wildcard, and where.
type WildcardError struct {
	Offset int // bytes before the place
	Err    error
}

func (e *WildcardError) Error() string { return fmt.Sprintf("offset %d: %v", e.Offset, e.Err) }

// Unwrap returns the cause.
func (e *WildcardError) Unwrap() error { return e.Err }

// The errors of wildcards.
var (
	errTwoStars  = errors.New("two * in a row: one stands for any characters")
	errBadEscape = errors.New(`a backslash is followed by * or \`)
)

// ParseWildcard returns the segments of a wildcard, which a string has to have one
// after the other with any text, or none, between: one more than it has stars. A
// star stands for any text, \* for a star and \\ for a backslash. Two stars in a
// row are an error, and so is any other backslash: a *[WildcardError].
func ParseWildcard(text string) ([]string, error) {
	var out []string
	var b []byte
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '*' && i > 0 && text[i-1] == '*' && len(b) == 0 && len(out) > 0:
			return nil, &WildcardError{i, errTwoStars}
		case c == '*':
			out = append(out, string(b))
			b = b[:0]
			continue
		case c != '\\':
		case i+1 < len(text) && (text[i+1] == '*' || text[i+1] == '\\'):
			i++
			c = text[i]
		default:
			return nil, &WildcardError{i, errBadEscape}
		}
		b = append(b, c)
	}
	return append(out, string(b)), nil
}

// matchSegments says whether s has the segments one after the other, the first at
// its beginning and the last at its end. Taking each as early as it comes loses
// nothing, so that the time is linear in s and the segments together.
func matchSegments(segments []string, s string) bool {
	first, last := segments[0], segments[len(segments)-1]
	if len(segments) == 1 {
		return s == first
	}
	if len(s) < len(first)+len(last) || !strings.HasPrefix(s, first) || !strings.HasSuffix(s, last) {
		return false
	}
	s = s[len(first) : len(s)-len(last)]
	for _, part := range segments[1 : len(segments)-1] {
		i := strings.Index(s, part)
		if i < 0 {
			return false
		}
		s = s[i+len(part):]
	}
	return true
}
