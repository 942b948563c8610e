package sns_test

import (
	"fmt"

	"github.com/thresh-dev/thresh/predicate/sns"
)

func ExamplePattern() {
	fmt.Println(sns.Pattern(`{"store":[{"exists":true}],"price":[{"numeric":[">=",100]}]}`, sns.MessageAttributes))
	// Output: {"store":[{"anything-but":[null,""]}],"price":[{"numeric":[">=",100]}]} <nil>
}
