package indextest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// subject is an index under test and a model of what is in it.
type subject struct {
	tb      testing.TB
	seed    uint64
	mode    mode
	of      string // what the conjunctions are, for messages
	index   index.Index
	matcher index.Matcher
	enc     *index.Encoder
	model   map[index.ID]*predicate.Conjunction
	got     []index.ID
}

// prefix is what dst holds before a match. The IDs are in no index.
var prefix = [3]index.ID{1<<32 - 1, 1<<32 - 2, 1<<32 - 1}

func (s *suite) subject(tb testing.TB, m mode) *subject {
	tb.Helper()
	d := index.NewDictionary()
	x := s.newIndex(d)
	return &subject{
		tb: tb, seed: s.seed, mode: m,
		index: x, matcher: x.NewMatcher(), enc: index.NewEncoder(d),
		model: map[index.ID]*predicate.Conjunction{},
	}
}

// label says in messages what is tested.
func (u *subject) label() string { return strings.TrimSpace(u.of + " " + u.mode.String()) }

// insert adds a conjunction, whose ID is new, to index and model.
func (u *subject) insert(id index.ID, c *predicate.Conjunction) {
	u.tb.Helper()
	require.NoError(u.tb, u.index.Insert(id, c), "seed %d, %s: Insert(%d, %s)", u.seed, u.label(), id, c)
	u.model[id] = c
	if n := u.index.Len(); n != len(u.model) { // require.Equal is slow, and this is asked often
		require.Equal(u.tb, len(u.model), n, "seed %d, %s: Len after Insert(%d)", u.seed, u.label(), id)
	}
}

// delete removes a conjunction, whether it is there or not, from index and model.
func (u *subject) delete(id index.ID) {
	u.tb.Helper()
	_, there := u.model[id]
	if got := u.index.Delete(id); got != there {
		require.Equal(u.tb, there, got, "seed %d, %s: Delete(%d)", u.seed, u.label(), id)
	}
	delete(u.model, id)
	if n := u.index.Len(); n != len(u.model) {
		require.Equal(u.tb, len(u.model), n, "seed %d, %s: Len after Delete(%d)", u.seed, u.label(), id)
	}
}

// settle compiles the index if that is the mode.
func (u *subject) settle() {
	if c, ok := u.index.(index.Compiler); ok && u.mode == compiled {
		c.Compile()
	}
}

// match returns the IDs found, sorted, valid until the next match. It checks what
// holds of every match.
func (u *subject) match(ev *predicate.Event) []index.ID {
	u.tb.Helper()
	e := u.enc.Encode(ev)
	n := u.matcher.Count(e)
	u.got = append(u.got[:0], prefix[:]...)
	u.got = u.matcher.AppendMatches(u.got, e)
	if len(u.got) < len(prefix) || [3]index.ID(u.got) != prefix {
		require.FailNow(u.tb, "AppendMatches changed what dst held", "seed %d, %s, event %s: %d", u.seed, u.label(), describe(ev), u.got)
	}
	found := u.got[len(prefix):]
	if n != len(found) {
		require.FailNow(u.tb, "Count is not the number of IDs", "seed %d, %s, event %s: Count %d, IDs %s",
			u.seed, u.label(), describe(ev), n, some(found))
	}
	slices.Sort(found)
	for i := 1; i < len(found); i++ {
		if found[i] == found[i-1] {
			require.FailNow(u.tb, "an ID was found twice", "seed %d, %s, event %s: ID %d", u.seed, u.label(), describe(ev), found[i])
		}
	}
	return found
}

// check compares a match with the model.
func (u *subject) check(ev *predicate.Event) {
	u.tb.Helper()
	var want []index.ID
	for id, c := range u.model {
		if c.Satisfied(ev) {
			want = append(want, id)
		}
	}
	slices.Sort(want)
	u.same(ev, want, u.match(ev))
}

// same fails unless the two sorted lists of IDs are equal.
func (u *subject) same(ev *predicate.Event, want, got []index.ID) {
	u.tb.Helper()
	if slices.Equal(want, got) {
		return
	}
	missing, extra := difference(want, got), difference(got, want)
	var b strings.Builder
	fmt.Fprintf(&b, "seed %d, %s, %d conjunctions\nevent   %s\nmissing %s\nextra   %s\n",
		u.seed, u.label(), u.index.Len(), describe(ev), some(missing), some(extra))
	for _, id := range slices.Concat(missing[:min(2, len(missing))], extra[:min(2, len(extra))]) {
		fmt.Fprintf(&b, "ID %d is %v\n", id, u.model[id])
	}
	require.FailNow(u.tb, "wrong IDs", "%s", b.String())
}

// difference returns the IDs of a that are not in b. Both are sorted.
func difference(a, b []index.ID) []index.ID {
	var out []index.ID
	for _, id := range a {
		if _, ok := slices.BinarySearch(b, id); !ok {
			out = append(out, id)
		}
	}
	return out
}

// some returns the first of the IDs, and how many there are.
func some(ids []index.ID) string {
	if len(ids) <= 20 {
		return fmt.Sprint(ids)
	}
	return fmt.Sprintf("%v… (%d)", ids[:20], len(ids))
}

// describe returns the attributes of the event and their values.
func describe(ev *predicate.Event) string {
	var b strings.Builder
	b.WriteByte('{')
	for i := range min(ev.Len(), 40) {
		if i > 0 {
			b.WriteString(", ")
		}
		path, _, n := ev.At(i)
		b.WriteString(path + ":")
		if n > 20 {
			fmt.Fprintf(&b, " %d values", n)
			continue
		}
		for v := range ev.ValuesAt(i) {
			b.WriteString(" " + v.String())
		}
		for range ev.Nulls(path) {
			b.WriteString(" null")
		}
	}
	if ev.Len() > 40 {
		fmt.Fprintf(&b, ", … (%d)", ev.Len())
	}
	b.WriteByte('}')
	return b.String()
}
