/**
 * Numbers of the rings that bootstrapping works in: the real torus, roots of unity, the constants of the negacyclic
 * transform, and the sizes of a parameter set.
 */
package dev.nightjar.engine.java.ring;
