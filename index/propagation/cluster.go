package propagation

// cluster is conjunctions that have one access and the same number of predicates
// beside: rows, kept by columns.
type cluster struct {
	columns []uint32 // numbers of predicates: width columns of len(slots) places
	slots   []uint32 // by row; those behind the last row mean nothing
	rows    int
	width   int // columns, an even number
}

// remove removes a row, and returns the slot of the row that takes its place, if
// another does.
func (c *cluster) remove(row int) (moved uint32, ok bool) {
	c.rows--
	if row == c.rows {
		return 0, false
	}
	for i := range c.width {
		column := c.column(i)
		column[row] = column[c.rows]
	}
	c.slots[row] = c.slots[c.rows]
	return c.slots[row], true
}

func (c *cluster) column(i int) []uint32 {
	n := len(c.slots)
	return c.columns[i*n : (i+1)*n]
}

// appendMet appends the slots of the rows all of whose predicates have their bits
// set. It looks at two columns at a time, and at the later ones only in the rows
// that have passed, and branches on no bit.
func (c *cluster) appendMet(dst, passed []uint32, v vector) (slots, scratch []uint32) {
	if c.width == 0 {
		return append(dst, c.slots[:c.rows]...), passed
	}
	if len(passed) < c.rows {
		passed = make([]uint32, 2*c.rows)
	}
	a, b := c.column(0)[:c.rows], c.column(1)[:c.rows]
	n := 0
	for i := range a {
		passed[n] = uint32(i)
		n += int(v.bit(a[i]) & v.bit(b[i]))
	}
	for k := 2; k < c.width && n > 0; k += 2 {
		a, b = c.column(k), c.column(k+1)
		rows := passed[:n]
		n = 0
		for _, row := range rows {
			passed[n] = row
			n += int(v.bit(a[row]) & v.bit(b[row]))
		}
	}
	for _, row := range passed[:n] {
		dst = append(dst, c.slots[row])
	}
	return dst, passed
}
