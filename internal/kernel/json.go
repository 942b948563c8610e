package kernel

import "unsafe"

// JSONWords is a bit for each of 512 bytes of a JSON document, the first byte's the
// lowest of the first word.
type JSONWords [JSONGroupWords]uint64

// JSONGroupWords and JSONGroupBytes are how much of a document is looked at at a time.
const (
	JSONGroupWords = 8
	JSONGroupBytes = 64 * JSONGroupWords
)

// JSONGroup tells the bytes of 512 bytes of a document by class. Bytes inside strings
// are classed like all others.
type JSONGroup struct {
	Backslash JSONWords
	Quote     JSONWords
	Control   JSONWords // below 0x20
	Brace     JSONWords // { }
	Open      JSONWords // { [
	Close     JSONWords // } ]
	Comma     JSONWords
	High      JSONWords // 0x80 and above
	Colon     JSONWords
	Space     JSONWords // space, tab, line feed, carriage return
	Digit     JSONWords // 0 to 9
	Zero      JSONWords
	Dot       JSONWords
	Exp       JSONWords // e E
	Minus     JSONWords
	Sign      JSONWords // + -

	JSONFound
}

// NewJSONGroup returns a group that begins a cache line, as the kernels like it.
func NewJSONGroup() *JSONGroup {
	const words = int(unsafe.Sizeof(JSONGroup{}) / 8)
	return (*JSONGroup)(unsafe.Pointer(unsafe.SliceData(AlignedWords(words))))
}

// AlignedWords returns n words, at least one, of which the first begins a cache line.
func AlignedWords(n int) []uint64 {
	const line = 8
	words := make([]uint64, n+line-1)
	skip := -int(uintptr(unsafe.Pointer(unsafe.SliceData(words)))/8) & (line - 1)
	return words[skip:][:n]
}

// jsonClass is one of disjoint classes of bytes.
type jsonClass uint8

const (
	jsonOther jsonClass = iota
	jsonBackslash
	jsonQuote
	jsonControl // white space left out
	jsonHigh
	jsonOpenObject
	jsonOpenArray
	jsonCloseObject
	jsonCloseArray
	jsonComma
	jsonColon
	jsonSpace
	jsonLine // white space below 0x20
	jsonDigit
	jsonZero
	jsonDot
	jsonExp
	jsonMinus
	jsonPlus
)

func jsonClassOf(c byte) jsonClass {
	switch c {
	case '\\':
		return jsonBackslash
	case '"':
		return jsonQuote
	case '{':
		return jsonOpenObject
	case '[':
		return jsonOpenArray
	case '}':
		return jsonCloseObject
	case ']':
		return jsonCloseArray
	case ',':
		return jsonComma
	case ':':
		return jsonColon
	case ' ':
		return jsonSpace
	case '\t', '\n', '\r':
		return jsonLine
	case '0':
		return jsonZero
	case '.':
		return jsonDot
	case 'e', 'E':
		return jsonExp
	case '-':
		return jsonMinus
	case '+':
		return jsonPlus
	}
	switch {
	case '1' <= c && c <= '9':
		return jsonDigit
	case c < 0x20:
		return jsonControl
	case c >= 0x80:
		return jsonHigh
	default:
		return jsonOther
	}
}

// jsonClasses is jsonClassOf of every byte. It is never changed.
var jsonClasses = func() (t [256]jsonClass) {
	for i := range t {
		t[i] = jsonClassOf(byte(i))
	}
	return t
}()

// classifyJSON is ClassifyJSON in portable Go.
func classifyJSON(g *JSONGroup, src []byte) (high, backslash uint8) {
	for w := range JSONGroupWords {
		part := src[min(w*64, len(src)):min((w+1)*64, len(src))]
		var m [32]uint64
		for k, c := range part {
			m[jsonClasses[c]&31] |= 1 << (k & 63)
		}
		rest := uint64(0)
		if len(part) < 64 {
			rest = ^uint64(0) << len(part)
		}
		g.Backslash[w] = m[jsonBackslash]
		g.Quote[w] = m[jsonQuote]
		g.Control[w] = m[jsonControl] | m[jsonLine]
		g.High[w] = m[jsonHigh]
		g.Brace[w] = m[jsonOpenObject] | m[jsonCloseObject]
		g.Open[w] = m[jsonOpenObject] | m[jsonOpenArray]
		g.Close[w] = m[jsonCloseObject] | m[jsonCloseArray]
		g.Comma[w] = m[jsonComma]
		g.Colon[w] = m[jsonColon]
		g.Space[w] = m[jsonSpace] | m[jsonLine] | rest
		g.Digit[w] = m[jsonDigit] | m[jsonZero]
		g.Zero[w] = m[jsonZero]
		g.Dot[w] = m[jsonDot]
		g.Exp[w] = m[jsonExp]
		g.Minus[w] = m[jsonMinus]
		g.Sign[w] = m[jsonMinus] | m[jsonPlus]
		if m[jsonHigh] != 0 {
			high |= 1 << w
		}
		if m[jsonBackslash] != 0 {
			backslash |= 1 << w
		}
	}
	return high, backslash
}
