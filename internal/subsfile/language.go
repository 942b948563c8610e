package subsfile

import (
	"errors"
	"slices"
	"strconv"
)

// Language is what the conditions of a file are written in.
type Language uint8

// The languages.
const (
	Own        Language = iota // where or pattern
	Headers                    // the arguments of RabbitMQ's headers bindings
	JMS                        // the message selectors of Jakarta Messaging
	ServiceBus                 // the SQL filters of Azure Service Bus
	SNS                        // the filter policies of Amazon SNS
	Where                      // the expression language alone
	Pattern                    // event patterns alone
	Other                      // what Conversion.Parse reads
	numLanguages
)

// String returns the language as the program thresh names it.
func (l Language) String() string {
	if l < numLanguages {
		return [...]string{"thresh", "headers", "jms", "servicebus", "sns", "where", "pattern", "other"}[l]
	}
	return "language(" + strconv.Itoa(int(l)) + ")"
}

// Form returns the form that can say all that the language has: Where or Pattern.
func (l Language) Form() Language {
	if l == SNS || l == Where {
		return Pattern
	}
	return Where
}

// Foreign returns the languages other than Own and Other.
func Foreign() []Language {
	var all []Language
	for l := Own + 1; l < Other; l++ {
		all = append(all, l)
	}
	return all
}

// ForeignNamed returns the language of that name, which is one of Foreign.
func ForeignNamed(name string) (Language, bool) {
	all := Foreign()
	i := slices.IndexFunc(all, func(l Language) bool { return l.String() == name })
	if i < 0 {
		return Own, false
	}
	return all[i], true
}

// ErrNoForeign says that a line of a file in a foreign language has no condition.
var ErrNoForeign = errors.New("the condition is missing")

// memberName returns the name of the member that has the foreign condition.
func (c *Conversion) memberName() string {
	switch l := c.From; l {
	case Other:
		return c.Member
	case Headers:
		return "arguments"
	case SNS:
		return "policy"
	case Where, Pattern:
		return l.String()
	default:
		return "selector"
	}
}

// memberNames says which members a line has.
func (c *Conversion) memberNames() string {
	switch l := c.From; l {
	case Own:
		return "a subscription has id, where or pattern, and data"
	case Headers:
		return "a binding has id, arguments, and data"
	case SNS:
		return "a subscription has id, policy, scope, and data"
	case Where, Pattern:
		return "a subscription has id, " + l.String() + ", and data"
	case Other:
		return "a subscription has id, " + c.Member + ", and data"
	default:
		return "a filter has id, selector, and data"
	}
}
