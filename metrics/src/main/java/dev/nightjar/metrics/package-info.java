/** Meters and spans of a runtime, for any registry and any tracer of Micrometer. */
package dev.nightjar.metrics;
