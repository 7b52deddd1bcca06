/**
 * What runs on the client in the clear, in front of the encrypted model and behind it: small checked graphs of a
 * closed list of operators ({@link dev.nightjar.api.graph.Operator}), named and defined as in ONNX. A
 * {@link dev.nightjar.api.graph.ClientGraph} is data, not code: no loops, no subgraphs, no recursion; types and shapes
 * are inferred when it is built, for one row, and its memory and time are bounded then.
 *
 * <p>Values are computed as ONNX runtimes do: {@code FLOAT} in single precision, {@code DOUBLE} in double precision,
 * {@code INT64} modulo 2^64. Graphs branch on values and are not in constant time.
 *
 * <p>A new operator takes a constant of {@code Operator}, a planning method in the class of its family (which checks
 * the node, infers the output and gives the computation), and the table in {@code docs/wire-format.md}.
 */
package dev.nightjar.api.graph;
