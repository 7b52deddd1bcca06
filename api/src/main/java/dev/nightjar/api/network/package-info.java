/**
 * Neural networks as layers: every linear step folded into one affine map in front of each layer
 * ({@link dev.nightjar.api.network.AffineMap}), every chain of element-wise steps into one real function of one
 * variable ({@link dev.nightjar.api.network.Activation}). An importer makes a
 * {@link dev.nightjar.api.network.Network} of a file; a plugin makes circuits of it. Pure data and functions, immutable
 * and thread-safe.
 */
package dev.nightjar.api.network;
