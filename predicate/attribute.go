package predicate

import (
	"net/netip"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// View says which image of an attribute's values a predicate tests. A view
// turns a test that is no range of the values into a range of their images.
type View uint8

// The views.
const (
	Plain                View = iota // the value itself
	Folded                           // a string in lower case, as strings.ToLower
	Reversed                         // a string with its bytes in reverse order: a suffix becomes a prefix
	FoldedReversed                   // Folded, then Reversed
	Address                          // a string as the IP address that it writes, see addressKey
	Leaf                             // the value itself, null among them, objects left out
	LeafReversed                     // of Leaf, a string with its bytes in reverse order
	LeafCaseless                     // of Leaf, a string without regard to case, see caseless
	LeafCaselessReversed             // LeafCaseless, then reversed
	numViews
)

// NumViews is the number of views.
const NumViews = int(numViews)

// String returns the view as a function name, "" for Plain.
func (v View) String() string {
	switch v {
	case Plain:
		return ""
	case Folded:
		return "lower"
	case Reversed:
		return "reverse"
	case FoldedReversed:
		return "reverse∘lower"
	case Address:
		return "address"
	case Leaf:
		return "leaf"
	case LeafReversed:
		return "leaf∘reverse"
	case LeafCaseless:
		return "leaf∘caseless"
	case LeafCaselessReversed:
		return "leaf∘reverse∘caseless"
	default:
		return "view?"
	}
}

// Attribute names what a predicate tests: a path into the event and a view of
// the values there.
type Attribute struct {
	Path string // as made by JoinPath
	View View
}

// String returns the attribute as path or view(path).
func (a Attribute) String() string {
	if a.View == Plain {
		return a.Path
	}
	return a.View.String() + "(" + a.Path + ")"
}

func compareAttributes(a, b *Attribute) int {
	if c := strings.Compare(a.Path, b.Path); c != 0 {
		return c
	}
	return int(a.View) - int(b.View)
}

// OfLeaves says whether the view is of the leaves of the event: null is a value
// there, and an object is none. In the other views it is the other way around.
func (v View) OfLeaves() bool { return v >= Leaf && v < numViews }

// domain returns all keys that the view may have.
func (v View) domain() Range {
	if v.OfLeaves() {
		return Range{cutNull, cutObject}
	}
	return Range{cutBool, cutLast}
}

// Of returns the image of x. Values that are no strings are their own images in
// every view.
func (v View) Of(x Value) Value {
	if x.kind != KindString {
		return x
	}
	var buf [64]byte
	if image := v.AppendText(buf[:0], x.str); string(image) != x.str {
		return String(string(image))
	}
	return x
}

// AppendText appends the text of the image of a string, for those who keep their
// memory.
func (v View) AppendText(dst []byte, s string) []byte {
	from := len(dst)
	switch v {
	case Folded:
		return appendLower(dst, s)
	case Reversed, LeafReversed:
		dst = append(dst, s...)
		slices.Reverse(dst[from:])
		return dst
	case FoldedReversed:
		dst = appendLower(dst, s)
		slices.Reverse(dst[from:])
		return dst
	case Address:
		return appendAddress(dst, s)
	case LeafCaseless:
		return appendCaseless(dst, s)
	case LeafCaselessReversed:
		dst = appendCaseless(dst, s)
		slices.Reverse(dst[from:])
		return dst
	default:
		return append(dst, s...)
	}
}

// appendLower appends what strings.ToLower returns.
func appendLower(dst []byte, s string) []byte {
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf {
			for _, r := range s[i:] {
				dst = utf8.AppendRune(dst, unicode.ToLower(r))
			}
			return dst
		}
		dst = append(dst, lowerASCII(c))
	}
	return dst
}

func lowerASCII(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// appendAddress maps the text of an IP address to bytes that sort as addresses do:
// "4" and 4 bytes, or "6" and 16 bytes. Any other text, one with a zone among
// them, maps to "", which no network holds.
func appendAddress(dst []byte, s string) []byte {
	// What is none at first sight is not parsed, as that would make an error of it.
	if strings.IndexFunc(s, inNoAddress) >= 0 {
		return dst
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return dst
	}
	if a.Is4() {
		b := a.As4()
		return append(append(dst, '4'), b[:]...)
	}
	b := a.As16()
	return append(append(dst, '6'), b[:]...)
}

// inNoAddress says whether the rune is in no text of an address without a zone.
func inNoAddress(r rune) bool {
	switch {
	case '0' <= r && r <= '9', 'a' <= r && r <= 'f', 'A' <= r && r <= 'F', r == '.', r == ':':
		return false
	default:
		return true
	}
}

func reverse(s string) string { return Reversed.Of(String(s)).Text() }

// networkRange returns the range of address keys in p.
func networkRange(p netip.Prefix) Range {
	p = p.Masked()
	b := p.Addr().AsSlice()
	family := "6"
	if p.Addr().Is4() {
		family = "4"
	}
	lo := String(family + string(b))
	for i := p.Bits(); i < len(b)*8; i++ {
		b[i/8] |= 0x80 >> (i % 8)
	}
	return Closed(lo, String(family+string(b)))
}

// JoinPath returns the path of nested attribute names: the names joined by dots,
// with a backslash before each dot and backslash that a name contains.
func JoinPath(names ...string) string {
	var b []byte
	for i, n := range names {
		if i > 0 {
			b = append(b, '.')
		}
		b = appendName(b, n)
	}
	return string(b)
}

func appendName[S string | []byte](dst []byte, name S) []byte {
	for i := range len(name) {
		if name[i] == '.' || name[i] == '\\' {
			dst = append(dst, '\\')
		}
		dst = append(dst, name[i])
	}
	return dst
}

// SplitPath is the inverse of [JoinPath].
func SplitPath(path string) []string {
	var names []string
	var b []byte
	for i := 0; i < len(path); i++ {
		switch c := path[i]; {
		case c == '\\' && i+1 < len(path):
			i++
			b = append(b, path[i])
		case c == '.':
			names = append(names, string(b))
			b = b[:0]
		default:
			b = append(b, c)
		}
	}
	return append(names, string(b))
}
