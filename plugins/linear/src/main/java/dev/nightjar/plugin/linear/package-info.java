/**
 * Compiles linear classifiers and regressors: integer inputs, one extraction for each score, no bootstrap.
 */
package dev.nightjar.plugin.linear;
