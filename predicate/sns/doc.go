// Package sns reads the filter policies of Amazon SNS subscriptions.
//
// # Terms
//
//	policy     a JSON object: the names of attributes, at each an array of matchers
//	scope      what of a message a policy is about: its attributes, or its body
//	attribute  a named value beside the message: String, Number, String.Array or Binary
//	body       the message itself, where it is a JSON object
//	pattern    an event pattern, the language of package pattern
//
// # From policy to expression
//
//	{"store": [{"exists": true}], "price": [{"numeric": [">=", 100]}]}
//	        │ Pattern
//	        ▼
//	{"store": [{"anything-but":[null,""]}], "price": [{"numeric": [">=", 100]}]}
//	        │ pattern.ParseExpr
//	        ▼
//	predicate.Pattern
//
// A policy is an event pattern but for what follows. Package pattern has the table
// of matchers.
//
// # Messages as events
//
// A message is compared as an event. That of MessageBody is the body. That of
// MessageAttributes has a member for each message attribute: a string for a String,
// a number for a Number, for a String.Array the array that its text is, and nothing
// for a Binary, which SNS passes over.
//
//	"price": {"Type": "Number", "Value": "210.75"}            "price": 210.75
//	"tags": {"Type": "String.Array", "Value": "[\"a\", 5]"}   "tags": ["a", 5]
//
// # Meaning
//
// It is that of the developer guide. What it says of a value holds of an array if it
// holds of one element: also of anything-but, as the guide's examples have it.
// {"exists": true} asks for a value that is neither null nor "", where an event
// pattern takes any; {"exists": false} asks that there be no value, null or not.
// Policies of MessageAttributes have no names inside names. In both scopes a name
// with a dot finds nested names too, as in event patterns.
//
// The guide says nothing of two names under one array of objects. Here they are to
// match within one element, as in event patterns.
//
// # Differences
//
//	{"exists": false} on a message without    matches here; in SNS a message without any
//	any attribute                             attribute matches no policy of attributes
//	numbers                                   compared exactly; SNS has five digits after the
//	                                          point, and is only sure from -10^9 to 10^9
//	five names, 150 combinations, 256 KB      not limits here
//	what an event pattern has beside          is taken here: wildcard, regexp, anything-but
//	                                          with wildcard and others
//	the policy {}                             is refused here, as by event patterns
//
// # Invariants
//
//	I1  Every error is a *pattern.Error with the place in the policy.
//	I2  What Pattern returns is JSON that package pattern takes.
//
// # Cost
//
// Linear in the policy, and then that of package pattern.
package sns
