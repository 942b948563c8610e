package translate_test

import (
	"fmt"

	"github.com/thresh-dev/thresh/predicate/expr"
	"github.com/thresh-dev/thresh/predicate/translate"
)

func ExampleToPattern() {
	e, err := expr.ParseExpr(`price >= 10 && symbol in ["A", "B"]`)
	if err != nil {
		panic(err)
	}
	fmt.Println(translate.ToPattern(e, translate.Options{}))
	e, err = expr.ParseExpr(`symbol != "A"`)
	if err != nil {
		panic(err)
	}
	_, err = translate.ToPattern(e, translate.Options{})
	fmt.Println(err)
	// Output:
	// {"price":[{"numeric":[">=",10]}],"symbol":["A","B"]} <nil>
	// cannot translate the negation symbol != "A": it holds of all values, and a pattern asks for some value
}
