/** The kernel family in plain Java, in loops that C2 turns into vector instructions by itself. */
package dev.nightjar.engine.java.plain;
