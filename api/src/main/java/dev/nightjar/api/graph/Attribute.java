package dev.nightjar.api.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** A setting of a node that does not depend on data. The kinds are those of ONNX. Immutable. */
public sealed interface Attribute {
  /** The value as a tensor: of no dimension where it is one number or text, of one where it is a list. */
  Tensor tensor();

  /**
   * An integer.
   *
   * @param value the integer
   */
  record Int(long value) implements Attribute {
    @Override
    public Tensor tensor() {
      return Tensor.longs(new int[0], value);
    }

  }

  /**
   * A single precision number.
   *
   * @param value the number
   */
  record Float(float value) implements Attribute {
    @Override
    public Tensor tensor() {
      return Tensor.floats(new int[0], value);
    }

  }

  /**
   * A text.
   *
   * @param value the text
   */
  record Text(String value) implements Attribute {
    public Text {
      Objects.requireNonNull(value, "value");
      Shapes.require(value.length() <= Tensor.MAX_TEXT,
          "a text has at most " + Tensor.MAX_TEXT + " characters, not " + value.length());
    }

    @Override
    public Tensor tensor() {
      return Tensor.strings(new int[0], value);
    }
  }

  /**
   * Integers.
   *
   * @param values the integers; copied
   */
  record Ints(long... values) implements Attribute {
    public Ints {
      values = values.clone();
    }

    @Override
    public Tensor tensor() {
      return Tensor.longs(new int[] {values.length}, values);
    }

    /** The integers, a copy. */
    @Override
    public long[] values() {
      return values.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Ints that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return "Ints" + Arrays.toString(values);
    }
  }

  /**
   * Single precision numbers.
   *
   * @param values the numbers; copied
   */
  record Floats(float... values) implements Attribute {
    public Floats {
      values = values.clone();
    }

    @Override
    public Tensor tensor() {
      return Tensor.floats(new int[] {values.length}, values);
    }

    /** The numbers, a copy. */
    @Override
    public float[] values() {
      return values.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Floats that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return "Floats" + Arrays.toString(values);
    }
  }

  /**
   * Texts.
   *
   * @param values the texts, none null
   */
  record Texts(List<String> values) implements Attribute {
    public Texts {
      values = List.copyOf(values);
      values.forEach(Text::new);
    }

    @Override
    public Tensor tensor() {
      return Tensor.strings(new int[] {values.size()}, values.toArray(String[]::new));
    }

    /** These texts. */
    public static Texts of(String... values) {
      return new Texts(List.of(values));
    }
  }

  /**
   * A constant.
   *
   * @param value the tensor
   */
  record TensorValue(Tensor value) implements Attribute {
    public TensorValue {
      Objects.requireNonNull(value, "value");
    }

    @Override
    public Tensor tensor() {
      return value;
    }
  }
}
