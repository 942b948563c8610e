// Package slab is the house's own index.
package slab
