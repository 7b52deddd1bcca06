/**
 * Trees on grids of integers: conditions are sets of levels. Used by every way to make a circuit of a tree; no part of
 * what applications see.
 */
package dev.nightjar.plugin.tree.internal.grid;
