package translate_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thresh-dev/thresh/bench/peers/translate"
)

func TestQuamina(t *testing.T) {
	for text, want := range map[string][]string{
		`n == 5 && s == "x"`:              {`{"n":[5],"s":["x"]}`},
		`b || s in ["x", "y*"]`:           {`{"b":[true]}`, `{"s":["x","y*"]}`},
		`s startsWith "a\"<"`:             {`{"s":[{"shellstyle":"a\"<*"}]}`},
		`s endsWith "a" && n in [1, 2]`:   {`{"n":[1,2],"s":[{"shellstyle":"*a"}]}`},
		`s != "x" && s not in ["y", "z"]`: {`{"s":[{"anything-but":["x","y","z"]}]}`},
		`n < 3 && n == 4`:                 nil,
	} {
		got, err := translate.Quamina(parse(t, text), kinds())
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{
		`n < 5`, `f == 5`, `s contains "x"`, `s startsWith "a*"`, `s endsWith "*"`, `not (s startsWith "a")`, `s != "a\"b"`, `b != true`,
		`lower(s) == "x"`, `s > "a"`,
	} {
		_, err := translate.Quamina(parse(t, text), kinds())
		var no *translate.UnsaidError
		require.ErrorAs(t, err, &no, text)
	}
}

func TestQuaminaPattern(t *testing.T) {
	for text, want := range map[string]string{
		`{"a":{"b":[{"prefix":"x"}]},"c":[null,"y",{"suffix":"z"}]}`: `{"a":{"b":[{"shellstyle":"x*"}]},"c":[null,"y",{"shellstyle":"*z"}]}`,
		`{"a":{"n":[7]},"b":[{"exists":true}]}`:                      `{"a":{"n":[7]},"b":[{"exists":true}]}`,
		`{"a":[{"wildcard":"x*y"},{"wildcard":"xy"}]}`:               `{"a":[{"shellstyle":"x*y"},"xy"]}`,
		`{"a":[{"anything-but":"x"}]}`:                               `{"a":[{"anything-but":["x"]}]}`,
	} {
		got, err := translate.QuaminaPattern(text, translate.Kinds{"a.n": translate.Int})
		require.NoError(t, err, text)
		require.Equal(t, want, got)
	}
	for _, text := range []string{
		`{"a":[{"wildcard":"x*y*"}]}`, `{"a":[{"wildcard":"x\\*y"}]}`, `{"a":[{"exists":false}]}`, `{"a":[7]}`,
		`{"a":[{"anything-but":["x"]},"y"]}`, `{"a":[{"anything-but":[7]}]}`, `{"a":[{"anything-but":{"prefix":"x"}}]}`,
		`{"a":[{"numeric":["<",1]}]}`, `{"a":[{"prefix":{"equals-ignore-case":"x"}}]}`, `{"$or":[{"a":["x"]},{"b":["x"]}]}`, `{"a":[{}]}`,
	} {
		_, err := translate.QuaminaPattern(text, nil)
		var no *translate.UnsaidError
		require.ErrorAs(t, err, &no, text)
	}
	for _, text := range []string{`[]`, `{"a":"x"}`} {
		_, err := translate.QuaminaPattern(text, nil)
		require.Error(t, err)
	}
}
