package dev.nightjar.engine.java.warmup;

/**
 * Something that kernels do for queries again and again: run until C2 has compiled it, and judged by.
 *
 * @param name for people
 * @param count ciphertexts that one run serves
 * @param fewBytes that one run may allocate besides its loops; one vector on the heap in an inner loop takes more
 * @param action one run
 */
record Drill(String name, int count, long fewBytes, Runnable action) {}
