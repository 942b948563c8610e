package bench

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/thresh-dev/thresh/bench/profile"
	"github.com/thresh-dev/thresh/engine"
)

// WriteText writes the advice for people: a table, and what it means.
func (a *Advice) WriteText(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n%s of %s, %s, %s\n\n", a.Host, plural(a.Subs, "subscription"), a.Name, plural(a.Events, "event"), modeTitle(a.Mode))
	a.writeTable(&b)
	for _, p := range []paragraph{a.use(), a.costs(), a.growth(), a.workload()} {
		p.write(&b)
	}
	if all := a.suspicions(); len(all) > 0 {
		b.WriteString("\nLook at:\n")
		for _, s := range all {
			writeWrapped(&b, "  - ", s)
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (a *Advice) writeTable(b *bytes.Buffer) {
	base := a.result(Baseline) != nil
	at := formatSubs(growthFactor * a.size())
	t := grid{header: []string{"algorithm", "mean"}}
	if a.ByCPU {
		t.header = append(t.header, "cpu")
	}
	t.header = append(t.header, "p99")
	if base {
		t.header = append(t.header, "× "+Baseline)
	}
	t.header = append(t.header, "B/sub", "build", "growth", "at "+at)
	for i := range a.Candidates {
		c := &a.Candidates[i]
		r := c.at(a.size())
		if r == nil {
			t.rows = append(t.rows, []string{c.Algo, "not measured: " + c.NotMeasured})
			continue
		}
		row := []string{c.Algo, formatDuration(r.MeanNS)}
		if a.ByCPU {
			row = append(row, formatDuration(r.CPUMeanNS))
		}
		row = append(row, formatDuration(r.P99NS))
		if base {
			row = append(row, significant(c.XScan)+"×")
		}
		row = append(row, significant(r.BytesPerSub), formatSeconds(r.LowerSeconds+r.BuildSeconds))
		if c.Growth != nil {
			row = append(row, fmt.Sprintf("n^%.2f", c.Growth.Exponent), "≈ "+formatDuration(c.Growth.HighNS))
		} else {
			row = append(row, "–", "–")
		}
		t.rows = append(t.rows, row)
	}
	t.write(b)
	switch {
	case a.VerifiedEvents > 0:
		fmt.Fprintf(b, "verified against the oracle on %s\n", plural(a.VerifiedEvents, "event"))
	default:
		b.WriteString("not verified\n")
	}
}

// use says which algorithm to use.
func (a *Advice) use() paragraph {
	r := &a.Recommendation
	p := paragraph{title: "Use"}
	switch {
	case r.Unindexed:
		p.say("the engine as it is. It matches less than %s one after the other, whatever its index would be.",
			plural(engine.MinIndex, "conjunction"))
	case r.Default && a.measuredAt(a.size()) == 1:
		p.say("%s, the engine's default. No other was measured with so many subscriptions.", r.Algo)
	case r.Default && r.Best == r.Algo:
		p.say("%s, the engine's default. It is the fastest of the %s measured.", r.Algo, plural(a.measuredAt(a.size()), "algorithm"))
	case r.Default:
		p.say("%s, the engine's default. %s is not faster by more than %.0f %%, which is noise.", r.Algo, r.Best, 100*noise)
	case r.Faster > 0:
		p.say("%s, %s times as fast as %s, the engine's default: give its New as engine.Options.Index.", r.Algo, significant(r.Faster), Featured)
	default:
		p.say("%s. %s, the engine's default, was not measured.", r.Algo, Featured)
	}
	if len(r.Ties) > 0 && !r.Unindexed {
		verb := "is"
		if len(r.Ties) > 1 {
			verb = "are"
		}
		p.say("%s %s as fast within %.0f %%.", strings.Join(r.Ties, ", "), verb, 100*noise)
	}
	switch base := a.result(Baseline); {
	case r.Algo == Baseline || r.Unindexed:
	case r.ScanTies:
		p.say("A plain scan is as fast: here no index helps.")
	case r.ScanEnough:
		p.say("A plain scan would do: it takes %s an event, at 1,000 events a second %s %% of a core.",
			formatDuration(a.cost(base)), significant(a.cost(base)*1000/1e9*100))
	}
	if n := a.measuredAt(a.Sizes[0]); n > a.measuredAt(a.size()) {
		p.say("With %s %s was the fastest of %d.", plural(a.Sizes[0], "subscription"), a.fastestAt(a.Sizes[0]), n)
	}
	if slices.ContainsFunc(a.Candidates, func(c Candidate) bool { return c.OutOfTime }) {
		p.say("More time would let more be measured.")
	}
	if a.size() < a.Subs {
		p.say("This is of %s, a random sample: more were not measured.", plural(a.size(), "subscription"))
	}
	return p
}

// measuredAt returns how many algorithms were measured at that size.
func (a *Advice) measuredAt(subs int) int {
	n := 0
	for i := range a.Candidates {
		if a.Candidates[i].at(subs) != nil {
			n++
		}
	}
	return n
}

// fastestAt returns which algorithm was the fastest at that size.
func (a *Advice) fastestAt(subs int) (algo string) {
	best := math.Inf(1)
	for i := range a.Candidates {
		if r := a.Candidates[i].at(subs); r != nil && a.cost(r) < best {
			best, algo = a.cost(r), r.Algo
		}
	}
	return algo
}

// costs says what it costs.
func (a *Advice) costs() paragraph {
	p := paragraph{title: "Cost"}
	r := a.result(a.Recommendation.Algo)
	p.say("%s a subscription, %s in all, and %s to load.", formatBytes(r.BytesPerSub),
		formatBytes(r.BytesPerSub*float64(r.Subs)), formatSeconds(r.LowerSeconds+r.BuildSeconds))
	if e := &a.Engine; e.Skipped == "" {
		p.say("In an engine, which keeps the expressions too, %s a subscription, %s in all; there an event takes %s while subscriptions are replaced.",
			formatBytes(e.BytesPerSub), formatBytes(e.BytesPerSub*float64(e.Subs)), formatDuration(costOf(e, a.ByCPU && e.CPUMeanNS > 0)))
		if e.UpdateMeanNS > 0 {
			p.say("Replacing one takes %s on average, %s at the 99th percentile.", formatDuration(e.UpdateMeanNS), formatDuration(e.UpdateP99NS))
		}
	} else {
		p.say("An engine was not measured: %s.", e.Skipped)
	}
	if s := a.result(a.Recommendation.Smaller); s != nil {
		p.say("Where memory matters more: %s takes %s a subscription, and %s times as long.", s.Algo, formatBytes(s.BytesPerSub),
			significant(a.cost(s)/a.cost(r)))
	}
	return p
}

// growth says how it will grow.
func (a *Advice) growth() paragraph {
	p := paragraph{title: "Growth"}
	var c *Candidate
	for i := range a.Candidates {
		if a.Candidates[i].Algo == a.Recommendation.Algo {
			c = &a.Candidates[i]
		}
	}
	g := c.Growth
	if g == nil {
		p.say("too few subscriptions to tell.")
		return p
	}
	how := "grew in proportion to their number"
	switch {
	case g.Exponent < 0.2:
		how = "hardly grew"
	case g.Exponent < 0.85:
		how = "grew more slowly than their number"
	case g.Exponent > 1.15:
		how = "grew faster than their number"
	}
	p.say("from %s to %s, with random samples of the file, the time %s (n^%.2f).", plural(c.Results[0].Subs, "subscription"),
		formatSubs(a.size()), how, g.Exponent)
	about := "about " + formatDuration(g.HighNS)
	if g.HighNS > 1.25*g.LowNS {
		about = "between " + formatDuration(g.LowNS) + " and " + formatDuration(g.HighNS)
	}
	p.say("With %s like these, each event matching ten times as many, it would be %s, and memory about %s. That is a guess from "+
		"%s: measure again before you rely on it.", formatSubs(g.At), about, formatBytes(g.Bytes), plural(len(c.Results), "size"))
	return p
}

// workload says what the subscriptions and events are like.
func (a *Advice) workload() paragraph {
	p := paragraph{title: "Workload"}
	w := &a.Profile
	per := func(n int) float64 { return float64(n) / float64(max(1, w.Subscriptions)) }
	share := func(n int) string {
		return significant(math.Round(1000*float64(n)/float64(max(1, w.Predicates)))/10) + " %"
	}
	p.say("%s tested, %s on average in an event.", plural(w.Attributes, "attribute"), significant(w.EventAttributes))
	p.say("A subscription has %s predicates in %s conjunctions: %s equalities, %s ranges, %s tests inside strings, %s negations and tests of presence.",
		significant(per(w.Predicates)), significant(per(w.Conjunctions)), share(w.Equalities), share(w.Ranges), share(w.Residuals), share(w.Others))
	if m := w.Matches; m != nil {
		p.say("An event matches %s subscriptions, %s %% of them, and at most %s.", significant(m.Mean),
			significant(100*m.Mean/float64(max(1, w.Subscriptions))), whole(m.Max))
	}
	if w.SeveralEvents > 0 {
		p.say("%s of %s have several values of an attribute.", whole(w.SeveralEvents), plural(w.Events, "event"))
	}
	return p
}

// suspicions says what may not be meant, and what costs most.
func (a *Advice) suspicions() []string {
	var out []string
	w := &a.Profile
	group := func(g profile.Group, one, many string) {
		if g.Count == 0 {
			return
		}
		text := one
		if g.Count > 1 {
			text = many
		}
		out = append(out, fmt.Sprintf("%s %s: %s", plural(g.Count, "subscription"), text, shorten(g.IDs, g.Count)))
	}
	group(w.Never, "can match no event", "can match no event")
	group(w.OnlySeveral, "contradicts itself but for events with several values of one attribute",
		"contradict themselves but for events with several values of one attribute")
	group(w.Always, "matches every event", "match every event")
	group(w.Broad, "has only tests that most values pass, so that no index leads to it",
		"have, in some branch, only tests that most values pass, so that no index leads to them")
	for _, n := range w.Unseen {
		out = append(out, fmt.Sprintf("no event has the attribute %s, which %s", n.Name, needs(n.Number)))
	}
	if more := w.UnseenCount - len(w.Unseen); more > 0 {
		out = append(out, fmt.Sprintf("no event has %s more that subscriptions need", plural(more, "attribute")))
	}
	for _, m := range w.Most {
		out = append(out, fmt.Sprintf("%s has %s", m.Name, plural(m.Number, "conjunction")))
	}
	if m := w.Matches; m != nil {
		if m.None > w.Never.Count {
			out = append(out, fmt.Sprintf("%s of %s matched none of the %s", whole(m.None),
				plural(w.Subscriptions, "subscription"), plural(w.Events, "event")))
		}
		if m.FrequentCount > w.Always.Count {
			var ids []string
			for _, f := range m.Frequent {
				ids = append(ids, f.Name)
			}
			out = append(out, fmt.Sprintf("%s matched half of the events or more: %s", plural(m.FrequentCount, "subscription"), shorten(ids, m.FrequentCount)))
		}
	}
	return out
}

func needs(subs int) string {
	if subs == 1 {
		return "1 subscription needs"
	}
	return plural(subs, "subscription") + " need"
}

// shorten joins the first of n names.
func shorten(names []string, n int) string {
	text := strings.Join(names, ", ")
	if n > len(names) {
		text += ", …"
	}
	return text
}

// textWidth is the most runes of a line of text.
const textWidth = 100

// paragraph is sentences under a title.
type paragraph struct {
	title     string
	sentences []string
}

func (p *paragraph) say(format string, args ...any) {
	p.sentences = append(p.sentences, fmt.Sprintf(format, args...))
}

func (p *paragraph) write(b *bytes.Buffer) {
	b.WriteByte('\n')
	writeWrapped(b, "", p.title+": "+strings.Join(p.sentences, " "))
}

// writeWrapped writes the text in lines, the first after the prefix, the others
// under it.
func writeWrapped(b *bytes.Buffer, prefix, text string) {
	b.WriteString(prefix)
	indent := utf8.RuneCountInString(prefix)
	column := indent
	for i, word := range strings.Split(text, " ") {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case column+1+n > textWidth:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			column = indent
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += n
	}
	b.WriteByte('\n')
}
