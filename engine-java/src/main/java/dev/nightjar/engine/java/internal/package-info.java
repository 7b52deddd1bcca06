/** The parts of a bootstrap by themselves, for this project's bench and nobody else. */
package dev.nightjar.engine.java.internal;
