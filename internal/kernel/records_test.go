package kernel

import (
	"math/bits"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// randomRecords returns records of up to 20 words, at every alignment, that about
// half of the events meet, and a candidate for each.
func randomRecords(rng *rand.Rand, n int, ranks []uint32) (records []uint64, from []Candidate) {
	for range n {
		records = append(records, make([]uint64, rng.IntN(9))...)
		words := 1 + rng.IntN(20)
		from = append(from, Candidate{uint32(len(records)), uint32(words), rng.Uint32()})
		for range words {
			attr := rng.IntN(len(ranks))
			kind := rng.IntN(3)
			if rng.IntN(4) == 0 {
				kind = rng.IntN(8)
			}
			lo, hi := uint32(0), uint32(RankMask)
			switch r := ranks[attr]; rng.IntN(12) {
			case 0:
				lo, hi = r, r
			case 1:
				lo = min(r+1, RankMask)
			case 2:
				hi = max(r, 1) - 1
			case 3:
				lo, hi = min(r+1, RankMask), max(r, 1)-1 // empty
			default:
				lo, hi = r-min(r, 5), min(r+5, RankMask)
				if kind == NotKind {
					lo, hi = hi, RankMask
				}
			}
			if kind == InKind {
				records = append(records, uint64(attr)<<AttrShift|uint64(kind)<<KindShift|randomKeys(rng, ranks[attr]))
				continue
			}
			records = append(records, uint64(attr)<<AttrShift|uint64(kind)<<KindShift|uint64(lo)<<LoShift|uint64(hi))
		}
	}
	return records, from
}

// randomKeys returns six keys, among them mostly that of the rank, if it has one.
func randomKeys(rng *rand.Rand, rank uint32) uint64 {
	keys := uint64(0)
	at := rng.IntN(8)
	for i := range 6 {
		k := uint64(rng.IntN(255))
		switch {
		case i == at && rank >= 2:
			k = uint64(rank-2) / 2 % 255
		case rng.IntN(8) == 0:
			k = uint64(254 * rng.IntN(2))
		}
		keys |= k << (8 * i)
	}
	return keys
}

func TestHoldsKey(t *testing.T) {
	const seed = 12
	rng := rand.New(rand.NewPCG(seed, 0))
	for range 20_000 {
		rank := uint32(rng.IntN(512))
		keys := randomKeys(rng, rank)
		want := false
		for i := range 6 {
			want = want || rank == uint32(keys>>(8*i)&255)*2+2
		}
		word := uint64(rng.Uint32())<<KindShift | keys // what stands above the keys does not matter
		require.Equal(t, want, HoldsKey(word, uint64(rank)), "seed %d: rank %d in %x", seed, rank, keys)
	}
}

func TestDecide(t *testing.T) {
	const seed = 7
	rng := rand.New(rand.NewPCG(seed, 0))
	var all, undecided int
	for round := range 2000 {
		ranks := make([]uint32, 1+rng.IntN(300))
		for i := range ranks {
			switch rng.IntN(4) {
			case 0:
			case 1:
				ranks[i] = RankMask
			case 2:
				ranks[i] = rng.Uint32() & 511
			default:
				ranks[i] = rng.Uint32() & RankMask
			}
		}
		records, from := randomRecords(rng, round%(MaxCandidates+1), ranks)
		met, open := decide(records, from, ranks)
		gotMet, gotOpen := Decide(records, from, ranks)
		require.Equal(t, met, gotMet, "seed %d, round %d", seed, round)
		require.Equal(t, open, gotOpen, "seed %d, round %d", seed, round)
		all += bits.OnesCount64(met)
		undecided += bits.OnesCount64(open)
	}
	require.Greater(t, all, 1000, "the test has records that are met")
	require.Greater(t, undecided, 1000, "and some that are left open")
}

func TestAppendDecided(t *testing.T) {
	const seed = 10
	rng := rand.New(rand.NewPCG(seed, 0))
	var met, left int
	for round := range 2000 {
		ranks := make([]uint32, 1+rng.IntN(200))
		for i := range ranks {
			ranks[i] = uint32(rng.IntN(10))
		}
		// Records of the same length, one after the other, each behind its ID.
		stride, n := 1+rng.IntN(24), 1+rng.IntN(60)
		var records []uint64
		for range n {
			record := []uint64{uint64(rng.Uint32())}
			for len(record) < stride {
				of, from := randomRecords(rng, 1, ranks)
				record = append(record, of[from[0].At:]...)
			}
			records = append(records, record[:stride]...)
		}
		lanes := make([]uint32, round%100)
		for i := range lanes {
			lanes[i] = uint32(rng.IntN(n))
		}
		ids, open := make([]uint32, rng.IntN(3)), make([]uint32, rng.IntN(3))
		wantIDs, wantOpen := decideLanes(ids, open, records, stride, lanes, ranks)
		gotIDs, gotOpen := AppendDecided(ids, open, records, stride, lanes, ranks)
		require.Equal(t, wantIDs, gotIDs, "seed %d, round %d", seed, round)
		require.Equal(t, wantOpen, gotOpen, "seed %d, round %d", seed, round)
		met, left = met+len(gotIDs), left+len(gotOpen)
	}
	require.Greater(t, met, 5000, "the test has records that are met")
	require.Greater(t, left, 5000, "and some that are left open")
}

func TestAppendCandidates(t *testing.T) {
	const seed = 8
	rng := rand.New(rand.NewPCG(seed, 0))
	records, ids := make([]uint64, 64*24+100), make([]uint32, 64+10)
	for range 500 {
		mask := rng.Uint64() & rng.Uint64()
		if rng.IntN(10) == 0 {
			mask = []uint64{0, 1, 1 << 63, ^uint64(0)}[rng.IntN(4)]
		}
		at, words := uint32(rng.IntN(20)), uint32(1+rng.IntN(24))
		had := make([]Candidate, rng.IntN(3))
		want := appendCandidates(had, at, words, 5, mask)
		require.Equal(t, want, AppendCandidates(had, records, ids, at, words, 5, mask), "seed %d", seed)
	}
}

func BenchmarkDecide(b *testing.B) {
	rng := rand.New(rand.NewPCG(9, 0))
	ranks := make([]uint32, 20)
	records, from := randomRecords(rng, MaxCandidates, ranks)
	for b.Loop() {
		Decide(records, from, ranks)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*MaxCandidates), "ns/record")
}

func BenchmarkDecidePortable(b *testing.B) {
	rng := rand.New(rand.NewPCG(9, 0))
	ranks := make([]uint32, 20)
	records, from := randomRecords(rng, MaxCandidates, ranks)
	for b.Loop() {
		decide(records, from, ranks)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*MaxCandidates), "ns/record")
}
