package main

import (
	"errors"
	"math"
	"strconv"
	"strings"
)

// The errors of flag values. The flag package puts the value and the flag before
// them.
var (
	errNumber   = errors.New("not a number such as 1000, 10k or 1.5M")
	errPositive = errors.New("not a whole number from 1 up")
	errRange    = errors.New("not a number or a range such as 5-10")
	errEmpty    = errors.New("an empty list or name")
)

// parseNumber reads a whole number, with k, M or G for thousands, millions and
// thousands of millions.
func parseNumber(s string) (int, error) {
	digits, factor := s, 1.0
	if n := len(s); n > 0 {
		switch s[n-1] {
		case 'k', 'K':
			digits, factor = s[:n-1], 1e3
		case 'm', 'M':
			digits, factor = s[:n-1], 1e6
		case 'g', 'G':
			digits, factor = s[:n-1], 1e9
		}
	}
	if digits == "" || strings.Trim(digits, "0123456789._") != "" {
		return 0, errNumber
	}
	x, err := strconv.ParseFloat(strings.ReplaceAll(digits, "_", ""), 64)
	if err != nil {
		return 0, errNumber
	}
	x *= factor
	if x != math.Trunc(x) || x > math.MaxInt32*1000.0 {
		return 0, errNumber
	}
	return int(x), nil
}

// number is a flag of one number from least up.
type number struct {
	value *int
	least int
}

func (n number) String() string {
	if n.value == nil {
		return ""
	}
	return strconv.Itoa(*n.value)
}

// Set reads the number.
func (n number) Set(s string) error {
	x, err := parseNumber(s)
	if err != nil {
		return err
	}
	if x < n.least {
		return errPositive
	}
	*n.value = x
	return nil
}

// numbers is a flag of a list of numbers from 1 up.
type numbers struct{ values *[]int }

func (n numbers) String() string { return "" }

// Set reads the list.
func (n numbers) Set(s string) error {
	var out []int
	for part := range strings.SplitSeq(s, ",") {
		x, err := parseNumber(strings.TrimSpace(part))
		if err != nil {
			return err
		}
		if x < 1 {
			return errPositive
		}
		out = append(out, x)
	}
	*n.values = out
	return nil
}

// names is a flag of a list of names.
type names struct{ values *[]string }

func (n names) String() string { return "" }

// Set reads the list.
func (n names) Set(s string) error {
	var out []string
	for part := range strings.SplitSeq(s, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			return errEmpty
		}
		out = append(out, part)
	}
	*n.values = out
	return nil
}

// interval is a flag of one number, or of two with a hyphen between them. It
// remembers how it was written.
type interval struct {
	lo, hi float64
	text   string
}

// String returns the interval as it was written.
func (r *interval) String() string { return r.text }

// Set reads the interval.
func (r *interval) Set(s string) error {
	lo, hi, two := strings.Cut(s, "-")
	if !two {
		hi = lo
	}
	a, err1 := strconv.ParseFloat(lo, 64)
	b, err2 := strconv.ParseFloat(hi, 64)
	if err1 != nil || err2 != nil || a > b {
		return errRange
	}
	r.lo, r.hi, r.text = a, b, s
	return nil
}
