package randexpr

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/thresh-dev/thresh/predicate"
)

// flavour is the kind of value that a path mostly has.
type flavour uint8

const (
	numbers flavour = iota // small ones
	edges                  // numbers where integers and floats part
	words                  // short strings
	long                   // strings that begin alike
	addresses
	truths
	numFlavours
)

// attribute is a path and what its values mostly are.
type attribute struct {
	path    string
	flavour flavour
}

// attributes returns the paths of the vocabulary. The object o stands at its own
// path too, and "o" and "a" are tested as scalars as well.
func attributes() []attribute {
	return []attribute{
		{"a", numbers},
		{"b", words},
		{"c", edges},
		{"d", long},
		{"e", addresses},
		{"f", truths},
		{predicate.JoinPath("o", "x"), numbers},
		{predicate.JoinPath("o", "y", "z"), words},
		{predicate.JoinPath("odd name"), numbers},
		{predicate.JoinPath("o", "unit.price $"), edges},
		{predicate.JoinPath(`dot.and\slash`), words},
		{predicate.JoinPath("größe"), numbers},
		{predicate.JoinPath("not"), truths},
	}
}

// object is the path at which an event has an object if it has one of the nested
// paths.
const object = "o"

func smallNumbers() []predicate.Value {
	var vs []predicate.Value
	for i := range int64(8) {
		vs = append(vs, predicate.Int(i-2))
	}
	return append(vs,
		predicate.Float(math.Copysign(0, -1)), predicate.Float(0.5), predicate.Float(1.5),
		predicate.Float(-0.5), predicate.Float(2.0000000000000004), predicate.Float(3))
}

func edgeNumbers() []predicate.Value {
	vs := []predicate.Value{
		predicate.Int(math.MinInt64), predicate.Int(math.MinInt64 + 1),
		predicate.Int(math.MaxInt64 - 1), predicate.Int(math.MaxInt64),
		predicate.Uint(1 << 63), predicate.Uint(1<<63 + 1),
		predicate.Uint(math.MaxUint64 - 1), predicate.Uint(math.MaxUint64),
		predicate.Float(1 << 63), predicate.Float(1 << 64), predicate.Float(-1 << 63),
		predicate.Float(math.Nextafter(1<<63, 0)), predicate.Float(math.Nextafter(1<<64, 0)),
		predicate.Float(math.Nextafter(-1<<63, math.Inf(-1))),
		predicate.Float(math.MaxFloat64), predicate.Float(-math.MaxFloat64),
		predicate.Float(math.SmallestNonzeroFloat64), predicate.Float(-math.SmallestNonzeroFloat64),
		predicate.Float(0.1), predicate.Float(math.Nextafter(0.1, 1)),
	}
	for d := range int64(5) {
		vs = append(vs, predicate.Int(1<<53-2+d), predicate.Int(-1<<53-2+d))
	}
	return vs
}

func shortWords() []string {
	return []string{
		"", "a", "b", "ab", "abc", "abd", "abcd", "B", "AB", "Abc", "ABD", "ba", "cab", "c.b",
		"é", "É", "ß", "ẞ", "ſ", "K", "k", "İ", "i̇", "日本", "日", "a\x00", "\x00", "a\nb", `a"b\`,
		"\U0010FFFF", "\uFFFD", "true", "1", "nil",
		"\xff", "a\xff", "\xff\xff", "a\xffb",
	}
}

func longWords() []string {
	stem := strings.Repeat("prefix/", 20)
	return []string{
		"prefix/", "prefix", "prefix0", "prefix/p", "PREFIX/", "Prefix/a", "prefiy", "prefix/\x00",
		stem, stem + "a", stem + "b", stem + "ab", stem + "A", stem[:100], stem[:99] + "0", stem + "é",
		stem + "\xff", "x" + stem, "x" + stem + "a",
	}
}

func addressTexts() []string {
	return []string{
		"10.0.0.0", "10.255.255.255", "11.0.0.0", "9.255.255.255", "10.1.2.3", "10.1.2.4", "10.1.255.255",
		"192.168.0.1", "0.0.0.0", "255.255.255.255",
		"::", "::1", "::ffff:10.1.2.3", "2001:db8::1", "2001:DB8::1", "2001:db8:0:0:0:0:0:1",
		"2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::", "fe80::1", "fe80::1%eth0",
		"10.1.2", "010.1.2.3", "10.1.2.3 ", "10.0.0.0/8", "", "host",
	}
}

func networkTexts() []string {
	return []string{
		"10.0.0.0/8", "10.1.0.0/16", "10.1.2.3/32", "10.1.2.2/31", "10.1.2.3/8", "0.0.0.0/0", "128.0.0.0/1",
		"::/0", "::1/128", "2001:db8::/32", "2001:db8::1/127", "fe80::/10", "::ffff:10.0.0.0/104",
	}
}

func regexps() []string {
	return []string{
		"^a", "^ab", "b$", "^abc$", "^(abc|abd)$", "^(abc|abd)", "^ab?c", "(?i)ab", "(?i)^AB", "^(?i:a)b", "b", "^$", "",
		"[0-9]+", "^prefix/", "^prefix/prefix/.*a$", "é", "^日", "^\\x{FFFD}", "a.b", "(?s)a.b", "(?m)^b", "^a|b", "\\.", "^.$",
		"^10\\.1\\.", "^K", "(?i)^k", "\\bab\\b", "x*", "^a{2,}",
	}
}

// vocabulary is the pools of values, without those that the options leave out.
type vocabulary struct {
	attrs    []attribute
	numbers  []predicate.Value
	edges    []predicate.Value
	words    []string
	long     []string
	address  []string
	networks []string
	regexps  []string
}

func newVocabulary(validUTF8 bool) vocabulary {
	v := vocabulary{
		attributes(), smallNumbers(), edgeNumbers(), shortWords(), longWords(), addressTexts(), networkTexts(), regexps(),
	}
	if validUTF8 {
		v.words = onlyValid(v.words)
		v.long = onlyValid(v.long)
	}
	return v
}

func onlyValid(of []string) []string {
	var valid []string
	for _, s := range of {
		if utf8.ValidString(s) {
			valid = append(valid, s)
		}
	}
	return valid
}

// text returns a string, of the flavour if that has strings.
func (g *Generator) text(f flavour) string {
	switch f {
	case long:
		return pick(g, g.v.long)
	case addresses:
		return pick(g, g.v.address)
	default:
		return pick(g, g.v.words)
	}
}

// number returns a number, of the flavour if that has numbers.
func (g *Generator) number(f flavour) predicate.Value {
	if f == edges {
		return pick(g, g.v.edges)
	}
	return pick(g, g.v.numbers)
}

// value returns a value of the flavour.
func (g *Generator) value(f flavour) predicate.Value {
	switch f {
	case numbers, edges:
		return g.number(f)
	case truths:
		return predicate.Bool(g.one(2))
	default:
		return predicate.String(g.text(f))
	}
}

// drift returns mostly f, and now and then any flavour.
func (g *Generator) drift(f flavour) flavour {
	if g.one(8) {
		return flavour(g.rng.IntN(int(numFlavours)))
	}
	return f
}
