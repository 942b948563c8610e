package predicate

import (
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// anchoredPrefix returns the literal with which every string matching the
// expression begins, if the expression is anchored at the beginning of the text.
func anchoredPrefix(re string) (string, bool) {
	t, err := syntax.Parse(re, syntax.Perl)
	if err != nil {
		return "", false
	}
	parts := flattenConcat(nil, t.Simplify())
	if len(parts) < 2 || parts[0].Op != syntax.OpBeginText {
		return "", false
	}
	var prefix []rune
	for _, p := range parts[1:] {
		if p.Op == syntax.OpEmptyMatch {
			continue
		}
		if p.Op != syntax.OpLiteral || p.Flags&syntax.FoldCase != 0 {
			break
		}
		if i := slices.Index(p.Rune, utf8.RuneError); i >= 0 {
			// The expression finds U+FFFD in bytes that are no UTF-8 too.
			prefix = append(prefix, p.Rune[:i]...)
			break
		}
		prefix = append(prefix, p.Rune...)
	}
	return string(prefix), len(prefix) > 0
}

// flattenConcat appends the factors of the concatenation t in order, looking
// through captures.
func flattenConcat(dst []*syntax.Regexp, t *syntax.Regexp) []*syntax.Regexp {
	switch t.Op {
	case syntax.OpConcat, syntax.OpCapture:
		for _, s := range t.Sub {
			dst = flattenConcat(dst, s)
		}
		return dst
	default:
		return append(dst, t)
	}
}
