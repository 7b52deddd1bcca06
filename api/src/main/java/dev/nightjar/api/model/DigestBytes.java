package dev.nightjar.api.model;

import dev.nightjar.api.primitives.Digest128;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes that a fingerprint is taken over: little-endian, every text and list behind its length. */
final class DigestBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);

  Digest128 digest() {
    return Digest128.of(out.toByteArray());
  }

  void i32(int v) {
    word.putInt(0, v);
    out.write(word.array(), 0, Integer.BYTES);
  }

  void i64(long v) {
    word.putLong(0, v);
    out.write(word.array(), 0, Long.BYTES);
  }

  void f64(double v) {
    i64(Double.doubleToLongBits(v));
  }

  void text(String s) {
    byte[] utf8 = s.getBytes(StandardCharsets.UTF_8);
    i32(utf8.length);
    out.writeBytes(utf8);
  }

  void i32s(int[] values) {
    i32(values.length);
    Arrays.stream(values).forEach(this::i32);
  }

  void f64s(double[] values) {
    i32(values.length);
    Arrays.stream(values).forEach(this::f64);
  }
}
