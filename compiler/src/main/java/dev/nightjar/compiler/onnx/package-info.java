/** Reads ONNX files as scikit-learn's and other converters write them. */
package dev.nightjar.compiler.onnx;
