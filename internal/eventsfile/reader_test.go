package eventsfile

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/internal/jsonl"
	"github.com/thresh-dev/thresh/predicate"
)

func TestRead(t *testing.T) {
	in := "{\"a\":1}\n \n{\"a\":}\n{\"a\":[2,3]\n{\"a\":[2,3]}"
	r := NewReader(jsonl.NewReader(strings.NewReader(in), "f"), (*predicate.Builder).DecodeJSON)
	var b predicate.Builder
	ev, err := r.Read(&b)
	require.NoError(t, err)
	require.Equal(t, []predicate.Value{predicate.Int(1)}, ev.AppendValues(nil, "a"))

	_, err = r.Read(&b)
	require.ErrorContains(t, err, "f:3:6: ")
	_, err = r.Read(&b)
	require.ErrorContains(t, err, "f:4:11: the line ends inside the event")
	bad := (*jsonl.Error)(nil)
	require.ErrorAs(t, err, &bad)

	ev, err = r.Read(&b)
	require.NoError(t, err, "the reading goes on after a bad line")
	require.Equal(t, []predicate.Value{predicate.Int(2), predicate.Int(3)}, ev.AppendValues(nil, "a"))
	_, err = r.Read(&b)
	require.Equal(t, io.EOF, err)
}
