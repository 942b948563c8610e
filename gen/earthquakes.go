package gen

import (
	"regexp"
	"strings"

	"github.com/thresh-dev/thresh/predicate"
)

// The columns of the earthquakes sample.
const (
	quakeMag = iota
	quakePlace
	quakeTime
	quakeFelt
	quakeCDI
	quakeAlert
	quakeStatus
	quakeTsunami
	quakeSig
	quakeNet
	quakeSources
	quakeTypes
	quakeNst
	quakeDmin
	quakeRms
	quakeGap
	quakeMagType
	quakeType
	quakeTitle
	quakeID
	quakeLongitude
	quakeLatitude
	quakeDepth
)

// newEarthquakes returns the earthquakes preset, see the package's documentation.
func newEarthquakes(seed uint64) source {
	numberOf := func(c int, path string, wmin, wmax float64) func(d *drawer) predicate.Expr {
		return func(d *drawer) predicate.Expr { return d.number(c, path, wmin, wmax) }
	}
	class := func(c int, path string) func(d *drawer) predicate.Expr {
		return func(d *drawer) predicate.Expr { return d.class(c, path) }
	}
	position := func(c int) func(d *drawer) predicate.Expr {
		return func(d *drawer) predicate.Expr { return d.position(c) }
	}
	return newRecorded(seed, earthquakesData, 1707, 30, shape{
		columns: []column{
			quakeMag:       {"properties.mag", 0},
			quakePlace:     {"properties.place", 0},
			quakeTime:      {"properties.time", 0},
			quakeFelt:      {"properties.felt", 0},
			quakeCDI:       {"properties.cdi", 0},
			quakeAlert:     {"properties.alert", 0},
			quakeStatus:    {"properties.status", 0},
			quakeTsunami:   {"properties.tsunami", 0},
			quakeSig:       {"properties.sig", 0},
			quakeNet:       {"properties.net", 0},
			quakeSources:   {"properties.sources", 0},
			quakeTypes:     {"properties.types", 0},
			quakeNst:       {"properties.nst", 0},
			quakeDmin:      {"properties.dmin", 0},
			quakeRms:       {"properties.rms", 0},
			quakeGap:       {"properties.gap", 0},
			quakeMagType:   {"properties.magType", 0},
			quakeType:      {"properties.type", 0},
			quakeTitle:     {"properties.title", 0},
			quakeID:        {"id", 0},
			quakeLongitude: {"geometry.coordinates", 0},
			quakeLatitude:  {"geometry.coordinates", 1},
			quakeDepth:     {"geometry.coordinates", 2},
		},
		facets: []facet{
			{0, 4, (*drawer).magnitude},
			{6, 3, (*drawer).place},
			{3, 2, numberOf(quakeTime, "properties.time", 0.005, 0.05)},
			{0, 1, numberOf(quakeFelt, "properties.felt", 0.1, 0.5)},
			{0, 1, numberOf(quakeCDI, "properties.cdi", 0.1, 0.5)},
			{0, 1, (*drawer).alert},
			{0, 1, class(quakeStatus, "properties.status")},
			{0, 1, class(quakeTsunami, "properties.tsunami")},
			{0, 2, numberOf(quakeSig, "properties.sig", 0.02, 0.2)},
			{0, 2, class(quakeNet, "properties.net")},
			{0, 1, (*drawer).listed},
			{0, 1, numberOf(quakeNst, "properties.nst", 0.05, 0.4)},
			{1, 1, numberOf(quakeDmin, "properties.dmin", 0.01, 0.1)},
			{0, 1, numberOf(quakeRms, "properties.rms", 0.02, 0.2)},
			{0, 1, numberOf(quakeGap, "properties.gap", 0.02, 0.3)},
			{0, 1, class(quakeMagType, "properties.magType")},
			{0, 1, class(quakeType, "properties.type")},
			{1, 0, (*drawer).identity},
			{3, 2, position(quakeLongitude)},
			{3, 2, position(quakeLatitude)},
			{0, 1, position(quakeDepth)},
		},
		tests: []int{0, 0, 20, 40, 25, 15},
		or:    0.05,
	})
}

// number asks for no value where the row has none; else by 70 for the band of
// widths wmin to wmax around the row's value, by 15 for at least the lower end of
// one of widths 0 to wmax, by 15 for at most the upper end of such a one.
func (d *drawer) number(c int, path string, wmin, wmax float64) predicate.Expr {
	v := d.value(c)
	if isAbsent(v) {
		return predicate.Absent(path)
	}
	switch r := d.intn(100); {
	case r < 70:
		return d.near(c, path, v, wmin, wmax)
	case r < 85:
		lo, _ := d.band(c, v, 0, wmax)
		return predicate.Ge(path, lo)
	default:
		_, hi := d.band(c, v, 0, wmax)
		return predicate.Le(path, hi)
	}
}

// magnitude asks by 40 for at least the row's magnitude rounded down to a half
// (as it is if negative and no half), by 45 for a band of widths 0.03 to 0.3, by 15
// it excludes, of the two sides of another row's, the one the row is not on.
func (d *drawer) magnitude() predicate.Expr {
	const path = "properties.mag"
	v := d.value(quakeMag)
	switch r := d.intn(100); {
	case r < 40:
		half := predicate.Float(float64(int(v.Float64()*2)) / 2)
		if predicate.Compare(v, half) < 0 { // negative ones are rounded up
			half = v
		}
		return predicate.Ge(path, half)
	case r < 85:
		return d.near(quakeMag, path, v, 0.03, 0.3)
	default:
		w := d.different(quakeMag, v)
		if predicate.Compare(w, v) < 0 {
			return predicate.Not{X: predicate.Le(path, w)}
		}
		return predicate.Not{X: predicate.Ge(path, w)}
	}
}

// place asks by 20 for the region that ends the row's place, as ", CA" does "4km W
// of Castaic, CA", by 25 for the town in it, by 25 for the town in lower case, by 20
// for the whole place, and by 10 it excludes the region of another row, drawn until
// the row's place does not end with it.
func (d *drawer) place() predicate.Expr {
	const path = "properties.place"
	s := d.value(quakePlace).Text()
	switch r := d.intn(100); {
	case r < 20:
		return predicate.EndsWith(path, regionOf(s))
	case r < 45:
		return predicate.Contains(path, townOf(s))
	case r < 70:
		return predicate.Lower(predicate.Contains(path, strings.ToLower(townOf(s))))
	case r < 90:
		return predicate.Eq(path, d.value(quakePlace))
	default:
		other := regionOf(d.another(quakePlace).Text())
		for strings.HasSuffix(s, other) {
			other = regionOf(d.another(quakePlace).Text())
		}
		return predicate.Not{X: predicate.EndsWith(path, other)}
	}
}

// regionOf returns what follows the last comma, with it, or else the whole.
func regionOf(place string) string {
	if i := strings.LastIndexByte(place, ','); i >= 0 {
		return place[i:]
	}
	return place
}

// townOf returns what is between the first " of " and the first comma.
func townOf(place string) string {
	if _, after, ok := strings.Cut(place, " of "); ok {
		place = after
	}
	town, _, _ := strings.Cut(place, ",")
	return town
}

// alert asks for none where the row has none, else by half for the row's, by half
// for any.
func (d *drawer) alert() predicate.Expr {
	const path = "properties.alert"
	v := d.value(quakeAlert)
	switch {
	case isAbsent(v):
		return predicate.Absent(path)
	case d.chance(0.5):
		return predicate.Eq(path, v)
	default:
		return predicate.Exists(path)
	}
}

// listed asks by half for one member of properties.sources, drawn evenly, by half
// for one of properties.types: texts that list something between commas.
func (d *drawer) listed() predicate.Expr {
	c, path := quakeTypes, "properties.types"
	if d.chance(0.5) {
		c, path = quakeSources, "properties.sources"
	}
	members := strings.Split(strings.Trim(d.value(c).Text(), ","), ",")
	return predicate.Contains(path, ","+members[d.intn(len(members))]+",")
}

// identity asks by 40 for the row's id, by 40 for its first characters, the last
// four cut off, by 20 for a title with the magnitude's whole part and the town.
func (d *drawer) identity() predicate.Expr {
	v := d.value(quakeID)
	s := v.Text()
	switch r := d.intn(100); {
	case r < 40:
		return predicate.Eq("id", v)
	case r < 80:
		return predicate.StartsWith("id", s[:len(s)-4])
	default:
		// M 2.0 - 4km W of Castaic, CA
		whole, _, _ := strings.Cut(d.value(quakeTitle).Text(), ".")
		return predicate.Matches("properties.title",
			"^"+regexp.QuoteMeta(whole)+`\.[0-9] - .*`+regexp.QuoteMeta(townOf(d.value(quakePlace).Text())))
	}
}

// position asks for some coordinate within a band of widths 0.005 to 0.08 of the
// sample's longitudes, latitudes or depths, by 80 in one test and by 20 in two.
// The three are values of one attribute, so that two tests may be met by different
// ones.
func (d *drawer) position(c int) predicate.Expr {
	const path = "geometry.coordinates"
	lo, hi := d.band(c, d.value(c), 0.005, 0.08)
	if d.chance(0.8) {
		return predicate.Between(path, lo, hi)
	}
	return predicate.And{predicate.Ge(path, lo), predicate.Le(path, hi)}
}
