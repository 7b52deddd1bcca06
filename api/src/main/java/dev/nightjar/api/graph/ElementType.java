package dev.nightjar.api.graph;

import java.util.Locale;

/** The type of a tensor's elements. Smaller integers of ONNX are read as {@link #INT64}. */
public enum ElementType {
  /** IEEE single precision. */
  FLOAT,
  /** IEEE double precision. */
  DOUBLE,
  /** 64-bit signed integers. */
  INT64,
  /** True or false. */
  BOOL,
  /** Text. */
  STRING;

  /** Whether elements are numbers: {@link #FLOAT}, {@link #DOUBLE} or {@link #INT64}. */
  public boolean numeric() {
    return this == FLOAT || this == DOUBLE || this == INT64;
  }

  /** The name in bundles and messages: {@code int64}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
