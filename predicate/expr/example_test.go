package expr_test

import (
	"errors"
	"fmt"

	"github.com/thresh-dev/thresh/predicate"
	"github.com/thresh-dev/thresh/predicate/expr"
)

func ExampleParse() {
	s, err := expr.Parse(`price >= 10 && lower(symbol) in ["acme", "initech"]`, predicate.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, doc := range []string{
		`{"price": 10.5, "symbol": "ACME"}`,
		`{"price": 10.5, "symbol": "Globex"}`,
		`{"symbol": "ACME"}`,
	} {
		ev, err := predicate.ParseJSON([]byte(doc))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(s.Satisfied(ev))
	}
	// Output:
	// true
	// false
	// false
}

func ExampleParseExpr() {
	e, err := expr.ParseExpr(`10 <= order["unit price"] < 20 and not cancelled`)
	fmt.Println(e, err)
	// Output:
	// order["unit price"] >= 10 && order["unit price"] < 20 && cancelled != true <nil>
}

func ExampleError() {
	_, err := expr.ParseExpr(`price * 1.2 > 100`)
	fmt.Println(err)
	if e, ok := errors.AsType[*expr.Error](err); ok {
		fmt.Println(e.Construct)
		fmt.Println(e.Snippet())
	}
	// Output:
	// 1:7: cannot index arithmetic (*): compare an attribute with a literal
	// arithmetic (*)
	// price * 1.2 > 100
	//       ^
}
