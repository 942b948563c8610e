package translate

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// lowered knows all letters, and twoForms none that has a third form.
func TestLowered(t *testing.T) {
	of := map[rune][]rune{}
	for r := range rune(unicode.MaxRune + 1) {
		if utf8.ValidRune(r) {
			small, _ := utf8.DecodeRuneInString(strings.ToLower(string(r)))
			of[small] = append(of[small], r)
		}
	}
	for r := range rune(unicode.MaxRune + 1) {
		if !utf8.ValidRune(r) {
			continue
		}
		if got := lowered(r); !slices.Equal(of[r], got) {
			require.Equal(t, of[r], got, "%q", r)
		}
		if !twoForms(string(r)) {
			continue
		}
		forms := []rune{r}
		if capital := unicode.ToUpper(r); capital != r {
			forms = []rune{capital, r}
		}
		require.Equal(t, forms, of[r], "%q", r)
	}
}
