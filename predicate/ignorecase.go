package predicate

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// specialCapitals are the letters whose capital form is several letters, each
// after a space and before that form (Unicode, SpecialCasing.txt, the part that
// holds in all languages and contexts).
const specialCapitals = "" +
	" \u00dfSS \u0149\u02bcN \u01f0J\u030c \u0390\u0399\u0308\u0301 \u03b0\u03a5\u0308\u0301 " +
	"\u0587\u0535\u0552 \u1e96H\u0331 \u1e97T\u0308 \u1e98W\u030a \u1e99Y\u030a \u1e9aA\u02be " +
	"\u1f50\u03a5\u0313 \u1f52\u03a5\u0313\u0300 \u1f54\u03a5\u0313\u0301 " +
	"\u1f56\u03a5\u0313\u0342 \u1f80\u1f08\u0399 \u1f81\u1f09\u0399 \u1f82\u1f0a\u0399 " +
	"\u1f83\u1f0b\u0399 \u1f84\u1f0c\u0399 \u1f85\u1f0d\u0399 \u1f86\u1f0e\u0399 " +
	"\u1f87\u1f0f\u0399 \u1f88\u1f08\u0399 \u1f89\u1f09\u0399 \u1f8a\u1f0a\u0399 " +
	"\u1f8b\u1f0b\u0399 \u1f8c\u1f0c\u0399 \u1f8d\u1f0d\u0399 \u1f8e\u1f0e\u0399 " +
	"\u1f8f\u1f0f\u0399 \u1f90\u1f28\u0399 \u1f91\u1f29\u0399 \u1f92\u1f2a\u0399 " +
	"\u1f93\u1f2b\u0399 \u1f94\u1f2c\u0399 \u1f95\u1f2d\u0399 \u1f96\u1f2e\u0399 " +
	"\u1f97\u1f2f\u0399 \u1f98\u1f28\u0399 \u1f99\u1f29\u0399 \u1f9a\u1f2a\u0399 " +
	"\u1f9b\u1f2b\u0399 \u1f9c\u1f2c\u0399 \u1f9d\u1f2d\u0399 \u1f9e\u1f2e\u0399 " +
	"\u1f9f\u1f2f\u0399 \u1fa0\u1f68\u0399 \u1fa1\u1f69\u0399 \u1fa2\u1f6a\u0399 " +
	"\u1fa3\u1f6b\u0399 \u1fa4\u1f6c\u0399 \u1fa5\u1f6d\u0399 \u1fa6\u1f6e\u0399 " +
	"\u1fa7\u1f6f\u0399 \u1fa8\u1f68\u0399 \u1fa9\u1f69\u0399 \u1faa\u1f6a\u0399 " +
	"\u1fab\u1f6b\u0399 \u1fac\u1f6c\u0399 \u1fad\u1f6d\u0399 \u1fae\u1f6e\u0399 " +
	"\u1faf\u1f6f\u0399 \u1fb2\u1fba\u0399 \u1fb3\u0391\u0399 \u1fb4\u0386\u0399 " +
	"\u1fb6\u0391\u0342 \u1fb7\u0391\u0342\u0399 \u1fbc\u0391\u0399 \u1fc2\u1fca\u0399 " +
	"\u1fc3\u0397\u0399 \u1fc4\u0389\u0399 \u1fc6\u0397\u0342 \u1fc7\u0397\u0342\u0399 " +
	"\u1fcc\u0397\u0399 \u1fd2\u0399\u0308\u0300 \u1fd3\u0399\u0308\u0301 \u1fd6\u0399\u0342 " +
	"\u1fd7\u0399\u0308\u0342 \u1fe2\u03a5\u0308\u0300 \u1fe3\u03a5\u0308\u0301 " +
	"\u1fe4\u03a1\u0313 \u1fe6\u03a5\u0342 \u1fe7\u03a5\u0308\u0342 \u1ff2\u1ffa\u0399 " +
	"\u1ff3\u03a9\u0399 \u1ff4\u038f\u0399 \u1ff6\u03a9\u0342 \u1ff7\u03a9\u0342\u0399 " +
	"\u1ffc\u03a9\u0399 \ufb00FF \ufb01FI \ufb02FL \ufb03FFI \ufb04FFL \ufb05ST \ufb06ST " +
	"\ufb13\u0544\u0546 \ufb14\u0544\u0535 \ufb15\u0544\u053b \ufb16\u054e\u0546 " +
	"\ufb17\u0544\u053d "

// capitalOf returns the capital form of r.
func capitalOf(r rune) string {
	if r > unicode.MaxASCII {
		key := " " + string(r)
		if _, rest, found := strings.Cut(specialCapitals, key); found {
			form, _, _ := strings.Cut(rest, " ")
			return form
		}
	}
	return string(unicode.ToUpper(r))
}

// smallFormOf returns the small form of r.
func smallFormOf(r rune) string {
	if r == 'İ' {
		return "i\u0307"
	}
	return string(unicode.ToLower(r))
}

// twoForms says whether the strings that are the same as s without regard to case
// are those with the same caseless image.
func twoForms(s string) bool {
	for i, r := range s {
		if r < utf8.RuneSelf {
			continue // small and capital are each other's only form
		}
		if r == utf8.RuneError && s[i] != "\uFFFD"[0] {
			continue // bytes that are no UTF-8 have no other form
		}
		small := smallOf(r)
		capital := unicode.ToUpper(small)
		if smallOf(capital) != small {
			capital = small
		}
		if r != small && r != capital || smallFormOf(r) != string(small) || capitalOf(r) != string(capital) {
			return false
		}
	}
	return true
}

// RE2IgnoringCase returns an RE2 expression that matches s with each letter in its
// small form, its capital form, or as it stands: what is the same as s without
// regard to case, see [MatchOp]. It is not anchored.
func RE2IgnoringCase(s string) string {
	var b strings.Builder
	for _, r := range s {
		as := string(r)
		small, capital := smallFormOf(r), capitalOf(r)
		if small == as && capital == as {
			b.WriteString(regexp.QuoteMeta(as))
			continue
		}
		b.WriteString("(?:" + regexp.QuoteMeta(small) + "|" + regexp.QuoteMeta(capital) + "|" + regexp.QuoteMeta(as) + ")")
	}
	return b.String()
}
