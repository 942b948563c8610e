package main

import (
	"errors"
	"fmt"
)

var errNoBandwidth = errors.New("too little memory is left to measure how fast it can be read")

// roofline is the command of that name.
func (p *program) roofline(args []string) error {
	fs := newFlags()
	if err := parse(fs, args); err != nil {
		return err
	}
	if fs.NArg() > 0 {
		return usagef("unexpected argument %q", fs.Arg(0))
	}
	gbs := p.stream()
	if gbs == 0 {
		return errNoBandwidth
	}
	return p.print(fmt.Sprintf("%s\none core reads memory in order at %.1f GB/s\n", p.host(), gbs))
}
