package cesql_test

import (
	"strings"
	"testing"

	ce "github.com/cloudevents/sdk-go/v2"
	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/cloudevents/cesql"
	"github.com/thresh-dev/thresh/predicate/expr"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		`type = 'a'`: `type == "a"`,
		`TYPE <> 'a' AND source LIKE 'https://%'`: `(type < "a" || type > "a") && source startsWith "https://"`,
		`id LIKE 'my%' OR source LIKE '%.ca'`:     `id startsWith "my" || source endsWith ".ca"`,
		`type IN ('a', 'b')`:                      `type == "a" || type == "b"`,
		`NOT EXISTS subject`:                      `subject == nil`,
		`EXISTS id`:                               `true`,
		`EXISTS data`:                             `false`,
		`data = 'x'`:                              `false`,
		`subject = 'a' OR subject = 'b'`:          `subject == "a" || subject == "b"`,
		`subject = 'a' OR EXISTS time`:            `subject == "a" || (subject < "a" || subject > "a") && time != nil`,
		`EXISTS time OR subject = 'a'`:            `time != nil || subject == "a"`,
		`x = TRUE`:                                `lower(x) == "true" || x <= -1 || x >= 1 || x == true`,
		`x`:                                       `lower(x) == "true" || x <= -1 || x >= 1 || x == true`,
		`id = 5`:                                  `id matches "\\A(?:\\+?0*(?:5))\\z"`,
		`x = 5`:                                   `x matches "\\A(?:\\+?0*(?:5))\\z" || x == 5`,
		`x >= 2147483600`:                         `x matches "\\A(?:\\+?0*(?:21474836[0-3][0-9]{1}|214748364[0-7]))\\z" || x >= 2147483600`,
		`'5' = x`:                                 `x == "5" || x == 5`,
		`x = 'true'`:                              `x == "true" || x == true`,
		`LOWER(x) LIKE 'a%'`:                      `lower(x) startsWith "a"`,
		`STRING(x) = 'a'`:                         `x == "a"`,
		`IS_BOOL(subject)`:                        `subject startsWith "" && lower(subject) in ["false", "true"]`,
		`true AND (1 + 1 = 2)`:                    `true`,
		`SUBSTRING('abc', 2, -5) = 'x' OR EXISTS id`:  `false`,
		`1 / 0 = 1 OR EXISTS id`:                      `false`,
		"type = \"a\\\"b\" XOR\n\tid LIKE '%\\_%'":    `type == "a\"b" && not (id contains "_") || (type < "a\"b" || type > "a\"b") && id contains "_"`,
		strings.Repeat("id = 'a' OR ", 300) + "FALSE": strings.TrimSuffix(strings.Repeat(`id == "a" || `, 300), " || "),
	} {
		e, err := cesql.Parse(text)
		require.NoError(t, err, text)
		wanted, err := expr.ParseExpr(want)
		require.NoError(t, err, want)
		require.Equal(t, wanted.String(), e.String(), text)
	}
}

func TestErrors(t *testing.T) {
	for text, want := range map[string]string{
		``:                     `1:1: syntax error: mismatched input`,
		`a = `:                 `1:5: syntax error`,
		"a = 1 AND\n é = 2":    `2:2: syntax error: token recognition error`,
		`a.b = 1`:              `1:2: syntax error`,
		"a = 'x":               `1:5: syntax error`,
		`a = 3000000000`:       `1:5: strconv.ParseInt`,
		`a LIKE 5`:             `1:8: syntax error`,
		`a = b`:                `1:1: cannot index a comparison of two attributes or conditions`,
		`x = 1 AND a IN (1,b)`: `1:19: cannot index a comparison of two attributes or conditions`,
		`a + 1 = 2`:            `1:1: cannot index arithmetic on an attribute`,
		"a = 1 OR\n2 = -a":     `2:5: cannot index arithmetic on an attribute`,
		`LENGTH(a) = 2`:        `1:1: cannot index the function LENGTH(a)`,
		`FOO(a)`:               `1:1: cannot index the function FOO(a)`,
		`(a = 1) = TRUE`:       `1:2: cannot index a comparison of a condition`,
		`INT(a)`:               `1:1: cannot index INT(a) as a condition`,
		`INT(LOWER(a)) = 1`:    `1:5: cannot index a cast of a cast`,
		`INT(a) = 'x'`:         `1:1: cannot index INT(a) against a constant of another type`,
		`STRING(a) < 5`:        `1:1: cannot index an order of STRING(a)`,
		`INT(a) LIKE 'x'`:      `1:1: cannot index LIKE of INT(a)`,
		`a LIKE '5%'`:          `1:8: cannot index LIKE '5%' of an attribute that may be an integer`,
		"a = '\xff'":           `1:6: the text is not UTF-8`,
		strings.Repeat("(", 300) + "a" + strings.Repeat(")", 300):     `1:201: more than 200 brackets are open`,
		strings.Repeat("NOT ", 300) + "a":                             `the expression nests deeper than 200 levels`,
		strings.Repeat("a = 1 AND ", 1700) + "b = 1":                  `the expression is longer than 16384 bytes`,
		strings.Repeat("(a XOR ", 30) + "b" + strings.Repeat(")", 30): `more than 16384 tests`,
	} {
		_, err := cesql.Parse(text)
		require.ErrorContains(t, err, want, "%.60s", text)
		var bad *cesql.Error
		require.ErrorAs(t, err, &bad)
		require.Equal(t, strings.TrimPrefix(err.Error(), strings.SplitN(err.Error(), " ", 2)[0]+" "), bad.Problem())
	}
}

// The wildcard _ is a character, and the others are where the text has them too.
func TestLikeIsOfCharacters(t *testing.T) {
	e := ce.NewEvent()
	e.SetID("é%")
	e.SetSource("/")
	e.SetType(`\x`)
	ev := eventOf(t, e)
	for text, want := range map[string]bool{
		`id LIKE '__'`: true, `id LIKE '%\%'`: true, `id LIKE '___'`: false, `type LIKE '\%'`: false, `type LIKE '\x'`: true, `type LIKE '\_'`: false,
	} {
		x, err := cesql.Parse(text)
		require.NoError(t, err, text)
		require.Equal(t, want, matches(t, x, ev, text), text)
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{
		`type = 'a' AND id LIKE 'x%_\%'`, `x IN (1, 'b', TRUE) OR NOT EXISTS subject`, `INT(x) < -5 XOR y`, `LOWER(x) = "A\"b"`, `1 / 0 = 1`,
		`((a))`, `--a`, `a = 'é`, `IS_INT(a)`, "\x00", `a NOT IN ('')`, `CONCAT_WS() = a`, `a = 99999999999`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := cesql.Parse(text)
		if err != nil {
			var bad *cesql.Error
			require.ErrorAs(t, err, &bad)
			require.True(t, 0 <= bad.Offset && bad.Offset <= len(text) && bad.Line > 0 && bad.Column > 0, "%v", err)
			require.NotContains(t, err.Error(), "\n")
			return
		}
		if written := e.String(); len(written) <= expr.MaxLen {
			_, err := expr.ParseExpr(written)
			require.NoError(t, err, written)
		}
	})
}
