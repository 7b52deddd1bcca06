/**
 * The cryptographic primitives and checksums that the rest is built on, each as an interface with two implementations:
 * the JDK's, which is fast, and a pure one in plain Java for hosts that lack the JDK's class. Both give the same bytes
 * and are tested against the same published vectors. This package is the only one that names the JDK's classes, so that
 * another host replaces them here and nowhere else. Beside them stands the transform through which polynomials are
 * multiplied exactly ({@link dev.nightjar.api.primitives.NegacyclicFft}), which needs no class of the host.
 */
package dev.nightjar.api.primitives;
