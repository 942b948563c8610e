package headers_test

import (
	"fmt"

	"github.com/thresh-dev/thresh/predicate/headers"
)

func ExampleParse() {
	b, err := headers.Parse([]byte(`{"x-match":"any","type":"order","vip":null}`))
	if err != nil {
		panic(err)
	}
	fmt.Println(b.Expr(""))
	// Output: type == "order" || vip != nil
}
