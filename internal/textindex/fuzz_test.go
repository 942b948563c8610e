package textindex

import (
	"regexp"
	"strings"
	"testing"
)

// FuzzSet reads the input as lines: + and a pattern adds it, ~ and a regular expression
// adds its keys, - removes what was added first, all else is matched and compared with the
// plain way.
func FuzzSet(f *testing.F) {
	f.Add("+a*b\n+*a*\n+ab\nab\naxb\n-\nab")
	f.Add("+*aa*\n+*aaa*\n+*a*\n+*aaaa\naaa\naaaaa\n-\n-\naaaa")
	f.Add("+*user1*\n+*user2*\n+*user12*\n+*us*\nuser12\nuser2")
	f.Add("+\n+*\n+**\n\nx")
	f.Add("+*abcdefgh*\n+*abcdx*\n+*abcdefghijklmnopq*\n+*ab*\nabcdefghijklmnopq")
	f.Add("~^[a-c]{2}[0-9]$\n~[0-9]+-[0-9]+\n~(?i)kiss\n~[^a]b$\nab1\n-\n1-2\nKI\u017fs")
	f.Fuzz(func(t *testing.T, script string) {
		x, want, refs := New(), model{}, map[uint32]int{}
		var added []uint32
		var m Matcher
		lines := strings.Split(script, "\n")
		for _, line := range lines[:min(len(lines), 200)] {
			var keys []Key
			if strings.HasPrefix(line, "+") {
				keys = []Key{Pattern(strings.Split(line[1:], "*"))}
			} else if strings.HasPrefix(line, "~") {
				keys, _, _ = FromRegexp(line[1:])
			}
			for _, k := range keys {
				n := x.Add(k)
				want[n] = k
				refs[n]++
				added = append(added, n)
			}
			switch {
			case len(keys) > 0:
			case line == "-" && len(added) > 0:
				n := added[0]
				added = added[1:]
				x.Remove(n)
				if refs[n]--; refs[n] == 0 {
					delete(want, n)
				}
			default:
				requireSame(t, want, x, &m, line)
			}
			x.check()
		}
		x.build()
		x.check()
		requireSame(t, want, x, &m, lines[len(lines)-1])
	})
}

// FuzzFromRegexp compares the patterns of an expression with package regexp.
func FuzzFromRegexp(f *testing.F) {
	for _, s := range []string{"abc", "^a.*b$", "(?s)^a.*b$", "(foo|bar)+baz", "x(?i:k)y", "^^a$$", "a$b", "[a-c]d?", "(?m)^a$", "\\Aa\\z", "\uFFFD", "a{3,5}", "^[a-z]+[0-9]{2,4}$", "(a|aa)*b", "(x+x+)+y", "(?i)ſk", "[^,]*,.", "^.+$", "$^"} {
		f.Add(s, "xabcdx")
	}
	f.Fuzz(func(t *testing.T, expr, s string) {
		if len(expr) > 200 || len(s) > 1000 {
			return
		}
		re, err := regexp.Compile(expr)
		if err != nil {
			return
		}
		if keys, exact, ok := FromRegexp(expr); ok {
			requireImplied(t, re, keys, exact, s)
		}
	})
}
