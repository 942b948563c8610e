package engine

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/thresh-dev/thresh/predicate"
)

// evaluate returns the truth value of the test on an attribute with the given
// values and that many nulls, and, where the values do not tell, why it is not
// true. It works on the test as it was said: what it finds does not depend on the
// lowering, nor on any index.
func evaluate(t *predicate.Test, values []predicate.Value, nulls int) (Truth, string) {
	none := "absent"
	if nulls > 0 {
		none = "null"
	}
	if t.Op == predicate.OpAbsent {
		if len(values) > 0 {
			return False, ""
		}
		return True, none
	}
	if len(values) == 0 {
		return Unknown, none
	}
	truth, reason := False, ""
	for _, v := range values {
		one, why := evaluateOne(t, t.Attr.View.Of(v))
		if one > truth {
			truth, reason = one, why
		}
		if reason == "" {
			reason = why
		}
	}
	if truth == True {
		reason = ""
	}
	return truth, reason
}

// evaluateOne is evaluate of one value.
func evaluateOne(t *predicate.Test, v predicate.Value) (Truth, string) {
	switch t.Op {
	case predicate.OpEqual, predicate.OpIn:
		if slices.Contains(t.Args, v) {
			return True, ""
		}
		if len(t.Args) > 0 && !slices.ContainsFunc(t.Args, func(a predicate.Value) bool { return a.Kind() == v.Kind() }) {
			return False, wrongKind(v, t.Args[0].Kind())
		}
		return False, ""
	default:
	}
	if len(t.Args) == 0 {
		return Unknown, ""
	}
	arg := t.Args[0]
	if v.Kind() != arg.Kind() {
		return Unknown, wrongKind(v, arg.Kind())
	}
	c := predicate.Compare(v, arg)
	switch t.Op {
	case predicate.OpLess:
		return truthOf(c < 0), ""
	case predicate.OpLessEqual:
		return truthOf(c <= 0), ""
	case predicate.OpGreater:
		return truthOf(c > 0), ""
	case predicate.OpGreaterEqual:
		return truthOf(c >= 0), ""
	case predicate.OpBetween:
		return truthOf(c >= 0 && predicate.Compare(v, t.Args[1]) <= 0), ""
	case predicate.OpStartsWith:
		return truthOf(strings.HasPrefix(v.Text(), arg.Text())), ""
	case predicate.OpEndsWith:
		return truthOf(strings.HasSuffix(v.Text(), arg.Text())), ""
	case predicate.OpContains:
		return truthOf(strings.Contains(v.Text(), arg.Text())), ""
	case predicate.OpMatches:
		re, err := regexp.Compile(arg.Text())
		return truthOf(err == nil && re.MatchString(v.Text())), ""
	case predicate.OpCIDR:
		return inNetwork(v.Text(), arg.Text())
	default:
		return Unknown, ""
	}
}

// inNetwork says whether the text is that of an address in the network.
func inNetwork(text, network string) (Truth, string) {
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return False, "is no IP address"
	}
	if addr.Zone() != "" {
		return False, "is an address with a zone"
	}
	p, err := netip.ParsePrefix(network)
	if err == nil && addr.Is4() != p.Addr().Is4() {
		return False, "is an address of the other family"
	}
	return truthOf(err == nil && p.Contains(addr)), ""
}

func wrongKind(v predicate.Value, want predicate.Kind) string {
	return "is " + withArticle(v.Kind()) + ", not " + withArticle(want)
}

func withArticle(k predicate.Kind) string {
	if k == predicate.KindObject {
		return "an object"
	}
	return "a " + k.String()
}
