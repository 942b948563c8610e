package sns_test

import (
	"encoding/json"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/sns"
)

// condition is a matcher as text and as what it says of a value: nil, bool, float64
// or string. none says that it asks for no value.
type condition struct {
	text string
	mean func(v any) bool
	none bool
}

// field is the matchers of one name or path.
type field struct {
	path       []string
	conditions []condition
}

// policy is fields that are to match together, and alternatives one of which is to.
type policy struct {
	fields []field
	or     []policy
}

// spot is an element of an array that a value is in.
type spot struct{ array, index int }

// leaf is a value of a message and the elements that it is in. A single value is no
// element by itself.
type leaf struct {
	path  string
	value any
	spots []spot
}

// message gathers the leaves of a body.
type message struct {
	leaves []leaf
	arrays int
}

func (m *message) add(path []string, v any, spots []spot) {
	switch v := v.(type) {
	case map[string]any:
		for name, x := range v {
			m.add(append(slices.Clip(path), name), x, spots)
		}
	case []any:
		m.arrays++
		array := m.arrays
		for i, x := range v {
			inside := spots
			switch x.(type) {
			case map[string]any, []any:
				inside = append(slices.Clip(spots), spot{array, i})
			}
			m.add(path, x, inside)
		}
	default:
		m.leaves = append(m.leaves, leaf{strings.Join(path, "."), v, spots})
	}
}

// rules writes the alternatives out.
func (p policy) rules() [][]field {
	if p.or == nil {
		return [][]field{p.fields}
	}
	var out [][]field
	for _, alternative := range p.or {
		for _, r := range alternative.rules() {
			out = append(out, append(slices.Clone(p.fields), r...))
		}
	}
	return out
}

// accepts says whether the message has values for the fields that go together with
// those chosen before.
func (m *message) accepts(fields []field, chosen []spot, absent []string) bool {
	if len(fields) == 0 {
		for _, l := range m.leaves {
			if slices.Contains(absent, l.path) && goes(l.spots, chosen) {
				return false
			}
		}
		return true
	}
	f := fields[0]
	path := strings.Join(f.path, ".")
	for _, c := range f.conditions {
		if c.none && m.accepts(fields[1:], chosen, append(slices.Clip(absent), path)) {
			return true
		}
		for _, l := range m.leaves {
			if !c.none && l.path == path && c.mean(l.value) && goes(l.spots, chosen) &&
				m.accepts(fields[1:], append(slices.Clip(chosen), l.spots...), absent) {
				return true
			}
		}
	}
	return false
}

// goes says whether no array has one element in spots and another in chosen.
func goes(spots, chosen []spot) bool {
	for _, s := range spots {
		for _, c := range chosen {
			if s.array == c.array && s.index != c.index {
				return false
			}
		}
	}
	return true
}

// writer makes random policies and messages.
type writer struct {
	*rand.Rand
	scope sns.Scope
}

func pick[T any](w *writer, xs ...T) T { return xs[w.IntN(len(xs))] }

func (w *writer) word() string {
	return pick(w, "", "a", "ab", "AB", "ba", "abab", "é", "10.0.0.7", "10.1.0.0")
}

func (w *writer) number() float64 { return float64(w.IntN(5)-1) / 2 }

func (w *writer) scalar() any {
	switch w.IntN(7) {
	case 0:
		return nil
	case 1:
		return w.IntN(2) == 0
	case 2, 3:
		return w.number()
	default:
		return w.word()
	}
}

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// ofString is what a property of strings says of a value.
func ofString(has func(s string) bool) func(v any) bool {
	return func(v any) bool {
		s, ok := v.(string)
		return ok && has(s)
	}
}

func not(mean func(v any) bool) func(v any) bool { return func(v any) bool { return !mean(v) } }

func (w *writer) condition() condition {
	s := w.word()
	switch w.IntN(13) {
	case 0, 1, 2:
		x := w.scalar()
		return condition{text: text(x), mean: func(v any) bool { return v == x }}
	case 3:
		return condition{text: `{"prefix":` + text(s) + `}`, mean: ofString(func(v string) bool { return strings.HasPrefix(v, s) })}
	case 4:
		return condition{text: `{"suffix":` + text(s) + `}`, mean: ofString(func(v string) bool { return strings.HasSuffix(v, s) })}
	case 5:
		return condition{text: `{"equals-ignore-case":` + text(s) + `}`, mean: ofString(func(v string) bool { return strings.EqualFold(v, s) })}
	case 6:
		xs := []any{}
		for range 1 + w.IntN(2) {
			xs = append(xs, pick(w, any(w.word()), any(w.number())))
		}
		return condition{text: `{"anything-but":` + text(xs) + `}`, mean: func(v any) bool { return !slices.Contains(xs, v) }}
	case 7:
		s := pick(w, "a", "b", "é")
		return pick(w,
			condition{text: `{"anything-but":{"prefix":"` + s + `"}}`, mean: not(ofString(func(v string) bool { return strings.HasPrefix(v, s) }))},
			condition{text: `{"anything-but":{"suffix":"` + s + `"}}`, mean: not(ofString(func(v string) bool { return strings.HasSuffix(v, s) }))},
			condition{text: `{"anything-but":{"wildcard":"*` + s + `*"}}`, mean: not(ofString(func(v string) bool { return strings.Contains(v, s) }))})
	case 8, 9:
		return w.numeric()
	case 10:
		if w.IntN(2) == 0 {
			return condition{text: `{"exists":false}`, none: true}
		}
		return condition{text: `{"exists":true}`, mean: func(v any) bool { return v != nil && v != "" }}
	case 11:
		network := netip.MustParsePrefix(pick(w, "10.0.0.0/24", "10.0.0.0/8", "0.0.0.0/0"))
		return condition{text: `{"cidr":"` + network.String() + `"}`, mean: ofString(func(v string) bool {
			a, err := netip.ParseAddr(v)
			return err == nil && network.Contains(a)
		})}
	default:
		return condition{text: `{"wildcard":"a*b"}`, mean: ofString(func(v string) bool {
			return len(v) > 1 && strings.HasPrefix(v, "a") && strings.HasSuffix(v, "b")
		})}
	}
}

func (w *writer) numeric() condition {
	lo := w.number()
	hi := lo + w.number() + 1
	ofNumber := func(ok func(x float64) bool) func(v any) bool {
		return func(v any) bool {
			x, is := v.(float64)
			return is && ok(x)
		}
	}
	return pick(w,
		condition{text: `{"numeric":["=",` + text(lo) + `]}`, mean: ofNumber(func(x float64) bool { return x == lo })},
		condition{text: `{"numeric":["<",` + text(lo) + `]}`, mean: ofNumber(func(x float64) bool { return x < lo })},
		condition{text: `{"numeric":[">=",` + text(lo) + `]}`, mean: ofNumber(func(x float64) bool { return x >= lo })},
		condition{
			text: `{"numeric":[">",` + text(lo) + `,"<=",` + text(hi) + `]}`,
			mean: ofNumber(func(x float64) bool { return lo < x && x <= hi }),
		})
}

// policy returns a policy of some of the paths, and takes them out.
func (w *writer) policy(paths *[][]string, depth int) policy {
	var p policy
	for range 1 + w.IntN(2) {
		if len(*paths) == 0 {
			break
		}
		i := w.IntN(len(*paths))
		f := field{path: (*paths)[i]}
		*paths = slices.Delete(*paths, i, i+1)
		for range 1 + w.IntN(4)/2 {
			f.conditions = append(f.conditions, w.condition())
		}
		p.fields = append(p.fields, f)
	}
	if depth > 0 && len(*paths) > 0 && w.IntN(3) == 0 {
		left := len(*paths)
		for range 2 + w.IntN(2) {
			rest := slices.Clone(*paths)
			p.or = append(p.or, w.policy(&rest, depth-1))
			left = min(left, len(rest))
		}
		*paths = nil
	}
	return p
}

func (p policy) text() string {
	type node struct {
		fields map[string]string
		below  map[string][]field
	}
	var write func(fields []field) string
	write = func(fields []field) string {
		n := node{map[string]string{}, map[string][]field{}}
		names := []string{}
		for _, f := range fields {
			name := f.path[0]
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
			if len(f.path) > 1 {
				n.below[name] = append(n.below[name], field{f.path[1:], f.conditions})
				continue
			}
			texts := []string{}
			for _, c := range f.conditions {
				texts = append(texts, c.text)
			}
			n.fields[name] = "[" + strings.Join(texts, ",") + "]"
		}
		members := []string{}
		for _, name := range names {
			if own, ok := n.fields[name]; ok {
				members = append(members, text(name)+":"+own)
			}
			if below := n.below[name]; below != nil {
				members = append(members, text(name)+":{"+write(below)+"}")
			}
		}
		return strings.Join(members, ",")
	}
	members := write(p.fields)
	if p.or == nil {
		return "{" + members + "}"
	}
	alternatives := []string{}
	for _, x := range p.or {
		alternatives = append(alternatives, x.text())
	}
	if members != "" {
		members += ","
	}
	return "{" + members + `"$or":[` + strings.Join(alternatives, ",") + "]}"
}

// attribute is a message attribute, and the value that it is in an event.
func (w *writer) attribute() (value any, has bool) {
	switch w.IntN(5) {
	case 0: // String.Array
		xs := []any{}
		for range w.IntN(4) {
			xs = append(xs, w.scalar())
		}
		return xs, true
	case 1: // Number
		return w.number(), true
	case 2: // Binary
		return nil, false
	default: // String
		return w.word() + "a", true
	}
}

// value returns part of a body.
func (w *writer) value(depth int) any {
	switch {
	case w.IntN(3) == 0 && depth > 0:
		xs := []any{}
		for range w.IntN(4) {
			xs = append(xs, w.value(depth-1))
		}
		return xs
	case w.IntN(2) == 0 && depth > 0:
		o := map[string]any{}
		for _, name := range []string{"x", "y"} {
			if w.IntN(3) > 0 {
				o[name] = w.value(depth - 1)
			}
		}
		return o
	default:
		return w.scalar()
	}
}

func (w *writer) event() map[string]any {
	ev := map[string]any{}
	for _, name := range []string{"a", "b", "c", "d"} {
		if w.IntN(5) == 0 {
			continue
		}
		if w.scope == sns.MessageBody {
			ev[name] = w.value(3)
		} else if v, ok := w.attribute(); ok {
			ev[name] = v
		}
	}
	return ev
}

// Random policies accept the random messages that their expressions match.
func TestAgainstMeaning(t *testing.T) {
	for _, scope := range []sns.Scope{attributes, body} {
		t.Run(scope.String(), func(t *testing.T) {
			seed := rand.Uint64()
			t.Logf("seed %d", seed)
			w := &writer{rand.New(rand.NewPCG(seed, 0)), scope}
			policies := 5_000
			if testing.Short() {
				policies = 1000
			}
			var o oracle.Oracle
			pairs, accepted := 0, 0
			for range policies {
				paths := [][]string{{"a"}, {"b"}, {"c"}, {"d"}}
				if scope == body {
					paths = [][]string{{"a"}, {"a", "x"}, {"a", "y"}, {"b", "x"}, {"b", "y"}, {"c", "x", "y"}, {"c", "x", "x"}, {"d"}}
				}
				p := w.policy(&paths, 2)
				e, err := sns.Parse(p.text(), scope)
				require.NoError(t, err, p.text())
				s, err := predicate.New(e, predicate.Options{})
				require.NoError(t, err, p.text())
				for range 20 {
					doc := w.event()
					var m message
					m.add(nil, doc, nil)
					want := slices.ContainsFunc(p.rules(), func(r []field) bool { return m.accepts(r, nil, nil) })
					ev, err := predicate.ParseJSON([]byte(text(doc)))
					require.NoError(t, err)
					truth := o.Eval(e, ev)
					if want != s.Satisfied(ev) || truth != oracle.Unknown && want != (truth == oracle.True) {
						require.FailNow(t, "the meaning differs", "policy %s\nmessage %s\nwant %v, oracle %v, lowered %v",
							p.text(), text(doc), want, truth, s.Satisfied(ev))
					}
					pairs++
					if want {
						accepted++
					}
				}
			}
			t.Logf("%d pairs, %d accepted", pairs, accepted)
			require.Greater(t, accepted, pairs/40)
			require.Less(t, accepted, pairs*9/10)
		})
	}
}
