package forms

import "github.com/thresh-dev/thresh/internal/invariant"

// Check asserts the invariants. It takes time linear in the table.
func (t *Table) Check() {
	inUse, plain, spans := 0, 0, 0
	free := make([]bool, len(t.records))
	for _, slot := range t.free {
		invariant.Assert(!free[slot], "forms: slot %d is free twice", slot)
		free[slot] = true
	}
	for slot := range t.records {
		r := &t.records[slot]
		spans += int(r.n)
		if r.flags&used == 0 {
			invariant.Assert(free[slot], "forms: slot %d is neither used nor free", slot)
			continue
		}
		inUse++
		if r.flags == used {
			plain++
		}
		id := t.ids[slot]
		invariant.Assert(t.where[id] == uint32(slot)+1, "forms: ID %d leads to %d, not to slot %d", id, t.where[id], slot)
		own := t.Spans(uint32(slot))
		for i := 1; i < len(own); i++ {
			a, b := &own[i-1], &own[i]
			invariant.Assert(a.Attr < b.Attr || a.Attr == b.Attr && a.Hi < b.Lo, "forms: spans of slot %d are not in order", slot)
		}
	}
	led := 0
	for _, w := range t.where {
		if w != 0 {
			led++
		}
	}
	invariant.Assert(inUse == t.Len() && led == inUse, "forms: %d slots in use, %d IDs, Len %d", inUse, led, t.Len())
	invariant.Assert(plain == t.plain, "forms: %d slots are plain, not %d", plain, t.plain)
	invariant.Assert(spans+t.dead == len(t.spans), "forms: %d spans and %d dead are not %d", spans, t.dead, len(t.spans))
}
