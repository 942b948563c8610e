package gen

import (
	"time"

	"github.com/thresh-dev/thresh/predicate"
)

// The columns of the flights sample.
const (
	flightDate = iota
	flightHour
	flightWeekday
	flightOrigin
	flightDestination
	flightDistance
	flightDelay
)

// newFlights returns the flights preset, see the package's documentation.
func newFlights(seed uint64) source {
	return newRecorded(seed, flightsData, 200_000, 7, shape{
		columns: []column{
			flightDate:        {"date", 0},
			flightHour:        {"hour", 0},
			flightWeekday:     {"weekday", 0},
			flightOrigin:      {"origin", 0},
			flightDestination: {"destination", 0},
			flightDistance:    {"distance", 0},
			flightDelay:       {"delay", 0},
		},
		facets: []facet{
			{30, 3, func(d *drawer) predicate.Expr { return d.airport(flightOrigin, "origin") }},
			{30, 3, func(d *drawer) predicate.Expr { return d.airport(flightDestination, "destination") }},
			{0, 1, (*drawer).avoided},
			{1, 3, (*drawer).flightDate},
			{0, 3, (*drawer).flightHour},
			{0, 2, (*drawer).weekday},
			{0, 2, (*drawer).distance},
			{1, 4, (*drawer).delay},
		},
		tests: []int{1, 14, 40, 45},
		or:    0.05,
	})
}

// airport asks by 75 for the row's airport, by 15 for one of up to 2 to 5 airports,
// by 10 for the row's at either end of the route.
func (d *drawer) airport(c int, path string) predicate.Expr {
	v := d.value(c)
	switch r := d.intn(100); {
	case r < 75:
		return predicate.Eq(path, v)
	case r < 90:
		return predicate.In(path, d.others(c, 1+d.intn(4), v)...)
	default:
		return predicate.Or{predicate.Eq("origin", v), predicate.Eq("destination", v)}
	}
}

// avoided excludes one or two airports, different from the row's: by half of the
// destination, by half of the origin; by half one, by half two, or one drawn twice.
func (d *drawer) avoided() predicate.Expr {
	c, path := flightOrigin, "origin"
	if d.chance(0.5) {
		c, path = flightDestination, "destination"
	}
	if d.chance(0.5) {
		return predicate.Ne(path, d.different(c, d.value(c)))
	}
	set := []predicate.Value{d.different(c, d.value(c)), d.different(c, d.value(c))}
	if set[0] == set[1] {
		set = set[:1]
	}
	return predicate.Not{X: predicate.In(path, set...)}
}

// flightDate asks by 40 for the row's month, by 25 for its day, by 25 for a period
// from 0 to 13 days before that day to 1 to 14 days after it, exclusive, by 10 for
// the day and all later ones.
func (d *drawer) flightDate() predicate.Expr {
	text := d.value(flightDate).Text() // 2001-04-02T10:53:00Z
	switch r := d.intn(100); {
	case r < 40:
		return predicate.StartsWith("date", text[:len("2001-04")])
	case r < 65:
		return predicate.StartsWith("date", text[:len("2001-04-02")])
	case r < 90:
		day, err := time.Parse(time.DateOnly, text[:len(time.DateOnly)])
		assertNoError(err)
		from := day.AddDate(0, 0, -d.intn(14))
		to := day.AddDate(0, 0, 1+d.intn(14))
		return predicate.And{
			predicate.Ge("date", predicate.String(from.Format(time.DateOnly))),
			predicate.Lt("date", predicate.String(to.Format(time.DateOnly))),
		}
	default:
		return predicate.Ge("date", predicate.String(text[:len(time.DateOnly)]))
	}
}

// flightHour asks by 70 for the hours from 0 to 3 before the row's to 0 to 3 after
// it, by 15 for 1 to 6 hours from the row's on, by 15 for night or day, whichever
// the row has: night is before 6 and from 22 on.
func (d *drawer) flightHour() predicate.Expr {
	h, _ := d.value(flightHour).Int64()
	switch r := d.intn(100); {
	case r < 70:
		return predicate.Between("hour",
			predicate.Int(max(h-int64(d.intn(4)), 0)), predicate.Int(min(h+int64(d.intn(4)), 23)))
	case r < 85:
		return predicate.And{
			predicate.Ge("hour", predicate.Int(h)),
			predicate.Lt("hour", predicate.Int(h+1+int64(d.intn(6)))),
		}
	case h >= 6 && h < 22:
		return predicate.Not{X: predicate.Or{
			predicate.Lt("hour", predicate.Int(6)), predicate.Ge("hour", predicate.Int(22)),
		}}
	default:
		return predicate.Or{
			predicate.Lt("hour", predicate.Int(6)), predicate.Ge("hour", predicate.Int(22)),
		}
	}
}

// weekday asks by 60 for the row's day, by 25 for the weekend or for the working
// days, by 15 for any but a different day.
func (d *drawer) weekday() predicate.Expr {
	v := d.value(flightWeekday)
	sat, sun := predicate.String("Sat"), predicate.String("Sun")
	switch r := d.intn(100); {
	case r < 60:
		return predicate.Eq("weekday", v)
	case r < 85 && (v == sat || v == sun):
		return predicate.In("weekday", sat, sun)
	case r < 85:
		return predicate.Not{X: predicate.In("weekday", sat, sun)}
	default:
		return predicate.Ne("weekday", d.different(flightWeekday, v))
	}
}

// distance asks by 70 for a band of widths 0.05 to 0.3, by 15 for at least the
// lower end of one of widths 0 to 0.2, by 15 for at most the upper end of such a one.
func (d *drawer) distance() predicate.Expr {
	v := d.value(flightDistance)
	switch r := d.intn(100); {
	case r < 70:
		return d.near(flightDistance, "distance", v, 0.05, 0.3)
	case r < 85:
		lo, _ := d.band(flightDistance, v, 0, 0.2)
		return predicate.Ge("distance", lo)
	default:
		_, hi := d.band(flightDistance, v, 0, 0.2)
		return predicate.Le("distance", hi)
	}
}

// delay asks by 60 for at least as many minutes as the largest of 15, 30, 45, 60,
// 90, 120 and 180 that the row reaches, or else for a delay of less than 15, or for
// none, whichever the row has; by 40 for a band of widths 0.02 to 0.2.
func (d *drawer) delay() predicate.Expr {
	v := d.value(flightDelay)
	minutes, _ := v.Int64()
	if d.intn(100) >= 60 {
		return d.near(flightDelay, "delay", v, 0.02, 0.2)
	}
	for _, t := range [...]int64{180, 120, 90, 60, 45, 30, 15} {
		if minutes >= t {
			return predicate.Ge("delay", predicate.Int(t))
		}
	}
	if minutes <= 0 {
		return predicate.Le("delay", predicate.Int(0))
	}
	return predicate.And{predicate.Gt("delay", predicate.Int(0)), predicate.Lt("delay", predicate.Int(15))}
}
