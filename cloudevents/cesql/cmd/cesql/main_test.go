package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

type result struct {
	code        int
	out, errOut string
}

func cesqlOf(stdin string, args ...string) result {
	var out, errOut bytes.Buffer
	code := run(args, strings.NewReader(stdin), &out, &errOut)
	return result{code, out.String(), errOut.String()}
}

const good = `{"id":"s1","cesql":"type LIKE 'com.%' AND subject = 'a'","data":[1, 2]}
{"cesql":"EXISTS time OR source IN ('/a', \"/b\")","id":"s2"}
`

func TestConvert(t *testing.T) {
	require.Equal(t, result{0, `{"id":"s1","where":"type startsWith \"com.\" && subject == \"a\"","data":[1, 2]}
{"id":"s2","where":"time != nil || source == \"/a\" || source == \"/b\""}
`, ""}, cesqlOf(good, "-"))

	name := filepath.Join(t.TempDir(), "f.jsonl")
	require.NoError(t, os.WriteFile(name, []byte(strings.Split(good, "\n")[0]), 0o600))
	require.Equal(t, result{0, `{"id":"s1","pattern":{"type":[{"prefix":"com."}],"subject":["a"]},"data":[1, 2]}` + "\n", ""},
		cesqlOf("", "-to", "pattern", name))
}

func TestBadLines(t *testing.T) {
	const lines = `{"id":"é","cesql":"type = 'a' AND\n x + 1 = 2"}
{"id":"b","cesql":"type = "}
{"id":"c","where":"type == 1"}
{"id":"d"}
{"id":"e","cesql":"type = 'e'"}
{"id":"e","cesql":"type = 'e'"}
`
	const reports = `-:1:37: cannot index arithmetic on an attribute: compare the attribute with a constant
-:2:27: syntax error: mismatched input '<EOF>' expecting`
	r := cesqlOf(lines, "-")
	require.Equal(t, 1, r.code)
	require.Empty(t, r.out)
	require.Contains(t, r.errOut, reports)
	require.Contains(t, r.errOut, `-:3:11: unknown member "where": a subscription has id, cesql, and data`)
	require.Contains(t, r.errOut, `-:4:1: the condition is missing: there is no member "cesql"`)
	require.Contains(t, r.errOut, `-:6:7: duplicate id "e", first on line 5`)
	s := cesqlOf(lines, "-skip-invalid", "-")
	require.Equal(t, result{0, `{"id":"e","where":"type == \"e\""}` + "\n", r.errOut}, s)
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{{}, {"a", "b"}, {"-to", "x", "-"}, {"-x"}} {
		r := cesqlOf("", args...)
		require.Equal(t, 2, r.code, args)
		require.Contains(t, r.errOut, "usage: cesql [-to where|pattern]", args)
	}
	require.Zero(t, cesqlOf("", "-h").code)
	r := cesqlOf("", "nosuch")
	require.Equal(t, result{1, "", "cesql: open nosuch: no such file or directory\n"}, r)
}
