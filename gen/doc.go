// Package gen makes workloads: streams of subscriptions and of events to measure
// and to test with. Every workload is a function of its name and its seed, the
// same on every machine and with every Go version.
//
// # Terms
//
//	workload    subscriptions and events that belong together
//	preset      a workload with a name, see Presets
//	synthetic   a workload of ranges on integers, made of parameters
//	recorded    a workload whose events really happened
//	draw        to take the next random number, and what is made of it
//
// # From name to streams
//
//	Lookup("w1", 42) ──▶ Workload ──▶ Subscriptions(n)       predicate.Expr, one at a time
//	Custom(Synthetic{…}) ──▶ │   ──▶ Events(n)              *predicate.Event, each with its own memory
//	                         └─────▶ WriteSubscriptions, WriteEvents: the same as JSON lines
//
// # Invariants
//
//	I1  A walk begins anew each time; the first n of many are the n of few.
//	I2  Subscriptions and events are drawn from streams of their own, so that
//	    neither depends on how many of the other are asked for.
//	I3  Nothing is kept of what was handed out.
//	I4  No float result depends on the machine: products and sums are rounded one
//	    by one, and powers only occur with a Zipf exponent other than 0 and 1.
//	I5  A clause drawn around a recorded event is true of that event.
//
// # Cost
//
// A generated subscription takes four or five allocations: about 80 bytes, and 130
// for each test. Recorded presets decode their first 10,000 events when the first
// subscription is drawn, and keep some megabytes of them for the Workload's life;
// events are unpacked and decoded as they are asked for.
//
// # Random numbers
//
// The generator is SplitMix64, whose state is one number S:
//
//	S += 0x9E3779B97F4A7C15
//	z = S; z = (z ^ z>>30) * 0xBF58476D1CE4E5B9; z = (z ^ z>>27) * 0x94D049BB133111EB
//	next() = z ^ z>>31
//	f()    = (next()>>11) * 2^-53
//
// Below, "one of n" is int(f()*n), counted from 0; "with p" is f() < p; "from a to
// b" of widths is a + f()*(b-a). Draws happen in the order of the text.
// Subscriptions are drawn with S = seed, events with S = seed+1. By Zipf means with
// weights 1/(i+1): the first i whose cumulative weight exceeds f(), where the
// cumulative weights are running sums, each then divided by the last.
//
// # w1, w2, w4, w5, w6, w7, wide, narrow and custom
//
// The ranges of the published evaluations, with V = 1,000,000 and the parameters
// d, kmin, kmax, wmin, wmax, m and z of [Synthetic]. A subscription:
//
//	k = kmin + one of (kmax-kmin+1); then k times:
//	  attribute a = one of d, drawn again until unused in the subscription
//	    (for z > 0 by weights 1/(i+1)^z instead)
//	  w = from wmin to wmax; W = int(w*V); lo = one of (V-W)
//	  between(a<a>, lo, lo+W)
//
// An event with m = d gives a0, a1, … each one of V. With m < d it gives m
// attributes: one of d, drawn again until unused, then its value, one of V.
// On w1 with seed 42 and 100,000 subscriptions the first 200 events have 11,951
// matches.
//
// # exact
//
// Attributes a0 … a4 of 1,000 values: value j is v<j>, value-<j> or
// some-longer-value-<j> as j mod 3 is 0, 1 or 2, the number without leading zeros.
// A subscription is equality on three attributes: each one of 5, drawn again until
// unused, then its value, one of 1,000. An event is made for a target, which is the
// number of a subscription: c = one of 3, then one of 1,000, 10,000 or 100,000 as c
// is 0, 1 or 2. Then a0 … a4 get a value each, one of 1,000, and last those
// attributes that the target tests get the target's values. So an event matches
// about one of 100,000 subscriptions, and some events match one of the first 1,000.
//
// # anybut
//
// Attributes a0 … a19 of 50 values, spelled as those of exact. A subscription is
// equality, inequality, equality on three attributes: each one of 20, drawn again
// until unused, then its value, one of 50. An event gives a0 … a19 one of 50 each.
// About 39 match an event at 100,000 subscriptions.
//
// # mixed
//
// Routing rules. A tenant t of 10,000 (tenant-00042) is drawn with the weights
// 1/sqrt(t+1), for a subscription and an event alike. Its main type is t/20 mod
// 20, its home region t mod 20, and its own path prefixes are the four (7t + 101j)
// mod 400, j = 0 … 3, the first its main one. With 0.9 a draw of the type gives the
// main one, else one of 20; with 0.9 a draw of the prefix gives the main one, else
// j is one of 4. Types are <noun>.<verb>, number 4·noun+verb of order, payment,
// shipment, invoice, customer and created, updated, failed, deleted. Regions are
// <area>-<1…4>, number 4·area+i of us-east, us-west, eu-west, eu-central,
// ap-south. Statuses are ok, pending, retry, failed, cancelled, expired, rejected,
// unknown. Path prefix i is /v<1 + i mod 2>/<word 3 + i/2 mod 20>/<word 12 +
// i/40>/, of the words api, v1, v2, shop, catalog, product, orders, cart, checkout,
// users, account, settings, images, static, assets, news, sport, weather, travel,
// video, music, search, help, docs, blog, archive, community, events, jobs, about,
// international, downloads, numbered from 0. All divisions are of integers.
//
// A subscription draws the tenant and asks for: tenant equal; type drawn and equal;
// amount at least (1 + int(u·u·u·u·100,000))/100 with u = f(); region in a set of
// the home region and two of 20, each drawn again until new; status not one of 8;
// path begins with the prefix drawn. An event draws tenant; type; amount (1 +
// int(u·u·100,000))/100; region, with 0.9 home, else one of 20; status, one of 8;
// path, the prefix and after it the decimal number one of 100,000. About 9 match an
// event at 100,000 subscriptions, half of all events match 4 or fewer.
//
// # wildcard
//
// Subscription N, counted from 0, is the wildcard *-appN-*, said as
// name contains "-appN-". An event has a name <env>-app<target>-<region>: env one of
// prod, staging, test, dev, canary; target as in exact; region one of eu1, eu2,
// us-east, us-west, ap-south, sa1. At most one subscription matches.
//
// # prefix
//
// Subscription i is url startsWith its prefix. The prefix is drawn with S = the
// output number i, counted from 0, of the generator that began with S = seed. If i
// is not 0, with 0.25 the prefix is that of subscription one of i, else it is
// https://www.host-<one of 10,000>.example/ and one of 3 times <word one of 32>/;
// either is followed by <word one of 32>-<i>/, the words as in mixed. An
// event has a url: the prefix of a target as in exact, then one of 3 times
// <word one of 32>/, then item-<one of 1,000,000>. It matches the target and those
// that the target extends, 1.3 on average.
//
// # topics
//
// Attributes level1 … level4 have the values site-00 … site-49, line-, device- and
// signal- likewise. A subscription: for each level, with 0.2 a wildcard, which is no
// test, else equality with one of 50. One of four wildcards is drawn again. An event
// gives each level one of 50. About 58 match an event at 100,000 subscriptions.
//
// # ticks
//
// Symbols are the first 5,000 of A … Z, AA, AB, …, drawn by Zipf. With S = seed+2
// each symbol in turn draws its base price of 500 + one of 50,000 cents. All prices
// below are cents; in tests and events they are divided by 100. A subscription:
// symbol drawn and equal; centre = int(base · from 0.8 to 1.2), half = int(base ·
// from 0.005 to 0.025) + 1, price between centre-half and centre+half; volume at
// least 100·(1 + int(u·u·u·1000)), u = f(). For the events each symbol in turn first
// draws its level int(base · from 0.8 to 1.2). An event: symbol drawn; step =
// base/500 + 1 in integers, the level moves by one of (2·step+1) - step and is kept
// within base·4/5 and base·6/5; price = level; volume drawn as above. About 85 match
// an event at 100,000 subscriptions, half of all events match 10 or fewer.
//
// # flights, birdstrikes, earthquakes
//
// The events are in data/, as they were published, but not in their order, which is
// that of time or place: line i here is line i·stride mod lines there, both counted
// from 0. So any first part is spread evenly over all. The streams end with the
// last line.
//
//	preset       lines    stride  source, all public domain, by way of vega-datasets
//	flights      200,000  123607  US Bureau of Transportation Statistics, January to June 2001
//	birdstrikes   10,000    6181  US Federal Aviation Administration, 1990 to 2002
//	earthquakes    1,707    1054  US Geological Survey, one week of 2018
//
// A subscription is a clause, or with 0.05 (drawn after the clause) the Or of it
// and a second one. A clause is drawn so: a row, one of the first 10,000 events or
// of all if they are fewer; how many facets; then for each an unused facet and the
// facet's test. The first facet is drawn by the anchor weights, which favour
// selective ones, the others by the second weights; a facet drawn twice is drawn
// again. A draw by integer weights is one of their sum, counted off from the first.
// The clause is the And of the tests, all of them true of the row. The facets, their
// weights and the weights of 1, 2, 3, … facets are in the function that makes the
// preset; what a facet asks is with its method, where "by 40" are percents of
// one draw, r = one of 100, in their order, and "by half" is with 0.5 for
// what is named first. Two kinds of draws recur. The
// band of a value has a width from wmin to wmax of the column's sorted present
// values: width = int(from wmin to wmax · count), below = one of (width+1), and it
// reaches from the value at max(rank - below, 0) to that width places on, or the
// last, where rank is the first place of the row's value. Another value is that of
// a row drawn anew, a different one is drawn until it is present and not the row's.
// Sets of up to k+1 names have the row's, and what is new of k others; of 2 to 5, k
// is 1 + one of 4.
//
// Per event and 100,000 subscriptions about 300 match in flights, 1,300 in
// birdstrikes and 1,400 in earthquakes.
//
// # adv-equal, adv-attributes, adv-values, adv-set, adv-wildcards, adv-unknown, adv-wide-event, adv-many-values
//
// Adversaries: each is unkind to some layout of an index, and none is meant to be
// like what anyone has. A range from w to x on an attribute is drawn as on w1.
//
//	adv-equal        Every subscription is the first one of w7; the events are those of w7.
//	adv-attributes   Subscription i is a range from 0.1 to 0.5 on a<i mod 2^20>. An event has 20
//	                 attributes, each that of a target as in exact, drawn again until unused,
//	                 then its value, one of V.
//	adv-values       Subscription i is equality of a0 with (seed + 618,033·i) mod V. An event
//	                 gives a0 the value of a target as in exact.
//	adv-set          A subscription is a0 in 1 + one of 5 values, each one of 2V. Number 999 is a0 in
//	                 all even numbers below 2V, after the draw of its size. An event gives a0 one of 2V.
//	adv-wildcards    Every subscription is true; the events are those of w1.
//	adv-unknown      The subscriptions are those of w1. The events too, but the attributes are
//	                 other-a0 … other-a19. None matches.
//	adv-wide-event   As w1, with d = m = 1000, k from 3 to 5, widths from 0.1 to 0.3.
//	adv-many-values  Subscriptions: k = 2 + one of 3; a range from 0 to 0.002 on a0; k ranges from 0.1
//	                 to 0.3, the attribute of each, one of 20, drawn again until unused, first.
//	                 An event gives a0 … a19 one of V each, then a0 999 more.
package gen
