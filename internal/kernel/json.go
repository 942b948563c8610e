package kernel

// JSONBlock tells the bytes of 64 bytes of a JSON document by class, a bit for each
// byte, the first byte's the lowest. Bytes inside strings are classed like all others.
type JSONBlock struct {
	Backslash  uint64
	Quote      uint64
	Control    uint64 // below 0x20
	High       uint64 // 0x80 and above
	OpenObject uint64 // {
	Open       uint64 // { [
	Close      uint64 // } ]
	Comma      uint64
	Colon      uint64
	Space      uint64 // space, tab, line feed, carriage return
	Digit      uint64 // 0 to 9
	Zero       uint64
	Dot        uint64
	Exp        uint64 // e E
	Minus      uint64
	Sign       uint64 // + -
}

// JSONBlockBytes is the number of bytes that a block tells of.
const JSONBlockBytes = 64

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
	jsonClose
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
	case '}', ']':
		return jsonClose
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
func classifyJSON(dst []JSONBlock, src []byte) {
	for i := range dst {
		part := src[i*JSONBlockBytes : min((i+1)*JSONBlockBytes, len(src))]
		var m [32]uint64
		for k, c := range part {
			m[jsonClasses[c]&31] |= 1 << (k & 63)
		}
		rest := ^uint64(0) << (len(part) & 63)
		if len(part) == JSONBlockBytes {
			rest = 0
		}
		dst[i] = JSONBlock{
			Backslash:  m[jsonBackslash],
			Quote:      m[jsonQuote],
			Control:    m[jsonControl] | m[jsonLine],
			High:       m[jsonHigh],
			OpenObject: m[jsonOpenObject],
			Open:       m[jsonOpenObject] | m[jsonOpenArray],
			Close:      m[jsonClose],
			Comma:      m[jsonComma],
			Colon:      m[jsonColon],
			Space:      m[jsonSpace] | m[jsonLine] | rest,
			Digit:      m[jsonDigit] | m[jsonZero],
			Zero:       m[jsonZero],
			Dot:        m[jsonDot],
			Exp:        m[jsonExp],
			Minus:      m[jsonMinus],
			Sign:       m[jsonMinus] | m[jsonPlus],
		}
	}
}
