/** The parts of a bootstrap by themselves, for the bench of this project. */
package dev.nightjar.engine.java.internal;
