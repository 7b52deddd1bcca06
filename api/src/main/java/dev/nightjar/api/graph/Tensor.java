package dev.nightjar.api.graph;

import java.util.Arrays;
import java.util.Objects;

/**
 * An array of elements of one type with a shape, row by row. Immutable and thread-safe: arrays are copied on the way in
 * and out. A tensor has at most {@link #MAX_ELEMENTS} elements and {@link #MAX_RANK} dimensions, and a text at most
 * {@link #MAX_TEXT} characters; refusals are {@code INVALID_MODEL}.
 */
public final class Tensor {
  /** Most elements of a tensor: 2^22. */
  public static final int MAX_ELEMENTS = 1 << 22;

  /** Most dimensions of a tensor. */
  public static final int MAX_RANK = 8;

  /** Most characters of a text. */
  public static final int MAX_TEXT = 1 << 16;

  private final ElementType type;
  private final int[] shape;
  private final Object data;

  private Tensor(ElementType type, int[] shape, Object data) {
    this.type = type;
    this.shape = shape;
    this.data = data;
  }

  /** A tensor of single precision numbers. */
  public static Tensor floats(int[] shape, float... values) {
    return checked(ElementType.FLOAT, shape, values.length, values.clone());
  }

  /** A tensor of double precision numbers. */
  public static Tensor doubles(int[] shape, double... values) {
    return checked(ElementType.DOUBLE, shape, values.length, values.clone());
  }

  /** A tensor of integers. */
  public static Tensor longs(int[] shape, long... values) {
    return checked(ElementType.INT64, shape, values.length, values.clone());
  }

  /** A tensor of truth values. */
  public static Tensor bools(int[] shape, boolean... values) {
    return checked(ElementType.BOOL, shape, values.length, values.clone());
  }

  /** A tensor of texts, none null. */
  public static Tensor strings(int[] shape, String... values) {
    for (String value : values) {
      Shapes.require(Objects.requireNonNull(value, "text").length() <= MAX_TEXT,
          "a text has at most " + MAX_TEXT + " characters, not " + value.length());
    }
    return checked(ElementType.STRING, shape, values.length, values.clone());
  }

  private static Tensor checked(ElementType type, int[] shape, int length, Object data) {
    int[] own = shape.clone();
    int size = Shapes.size(own);
    Shapes.require(size == length,
        "a tensor of shape " + Arrays.toString(own) + " has " + size + " elements, not " + length);
    return new Tensor(type, own, data);
  }

  /** A tensor over this very array, whose length is that of the shape; for kernels. */
  static Tensor over(ElementType type, int[] shape, Object data) {
    return new Tensor(type, shape, data);
  }

  /** The same elements in another shape of as many elements. */
  Tensor reshaped(int... other) {
    return new Tensor(type, other, data);
  }

  /** The type of all elements. */
  public ElementType type() {
    return type;
  }

  /** Length of each dimension, a copy; none for a scalar. */
  public int[] shape() {
    return shape.clone();
  }

  /** Number of elements. */
  public int size() {
    return Shapes.size(shape);
  }

  /** The elements of a {@code FLOAT} tensor, a copy. */
  public float[] floats() {
    return f().clone();
  }

  /** The elements of a {@code DOUBLE} tensor, a copy. */
  public double[] doubles() {
    return d().clone();
  }

  /** The elements of an {@code INT64} tensor, a copy. */
  public long[] longs() {
    return l().clone();
  }

  /** The elements of a {@code BOOL} tensor, a copy. */
  public boolean[] bools() {
    return b().clone();
  }

  /** The elements of a {@code STRING} tensor, a copy. */
  public String[] strings() {
    return s().clone();
  }

  /** An element of a tensor that holds no text, as a double; true is 1. */
  public double number(int i) {
    return switch (type) {
      case FLOAT -> f()[i];
      case DOUBLE -> d()[i];
      case INT64 -> l()[i];
      case BOOL -> b()[i] ? 1 : 0;
      case STRING -> throw Shapes.invalid("a text is no number: " + s()[i]);
    };
  }

  float[] f() {
    return (float[]) of(ElementType.FLOAT);
  }

  double[] d() {
    return (double[]) of(ElementType.DOUBLE);
  }

  long[] l() {
    return (long[]) of(ElementType.INT64);
  }

  boolean[] b() {
    return (boolean[]) of(ElementType.BOOL);
  }

  String[] s() {
    return (String[]) of(ElementType.STRING);
  }

  private Object of(ElementType wanted) {
    if (type != wanted) { // asked for every element: the text is made where it is needed
      throw Shapes.invalid("a tensor of " + type.text() + " holds no " + wanted.text());
    }
    return data;
  }

  /** The array of elements itself, for kernels. */
  Object data() {
    return data;
  }

  /** The shape itself, for kernels. */
  int[] dims() {
    return shape;
  }

  /** Equal types, shapes and elements, floating point numbers by their bits but that all NaN are equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor that && type == that.type && Arrays.equals(shape, that.shape)
        && Arrays.deepEquals(new Object[] {data}, new Object[] {that.data});
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + Arrays.deepHashCode(new Object[] {data});
  }

  @Override
  public String toString() {
    return type.text() + Arrays.toString(shape);
  }
}
