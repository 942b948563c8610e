package jsonl

import (
	"io/fs"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOpenFile(t *testing.T) {
	dir := t.TempDir()
	_, err := OpenFile(dir)
	require.ErrorIs(t, err, syscall.EISDIR)
	require.ErrorContains(t, err, dir+": ")

	none := filepath.Join(dir, "none")
	_, err = OpenFile(none)
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.EqualError(t, err, none+": no such file or directory")
}
