// Package eventsfile reads events files: JSON lines, one event each.
//
//	{"symbol":"ACME","price":12.5}
//
// # Terms
//
//	line      one event; a blank one is none
//	decoder   what makes an event of a line
//
// # From line to event
//
//	line ─▶ decoder ─▶ Builder ─▶ Event
//	           │
//	           └─ offset of what is wrong ─▶ file, line and column
//
// # Invariants
//
//	I1  A line that is not blank gives one event or one error, and an error never
//	    ends the reading unless the input failed.
//
// # Cost
//
// That of the decoder. Nothing is kept.
package eventsfile
