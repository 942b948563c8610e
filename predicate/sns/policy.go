package sns

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/pattern"
)

// Scope says what of a message a policy is about.
type Scope uint8

// The scopes.
const (
	MessageAttributes Scope = iota // what SNS takes where nothing is said
	MessageBody
	numScopes
)

// String returns the scope as SNS writes it.
func (s Scope) String() string {
	if s < numScopes {
		return [...]string{"MessageAttributes", "MessageBody"}[s]
	}
	return fmt.Sprintf("scope(%d)", uint8(s))
}

// ScopeNamed returns the scope of that name.
func ScopeNamed(name string) (Scope, bool) {
	for s := range numScopes {
		if s.String() == name {
			return s, true
		}
	}
	return 0, false
}

// Parse returns the expression that a policy is. The error is a *pattern.Error with
// the place in the policy, which it calls a pattern.
func Parse(policy string, scope Scope) (predicate.Pattern, error) {
	text, err := Pattern(policy, scope)
	if err != nil {
		return predicate.Pattern{}, err
	}
	return pattern.ParseExpr(text)
}

// Pattern returns the event pattern that says the same as the policy, of the events
// that messages are. The errors are those of [Parse].
func Pattern(policy string, scope Scope) (string, error) {
	check := pattern.ParseFlat
	if scope == MessageBody {
		check = pattern.ParseExpr
	}
	if _, err := check(policy); err != nil {
		return "", err
	}
	return present(policy), nil
}

// isPresent is what {"exists": true} is as an event pattern.
const isPresent = `{"anything-but":[null,""]}`

// present returns the policy, which is known to be one, with isPresent for each
// {"exists": true}. An attribute of that name has no such value.
func present(policy string) string {
	dec := jsontext.NewDecoder(bytes.NewBufferString(policy), jsontext.AllowDuplicateNames(true))
	var out []byte
	copied, open := 0, 0 // the bytes of the policy that are in out; the place of the last {
	named := false       // the last token is the name exists
	for {
		token, err := dec.ReadToken()
		if err != nil { // the end
			return string(append(out, policy[copied:]...))
		}
		switch token.Kind() {
		case jsontext.KindBeginObject:
			open, named = int(dec.InputOffset())-1, false
		case jsontext.KindTrue:
			if named {
				out = append(append(out, policy[copied:open]...), isPresent...)
				copied = open + len(`{`) + strings.IndexByte(policy[open:], '}')
			}
			named = false
		default:
			in, members := dec.StackIndex(dec.StackDepth())
			named = in == jsontext.KindBeginObject && members == 1 && token.String() == "exists"
		}
	}
}
