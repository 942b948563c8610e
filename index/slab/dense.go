package slab

import (
	"github.com/thresh-dev/thresh/internal/kernel"
	"github.com/thresh-dev/thresh/predicate"
)

// Sizes of a dense run.
const (
	denseLanes = 4 * tileLanes // the least that it has
	denseTable = 64            // attributes that it can name: numbers in slots, from 1

	lineWords     = kernel.LineWords // of a block in a row
	lineLanes     = lineWords * tileLanes
	sectionBlocks = 128
	sectionWords  = sectionBlocks * lineWords
)

// dense is a run of lanes that have no good access: most events meet each of their
// predicates, so that no tree would leave many lanes unread. It reads a bit for each
// lane and attribute that the lane asks for, and no records.
//
//	lanes in such an order that those of a block ask for few attributes
//
//	block          0      1      2      3      4      5      6
//	asks for       a b c  a b c  a b d  a d e  b c d  b c e  c d e
//	a: blocks      0      1      2      3
//	   row of cell ■■■■   ■■■■   ■■■■   ■■■■     a line each
//	   edges       lanes whose range begins or ends inside the cell, by their distance from its mark
//
// A row has the lanes that a value at the cell's mark satisfies, a rank inside it. Those
// whose range begins or ends between the mark and the event's value are toggled one by
// one: then it has those that the value satisfies, exactly, and is anded onto the lanes
// that are left. A section of blocks is done after the other, so that all that is
// written stays near.
//
//	        edges below            mark          edges above
//	cell  │ 3rd    2nd      1st      ▼   1st  2nd        3rd   │
//	                                          ▲ value: toggles 1st and 2nd
type dense struct {
	from     uint32 // the first tile
	tiles    uint32
	sections int
	attrs    []denseAttr
	exact    bool // no lane needs its record

	listRanks uint32 // how many distances a list of edges has, at most 1<<edgeBits
}

// denseAttr is the rows and edges of one attribute.
type denseAttr struct {
	attr   uint32   // local
	table  uint8    // its number in slots
	lines  []uint8  // the blocks with a lane that asks for the attribute, each counted from its section's first
	at     []uint32 // by section: where its blocks begin in lines; one more element than sections
	coarse [256]uint8
	cells  []denseCell // one more than there are
	rows   []uint64    // cell c: from c*lineWords*len(lines) on, aligned with lines

	edges []edge   // list by list, of a list section by section, and there by distance
	lists []uint32 // list l, section s: edges from lists[l*sections+s] on; one more element
}

// denseCell is a cell of an attribute in a dense run. Its edges, which lie below or above
// the mark, are in lists of dense.listRanks distances each.
type denseCell struct {
	mark         uint32 // a rank
	below, above uint32 // the first lists
	full         bool   // a value at the mark satisfies all lanes
	pure         bool   // there is no other rank

	// No edges are between the mark and a value whose code is greater than calmLo and
	// less than calmHi.
	calmLo, calmHi predicate.Code
}

// edge is where the range of a lane begins or ends: how far from the mark, counted from
// the list's first distance, times 1<<edgeBits, and the lane's position in the section of
// the row.
type edge uint32

const (
	edgeBits = 16
	edgeLane = 1<<edgeBits - 1
)

// row returns the row of a cell in a section.
func (a *denseAttr) row(cell, section int) []uint64 {
	from := cell*len(a.lines) + int(a.at[section])
	to := cell*len(a.lines) + int(a.at[section+1])
	return a.rows[from*lineWords : to*lineWords]
}
