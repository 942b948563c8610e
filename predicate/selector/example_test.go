package selector_test

import (
	"fmt"

	"github.com/thresh-dev/thresh/predicate/selector"
)

func ExampleParse() {
	e, err := selector.Parse(`JMSType = 'car' AND weight > 2500 AND make LIKE 'V%'`, selector.Options{})
	if err != nil {
		panic(err)
	}
	fmt.Println(e)
	// Output: JMSType == "car" && weight > 2500 && make startsWith "V"
}
