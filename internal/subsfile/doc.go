// Package subsfile reads subscriptions files: JSON lines, one subscription each.
//
//	{"id":"s1","where":"price >= 10 && symbol == \"ACME\""}
//	{"id":"s2","pattern":{"price":[{"numeric":[">=",10]}]},"data":{"owner":"me"}}
//
// # Terms
//
//	record    one line's subscription
//	where     its condition in the expression language, a JSON string
//	pattern   its condition as an event pattern, a JSON object
//	data      any JSON, carried along
//	foreign   said of a file whose conditions are to be converted: in it stands
//	          arguments, selector or policy instead of where and pattern, or one of
//	          these two alone
//	form      what a conversion makes: where or pattern
//
// # From line to subscription
//
//	line ─▶ members, with their offsets ─▶ the language's parser ─▶ Record
//	                                              │
//	     place in the line ◀── escapes undone ◀───┴── place in the expression
//
// # Invariants
//
//	I1  A line gives one Record or one error, and an error never ends the reading
//	    unless the input failed.
//	I2  No two records have the same id. The id of a bad line stays free.
//	I3  The place of an error is that of the member, or inside it of the character,
//	    that is wrong; what is missing is missing at the object's beginning.
//
// # Cost
//
// Linear in the file, beside what the languages' parsers take. The ids are kept.
package subsfile
