package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/thresh-dev/thresh/bench/peers/translate"
	"github.com/thresh-dev/thresh/internal/jsonl"
	"github.com/thresh-dev/thresh/internal/subsfile"
	"github.com/thresh-dev/thresh/predicate"
)

// The files of a directory, beside those that matchbench gen writes.
const (
	subsName     = "subscriptions.jsonl"
	eventsName   = "events.jsonl"
	expectedName = "expected.jsonl"
	kindsName    = "kinds.tsv"
	saidSuffix   = ".tsv"    // after a peer's name: its subscriptions
	unsaidSuffix = ".cannot" // or why there are none
)

// dataset is what a directory holds of one workload.
type dataset struct {
	dir   string
	exprs []predicate.Expr
	lines [][]byte // of the events
	// What parse adds.
	events []*predicate.Event
	kinds  translate.Kinds
	levels []string // the attributes in the order of the first event
}

// readDataset reads the first subscriptions, all if subs is 0, and all events.
func readDataset(dir string, subs int) (*dataset, error) {
	d := &dataset{dir: dir}
	name := filepath.Join(dir, eventsName)
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	for line := range bytes.Lines(data) {
		d.lines = append(d.lines, bytes.TrimRight(line, "\r\n"))
	}
	if len(d.lines) == 0 {
		return nil, fmt.Errorf("%s: no events", name)
	}
	return d, d.readSubscriptions(filepath.Join(dir, subsName), subs)
}

// parse parses the events and finds the kinds, for engines that are not given JSON and
// for translations. Events that are not uniform are an *translate.UnsaidError.
func (d *dataset) parse() error {
	for i, line := range d.lines {
		ev, err := predicate.ParseJSON(line)
		if err != nil {
			return fmt.Errorf("%s:%d: %w", filepath.Join(d.dir, eventsName), i+1, err)
		}
		d.events = append(d.events, ev)
	}
	for i := range d.events[0].Len() {
		path, _, _ := d.events[0].At(i)
		d.levels = append(d.levels, path)
	}
	return d.findKinds()
}

func (d *dataset) readSubscriptions(name string, n int) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	in := subsfile.NewReader(jsonl.NewReader(f, name), predicate.Options{})
	for n == 0 || len(d.exprs) < n {
		rec, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		// Drivers know subscriptions by number; the files number them from s0 on.
		if want := fmt.Sprintf("s%d", len(d.exprs)); rec.ID != want {
			return fmt.Errorf("%s:%d: id %q, not %q", name, rec.Line, rec.ID, want)
		}
		d.exprs = append(d.exprs, rec.Subscription.Expr())
	}
	if len(d.exprs) < max(n, 1) {
		return fmt.Errorf("%s: %d subscriptions, not %d", name, len(d.exprs), n)
	}
	return nil
}

// findKinds finds the kinds, and says whether events are uniform.
func (d *dataset) findKinds() error {
	d.kinds = translate.Kinds{}
	for _, ev := range d.events {
		if err := d.kinds.AddEvent(ev); err != nil {
			return err
		}
	}
	for _, ev := range d.events {
		if ev.Len() != len(d.kinds) {
			return &translate.UnsaidError{What: "events that lack attributes"}
		}
	}
	for _, e := range d.exprs {
		if err := d.kinds.AddExpr(e); err != nil {
			return err
		}
	}
	return nil
}

// translated reads what prepare wrote for a peer, of the subscriptions that are loaded.
// What the peer cannot say is a *translate.UnsaidError.
func (d *dataset) translated(peer string) ([]rule, error) {
	if reason, err := os.ReadFile(filepath.Join(d.dir, peer+unsaidSuffix)); err == nil {
		return nil, &translate.UnsaidError{What: strings.TrimSpace(string(reason))}
	}
	name := filepath.Join(d.dir, peer+saidSuffix)
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var rules []rule
	for line := range strings.Lines(string(data)) {
		number, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		sub, err := strconv.Atoi(number)
		if err != nil {
			return nil, fmt.Errorf("%s: line %q: %w", name, line, err)
		}
		if sub < len(d.exprs) {
			rules = append(rules, rule{sub, text})
		}
	}
	return rules, nil
}

// readExpected reads what the oracle said, of subscriptions below subs.
func readExpected(dir string, subs int) ([][]int32, error) {
	name := filepath.Join(dir, expectedName)
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var out [][]int32
	for line := range bytes.Lines(data) {
		var ids, below []int32
		if err := json.Unmarshal(line, &ids); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, len(out)+1, err)
		}
		for _, id := range ids {
			if int(id) < subs {
				below = append(below, id)
			}
		}
		out = append(out, below)
	}
	return out, nil
}
