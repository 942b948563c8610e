package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

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
)

// dataset is what a directory holds of one workload.
type dataset struct {
	exprs  []predicate.Expr
	lines  [][]byte // of the events
	events []*predicate.Event
	kinds  translate.Kinds
	levels []string // the attributes in the order of the first event
}

// readDataset reads the first subscriptions, all if subs is 0, and the first events,
// all if events is 0. The kinds are those of all that the files hold.
func readDataset(dir string, subs, events int) (*dataset, error) {
	d := &dataset{kinds: translate.Kinds{}}
	if err := d.readEvents(filepath.Join(dir, eventsName), events); err != nil {
		return nil, err
	}
	return d, d.readSubscriptions(filepath.Join(dir, subsName), subs)
}

func (d *dataset) readEvents(name string, n int) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	for line := range bytes.Lines(data) {
		if n > 0 && len(d.lines) == n {
			break
		}
		line = bytes.TrimRight(line, "\r\n")
		ev, err := predicate.ParseJSON(line)
		if err != nil {
			return fmt.Errorf("%s:%d: %w", name, len(d.lines)+1, err)
		}
		d.lines, d.events = append(d.lines, line), append(d.events, ev)
	}
	if len(d.events) == 0 {
		return fmt.Errorf("%s: no events", name)
	}
	for i := range d.events[0].Len() {
		path, _, _ := d.events[0].At(i)
		d.levels = append(d.levels, path)
	}
	return nil
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
