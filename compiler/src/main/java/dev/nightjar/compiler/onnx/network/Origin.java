package dev.nightjar.compiler.onnx.network;

/**
 * The node of the file that nodes of a graph were made of.
 *
 * @param described for messages: {@code node 'conv1' (Conv)}
 * @param name for reports: {@code conv1}
 * @param operator for reports: {@code Conv}
 */
public record Origin(String described, String name, String operator) {
}
