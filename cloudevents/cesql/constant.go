package cesql

import (
	"fmt"
	"strconv"

	sdk "github.com/cloudevents/sdk-go/sql/v2"
	"github.com/cloudevents/sdk-go/sql/v2/parser"
	"github.com/cloudevents/sdk-go/sql/v2/utils"
	cloudevents "github.com/cloudevents/sdk-go/v2"
)

// constant is a value without attributes: a string, an int32 or a bool; or the error
// that it comes to.
type constant struct {
	value any
	err   error
}

// evaluate returns the value of an expression without attributes. The error says
// that it is none.
func evaluate(text string) (c constant, err error) {
	e, err := parser.Parse(text)
	if err != nil {
		return constant{}, err
	}
	defer func() {
		if p := recover(); p != nil { // as of SUBSTRING with a length below 0
			c = constant{err: fmt.Errorf("the function fails: %v", p)}
		}
	}()
	v, err := e.Evaluate(cloudevents.Event{})
	return constant{v, err}, nil
}

// fails says whether the constant comes to an error.
func (c constant) fails() bool { return c.err != nil }

// cast returns the constant as CESQL casts it to the type.
func (c constant) cast(to sdk.Type) constant {
	if c.err != nil {
		return c
	}
	v, err := utils.Cast(c.value, to)
	return constant{v, err}
}

// text returns the constant cast to String, which cannot fail.
func (c constant) text() string {
	s, _ := c.cast(sdk.StringType).value.(string)
	return s
}

// integer returns the constant cast to Integer.
func (c constant) integer() (n int64, ok bool) {
	i, ok := c.cast(sdk.IntegerType).value.(int32)
	return int64(i), ok && c.cast(sdk.IntegerType).err == nil
}

// truth returns the constant cast to Boolean.
func (c constant) truth() (b, ok bool) {
	b, ok = c.cast(sdk.BooleanType).value.(bool)
	return b, ok && c.cast(sdk.BooleanType).err == nil
}

// kind returns the constant's type.
func (c constant) kind() sdk.Type { return sdk.TypeFromVal(c.value) }

// written returns the integer of which s is the text, if there is one.
func written(s string) (n int64, ok bool) {
	n, err := strconv.ParseInt(s, 10, 32)
	return n, err == nil && strconv.FormatInt(n, 10) == s
}
