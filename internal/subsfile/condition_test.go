package subsfile

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"unicode/utf16"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"
)

// spell writes a character inside a JSON string, in one of the ways there are.
func spell(rng *rand.Rand, c rune) string {
	short := map[rune]string{
		'"': `\"`, '\\': `\\`, '\n': `\n`, '\t': `\t`, '\r': `\r`, '\b': `\b`, '\f': `\f`, '/': `\/`,
	}[c]
	switch k := rng.IntN(3); {
	case k == 0 && short != "":
		return short
	case k == 1 && c >= ' ' && c != '"' && c != '\\':
		return string(c)
	case c >= 0x10000:
		a, b := utf16.EncodeRune(c)
		return fmt.Sprintf(`\u%04x\u%04X`, a, b)
	default:
		return fmt.Sprintf(`\u%04X`, c)
	}
}

// For every character of a text, however it is spelled, the place in the text
// leads to the place in the JSON string.
func TestOffsetInString(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	alphabet := []rune("ab \n\n\"\\/\t\r\b\fé€𝄞\U0010ffff\u2028\x00u0")
	for range 2000 {
		raw, text := `"`, ""
		type place struct{ inText, inString int }
		var places []place
		for range rng.IntN(20) {
			c := alphabet[rng.IntN(len(alphabet))]
			places = append(places, place{len(text), len(raw)})
			raw += spell(rng, c)
			text += string(c)
		}
		places = append(places, place{len(text), len(raw)})
		raw += `"`
		var decoded string
		require.NoError(t, json.Unmarshal([]byte(raw), &decoded))
		require.Equal(t, text, decoded)
		for _, p := range places {
			require.Equal(t, p.inString, offsetInString(jsontext.Value(raw), p.inText), "%s at %d", raw, p.inText)
		}
		require.Equal(t, len(raw)-1, offsetInString(jsontext.Value(raw), len(text)+1), "after the end")
	}
}
