package profile

// Shown is how many subscriptions or attributes of a kind a Profile names.
const Shown = 5

// Profile is what subscriptions and events look like.
type Profile struct {
	Subscriptions int `json:"subscriptions"`
	Events        int `json:"events"`
	Attributes    int `json:"attributes"`   // paths that subscriptions test
	Conjunctions  int `json:"conjunctions"` // those for events with several values left out

	// Predicates of these conjunctions, and how many of them are of each kind.
	Predicates int `json:"predicates"`
	Equalities int `json:"equalities"`
	Ranges     int `json:"ranges"`
	Residuals  int `json:"residuals"`
	Others     int `json:"others"`

	EventAttributes float64 `json:"event_attributes"` // mean of the events
	SeveralEvents   int     `json:"several_events"`   // with several values of one attribute

	// Matches are of all events; nil where they were not counted.
	Matches *Matches `json:"matches,omitempty"`

	Never Group `json:"never"` // subscriptions that no event can match
	// OnlySeveral can match events with several values of an attribute alone, as
	// a > 2 && a < 1 does: 3 and 0.
	OnlySeveral Group `json:"only_several"`
	Always      Group `json:"always"` // that every event matches
	Broad       Group `json:"broad"`  // with a broad conjunction, not those of Always
	// Most have the most conjunctions, more than ManyConjunctions each.
	Most []Of `json:"most_conjunctions,omitempty"`
	// Unseen are attributes with the number of subscriptions that need them, the most
	// needed first, and UnseenCount how many such attributes there are.
	Unseen      []Of `json:"unseen,omitempty"`
	UnseenCount int  `json:"unseen_count"`
}

// ManyConjunctions is how many conjunctions of one subscription are not worth
// mention.
const ManyConjunctions = 16

// Matches is how many subscriptions events matched.
type Matches struct {
	Mean float64 `json:"mean"` // per event
	Max  int     `json:"max"`  // of one event
	None int     `json:"none"` // subscriptions that no event matched
	// Frequent are the subscriptions that the most events matched, if these are half
	// of them or more, and FrequentCount how many such subscriptions there are.
	Frequent      []Of `json:"frequent,omitempty"`
	FrequentCount int  `json:"frequent_count"`
}

// Group is subscriptions with something in common.
type Group struct {
	Count int      `json:"count"`
	IDs   []string `json:"ids,omitempty"` // the first of them
}

func (g *Group) add(id string) {
	g.Count++
	if len(g.IDs) < Shown {
		g.IDs = append(g.IDs, id)
	}
}

// Of is something with a number.
type Of struct {
	Name   string `json:"name"`
	Number int    `json:"number"`
}
