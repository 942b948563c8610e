package citylots

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
)

// Module is what carries the file.
const Module = "github.com/timbray/quamina@v0.3.0"

// Lines returns all lines, which the caller must not change.
func Lines() ([][]byte, error) { return lines() }

var lines = sync.OnceValues(func() ([][]byte, error) {
	all, err := read()
	if err != nil {
		return nil, fmt.Errorf("citylots: %s: %w", Module, err)
	}
	return all, nil
})

func read() ([][]byte, error) {
	cmd := exec.Command("go", "mod", "download", "-json", Module)
	cmd.Env = append(cmd.Environ(), "GOFLAGS=-mod=mod")
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(out, &module); err != nil {
		return nil, err
	}
	f, err := os.Open(filepath.Join(module.Dir, "testdata", "citylots.jlines.gz"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	var all [][]byte
	in := bufio.NewScanner(z)
	in.Buffer(nil, 1<<22)
	for in.Scan() {
		all = append(all, bytes.Clone(in.Bytes()))
	}
	return all, in.Err()
}
