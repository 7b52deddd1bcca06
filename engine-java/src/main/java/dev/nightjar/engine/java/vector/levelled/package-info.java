/** The loops of levelled evaluation on the Vector API: vectors of four or eight doubles, polynomials of 2048. */
package dev.nightjar.engine.java.vector.levelled;
