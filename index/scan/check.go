package scan

import "github.com/thresh-dev/thresh/internal/invariant"

// checkSometimes re-derives the invariants so often that the time stays linear in
// the changes.
func (x *Index) checkSometimes() {
	if x.changes++; x.changes >= x.checkAt {
		x.checkAt = x.changes + max(1, len(x.heads)/8)
		x.check()
	}
}

// check re-derives the invariants of doc.go.
func (x *Index) check() {
	n := len(x.heads)
	invariant.Assert(len(x.ids) == n && len(x.checks) == n, "scan: %d heads, %d ids, %d checks", n, len(x.ids), len(x.checks))
	for i, id := range x.ids {
		invariant.Assert(int(x.where[id]) == i+1, "scan: ID %d is not at %d", id, i)
	}
	if x.changes >= x.scanAt { // not each time: IDs may be far apart
		x.scanAt = x.changes + len(x.where)/256
		there := 0
		for _, p := range x.where {
			if p != 0 {
				there++
			}
		}
		invariant.Assert(there == n, "scan: %d IDs are somewhere, of %d", there, n)
	}
	tests, spans := 0, 0
	for _, h := range x.heads {
		invariant.Assert(int(h.attr) < x.attrs, "scan: attribute %d of %d", h.attr, x.attrs)
		tail := x.tail(h.tail)
		tests += len(tail)
		for i, t := range tail {
			invariant.Assert(t.flags&last != 0 == (i == len(tail)-1), "scan: the tail at %d ends at %d", h.tail, i)
			invariant.Assert(int(t.attr) < x.attrs, "scan: attribute %d of %d", t.attr, x.attrs)
			if t.flags&union == 0 {
				continue
			}
			u := x.unionOf(&t)
			spans += len(u)
			for j := range u {
				invariant.Assert(u[j].Lo <= u[j].Hi && (j == 0 || u[j-1].Hi < u[j].Lo), "scan: spans %v are not sorted", u)
			}
		}
	}
	invariant.Assert(tests+x.deadTests+1 == len(x.tests), "scan: %d tests and %d dead ones, of %d", tests, x.deadTests, len(x.tests)-1)
	invariant.Assert(spans+x.deadSpans == len(x.spans), "scan: %d spans and %d dead ones, of %d", spans, x.deadSpans, len(x.spans))
}
