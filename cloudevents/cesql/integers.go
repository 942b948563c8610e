package cesql

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/thresh-dev/thresh/predicate"
)

// interval is integers of 32 bits from lo to hi, none if lo is above hi.
type interval struct{ lo, hi int64 }

var allIntegers = interval{math.MinInt32, math.MaxInt32}

// others returns the integers outside the interval, below and above it.
func (i interval) others() []interval {
	if i.lo > i.hi {
		return []interval{allIntegers}
	}
	return []interval{{allIntegers.lo, i.lo - 1}, {i.hi + 1, allIntegers.hi}}
}

// satisfying returns the integers x for which the comparison x op n is true. op is
// one of = < <= > >=.
func satisfying(op string, n int64) interval {
	switch op {
	case "<":
		return interval{allIntegers.lo, n - 1}
	case "<=":
		return interval{allIntegers.lo, n}
	case ">":
		return interval{n + 1, allIntegers.hi}
	case ">=":
		return interval{n, allIntegers.hi}
	default:
		return interval{n, n}
	}
}

// numbers returns the test of integers in one of the intervals.
func numbers(path string, is ...interval) predicate.Expr {
	var terms []predicate.Expr
	for _, i := range is {
		switch {
		case i.lo > i.hi:
		case i.lo == i.hi:
			terms = append(terms, predicate.Eq(path, predicate.Int(i.lo)))
		case i.lo == allIntegers.lo:
			terms = append(terms, predicate.Le(path, predicate.Int(i.hi)))
		case i.hi == allIntegers.hi:
			terms = append(terms, predicate.Ge(path, predicate.Int(i.lo)))
		default:
			terms = append(terms, predicate.Between(path, predicate.Int(i.lo), predicate.Int(i.hi)))
		}
	}
	return some(terms...)
}

// numerals returns the test of strings that are cast to an integer in one of the
// intervals: digits, after zeros and a sign if there are any.
func numerals(path string, is ...interval) predicate.Expr {
	var branches []string
	for _, i := range is {
		if i.lo <= min(i.hi, -1) {
			branches = append(branches, "-0*(?:"+strings.Join(digits(-min(i.hi, -1), -i.lo), "|")+")")
		}
		if i.lo <= 0 && 0 <= i.hi {
			branches = append(branches, `[-+]?0+`)
		}
		if max(i.lo, 1) <= i.hi {
			branches = append(branches, `\+?0*(?:`+strings.Join(digits(max(i.lo, 1), i.hi), "|")+")")
		}
	}
	if branches == nil {
		return predicate.Const(false)
	}
	return predicate.Matches(path, `\A(?:`+strings.Join(branches, "|")+`)\z`)
}

// digits returns regular expressions of the numbers from lo to hi, which are above 0,
// without zeros before them.
func digits(lo, hi int64) []string {
	var out []string
	for lo <= hi {
		// The numbers with as many digits as lo.
		last := int64(math.Pow10(len(strconv.FormatInt(lo, 10)))) - 1
		end := min(hi, last)
		out = append(out, sameLength(strconv.FormatInt(lo, 10), strconv.FormatInt(end, 10))...)
		lo = end + 1
	}
	return out
}

// sameLength returns regular expressions of the digits from lo to hi, which are as
// many.
func sameLength(lo, hi string) []string {
	n := len(lo)
	if strings.Trim(lo, "0") == "" && strings.Trim(hi, "9") == "" {
		return []string{anyDigits(n)}
	}
	if n == 1 {
		return []string{class(lo[0], hi[0])}
	}
	first, last := lo[0], hi[0]
	if first == last {
		return under(first, sameLength(lo[1:], hi[1:]))
	}
	var out []string
	if rest := lo[1:]; strings.Trim(rest, "0") != "" {
		out = under(first, sameLength(rest, strings.Repeat("9", n-1)))
		first++
	}
	var tail []string
	if rest := hi[1:]; strings.Trim(rest, "9") != "" {
		tail = under(last, sameLength(strings.Repeat("0", n-1), rest))
		last--
	}
	if first <= last {
		out = append(out, class(first, last)+anyDigits(n-1))
	}
	return append(out, tail...)
}

func under(digit byte, rest []string) []string {
	for i, r := range rest {
		rest[i] = string(digit) + r
	}
	return rest
}

func class(lo, hi byte) string {
	if lo == hi {
		return string(lo)
	}
	return fmt.Sprintf("[%c-%c]", lo, hi)
}

func anyDigits(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("[0-9]{%d}", n)
}
