/**
 * Networks as layers: a client graph is run for one row without the row, where each element of each value is an affine
 * {@code Form} over features and functions of earlier forms ({@code Atoms}).
 *
 * <p>{@code MoveRules} say where elements go, {@code LinearRules} and {@code PoolRules} what sums are made of them,
 * {@code ElementRules} which function of one form an operator is. {@code LayersReader} puts them together, and
 * {@code LayersBuilder} sorts the functions into layers. What no rule is for is refused by its node: then a network has
 * no layers, and only a table of its scores can be made. Nothing here depends on the file's format.
 */
package dev.nightjar.compiler.onnx.network;
