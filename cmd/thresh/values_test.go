package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
)

func TestDescribe(t *testing.T) {
	for where, want := range map[string][]string{
		"a == 5":                        {"a: 5"},
		"a != 5":                        {"a: any value but 5, every value"},
		"a not in [1, 2.5, \"x\"]":      {"a: any value but 1 or 2.5 or \"x\", every value"},
		"a in [1, 2, \"x\", true]":      {"a: true or 1 or 2 or \"x\""},
		"a < 5":                         {"a: < 5"},
		"a <= \"m\"":                    {"a: <= \"m\""},
		"a > \"m\"":                     {"a: > \"m\""},
		"a >= 5":                        {"a: >= 5"},
		"not (a < 5)":                   {"a: >= 5, every value"},
		"a in 1..2":                     {"a: [1, 2]"},
		"not (a in 1..2)":               {"a: any number but [1, 2], every value"},
		"between(a, \"b\", \"c\")":      {"a: [\"b\", \"c\"]"},
		"a in 1..2 or a in 4..5":        {"a: [1, 2] or [4, 5]"},
		"a startsWith \"ab\"":           {"a: startsWith \"ab\""},
		"not (a startsWith \"ab\")":     {"a: any string but startsWith \"ab\", every value"},
		"a endsWith \"ab\"":             {"a: endsWith \"ab\""},
		"lower(a) endsWith \"ab\"":      {"lower(a): endsWith \"ab\""},
		"not (a endsWith \"ab\")":       {"a: any string but endsWith \"ab\", every value"},
		"lower(a) == \"x\"":             {"lower(a): \"x\""},
		"a contains \"x\"":              {"a: contains \"x\""},
		"not (a contains \"x\")":        {"a: not contains \"x\", every value"},
		"a matches \"^abc\"":            {"a: startsWith \"abc\" and matches \"^abc\""},
		"cidr(a, \"10.0.0.0/8\")":       {"address(a): [10.0.0.0, 10.255.255.255]"},
		"cidr(a, \"10.0.0.7/32\")":      {"address(a): 10.0.0.7"},
		"cidr(a, \"2001:db8::/32\")":    {"address(a): [2001:db8::, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff]"},
		"a == nil":                      {"a: absent or null"},
		"a != nil":                      {"a: any value"},
		"a == nil or a == 1":            {"a: absent or null or 1"},
		"a":                             {"a: true"},
		"a.b[\"c.d\"] > 1 && b == \"\"": {`a.b.c\.d: > 1`, "b: \"\""},
		"a > 1 && a <= 5": {
			"a: (1, 5], if that is the only value", "a: > 1", "a: <= 5",
		},
	} {
		t.Run(where, func(t *testing.T) {
			s, err := expr.Parse(where, predicate.Options{})
			require.NoError(t, err)
			var got []string
			for _, c := range s.Conjunctions() {
				for i := range c.Predicates {
					for _, text := range testTexts(&c.Predicates[i]) {
						got = append(got, attributeText(c.Predicates[i].Attr)+": "+text)
					}
				}
			}
			require.Equal(t, want, got)
		})
	}
}
