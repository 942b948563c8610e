package gen

import (
	"regexp"
	"strings"

	"github.com/thresh-dev/thresh/predicate"
)

// The columns of the birdstrikes sample.
const (
	strikeAirport = iota
	strikeModel
	strikeDamage
	strikeDate
	strikeOperator
	strikeState
	strikePhase
	strikeSize
	strikeSpecies
	strikeTime
	strikeOther
	strikeRepair
	strikeTotal
	strikeSpeed
)

// newBirdstrikes returns the birdstrikes preset, see the package's documentation.
func newBirdstrikes(seed uint64) source {
	text := func(c int, path string) func(d *drawer) predicate.Expr {
		return func(d *drawer) predicate.Expr { return d.text(c, path) }
	}
	class := func(c int, path string) func(d *drawer) predicate.Expr {
		return func(d *drawer) predicate.Expr { return d.class(c, path) }
	}
	cost := func(c int, path string) func(d *drawer) predicate.Expr {
		return func(d *drawer) predicate.Expr { return d.cost(c, path) }
	}
	return newRecorded(seed, birdstrikesData, 10_000, 14, shape{
		columns: []column{
			strikeAirport:  {"Airport Name", 0},
			strikeModel:    {"Aircraft Make Model", 0},
			strikeDamage:   {"Effect Amount of damage", 0},
			strikeDate:     {"Flight Date", 0},
			strikeOperator: {"Aircraft Airline Operator", 0},
			strikeState:    {"Origin State", 0},
			strikePhase:    {"Phase of flight", 0},
			strikeSize:     {"Wildlife Size", 0},
			strikeSpecies:  {"Wildlife Species", 0},
			strikeTime:     {"Time of day", 0},
			strikeOther:    {"Cost Other", 0},
			strikeRepair:   {"Cost Repair", 0},
			strikeTotal:    {"Cost Total $", 0},
			strikeSpeed:    {"Speed IAS in knots", 0},
		},
		facets: []facet{
			{6, 3, text(strikeAirport, "Airport Name")},
			{6, 3, text(strikeModel, "Aircraft Make Model")},
			{2, 2, text(strikeOperator, "Aircraft Airline Operator")},
			{3, 3, text(strikeSpecies, "Wildlife Species")},
			{3, 2, class(strikeState, "Origin State")},
			{0, 2, class(strikeDamage, "Effect Amount of damage")},
			{0, 2, class(strikePhase, "Phase of flight")},
			{0, 2, class(strikeSize, "Wildlife Size")},
			{0, 2, class(strikeTime, "Time of day")},
			{4, 3, (*drawer).strikeDate},
			{0, 3, (*drawer).speed},
			{0, 1, cost(strikeOther, "Cost Other")},
			{0, 1, cost(strikeRepair, "Cost Repair")},
			{0, 2, cost(strikeTotal, "Cost Total $")},
		},
		tests: []int{0, 0, 20, 40, 25, 15},
		or:    0.05,
	})
}

// text asks by 50 for the row's name, by 15 for one of up to 2 to 5 names, by 10
// for its first half, by 5 for its last word at the end, by 5 for one of its words
// somewhere, by 5 for the name in lower case, by 5 for its last word somewhere in
// lower case, by 5 for its first word by a regular expression. Words are separated
// by spaces, hyphens and slashes.
func (d *drawer) text(c int, path string) predicate.Expr {
	v := d.value(c)
	s := v.Text()
	words := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '-' || r == '/' })
	last := words[len(words)-1]
	switch r := d.intn(100); {
	case r < 50:
		return predicate.Eq(path, v)
	case r < 65:
		return predicate.In(path, d.others(c, 1+d.intn(4), v)...)
	case r < 75:
		return predicate.StartsWith(path, s[:(len(s)+1)/2])
	case r < 80:
		return predicate.EndsWith(path, last)
	case r < 85:
		return predicate.Contains(path, words[d.intn(len(words))])
	case r < 90:
		return predicate.Lower(predicate.Eq(path, predicate.String(strings.ToLower(s))))
	case r < 95:
		return predicate.Lower(predicate.Contains(path, strings.ToLower(last)))
	default:
		return predicate.Matches(path, "(?i)\\b"+regexp.QuoteMeta(words[0])+"\\b")
	}
}

// class asks by 60 for the row's value, by 20 for that or a different one, by 20
// for any but a different one.
func (d *drawer) class(c int, path string) predicate.Expr {
	v := d.value(c)
	switch r := d.intn(100); {
	case r < 60:
		return predicate.Eq(path, v)
	case r < 80:
		return predicate.In(path, v, d.different(c, v))
	default:
		return predicate.Ne(path, d.different(c, v))
	}
}

// strikeDate asks by 20 for the row's year, by 40 for its month, by 30 for a band
// of widths 0.005 to 0.05, by 10 for its month of any year.
func (d *drawer) strikeDate() predicate.Expr {
	v := d.value(strikeDate)
	s := v.Text() // 1990-01-08
	switch r := d.intn(100); {
	case r < 20:
		return predicate.StartsWith("Flight Date", s[:len("1990-")])
	case r < 60:
		return predicate.StartsWith("Flight Date", s[:len("1990-01-")])
	case r < 90:
		return d.near(strikeDate, "Flight Date", v, 0.005, 0.05)
	default: // a month of any year
		return predicate.Matches("Flight Date", "^[0-9]+"+s[len("1990"):len("1990-01-")])
	}
}

// speed asks for none where the row has none, else by 50 for a band of widths
// 0.05 to 0.3, by 20 for at least the last multiple of 50, by 20 for less than the
// next, by 10 for any.
func (d *drawer) speed() predicate.Expr {
	const path = "Speed IAS in knots"
	v := d.value(strikeSpeed)
	if isAbsent(v) {
		return predicate.Absent(path)
	}
	knots, _ := v.Int64()
	switch r := d.intn(100); {
	case r < 50:
		return d.near(strikeSpeed, path, v, 0.05, 0.3)
	case r < 70:
		return predicate.Ge(path, predicate.Int(knots/50*50))
	case r < 90:
		return predicate.Lt(path, predicate.Int(knots/50*50+50))
	default:
		return predicate.Exists(path)
	}
}

// cost asks for none where the row's is 0, else by half for more than half the
// row's, by half for any.
func (d *drawer) cost(c int, path string) predicate.Expr {
	cost, _ := d.value(c).Int64()
	switch {
	case cost == 0:
		return predicate.Eq(path, predicate.Int(0))
	case d.chance(0.5):
		return predicate.Gt(path, predicate.Int(cost/2))
	default:
		return predicate.Ne(path, predicate.Int(0))
	}
}
