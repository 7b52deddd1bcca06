/**
 * Turns a trained model and calibration data into a bundle: {@link dev.nightjar.compiler.ModelCompiler} reads
 * the model, finds the plugin for it, measures what quantisation costs, and writes the files.
 */
package dev.nightjar.compiler;
