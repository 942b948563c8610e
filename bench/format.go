package bench

import (
	"math"
	"strconv"
	"strings"
)

// formatDuration writes nanoseconds with three significant digits and a unit.
func formatDuration(ns float64) string {
	units := []string{"ns", "µs", "ms", "s"}
	i := 0
	for ns >= 999.5 && i < len(units)-1 {
		ns /= 1000
		i++
	}
	return significant(ns) + " " + units[i]
}

// significant writes three significant digits, and all of the integer part.
func significant(x float64) string {
	switch a := math.Abs(x); {
	case a == 0:
		return "0"
	case a >= 99.95:
		return group(strconv.FormatFloat(math.Round(x), 'f', -1, 64))
	case a >= 9.995:
		return strconv.FormatFloat(x, 'f', 1, 64)
	case a >= 0.9995:
		return strconv.FormatFloat(x, 'f', 2, 64)
	case a >= 0.001:
		return strconv.FormatFloat(x, 'f', 2-int(math.Floor(math.Log10(a*1.0005))), 64)
	default:
		return strconv.FormatFloat(x, 'g', 2, 64)
	}
}

// group puts commas between the thousands of a whole number without a sign.
func group(digits string) string {
	var b strings.Builder
	for i, c := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// formatSeconds writes a time that was measured in seconds.
func formatSeconds(s float64) string { return formatDuration(s * 1e9) }

// formatSubs writes a number of subscriptions as people say it: 100k, 1M.
func formatSubs(n int) string {
	switch {
	case n >= 1_000_000 && n%1_000_000 == 0:
		return strconv.Itoa(n/1_000_000) + "M"
	case n >= 1000 && n%1000 == 0:
		return strconv.Itoa(n/1000) + "k"
	default:
		return strconv.Itoa(n)
	}
}

// whole writes a whole number.
func whole(n int) string { return group(strconv.Itoa(n)) }

func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return whole(n) + " " + one + "s"
}
