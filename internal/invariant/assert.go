package invariant

import "fmt"

// Assert panics with the formatted message where ok is false and the checks
// are enabled. It is for bugs of this module alone, never for bad input.
func Assert(ok bool, format string, args ...any) {
	if Enabled && !ok {
		panic("thresh: broken invariant: " + fmt.Sprintf(format, args...))
	}
}
