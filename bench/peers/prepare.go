package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/thresh-dev/thresh/bench/peers/translate"
	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/predicate"
)

// prepareCommand decides the events of a directory, and writes the subscriptions in
// the languages of the engines that are not written in Go.
func prepareCommand(args []string, log io.Writer) error {
	fs := flag.NewFlagSet("prepare", flag.ContinueOnError)
	dir := fs.String("dir", ".", "")
	if err := parse(fs, args); err != nil {
		return err
	}
	d, err := readDataset(*dir, 0)
	if err != nil {
		return err
	}
	want, err := decide(d.exprs, d.lines)
	if err != nil {
		return err
	}
	if err := writeExpected(*dir, want); err != nil {
		return err
	}
	uniform := d.parse()
	if _, ok := errors.AsType[*translate.UnsaidError](uniform); uniform != nil && !ok {
		return uniform
	}
	if uniform == nil {
		paths := make([]string, 0, len(d.kinds))
		for path := range d.kinds {
			paths = append(paths, path)
		}
		slices.Sort(paths)
		if err := writeLines(filepath.Join(*dir, kindsName), paths, func(b []byte, path string) []byte {
			return fmt.Appendf(b, "%s\t%v", path, d.kinds[path])
		}); err != nil {
			return err
		}
	}
	for _, t := range translations() {
		if err := t.write(*dir, d, uniform, log); err != nil {
			return err
		}
	}
	return nil
}

// decide asks the oracle for the subscriptions that each event matches.
func decide(exprs []predicate.Expr, lines [][]byte) ([][]int32, error) {
	want, bad := make([][]int32, len(lines)), make([]error, len(lines))
	var wg sync.WaitGroup
	var next atomic.Int64
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			var o oracle.Oracle
			var b predicate.Builder
			for i := int(next.Add(1)) - 1; i < len(lines); i = int(next.Add(1)) - 1 {
				if bad[i] = b.DecodeJSON(lines[i]); bad[i] != nil {
					continue
				}
				var ev *predicate.Event
				if ev, bad[i] = b.Event(); bad[i] != nil {
					continue
				}
				for n, e := range exprs {
					if o.Matches(e, ev) {
						want[i] = append(want[i], int32(n))
					}
				}
			}
		})
	}
	wg.Wait()
	for i, err := range bad {
		if err != nil {
			return nil, fmt.Errorf("event %d: %w", i, err)
		}
	}
	return want, nil
}

func writeExpected(dir string, want [][]int32) error {
	return writeLines(filepath.Join(dir, expectedName), want, func(b []byte, ids []int32) []byte {
		b = append(b, '[')
		for i, id := range ids {
			if i > 0 {
				b = append(b, ',')
			}
			b = strconv.AppendInt(b, int64(id), 10)
		}
		return append(b, ']')
	})
}

// translation is one language, and the name of the peer that speaks it.
type translation struct {
	name string
	text func(predicate.Expr, translate.Kinds) ([]string, error)
}

func translations() []translation {
	single := func(text func(predicate.Expr, translate.Kinds) (string, error)) func(predicate.Expr, translate.Kinds) ([]string, error) {
		return func(e predicate.Expr, kinds translate.Kinds) ([]string, error) {
			s, err := text(e, kinds)
			return []string{s}, err
		}
	}
	return []translation{
		{"event-ruler", translate.Ruler},
		{"quamina", translate.Quamina},
		{"a-tree", single(translate.ATree)},
		{"lucene", single(translate.Lucene)},
	}
}

// rule is a line of a translated file.
type rule struct {
	sub  int
	text string
}

// write writes NAME.tsv, or why there is none to NAME.cannot.
func (t *translation) write(dir string, d *dataset, uniform error, log io.Writer) error {
	var rules []rule
	unsaid := 0
	first := uniform
	for i, e := range d.exprs {
		if uniform != nil {
			break
		}
		texts, err := t.text(e, d.kinds)
		if _, ok := errors.AsType[*translate.UnsaidError](err); ok {
			if unsaid++; unsaid == 1 {
				first = err
			}
			continue
		}
		if err != nil {
			return err
		}
		for _, text := range texts {
			rules = append(rules, rule{i, text})
		}
	}
	if unsaid > 0 {
		first = &translate.UnsaidError{What: fmt.Sprintf("%v (%.3g %% of the subscriptions)", first, 100*float64(unsaid)/float64(len(d.exprs)))}
	}
	if first != nil {
		fmt.Fprintf(log, "%s cannot say: %v\n", t.name, first)
	}
	return writeTranslated(dir, t.name, rules, first)
}

// writeTranslated writes the subscriptions of a peer, or why there are none if that is a
// *translate.UnsaidError. Other errors it returns.
func writeTranslated(dir, peer string, rules []rule, unsaid error) error {
	good, bad := filepath.Join(dir, peer+saidSuffix), filepath.Join(dir, peer+unsaidSuffix)
	for _, name := range []string{good, bad} {
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	if unsaid == nil {
		return writeLines(good, rules, func(b []byte, r rule) []byte { return fmt.Appendf(b, "%d\t%s", r.sub, r.text) })
	}
	no, ok := errors.AsType[*translate.UnsaidError](unsaid)
	if !ok {
		return unsaid
	}
	return writeLines(bad, []string{no.What}, func(b []byte, s string) []byte { return append(b, s...) })
}

// writeLines writes a line for each element.
func writeLines[T any](name string, list []T, line func([]byte, T) []byte) (err error) {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriterSize(f, 1<<16)
	var b []byte
	for _, x := range list {
		b = append(line(b[:0], x), '\n')
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	return w.Flush()
}
