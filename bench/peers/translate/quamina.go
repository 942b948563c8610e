package translate

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/thresh-dev/thresh/predicate"
)

// Quamina returns the expression as patterns of Quamina 0.3, one a conjunction:
// patterns of one name are a disjunction there. They are made of those for Event
// Ruler, as what it knows of operators is a part of theirs.
func Quamina(e predicate.Expr, kinds Kinds) ([]string, error) {
	patterns, err := Ruler(e, kinds)
	if err != nil {
		return nil, err
	}
	for i, p := range patterns {
		if patterns[i], err = QuaminaPattern(p, kinds); err != nil {
			return nil, err
		}
	}
	return patterns, nil
}

// QuaminaPattern returns an event pattern in the form of Quamina 0.3. That compares
// numbers as they are written, so that there may be none but of attributes whose kind is
// Int: events are to write these as digits alone.
func QuaminaPattern(text string, kinds Kinds) (string, error) {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var members map[string]any
	if err := dec.Decode(&members); err != nil {
		return "", fmt.Errorf("translate: pattern %s: %w", text, err)
	}
	if err := quaminaObject(members, "", kinds); err != nil {
		return "", err
	}
	return marshal(members)
}

// quaminaObject changes the members, which are at a path that ends in a dot if it is
// not empty.
func quaminaObject(members map[string]any, path string, kinds Kinds) error {
	for name, member := range members {
		switch member := member.(type) {
		case map[string]any:
			if err := quaminaObject(member, path+name+".", kinds); err != nil {
				return err
			}
		case []any:
			if name == "$or" {
				return unsaid("alternatives of several attributes")
			}
			if err := quaminaMatchers(member, kinds[path+name]); err != nil {
				return err
			}
		default:
			return fmt.Errorf("translate: the pattern's member %q is neither an object nor an array", name)
		}
	}
	return nil
}

// quaminaMatchers changes the matchers of one attribute, of which one has to match.
func quaminaMatchers(list []any, kind Kind) error {
	for i, m := range list {
		switch m := m.(type) {
		case json.Number:
			if kind != Int {
				return unsaid("numbers by value: it compares their text")
			}
		case map[string]any:
			changed, alone, err := quaminaMatcher(m)
			if err != nil {
				return err
			}
			if alone && len(list) > 1 {
				return unsaid("an exclusion beside other tests of one attribute")
			}
			list[i] = changed
		}
	}
	return nil
}

// quaminaMatcher returns a matcher that is an object in the form of Quamina, and
// whether it has to be the only one of its attribute.
func quaminaMatcher(m map[string]any) (changed any, alone bool, err error) {
	for operator, arg := range m {
		text, isText := arg.(string)
		switch {
		case operator == "exists" && arg == true: // false is missed where no named field is there
			return m, true, nil
		case operator == "prefix" && isText:
			return quaminaShell(text, text+"*")
		case operator == "suffix" && isText:
			return quaminaShell(text, "*"+text)
		case operator == "wildcard" && isText && !strings.Contains(text, `\`):
			switch strings.Count(text, "*") {
			case 0:
				return text, false, nil
			case 1:
				return object("shellstyle", text), false, nil
			}
			return nil, false, unsaid("wildcards of more than one star")
		case operator == "anything-but":
			return quaminaExclusion(arg)
		}
		return nil, false, unsaid("the matcher %s", operator)
	}
	return nil, false, unsaid("an empty matcher")
}

// quaminaShell returns the matcher of a style that has no star beside its own.
func quaminaShell(text, style string) (changed any, alone bool, err error) {
	if strings.Contains(text, "*") {
		return nil, false, unsaid("stars that stand for themselves")
	}
	return object("shellstyle", style), false, nil
}

// quaminaExclusion returns the matcher of anything but some strings. It takes no
// quotation marks, of which it does not tell the one that ends a string.
func quaminaExclusion(arg any) (changed any, alone bool, err error) {
	list, isList := arg.([]any)
	if !isList {
		list = []any{arg}
	}
	for _, x := range list {
		if text, isText := x.(string); !isText || strings.Contains(text, `"`) {
			return nil, false, unsaid("exclusions other than of plain strings")
		}
	}
	return object("anything-but", list), true, nil
}
