package gen

import (
	"fmt"
	"math"
	"strconv"

	"github.com/thresh-dev/thresh/predicate"
)

// The shape of the mixed preset.
const (
	mixedTenants  = 10_000
	mixedTypes    = 20
	mixedRegions  = 20
	mixedStatuses = 8
	mixedPrefixes = 400
	// A tenant's events and rules keep to this many of the path prefixes.
	mixedOwnPrefixes = 4
	// How many of them keep to the tenant's main type, path prefix and region.
	mixedHabit = 0.9
)

// newMixed returns the mixed preset, see the package's documentation.
func newMixed(seed uint64) source {
	m := mixed{
		tenant: make([]predicate.Value, mixedTenants),
		path:   make([]string, mixedPrefixes),
		// Roots are rounded alike on every machine, powers are not.
		tenants: newWeights(mixedTenants, math.Sqrt),
	}
	for i := range m.tenant {
		m.tenant[i] = predicate.String(fmt.Sprintf("tenant-%05d", i))
	}
	for _, noun := range [...]string{"order", "payment", "shipment", "invoice", "customer"} {
		for _, verb := range [...]string{"created", "updated", "failed", "deleted"} {
			m.typ = append(m.typ, predicate.String(noun+"."+verb))
		}
	}
	for _, area := range [...]string{"us-east", "us-west", "eu-west", "eu-central", "ap-south"} {
		for n := 1; n <= 4; n++ {
			m.region = append(m.region, predicate.String(fmt.Sprintf("%s-%d", area, n)))
		}
	}
	for _, status := range [mixedStatuses]string{
		"ok", "pending", "retry", "failed", "cancelled", "expired", "rejected", "unknown",
	} {
		m.status = append(m.status, predicate.String(status))
	}
	for i := range m.path {
		m.path[i] = fmt.Sprintf("/v%d/%s/%s/", 1+i%2, urlWords[i/2%20+3], urlWords[i/40+12])
	}
	return &generated{
		nattrs: 6,
		subs:   func(yield func(predicate.Expr) bool) { m.subscriptions(seed, yield) },
		fields: func(yield func([]field) bool) { m.fields(seed+1, yield) },
	}
}

// mixed is the vocabulary of the mixed preset.
type mixed struct {
	tenant, typ, region, status []predicate.Value
	path                        []string
	tenants                     zipf
}

// home returns the region that most events of the tenant come from.
func (m *mixed) home(tenant int) int { return tenant % mixedRegions }

// drawType draws the tenant's main type, or any.
func (m *mixed) drawType(s *splitMix64, tenant int) int {
	if s.chance(mixedHabit) {
		return tenant / mixedRegions % mixedTypes
	}
	return s.intn(mixedTypes)
}

// drawPrefix draws the tenant's main path prefix, or one of its own.
func (m *mixed) drawPrefix(s *splitMix64, tenant int) string {
	own := 0
	if !s.chance(mixedHabit) {
		own = s.intn(mixedOwnPrefixes)
	}
	return m.path[(tenant*7+own*101)%mixedPrefixes]
}

func (m *mixed) subscriptions(seed uint64, yield func(predicate.Expr) bool) {
	s := splitMix64(seed)
	for {
		t := m.tenants.draw(&s)
		c := newConjunction(6, 8)
		c.add("tenant", predicate.OpEqual, m.tenant[t])
		c.add("type", predicate.OpEqual, m.typ[m.drawType(&s, t)])
		u := s.float()
		c.add("amount", predicate.OpGreaterEqual, cents(1+int(u*u*u*u*100_000)))
		r := [3]int{m.home(t)}
		for i := 1; i < 3; {
			if r[i] = s.intn(mixedRegions); r[i] != r[0] && (i == 1 || r[2] != r[1]) {
				i++
			}
		}
		c.add("region", predicate.OpIn, m.region[r[0]], m.region[r[1]], m.region[r[2]])
		c.and = append(c.and, predicate.Not{
			X: c.test("status", predicate.OpEqual, m.status[s.intn(mixedStatuses)]),
		})
		c.add("path", predicate.OpStartsWith, predicate.String(m.drawPrefix(&s, t)))
		if !yield(c.and) {
			return
		}
	}
}

func (m *mixed) fields(seed uint64, yield func([]field) bool) {
	s := splitMix64(seed)
	event := make([]field, 6)
	for {
		t := m.tenants.draw(&s)
		event[0] = field{path: "tenant", value: m.tenant[t]}
		event[1] = field{path: "type", value: m.typ[m.drawType(&s, t)]}
		u := s.float()
		event[2] = field{path: "amount", value: cents(1 + int(u*u*100_000))}
		r := m.home(t)
		if !s.chance(mixedHabit) {
			r = s.intn(mixedRegions)
		}
		event[3] = field{path: "region", value: m.region[r]}
		event[4] = field{path: "status", value: m.status[s.intn(mixedStatuses)]}
		path := m.drawPrefix(&s, t)
		event[5] = field{path: "path", value: predicate.String(path + strconv.Itoa(s.intn(100_000)))}
		if !yield(event) {
			return
		}
	}
}
