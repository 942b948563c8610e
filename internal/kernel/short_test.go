package kernel

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// randomShort returns records of the form, about half of which the ranks meet, and what
// was put there.
func randomShort(rng *rand.Rand, f *ShortForm, n int, ranks []uint32, most uint32) (records [][ShortWords]uint64, fields [][]Field, open []bool) {
	records, fields, open = make([][ShortWords]uint64, n), make([][]Field, n), make([]bool, n)
	for i := range n {
		open[i] = rng.IntN(4) == 0
		for range rng.IntN(f.Fields(open[i]) + 1) {
			attr := rng.IntN(len(ranks))
			r := ranks[attr]
			x := Field{uint32(attr), r - min(r, rng.Uint32N(3)), min(r+rng.Uint32N(3), most)}
			switch rng.IntN(24) {
			case 0:
				x.Lo = min(r+1, most)
			case 1:
				x.Hi = max(r, 1) - 1
			case 2:
				x.Lo, x.Hi = 0, most
			case 3:
				x.Lo, x.Hi = most, most
			default:
			}
			fields[i] = append(fields[i], x)
		}
		f.Put(&records[i], uint32(1000+i), fields[i], open[i], uint32(i)<<20|7)
	}
	return records, fields, open
}

func TestAppendShort(t *testing.T) {
	rng := rand.New(rand.NewPCG(17, 0))
	passed, opened := 0, 0
	for _, attrs := range []int{1, 2, 3, 16, 17, 31, 32, 33, 63, 64, 65, 100, 127, 128} {
		for _, ranksBelow := range []uint32{1, 2, 3, 1000, 65_535, 65_536, 1 << 20, 1<<20 + 1, 1<<24 - 1, 1 << 24} {
			f, ok := NewShortForm(attrs, ranksBelow)
			require.True(t, ok)
			ranks := make([]uint32, attrs)
			for i := range ranks {
				ranks[i] = rng.Uint32N(ranksBelow)
			}
			records, fields, isOpen := randomShort(rng, f, 100, ranks, ranksBelow-1)
			for i := range records {
				id, o, at := ShortID(&records[i])
				require.Equal(t, uint32(1000+i), id)
				require.Equal(t, isOpen[i], o)
				if o {
					require.Equal(t, uint32(i)<<20|7, at)
				}
				for j := range f.Fields(o) {
					x, ok := f.Field(&records[i], j)
					require.Equal(t, j < len(fields[i]), ok)
					if ok {
						require.Equal(t, fields[i][j], x)
					}
				}
			}
			for n := range 40 {
				var lanes []uint32
				for range n {
					lanes = append(lanes, rng.Uint32N(100))
				}
				wantIDs, wantOpen := appendShort([]uint32{1, 2}, []uint32{3}, records, f, lanes, ranks)
				ids, open := AppendShort([]uint32{1, 2}, []uint32{3}, records, f, lanes, ranks)
				require.Equal(t, wantIDs, ids, "%d attributes, ranks below %d", attrs, ranksBelow)
				require.Equal(t, wantOpen, open, "%d attributes, ranks below %d", attrs, ranksBelow)
				passed, opened = passed+len(ids)-2, opened+len(open)-1
			}
		}
	}
	require.Greater(t, passed, 1000)
	require.Greater(t, opened, 1000)
}

func TestNewShortForm(t *testing.T) {
	for _, c := range []struct {
		attrs        int
		ranks        uint32
		closed, open int
	}{
		{20, 1_500_000, 10, 9},
		{100, 3_000_000, 9, 8},
		{20, 1<<24 - 1, 9, 8},
		{7, 2000, 16, 16},
		{128, 1<<25 - 1, 8, 7},
	} {
		f, ok := NewShortForm(c.attrs, c.ranks)
		require.True(t, ok)
		require.Equal(t, c.closed, f.Fields(false))
		require.Equal(t, c.open, f.Fields(true))
	}
	_, ok := NewShortForm(129, 10)
	require.False(t, ok)
	_, ok = NewShortForm(128, 1<<26)
	require.False(t, ok)
}
