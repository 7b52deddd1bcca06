package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.Tensor;
import java.util.Arrays;

/**
 * A value of the graph for one row.
 *
 * @param name its name
 * @param type type of its elements
 * @param shape its shape with one row; not copied
 * @param elements what is known of each element; not copied
 * @param constant the whole value when it does not depend on the row, else null
 */
record Value(String name, ElementType type, int[] shape, Element[] elements, Tensor constant) {
  /** A value that does not depend on the row. */
  static Value constant(String name, Tensor tensor) {
    Element[] elements = new Element[tensor.size()];
    Arrays.setAll(elements, i -> tensor.type() == ElementType.STRING ? Opaque.PREFIX : Form.constant(tensor.number(i)));
    return new Value(name, tensor.type(), tensor.shape(), elements, tensor);
  }

  /** A value of which only the side is known that computes it. */
  static Value opaque(String name, ElementType type, int[] shape, Opaque side) {
    Element[] elements = new Element[Elements.size(shape)];
    Arrays.fill(elements, side);
    return new Value(name, type, shape, elements, null);
  }

  /** A value that the client computes from scores. */
  static Value behind(String name, ElementType type, int[] shape) {
    Element[] elements = new Element[Elements.size(shape)];
    Arrays.setAll(elements, i -> new Behind(name, i));
    return new Value(name, type, shape, elements, null);
  }

  /** A value that depends on the row. */
  static Value of(String name, ElementType type, int[] shape, Element[] elements) {
    return new Value(name, type, shape, elements, null);
  }

  boolean isConstant() {
    return constant != null;
  }

  int size() {
    return elements.length;
  }

  /** The same value under another name. */
  Value named(String other) {
    return new Value(other, type, shape, elements, constant);
  }

  /** Whether every element is an affine form. */
  boolean allForms() {
    return Arrays.stream(elements).allMatch(e -> e instanceof Form);
  }

  /** An element that is known to be a form. */
  Form form(int i) {
    return (Form) elements[i];
  }

  /** The strongest taint of the elements. */
  Taint taint() {
    Taint taint = Taint.NONE;
    for (Element e : elements) {
      taint = taint.and(e instanceof Form f ? f.taint() : e instanceof Behind || e instanceof LeafFunction
          ? Taint.MODEL : Taint.NONE);
    }
    return taint;
  }

  /** Whether the client computes an element of this from scores. */
  boolean isSuffix() {
    return Arrays.stream(elements).anyMatch(e -> e instanceof Behind);
  }
}
