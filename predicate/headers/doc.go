// Package headers reads the bindings of RabbitMQ's headers exchange.
//
// # Terms
//
//	header     an attribute of the event: a name at the top, and a scalar
//	arguments  what a binding asks, a JSON object of header names and values
//	x-match    the argument that says whether all headers are asked for, or any
//	presence   what a null (void in AMQP) asks: the header is there
//
// # From arguments to expression
//
//	{"x-match":"any","type":"order","vip":null}
//	        │ Parse
//	        ▼
//	Binding{Any, [type "order", vip null]}
//	        │ Expr
//	        ▼
//	type == "order" || vip != nil
//
// # Meaning
//
// It is that of the exchange in RabbitMQ 3.13 and 4 (rabbit_exchange_type_headers):
// x-match is all where it is missing; all and any pass over the arguments whose
// names begin with x-, all-with-x and any-with-x over x-match alone. All of no
// arguments is true, any of none is false. The types of numbers do not matter: 1
// is 1.0. In JSON, as in the definitions that the management plugin exports, a
// null is AMQP's void.
//
// Two things an event cannot say as a message does. A header that is null is
// absent here, where a void header is present there. And where an event's header
// is an array, one equal element is enough; there it equals only the same array,
// which a binding here cannot ask for.
//
// # Invariants
//
//	I1  The expression has no negation but of absence, so that a test that is
//	    unknown, as of a missing header, counts as one that is false.
//	I2  Every error has a place.
//
// # Cost
//
// Linear in the arguments.
package headers
