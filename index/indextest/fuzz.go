package indextest

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/predicate"
)

// Fuzz reads the fuzzer's bytes as a sequence of insertions, deletions and
// matches, and compares the index with a model.
func Fuzz(f *testing.F, newIndex func(*index.Dictionary) index.Index) {
	for _, seed := range fuzzSeeds() {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, program []byte) { runProgram(t, newIndex, program) })
}

// fuzzSeeds returns programs that reach all operations.
func fuzzSeeds() [][]byte {
	seeds := [][]byte{
		nil,
		{0, 1, 1, 0, 0, 5, 9, 200, 1, 0, 5},
		{0, 1, 2, 0, 0, 5, 1, 3, 0, 0, 2, 4, 2, 7, 8, 200, 3, 0, 5, 1, 6, 2, 200, 150, 1, 200, 1, 0, 5},
	}
	rng := (&suite{seed: Seed}).rng(90)
	for n := range 6 {
		program := make([]byte, 60<<n)
		for i := range program {
			program[i] = byte(rng.Uint32())
		}
		seeds = append(seeds, program)
	}
	return seeds
}

// The most that a program may do, to keep each run short.
const (
	maxSteps   = 2000
	maxMatches = 200
)

// program is the bytes not read yet. Past the end all bytes are 0.
type program struct {
	rest []byte
}

func (p *program) next() int {
	if len(p.rest) == 0 {
		return 0
	}
	b := p.rest[0]
	p.rest = p.rest[1:]
	return int(b)
}

// runProgram interprets the bytes: an operation, and what it needs.
func runProgram(tb testing.TB, newIndex New, text []byte) {
	tb.Helper()
	s := &suite{newIndex: newIndex}
	u := s.subject(tb, compiled)
	u.of = "program"
	p := &program{text}
	matches := 0
	for range maxSteps {
		if len(p.rest) == 0 {
			break
		}
		switch op := p.next(); {
		case op < 140:
			p.insert(u)
		case op < 190:
			u.delete(p.id())
		case op < 196:
			u.settle()
		case op < 200: // everything goes
			for id := range u.model {
				u.delete(id)
			}
		default:
			if matches++; matches > maxMatches {
				return
			}
			u.check(p.event())
		}
	}
	u.check(p.event())
}

// id returns a number, rarely a large one.
func (p *program) id() index.ID {
	id := p.next()
	if id >= 250 {
		return index.ID(id<<12 + p.next())
	}
	return index.ID(id % 64)
}

// insert inserts one of the conjunctions of the next expression, or many.
func (p *program) insert(u *subject) {
	id := p.id()
	sub, err := predicate.New(p.expr(), predicate.Options{MaxConjunctions: 64})
	if err != nil || len(sub.Conjunctions()) == 0 {
		return
	}
	cs := sub.Conjunctions()
	c := &cs[p.next()%len(cs)]
	if _, there := u.model[id]; there {
		if err := u.index.Insert(id, c); err == nil {
			u.tb.Fatalf("Insert(%d) of an ID that is there gave no error", id)
		}
		return
	}
	u.insert(id, c)
	if id%64 == 63 { // enough of the same kind to change a layout
		for i := range index.ID(200) {
			if _, there := u.model[1000+i]; !there {
				u.insert(1000+i, &cs[int(i)%len(cs)])
			}
		}
	}
}

// expr returns an and of up to 7 tests, some negated.
func (p *program) expr() predicate.Expr {
	and := predicate.And{}
	for range p.next() % 8 {
		b := p.next()
		e := p.test(fmt.Sprintf("x%d", b%6))
		if b >= 192 {
			e = predicate.Not{X: e}
		}
		and = append(and, e)
	}
	return and
}

func (p *program) test(path string) predicate.Expr {
	switch p.next() % 12 {
	case 0, 1, 2:
		lo := p.next()
		return predicate.Between(path, predicate.Int(int64(lo)), predicate.Int(int64(lo+p.next()%64)))
	case 3:
		return predicate.Lt(path, p.number())
	case 4:
		return predicate.Ge(path, p.number())
	case 5:
		var set []predicate.Value
		for range p.next() % 9 {
			set = append(set, p.value())
		}
		return predicate.In(path, set...)
	case 6:
		return predicate.Absent(path)
	case 7:
		return predicate.Or{predicate.Absent(path), predicate.Gt(path, p.number()), predicate.Eq(path, p.value())}
	case 8:
		return predicate.StartsWith(path, p.text())
	case 9:
		return predicate.EndsWith(path, p.text())
	case 10:
		return predicate.Contains(path, p.text())
	default:
		return predicate.Eq(path, p.value())
	}
}

// number returns a number, at times one that its code does not tell.
func (p *program) number() predicate.Value {
	switch b := p.next(); {
	case b < 230:
		return predicate.Int(int64(b))
	case b < 240:
		return predicate.Float(float64(b) / 7)
	case b < 248:
		return predicate.Int(1<<53 + int64(b%4))
	default:
		return predicate.Uint(math.MaxUint64 - uint64(255-b))
	}
}

func (p *program) text() string {
	b := p.next()
	if b < 128 {
		return strings.Repeat("ab", b%4) + string(rune('a'+b%3))
	}
	return strings.Repeat("prefix", 2) + string(rune('a'+b%8))
}

func (p *program) value() predicate.Value {
	switch b := p.next(); {
	case b < 120:
		return p.number()
	case b < 230:
		return predicate.String(p.text())
	default:
		return predicate.Bool(b%2 == 0)
	}
}

// event returns an event with up to 7 attributes, some with several values.
func (p *program) event() *predicate.Event {
	return event(func(b *predicate.Builder) {
		for range p.next() % 8 {
			n := p.next()
			path := fmt.Sprintf("x%d", n%7)
			for range []int{1, 1, 1, 2, 4}[n/7%5] {
				b.Add(path, p.value())
			}
			if n > 240 {
				b.Add(path, []predicate.Value{predicate.Null(), predicate.Object()}[n%2])
			}
		}
	})
}
