package citylots

import (
	"bytes"
	"regexp"
	"strconv"
)

// RuleSet is some rules that test one kind of thing: those that Event Ruler's
// benchmark has, adapted to these lines.
type RuleSet struct {
	Name     string
	Patterns []string // event patterns
	// Numbers says that coordinates are compared by value. See Shortest.
	Numbers bool
	first   bool // they need the first point of a plot
}

// RuleSets returns five rules of each kind of test.
func RuleSets() []RuleSet {
	return []RuleSet{
		{Name: "exact", Patterns: field("MAPBLKLOT", `"1430022"`, `"2607117"`, `"2607218"`, `"3745012"`, `"VACSTWIL"`)},
		{Name: "prefix", Patterns: field("STREET", `{"prefix":"AC"}`, `{"prefix":"BL"}`, `{"prefix":"DR"}`, `{"prefix":"FU"}`, `{"prefix":"RH"}`)},
		{Name: "suffix", Patterns: field("STREET", `{"suffix":"ON"}`, `{"suffix":"KE"}`, `{"suffix":"MM"}`, `{"suffix":"ING"}`, `{"suffix":"GO"}`)},
		{Name: "equals-ignore-case", Patterns: append(
			field("STREET", `{"equals-ignore-case":"jefferson"}`, `{"equals-ignore-case":"bEaCh"}`, `{"equals-ignore-case":"HyDe"}`,
				`{"equals-ignore-case":"CHESTNUT"}`),
			field("ST_TYPE", `{"equals-ignore-case":"st"}`)...)},
		{Name: "wildcard", Patterns: field("MAPBLKLOT", `{"wildcard":"143*"}`, `{"wildcard":"2*0*1*7"}`, `{"wildcard":"*218"}`,
			`{"wildcard":"3*5*2"}`, `{"wildcard":"VA*IL"}`)},
		{Name: "anything-but", Patterns: []string{
			`{"properties":{"STREET":[{"anything-but":["FULTON"]}]}}`,
			`{"properties":{"STREET":[{"anything-but":["MASON"]}]}}`,
			`{"properties":{"ST_TYPE":[{"anything-but":["ST"]}]}}`,
			`{"geometry":{"type":[{"anything-but":["Polygon"]}]}}`,
			`{"properties":{"FROM_ST":[{"anything-but":["441"]}]}}`,
		}},
		{Name: "numeric", Numbers: true, first: true, Patterns: []string{
			`{"geometry":{"type":["Polygon"],"firstCoordinates":[{"numeric":["=",-122.42200352825247]}]}}`,
			`{"geometry":{"type":["Polygon"],"firstCoordinates":[{"numeric":["=",37.808835019815085]}]}}`,
			`{"geometry":{"type":["Polygon"],"firstCoordinates":[{"numeric":["<",-122.5141]}]}}`,
			`{"geometry":{"type":["Polygon"],"firstCoordinates":[{"numeric":["=",-122.41734667094435]}]}}`,
			`{"geometry":{"type":["Polygon"],"firstCoordinates":[{"numeric":["=",37.80712101161931]}]}}`,
		}},
		{Name: "nested-arrays", Numbers: true, Patterns: []string{
			`{"geometry":{"type":["Polygon"],"coordinates":[{"numeric":["=",-122.42200352825247]}]}}`,
			`{"geometry":{"type":["Polygon"],"coordinates":[{"numeric":["=",37.808835019815085]}]}}`,
			`{"geometry":{"type":["Polygon"],"coordinates":[{"numeric":["<",-122.5141]}]}}`,
			`{"geometry":{"type":["Polygon"],"coordinates":[{"numeric":["=",-122.41734667094435]}]}}`,
			`{"geometry":{"type":["MultiPolygon"],"coordinates":[{"numeric":["=",37.80712101161931]}]}}`,
		}},
	}
}

// field returns patterns that each have one matcher of a property.
func field(name string, matchers ...string) []string {
	out := make([]string, len(matchers))
	for i, m := range matchers {
		out[i] = `{"properties":{"` + name + `":[` + m + `]}}`
	}
	return out
}

// Lines returns the lines as the rules need them: as they are, or copies with the first
// point of each plot beside its coordinates, under the name firstCoordinates.
func (s *RuleSet) Lines(lines [][]byte) [][]byte {
	if !s.first {
		return lines
	}
	const before = `"coordinates": [ [ [`
	out := make([][]byte, 0, len(lines))
	for _, line := range lines {
		if from := bytes.Index(line, []byte(before)); from >= 0 {
			point := bytes.TrimLeft(line[from+len(before):], " [")
			point = point[:bytes.IndexByte(point, ']')]
			line = bytes.Join([][]byte{line[:from], []byte(`"firstCoordinates": [ `), point, []byte("], "), line[from:]}, nil)
		}
		out = append(out, line)
	}
	return out
}

// fraction finds the numbers of a plot's geometry.
var fraction = regexp.MustCompile(`-?[0-9]+\.[0-9]+`)

// Shortest returns copies of the lines in which each coordinate is written in the fewest
// digits that mean the same float64. As they are, they have up to 18 digits, and Event
// Ruler takes a number that is not in its shortest form as text.
func Shortest(lines [][]byte) [][]byte {
	out := make([][]byte, len(lines))
	for i, line := range lines {
		from := max(0, bytes.Index(line, []byte(`"geometry"`)))
		short := fraction.ReplaceAllFunc(line[from:], func(text []byte) []byte {
			x, err := strconv.ParseFloat(string(text), 64)
			if err != nil {
				return text
			}
			return strconv.AppendFloat(nil, x, 'f', -1, 64)
		})
		out[i] = append(bytes.Clone(line[:from]), short...)
	}
	return out
}
