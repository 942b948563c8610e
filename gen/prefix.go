package gen

import (
	"strconv"

	"github.com/thresh-dev/thresh/predicate"
)

// urlWords are the words of URLs' paths.
var urlWords = [...]string{
	"api", "v1", "v2", "shop", "catalog", "product", "orders", "cart", "checkout", "users", "account",
	"settings", "images", "static", "assets", "news", "sport", "weather", "travel", "video", "music",
	"search", "help", "docs", "blog", "archive", "community", "events", "jobs", "about", "international",
	"downloads",
}

// newPrefix returns the prefix preset, see the package's documentation.
func newPrefix(seed uint64) source {
	subs := func(yield func(predicate.Expr) bool) {
		var buf []byte
		for i := 0; ; i++ {
			buf = appendURLPrefix(buf[:0], seed, i)
			c := newConjunction(1, 1)
			c.add("url", predicate.OpStartsWith, predicate.String(string(buf)))
			if !yield(c.and) {
				return
			}
		}
	}
	fields := func(yield func([]field) bool) {
		s := splitMix64(seed + 1)
		event := make([]field, 1)
		var buf []byte
		for {
			buf = appendURLPrefix(buf[:0], seed, drawTarget(&s))
			for range s.intn(3) {
				buf = append(buf, urlWords[s.intn(len(urlWords))]...)
				buf = append(buf, '/')
			}
			buf = append(buf, "item-"...)
			buf = strconv.AppendInt(buf, int64(s.intn(1_000_000)), 10)
			event[0] = field{path: "url", value: predicate.String(string(buf))}
			if !yield(event) {
				return
			}
		}
	}
	return &generated{1, subs, fields}
}

// appendURLPrefix appends the prefix of subscription i, which is a function of
// seed and i: its random numbers begin with S = output i of the stream that
// begins with S = seed.
func appendURLPrefix(dst []byte, seed uint64, i int) []byte {
	jump := splitMix64(seed + uint64(i)*0x9E3779B97F4A7C15)
	s := splitMix64(jump.next())
	if i > 0 && s.chance(0.25) {
		dst = appendURLPrefix(dst, seed, s.intn(i))
	} else {
		dst = append(dst, "https://www.host-"...)
		dst = strconv.AppendInt(dst, int64(s.intn(10_000)), 10)
		dst = append(dst, ".example/"...)
		for range s.intn(3) {
			dst = append(dst, urlWords[s.intn(len(urlWords))]...)
			dst = append(dst, '/')
		}
	}
	dst = append(dst, urlWords[s.intn(len(urlWords))]...)
	dst = append(dst, '-')
	dst = strconv.AppendInt(dst, int64(i), 10)
	return append(dst, '/')
}
