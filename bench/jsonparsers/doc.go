// Command jsonparsers compares parsers of JSON at what a matcher needs of them: three
// strings at paths of a document of 0.9 KB (see internal/citylots), and nothing let
// through that is no JSON. It says whether a parser of our own, internal/jsonscan, is
// justified.
//
//	go run . [-lines N] [-rounds N]
//
// # Terms
//
//	answer  the three strings that a parser reads of a document, "" for what is not there
//	flaw    documents that are wrong in one way, mostly where nothing is wanted
//
//	lines ──▶ all parsers: the same answers? ──▶ each in turn, the least of the rounds ──▶ table
//	flaws ──▶ each parser: refused? ─────────────────────────────────────────────────────┘
//
// # Invariants
//
//	I1  All parsers give the same answer for each line before any is timed.
//	I2  What a parser accepts is found by trying, not by what its documentation says.
//
// # Result
//
// Processor time of one thread, 50,000 lines, the least of five rounds in turn, on a
// virtual AMD EPYC of two cores with AVX-512 that others used as well, on 25 November
// 2026. A matcher must refuse what is wrong: or it and the program after it may take
// one document for two different events.
//
//	parser                             ns/line   ratio  allocs  accepts what is wrong in
//	jsonscan                               433    1.00     0.0  nothing
//	sonic, Get                             528    1.22     6.0  grammar, numbers, strings, UTF-8, surrogates, range
//	fastjson, ParseBytes                  1068    2.47     3.0  numbers, strings, UTF-8, surrogates, range
//	gjson, ValidBytes and GetBytes        1183    2.73     3.0  UTF-8, surrogates, range
//	sonic, Unmarshal (ConfigStd)          1650    3.81    13.0  UTF-8, surrogates, range
//	jsontext, Decoder                     1697    3.92    17.0  range
//	simdjson-go, Parse                    2524    5.83     5.0  UTF-8
//	encoding/json, Unmarshal              5095   11.76    12.0  UTF-8, surrogates, range
//
// None of the others refuses all that is wrong. Of those that come near, simdjson-go
// and jsontext take six and four times as long. What sonic's Get does not need it does
// not read, and it has to be asked for each path. Numbers beyond float64 are no flaw in
// the grammar, but no matcher can compare them.
//
// The cost of a run is a second a round.
package main
