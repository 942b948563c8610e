package bench

import (
	"bufio"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
)

// Host says where, when and with what a result was measured.
type Host struct {
	Go     string `json:"go,omitempty"`
	OS     string `json:"os,omitempty"`
	Arch   string `json:"arch,omitempty"`
	CPU    string `json:"cpu,omitempty"`
	Cores  int    `json:"cores,omitempty"`
	Commit string `json:"commit,omitempty"` // with "+dirty" if files were changed
	Date   string `json:"date,omitempty"`   // RFC 3339, UTC, of the run's begin
	// StreamGBs is the bandwidth at which one core reads memory in order, in 10^9
	// bytes per second, as [StreamBandwidth] measures it. 0 is unknown.
	StreamGBs float64 `json:"stream_gbs,omitempty"`
}

// ThisHost returns the machine and the build of the running program. The commit
// is known only if the program was built inside a checkout.
func ThisHost(now time.Time) Host {
	h := Host{
		Go:    runtime.Version(),
		OS:    runtime.GOOS,
		Arch:  runtime.GOARCH,
		CPU:   cpuModel(os.DirFS("/")),
		Cores: runtime.NumCPU(),
		Date:  now.UTC().Format(time.RFC3339),
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		h.Commit = commitOf(info.Settings)
	}
	return h
}

func commitOf(settings []debug.BuildSetting) string {
	var commit, dirty string
	for _, s := range settings {
		switch s.Key {
		case "vcs.revision":
			commit = s.Value[:min(12, len(s.Value))]
		case "vcs.modified":
			if s.Value == "true" {
				dirty = "+dirty"
			}
		}
	}
	if commit == "" {
		return ""
	}
	return commit + dirty
}

// cpuModel returns the processor's name as Linux has it, and "" elsewhere.
func cpuModel(root fs.FS) string {
	f, err := root.Open("proc/cpuinfo")
	if err != nil {
		return ""
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if key, value, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// Machine names the kind of machine. Results of different ones are not compared.
func (h Host) Machine() string {
	return fmt.Sprintf("%s/%s, %s, %s", h.OS, h.Arch, h.CPU, plural(h.Cores, "core"))
}

// String returns the host on one line, without the date.
func (h Host) String() string {
	parts := []string{h.Go, h.OS + "/" + h.Arch}
	if h.CPU != "" {
		parts = append(parts, h.CPU)
	}
	parts = append(parts, plural(h.Cores, "core"))
	if h.Commit != "" {
		parts = append(parts, "commit "+h.Commit)
	}
	return strings.Join(parts, ", ")
}
