package slab

import (
	"github.com/thresh-dev/thresh/index"
	"github.com/thresh-dev/thresh/internal/kernel"
)

// Sizes of the layout.
const (
	tileLanes = kernel.Lanes // conjunctions in a tile, tiles or nodes below a node
	maxTable  = 255          // attributes that slots can name, numbered from 1
	maxSlots  = 16           // of a tile
	hullSlots = 3            // of a node
)

// segment is compiled conjunctions. It never changes but for live.
type segment struct {
	attrs   []index.AttrID // by local attribute
	local   []uint32       // by AttrID: local attribute + 1, or 0
	domains []*domain      // by local attribute
	table   []uint8        // by local attribute: its number in slots, 0 if it has none
	tables  int            // attributes with such a number

	ids    []index.ID // by lane
	live   []uint64   // by tile: lanes that hold a conjunction
	exact  []uint64   // by tile: lanes whose slots are all there is to test
	slots  kernel.Tiles
	rec    []uint32 // by tile: where its records begin in words
	stride []uint8  // by tile: words of a record
	words  []word   // the records; where columns stand for slots, an ID and a record
	long   []word   // records that are longer than most
	sets   []uint32 // one set of ranges of ranks after the other; see sizeOfSet
	checks []*index.Check

	access []attrRuns       // by local attribute
	trees  map[uint32]*tree // of long runs, by first lane
	rest   run              // lanes without an access predicate
	always run              // lanes without a predicate, in tiles of their own
	dense  *dense           // lanes that most events nearly satisfy; nil if there are none
	packed packedRuns       // runs of keys with columns of their own
	coded  codedRuns        // runs of ranges that are tested by codes
	celled bool             // some lanes are found by cells: not all are in coded
	nodes  []node
	hulls  kernel.Tiles // of nodes
	fine   []fineHulls

	scanned      float64  // what a scan of all lanes would take, in nanoseconds about; 0 if they are many
	rowBytes     int      // of all columns
	copies       bool     // some conjunctions are in several lanes
	lanes        int      // that live
	conjunctions int      // that live
	built        int      // conjunctions at first
	byID         []uint32 // lanes by ID, made at the first removal
}

// run is lanes that share an access predicate, from <= lane < to.
type run struct{ from, to uint32 }

// attrRuns is the runs that a value of an attribute gives access to.
type attrRuns struct {
	keys   []uint32 // the run of key i is the lanes keys[2i] to keys[2i+1], see packedKey; or nil
	ranges run      // the lanes whose access predicate is a range of the attribute
	tree   *tree    // of ranges, if it is long
	narrow *buckets // the lanes whose access predicate is a narrow range of it; or nil
}

// tree is what a long run has.
type tree struct {
	root    uint32     // node
	columns *columnSet // nil if its tiles have slots
}

// node is up to 64 children: nodes, or tiles, or of a run with columns blocks
// counted from the run's first. Its hulls are slots: what all lanes below a child
// ask for lies within.
type node struct {
	child uint32 // the first
	fine  uint32 // of its hulls: position in fine, plus one; or 0
	count uint8
	leaf  bool // children are no nodes
}
