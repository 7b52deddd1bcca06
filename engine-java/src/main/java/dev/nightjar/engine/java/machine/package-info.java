/** What all kernels ask of the machine: memory that begins on a cache line, and a fixed set of threads. */
package dev.nightjar.engine.java.machine;
