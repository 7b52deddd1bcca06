package dev.nightjar.compiler.onnx;

/** What is known of one element of a value, for one row. */
sealed interface Element permits Behind, Form, LeafFunction, Opaque {
}
