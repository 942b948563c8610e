package selector

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Dialect says which language a selector is written in.
type Dialect uint8

// The dialects.
const (
	JMS        Dialect = iota // message selectors of Jakarta Messaging
	ServiceBus                // SQL filters of Azure Service Bus
	numDialects
)

// String returns the dialect as the program thresh names it.
func (d Dialect) String() string {
	if d < numDialects {
		return [...]string{"jms", "servicebus"}[d]
	}
	return "dialect(" + strconv.Itoa(int(d)) + ")"
}

// keyword returns the name in upper case and true if it is a reserved word.
func (d Dialect) keyword(name string) (string, bool) {
	words := []string{"AND", "ESCAPE", "FALSE", "IN", "IS", "LIKE", "NOT", "NULL", "OR", "TRUE"}
	upper := strings.ToUpper(name)
	switch {
	case slices.Contains(words, upper):
		return upper, true
	case d == JMS && upper == "BETWEEN", d == ServiceBus && upper == "EXISTS":
		return upper, true
	default:
		return "", false
	}
}

// begins says whether a name may begin with r.
func (d Dialect) begins(r rune) bool {
	if d == ServiceBus {
		return unicode.IsLetter(r)
	}
	return unicode.In(r, unicode.L, unicode.Nl, unicode.Sc, unicode.Pc) // as java.lang.Character.isJavaIdentifierStart
}

// continues says whether a name may go on with r.
func (d Dialect) continues(r rune) bool {
	if d == ServiceBus {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_'
	}
	return d.begins(r) || unicode.In(r, unicode.Nd, unicode.Mn, unicode.Mc) // as isJavaIdentifierPart
}

// unlikeIsFalse says whether a comparison of unlike values is false; it is unknown
// otherwise.
func (d Dialect) unlikeIsFalse() bool { return d == JMS }
