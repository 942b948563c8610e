package propagation

import (
	"testing"

	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/index/indextest"
)

func newIndex(d *index.Dictionary) index.Index { return New(d) }

func TestIndex(t *testing.T) { indextest.Run(t, newIndex) }

func FuzzIndex(f *testing.F) { indextest.Fuzz(f, newIndex) }
