package engine_test

import (
	"fmt"
	"log"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/engine"
	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
)

// event is an event of the README.
func event(doc string) *predicate.Event {
	e, err := predicate.ParseJSON([]byte(doc))
	if err != nil {
		log.Fatal(err)
	}
	return e
}

func ExampleEngine_readme() {
	e := engine.New[string](engine.Options{})
	err := e.Subscribe("late", expr.MustParse(`origin == "SFO" && delay > 30`))
	if err != nil {
		log.Fatal(err)
	}

	ids, err := e.MatchJSON(nil, []byte(`{"origin": "SFO", "destination": "JFK", "delay": 45}`))
	fmt.Println(ids, err)

	why, err := e.Explain("late", event(`{"origin": "SFO", "delay": 10}`))
	fmt.Println(why, err)
	// Output:
	// [late] <nil>
	// does not match
	//   false   and
	//     true    origin == "SFO"    (is "SFO")
	//     false   delay > 30    (is 10)
	//  <nil>
}

// TestReadme says whether the README shows the example that is compiled above.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	_, block, found := strings.Cut(string(readme), "```go\n")
	require.True(t, found)
	block, _, _ = strings.Cut(block, "```")

	source, err := os.ReadFile("readme_test.go")
	require.NoError(t, err)
	_, body, found := strings.Cut(string(source), "func ExampleEngine_readme() {\n")
	require.True(t, found)
	body, _, _ = strings.Cut(body, "\t// Output:")
	require.Equal(t, strings.ReplaceAll(body, "\n\t", "\n"), "\t"+block)
}
