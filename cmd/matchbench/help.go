package main

// help is the command of that name.
func (p *program) help(args []string) error {
	fs := newFlags()
	if err := parse(fs, args); err != nil {
		return err
	}
	switch {
	case fs.NArg() == 0:
		return p.print(helpText(""))
	case fs.NArg() > 1 || helpText(fs.Arg(0)) == "":
		return usagef("%s", unknown("command", fs.Arg(fs.NArg()-1), commands()))
	}
	return p.print(helpText(fs.Arg(0)))
}

// helpText returns the help on a command, "" if there is none of the name.
func helpText(command string) string {
	switch command {
	case "", "help":
		return `Matchbench measures matching algorithms, after it has checked every one of them
against an independent oracle.

  matchbench [flags]           measure
  matchbench advise [flags]    say which algorithm to use for your own files
  matchbench list algos        list the algorithms
  matchbench list workloads    list the workloads
  matchbench gen [flags]       write a workload to files
  matchbench report [files]    write the tables and the page of results/
  matchbench roofline          measure how fast memory can be read
  matchbench help [command]

What to measure (without flags: real flight events against 1k, 10k and 100k
subscriptions):

  -workload LIST   workloads, or all (flights)
  -subs LIST       numbers of subscriptions: 1000,10k,1M (1k,10k,100k)
  -events N        events to measure with, each at least once (1000)
  -algo LIST       algorithms, or all (all)
  -mode LIST       ids: list the matches; count: only count them; batch: list those of
                   1024 events together (ids)
  -seed N          of the workload's random numbers (42)
  -parallel N      goroutines that match in one engine (1: the bare index)
  -engine          match in an engine, as several goroutines and churn do anyhow
  -churn R         subscriptions replaced per second while matching, in an engine (0)
  -load            in place of matching: load an engine at once, then subscribe and
                   unsubscribe one at a time for -time, then unsubscribe nearly all

The workload custom, which these flags imply:

  -attrs N         attributes (20)
  -preds A-B       predicates of a subscription (5-10)
  -width A-B       width of a range, as a part of the values (0.1-0.5)
  -event-attrs N   attributes of an event (all)
  -attr-zipf Z     exponent of the attributes' popularity, 0 is uniform (0)

How:

  -verify N        events checked against the oracle before timing (20)
  -time D          how long to measure each result, or one pass over the events if
                   that is longer (500ms)
  -budget D        skip a result whose algorithm takes longer than that to build and
                   measure (0: no limit)
  -format F        table, json (an object a line), benchfmt (for benchstat), csv (table)
  -o FILE          write to the file in place of the standard output
  -resume          with -format json: add to FILE what it lacks, whatever commit and
                   -time its results are of, and measure nothing again
  -skipped         with -format json: write a line without figures, which has the
                   reason, for each result that is skipped, and do not fail for it;
                   -resume skips it again
  -omit REASON     with -skipped: measure nothing, skip all that is asked for
  -pprof DIR       write a heap profile per index, a CPU profile per result

Each result is written as soon as it is there; an interrupt loses none. Progress
goes to stderr, if that is a terminal. Cells that would not fit in memory are
skipped, and said to be.

Columns: build is the time to insert all subscriptions and compile, B/sub the live
bytes a subscription costs. Times are per event: mean, p50, p99 and max by the
clock, cpu the mean of what the processor spent on it, which other programs do not
disturb (Linux only). × scan is how many times as fast as the algorithm scan that
is: first by the clock, then by cpu. In builds with -tags profile, read is how many
bytes of an index a match reads, where the algorithm counts them, and × limit how
many times as long it takes as to stream them from memory.

Columns of -load: CPU each is what a subscription costs of all processors while the
engine is loaded, subscriptions being parsed already; CPU what a single Subscribe
costs; gone/s how many unsubscribe in batches until what is left is merged; memory
all live bytes, before that and after.

Exit codes: 0 all right; 1 failed verification, or something could not be measured
(but see -skipped); 2 wrong usage; 130 interrupted.

Examples:

  matchbench -workload w1,wide -subs 1M -events 200 -algo all -mode ids,count
  matchbench -attrs 50 -preds 3-5 -width 0.01-0.2 -subs 10k,100k
  matchbench -format json -o results/raw/mine.json && matchbench report
  matchbench -format benchfmt >new.txt && benchstat -col /algo new.txt
  matchbench -workload ticks -subs 100k -parallel 2 -churn 1000
  matchbench -workload w1,mixed -algo slab -subs 1M -load -time 3s
`
	case "advise":
		return `usage: matchbench advise -subs FILE -events FILE [flags]

Advise measures your own subscriptions and events with every algorithm, and says
which to use, what it costs in memory, and how it will grow. The files are those of
the program thresh: JSON lines, which may be compressed by gzip.

  -subs FILE       subscriptions: {"id":"s1","where":"price >= 10"} a line
  -events FILE     events: {"price":12.5} a line
  -algo LIST       algorithms, or all (all)
  -mode MODE       ids: list the matches; count: only count them; batch: list those of
                   1024 events together (ids)
  -sample N        events to measure with, chosen at random (1000)
  -verify N        events checked against the oracle before timing (20)
  -time D          how long to measure in all, about (1m); give more from 500k subscriptions up
  -skip-invalid    report bad lines, and go on without them
  -format F        text, json (text)
  -o FILE          write to the file in place of the standard output

All is measured with random samples of a sixteenth and a quarter of the
subscriptions, and with all of them. An algorithm that takes more than 50 times as
long as the best with a sample, or that would exceed time or memory, is not measured
with more. Where -time is short there are fewer events, checked ones too; what is not
measured by twice that time is left out. Reading the files is not in it.

Columns: mean and p99 are times of an event by the clock, cpu is what the processor
spent on it (Linux only), by which algorithms are compared. × scan is how many times
as fast as a plain scan that is, B/sub the bytes a subscription costs, build the time
to load all. growth is the x of time ∝ n^x that fits the sizes, and the last column
what that, or the last two sizes if they say more, makes of ten times as many: a guess.

Algorithms that differ by less than 10 % are called as fast as one another, and the
engine's default is recommended unless another is faster by more.

Examples:

  matchbench advise -subs subs.jsonl -events events.jsonl
  matchbench advise -subs subs.jsonl.gz -events events.jsonl.gz -algo slab,scan -format json
`
	case "list":
		return `usage: matchbench list algos|workloads

List prints a name, a tab and a description a line.
`
	case "gen":
		return `usage: matchbench gen [flags]

Gen writes a workload to two files, subscriptions.jsonl and events.jsonl, which
the program thresh reads.

  -workload NAME   one workload (flights)
  -subs N          subscriptions to write, with ids s0, s1, … (1000)
  -events N        events to write, or all there are (1000)
  -seed N          of the random numbers (42)
  -o DIR           where to (a directory of the workload's name)

The workload custom takes -attrs, -preds, -width, -event-attrs and -attr-zipf too;
see matchbench help.

Example:

  matchbench gen -workload mixed -subs 100k -events 1000 -o /tmp/mixed
`
	case "report":
		return `usage: matchbench report [-o DIR] [files]

Report reads results in the formats json and benchfmt and writes to DIR/REPORT.md
what they say of each kind of workload and of each question, and their tables, and
to DIR/index.html a page for browsers of the same results, to choose from, and to
DIR/results.bench all of them as benchstat reads them. Cells without figures have
the reasons that matchbench -skipped has kept. Without files it reads DIR/raw/*.json,
*.jsonl, *.bench and *.txt. The report begins with the text of DIR/NOTE.md and links
the pictures of DIR/charts that there are. The same results always give the same
report and page.

  -o DIR   the directory of results (results)
`
	case "roofline":
		return `usage: matchbench roofline

Roofline prints how fast one core reads memory in order: the best of several
readings of 256 MiB. No match that reads its index from memory can be faster than
its bytes at that rate.
`
	}
	return ""
}
