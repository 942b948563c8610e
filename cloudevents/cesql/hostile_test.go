package cesql_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/cloudevents/cesql"
)

// Texts that nest as deep as they can are read, or refused, in little time.
func TestHostileTexts(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("-", 16000) + "1 = a", strings.Repeat("NOT ", 4000) + "a", strings.Repeat("(", 200) + "1" + strings.Repeat(")", 200),
		strings.Repeat("1+", 8000) + "a", strings.Repeat("a=1 OR ", 2300) + "b", strings.Repeat("ABS(", 200) + "a", strings.Repeat("'a' LIKE 'a' AND ", 900) + "x",
		"a LIKE '" + strings.Repeat("%a", 8000) + "'", "a IN (" + strings.Repeat("1,", 8000) + "2)",
	} {
		begin := time.Now()
		_, err := cesql.Parse(text)
		t.Logf("%v for %.20s…: %.80v", time.Since(begin).Round(time.Millisecond), text, err)
		require.Less(t, time.Since(begin), time.Minute)
	}
}
