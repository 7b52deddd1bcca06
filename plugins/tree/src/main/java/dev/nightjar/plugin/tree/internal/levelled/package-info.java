/**
 * Trees as decision diagrams over encrypted bits: what a feature's bits are, diagrams of CMUX gates and of rotated
 * tables, and which coefficients of the answer hold which sums.
 */
package dev.nightjar.plugin.tree.internal.levelled;
