package page

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/thresh-dev/thresh/bench"
)

//go:embed page.html page.css *.js
var assets embed.FS

// scripts are joined in this order to the page's one script.
func scripts() []string {
	return []string{"format.js", "rows.js", "choice.js", "scale.js", "chart.js", "table.js", "filters.js", "main.js"}
}

// Write writes the page of the results. It depends on the results alone, not on their
// order but for several of one date. The links to REPORT.md and raw/ hold where the
// page is beside them.
func Write(w io.Writer, results []bench.Result) error {
	style, err := assets.ReadFile("page.css")
	if err != nil {
		return err
	}
	script, err := joined(scripts())
	if err != nil {
		return err
	}
	return write(w, results, string(style), script)
}

// joined returns the scripts in a function of their own, so that they share names
// with one another alone.
func joined(names []string) (string, error) {
	var b strings.Builder
	b.WriteString("(() => {\n'use strict';\n")
	for _, name := range names {
		text, err := assets.ReadFile(name)
		if err != nil {
			return "", err
		}
		b.WriteByte('\n')
		b.Write(text)
	}
	b.WriteString("})();\n")
	return b.String(), nil
}

// content is what the template is filled with.
type content struct {
	Policy   string
	Style    template.CSS
	Data     template.JS
	Script   template.JS
	Machines []machine
}

// machine is one line of the page's head.
type machine struct {
	Name   string
	Builds []string // date, commit and toolchain, each once
	Stream string   // how fast one core reads memory, "" if not known
}

func write(w io.Writer, results []bench.Result, style, script string) error {
	t, err := template.ParseFS(assets, "page.html")
	if err != nil {
		return err
	}
	rows := bench.Latest(results)
	data, err := json.Marshal(newColumns(rows)) // it escapes < > & itself
	if err != nil {
		return err
	}
	var b bytes.Buffer
	err = t.Execute(&b, content{
		Policy: fmt.Sprintf("default-src 'none'; script-src %s; style-src %s; img-src data:; base-uri 'none'; form-action 'none'",
			hash(script), hash(style)),
		Style:    template.CSS(style),
		Data:     template.JS(data),
		Script:   template.JS(script),
		Machines: machines(rows),
	})
	if err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

// hash names an inline script or style in a content security policy.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// machines returns the machines of the rows by name.
func machines(rows []bench.Result) []machine {
	builds, stream := map[string][]string{}, map[string]float64{}
	for i := range rows {
		r := &rows[i]
		day, _, _ := strings.Cut(r.Date, "T")
		commit := r.Commit
		if commit == "" {
			commit = "unknown"
		}
		name := r.Machine()
		builds[name] = append(builds[name], strings.TrimSpace(fmt.Sprintf("%s commit %s, %s", day, commit, r.Go)))
		stream[name] = max(stream[name], r.StreamGBs)
	}
	var out []machine
	for name, of := range builds {
		slices.Sort(of)
		m := machine{Name: name, Builds: slices.Compact(of)}
		if gbs := stream[name]; gbs > 0 {
			m.Stream = fmt.Sprintf("%.3g", gbs)
		}
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b machine) int { return strings.Compare(a.Name, b.Name) })
	return out
}
