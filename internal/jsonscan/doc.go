// Package jsonscan reads from a JSON document the values at chosen paths. It
// checks the whole document, and parses only what is asked for.
//
// # Terms
//
//	block      64 bytes of the document, a bit each in masks of 64 bits
//	class      what a byte is by itself: quote, comma, digit, … (kernel.JSONBlock)
//	token      a bracket, comma, colon, string or scalar outside strings
//	scalar     a number or literal: a run of bytes outside strings that are no other token
//	follow     where the token after one ends that begins: the next byte that is no space
//	context    the innermost bracket that is open: of an object or an array
//	path       the names down to a value, arrays left out; those asked for form a trie
//
// # From bytes to values
//
//	document ──ClassifyJSON──▶ classes of each block
//	                             │ strings, escapes, follows, numbers: bits only
//	                             ▼
//	                 quotes, ends, brackets, colons, elements, …  one bit a byte
//	                             │ names against the trie
//	                             ▼
//	                 values at wanted paths; the rest is skipped from bracket to bracket
//
// The first stage is that of simdjson (Langdale and Lemire, "Parsing gigabytes of
// JSON per second", VLDB Journal 2019), with its ways to tell escaped quotes and
// the insides of strings. It goes further than that: all of the grammar that does not
// depend on context is decided in it, 512 bytes at a time, by additions whose carries
// run through digits, strings and spaces. Of a number what comes next to what decides
// nearly all; two additions, through its fraction and its exponent, find a second point
// or exponent.
//
// What depends on context is whether tokens between two brackets are members or
// elements. The first stage leaves a bit where something is an element for certain,
// and colons show members, so that the second stage needs one test per bracket of what
// it skips: that no such bit of the other context stands since the last bracket. It
// keeps a stack of the objects that are open, as deep as predicate.MaxJSONDepth. A
// block of what is skipped that has no braces and is in arrays all through is counted
// only. An object that has wanted members is read from colon to colon: before each is
// a name. Most names that are not wanted end like none that is, by a hash of at most
// eight bytes; of the others the one that came next in the last such object is tried
// first, and else they are looked up.
//
// Left out: simdjson's list of the places of all tokens. Most tokens are skipped here,
// and the masks lead from bracket to bracket. Also left out are the messages: a
// document that fails is read again by jsontext, which says where and why.
//
// # Invariants
//
//	I1  A document is accepted or refused whatever the paths asked for.
//	I2  What is accepted is one object in the grammar of RFC 8259, of valid UTF-8,
//	    with no lone surrogate, nested at most predicate.MaxJSONDepth deep, and no
//	    number in it is beyond the range of float64.
//	I3  Values are in the order of the document. Of members of one object with the
//	    same name the last counts.
//	I4  The second stage begins only when the first has found nothing wrong.
//	I5  The time is linear in the document.
//
// # Cost
//
// Processor time of engine.MatchJSON on lines of 0.9 KB that no cache holds (lots of San
// Francisco), five subscriptions of each kind, on a virtual AMD EPYC with AVX-512 that
// others used as well:
//
//	none, all is checked alone        0.40 µs
//	exact, prefix, suffix             0.44 to 0.53 µs
//	wildcard, ignoring case           0.51 to 0.60 µs
//	numbers, not in                   0.66 to 0.75 µs
//	all numbers of nested arrays      1.6 to 1.9 µs
//	20 of 40 fields, 1 KB             1.3 µs, 0.93 of them before matching
//
// Of exact the first stage is nearly half. A reader keeps 7/8 byte for each byte of a
// document. Documents of many short scalars in wanted places win least. Nothing is
// allocated in the steady state.
package jsonscan
