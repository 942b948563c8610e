// Package cloudevents reads events in the JSON form of CloudEvents, version 1.0
// (structured mode), and refuses what is none.
//
// # Terms
//
//	context attribute  a member at the top: id, source, specversion and type, which
//	                   every event has, some more that are known, and extensions
//	data               what the event is about, any JSON or a string
//	data_base64        the same in base64, where it is binary
//
// # From document to event
//
//	{"specversion":"1.0","id":"7","source":"/a","type":"t","data":{"n":5}}
//	        │ predicate.Builder.DecodeJSON
//	        ▼
//	specversion, id, source, type, data (an object), data.n
//	        │ the members at the top, again: are these those of a CloudEvent?
//	        ▼
//	predicate.Event
//
// # Meaning
//
// Context attributes are attributes of the event of the same name. A member that is
// null is absent. The members of data are at data.NAME where datacontenttype is
// missing or names JSON (a subtype json, or one that ends in +json); under any other
// type data is a string, and anything else is refused. data_base64 stays the string
// that it is.
//
// Checked are: the attributes that every event has; names, of a to z and 0 to 9;
// values, which are truth values, integers of 32 bits or strings without control
// characters and noncharacters; source as a reference to a URI, dataschema as an
// absolute URI, time by RFC 3339, datacontenttype as a media type; base64; and that
// there is not both data and data_base64. URIs are checked as net/url parses them,
// which lets characters pass that are not ASCII. Only version 1.0 is read, and one
// event a document, not a batch.
//
// # Invariants
//
//	I1  What is refused leaves no event in the builder.
//	I2  Every error has a place: that of the name or value that is wrong, or that
//	    of the object where something is missing.
//
// # Cost
//
// The document is read twice; the second time what is inside data is passed over.
package cloudevents
