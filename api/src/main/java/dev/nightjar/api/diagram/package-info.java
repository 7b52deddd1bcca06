/**
 * Decision diagrams over encrypted bits: programs of CMUX gates, rotations, shifts and sums that a levelled engine
 * runs. Data only.
 */
package dev.nightjar.api.diagram;
