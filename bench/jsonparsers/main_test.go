package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var documents = [][]byte{
	[]byte(`{"type":"Feature","properties":{"MAPBLKLOT":"0001001","LOT_NUM":"001","STREET":"UNKNOWN","ST_TYPE":null},"geometry":{"type":"Polygon","coordinates":[[[-122.4,37.8,0.0],[-122.5,37.9,0.0]]]}}`),
	[]byte(`{"geometry":null,"properties":{"STREET":"O\u0027FARRELL","MAPBLKLOT":null}}`),
	[]byte(`{"properties":{"STREET":"","x":[{"STREET":"no"}]},"geometry":{"type":"Point"},"type":"no"}`),
	[]byte(`{}`),
}

func TestParsersAgree(t *testing.T) {
	want := []answer{{"0001001", "UNKNOWN", "Polygon"}, {"", "O'FARRELL", ""}, {"", "", "Point"}, {}}
	for _, p := range parsers() {
		for i, doc := range documents {
			got, err := p.read(doc)
			require.NoError(t, err, p.name)
			require.Equal(t, want[i], got, "%s: %s", p.name, doc)
		}
	}
}

func TestOursRefusesAllThatIsWrong(t *testing.T) {
	ours := parsers()[0]
	for _, f := range flaws {
		for _, doc := range f.docs {
			require.False(t, accepts(ours, doc), "%s: %s", f.name, doc)
		}
	}
}

func TestTable(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, compare(&out, documents, 1))
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	require.Len(t, lines, 1+len(parsers()))
	require.Regexp(t, `(?m)^jsonscan +\d+ +1\.00 +0\.0  nothing$`, out.String())
}

func TestDifferentAnswersAreAnError(t *testing.T) {
	all := parsers()
	all = append(all[:1:1], parser{"wrong", func([]byte) (answer, error) { return answer{street: "x"}, nil }})
	require.ErrorContains(t, verify(all, documents), "wrong reads")
}

func TestWrongUsage(t *testing.T) {
	for _, args := range [][]string{{"-lines", "0"}, {"-rounds", "0"}, {"x"}, {"-none"}} {
		require.Equal(t, 2, run(args, &bytes.Buffer{}, &bytes.Buffer{}), args)
	}
}
