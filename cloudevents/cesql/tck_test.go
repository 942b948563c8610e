package cesql_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cloudevents/sdk-go/sql/v2/parser"
	ce "github.com/cloudevents/sdk-go/v2"
	"github.com/cloudevents/sdk-go/v2/binding/spec"
	"github.com/cloudevents/sdk-go/v2/test"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/thresh-dev/thresh/cloudevents"
	"github.com/thresh-dev/thresh/cloudevents/cesql"
	"github.com/thresh-dev/thresh/internal/oracle"
	"github.com/thresh-dev/thresh/predicate"
)

// suite is a file of the conformance suite that the SDK has.
type suite struct {
	Tests []testCase
}

type testCase struct {
	Name, Expression, Error string
	Result                  any
	Event                   *ce.Event
	EventOverrides          map[string]any
}

// suites reads the files of the suite, in the module cache.
func suites(t *testing.T) map[string]suite {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/cloudevents/sdk-go/sql/v2").Output()
	require.NoError(t, err)
	files, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(dir)), "test", "tck", "*.yaml"))
	require.NoError(t, err)
	out := map[string]suite{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var s suite
		require.NoError(t, yaml.Unmarshal(text, &s))
		out[strings.TrimSuffix(filepath.Base(file), ".yaml")] = s
	}
	return out
}

// eventOf returns the event as thresh decodes it.
func eventOf(t *testing.T, e ce.Event) *predicate.Event {
	t.Helper()
	text, err := json.Marshal(e)
	require.NoError(t, err)
	var d cloudevents.Decoder
	var b predicate.Builder
	require.NoError(t, d.Decode(&b, text), string(text))
	ev, err := b.Event()
	require.NoError(t, err)
	return ev
}

// matches says whether the event matches the expression, by the oracle and by its
// conjunctions.
func matches(t *testing.T, e predicate.Expr, ev *predicate.Event, text string) bool {
	t.Helper()
	s, err := predicate.New(e, predicate.Options{MaxConjunctions: 1 << 14})
	require.NoError(t, err, text)
	require.Equal(t, oracle.Matches(e, ev), s.Satisfied(ev), text)
	return s.Satisfied(ev)
}

// condition says whether the SDK has the event match the expression as a condition.
func condition(e ce.Event, text string) (match bool, err error) {
	x, err := parser.Parse("BOOL(" + text + ")")
	if err != nil {
		return false, err
	}
	v, err := x.Evaluate(e)
	return v == true && err == nil, nil
}

var update = flag.Bool("update", false, "write CONFORMANCE.md")

// heading is what CONFORMANCE.md says before its table.
const heading = `# Cases of the suite that are listed

The conformance suite of CESQL, as the CloudEvents SDK 2.16.2 has it, is 275 cases. These are the ones that are not
decided as they stand; all others have their outcome, an error being no match. A value that is no truth value is checked
as a condition: cast to Boolean. The tests hold to this list; ` + "`go test -run Conformance -update .`" + ` writes it.

| file | case | expression | reason |
|---|---|---|---|
`

// Every case of the suite has its outcome, or is listed.
func TestConformance(t *testing.T) {
	all, conform := 0, 0
	var rows []string
	files := suites(t)
	for _, file := range slices.Sorted(maps.Keys(files)) {
		for _, c := range files[file].Tests {
			all++
			if reason := outcome(t, file, &c); reason != "" {
				rows = append(rows, fmt.Sprintf("| %s | %s | `%s` | %s |\n", file, c.Name, c.Expression, reason))
			} else {
				conform++
			}
		}
	}
	require.Equal(t, 275, all)
	t.Logf("%d of %d have their outcome, %d are listed", conform, all, len(rows))
	want := heading + strings.Join(rows, "")
	if *update {
		require.NoError(t, os.WriteFile("CONFORMANCE.md", []byte(want), 0o644))
	}
	got, err := os.ReadFile("CONFORMANCE.md")
	require.NoError(t, err)
	require.Equal(t, want, string(got))
}

// outcome checks a case, and returns why it is to be listed, if it is.
func outcome(t *testing.T, file string, c *testCase) string {
	t.Helper()
	name := file + ": " + c.Name
	e, err := cesql.Parse(c.Expression)
	var bad *cesql.Error
	switch {
	case c.Error == "parse":
		require.ErrorAs(t, err, &bad, name)
		require.Empty(t, bad.Construct, name)
		return ""
	case err != nil:
		require.ErrorAs(t, err, &bad, name)
		require.NotEmpty(t, bad.Construct, "%s: %v", name, err)
		return "refused: " + bad.Construct
	}
	event := test.FullEvent()
	if c.Event != nil {
		event = *c.Event
	}
	event.SetSpecVersion(ce.VersionV1)
	for k, v := range c.EventOverrides {
		require.NoError(t, spec.V1.SetAttribute(event.Context, k, v))
	}
	match := matches(t, e, eventOf(t, event), name)
	if _, ok := c.Result.(bool); !ok && c.Error == "" {
		want, err := condition(event, c.Expression)
		require.NoError(t, err)
		require.Equal(t, want, match, "%s: %s as %s", name, c.Expression, e)
		return fmt.Sprintf("no condition: the result is %q", fmt.Sprint(c.Result))
	}
	require.Equal(t, c.Result == true && c.Error == "", match, "%s: %s as %s", name, c.Expression, e)
	return ""
}
