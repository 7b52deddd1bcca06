/**
 * Parameter sets, the security curve they stand on, and the noise model that says how often they fail.
 *
 * <p>Units: the torus has length 1 (a 64-bit word {@code x} stands for {@code x / 2^64}), variances and
 * standard deviations are relative to it, logarithms are base 2. Everything here is immutable or a pure
 * function, and thread-safe.
 */
package dev.nightjar.api.params;
