// Package page writes results as one HTML page, which shows them as charts and as a
// table and lets the reader choose: workloads, algorithms, sizes, mode, concurrency,
// machine and measure. It is a file of its own: it loads nothing and works offline.
//
// # Terms
//
//	row      one result that counts, as bench.Latest says
//	text     a column of words: the distinct ones, and per row the number of its word
//	figure   a column of numbers, 0 where one is not known
//	setting  the kind of concurrency, or outside engines: one is shown at a time
//	panel    one chart: a workload's rows, a line an algorithm
//	fragment the reader's choice, kept after the # of the page's address
//
// # From results to pictures
//
//	[]bench.Result ──▶ bench.Latest ──▶ columns ──▶ JSON ─┐
//	page.css, *.js ──▶ their hashes in the policy ────────┴─▶ index.html
//
//	in the browser:  JSON ──▶ rows ──▶ chosen by the fragment ──▶ panels, table
//
// The scripts are joined in the order of the list scripts, and nothing else runs: the
// page's content security policy names the hashes of its one script and one style
// sheet and forbids all requests. Charts are SVG, drawn by chart.js: lines and bars in
// a few hundred lines. A plotting library would be larger than all of the page, and
// those that are small draw on a canvas, which follows no colour scheme, is read by no
// screen reader, and whose lines no test can compare with the data.
//
// # Invariants
//
//	P1  The same results give the same page, byte for byte, whatever their order.
//	P2  Whatever the strings of results hold, they are text to the browser: in the
//	    JSON no < > & stands, elsewhere html/template escapes them.
//	P3  The page requests nothing.
//
// # Cost
//
// A row takes some 200 bytes, the rest 50 kB. The browser draws 2,000 rows anew, at
// every choice, in some tenths of a second.
package page
