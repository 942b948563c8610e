package jsonl

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// OpenFile opens a file to be read. The error names the file, and is also that of a
// directory, which could be opened but not read.
func OpenFile(name string) (*os.File, error) {
	file, err := os.Open(name)
	if err != nil {
		if pe := (*os.PathError)(nil); errors.As(err, &pe) {
			err = pe.Err
		}
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if info, err := file.Stat(); err == nil && info.IsDir() {
		file.Close() //nolint:errcheck // nothing was written
		return nil, fmt.Errorf("%s: %w", name, syscall.EISDIR)
	}
	return file, nil
}
