package dev.nightjar.compiler.onnx;

/**
 * An element that the client computes from scores.
 *
 * @param value name of the value that it was computed as, before it was moved
 * @param index index of the element in that value
 */
record Behind(String value, int index) implements Element {
}
