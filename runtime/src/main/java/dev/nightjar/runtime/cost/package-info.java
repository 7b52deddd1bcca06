/** Measures what the work of circuits takes on this machine, and keeps it. */
package dev.nightjar.runtime.cost;
