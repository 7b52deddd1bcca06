/** Meters of a runtime, for any registry of Micrometer. */
package dev.nightjar.metrics;
