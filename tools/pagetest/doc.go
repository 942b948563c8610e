// Package pagetest tests the page of results in a browser: it opens pages of bench/page
// from files in headless Chromium, chooses by clicking, and compares the table's rows
// and the charts' lines with the results. It holds tests alone, and is a module of its
// own so that nothing else depends on what drives the browser.
//
//	bench.Result ──▶ page.Write ──▶ file ──▶ Chromium ──▶ rows, lines, colours
//	     └────────────── what the choice should show ──────────┘
//
// Each test also fails if the page threw an error, wrote to the console, broke its own
// content security policy, or requested anything. Without Chromium the tests are
// skipped, and say so.
//
// A run takes some ten seconds.
package pagetest
