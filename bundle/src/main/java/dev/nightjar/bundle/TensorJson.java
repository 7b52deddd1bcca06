package dev.nightjar.bundle;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;

/**
 * A {@link Tensor} as JSON: numbers as base64 of their little-endian bytes in {@code data}, so that every NaN, infinity
 * and last bit comes back, and texts in {@code texts}; the other of the two is empty.
 */
@JsonPropertyOrder({"type", "shape", "data", "texts"})
record TensorJson(String type, int[] shape, String data, List<String> texts) {

  static TensorJson of(Tensor tensor) {
    String type = tensor.type().text();
    if (tensor.type() == ElementType.STRING) {
      return new TensorJson(type, tensor.shape(), "", List.of(tensor.strings()));
    }
    ByteBuffer bytes = ByteBuffer.allocate(tensor.size() * width(tensor.type())).order(ByteOrder.LITTLE_ENDIAN);
    switch (tensor.type()) {
      case FLOAT -> {
        for (float x : tensor.floats()) {
          bytes.putInt(Float.floatToIntBits(x));
        }
      }
      case DOUBLE -> {
        for (double x : tensor.doubles()) {
          bytes.putLong(Double.doubleToLongBits(x));
        }
      }
      case INT64 -> bytes.asLongBuffer().put(tensor.longs());
      default -> {
        for (boolean x : tensor.bools()) {
          bytes.put((byte) (x ? 1 : 0));
        }
      }
    }
    return new TensorJson(type, tensor.shape(), Base64.getEncoder().encodeToString(bytes.array()), List.of());
  }

  private static int width(ElementType type) {
    return switch (type) {
      case FLOAT -> Float.BYTES;
      case DOUBLE, INT64 -> Long.BYTES;
      case BOOL, STRING -> 1;
    };
  }

  Tensor toTensor() {
    ElementType element = ClientJson.constant("type", ElementType.class, type);
    if (element == ElementType.STRING) {
      require(data.isEmpty(), "a tensor of texts has no data");
      return Tensor.strings(shape, texts.toArray(String[]::new));
    }
    require(texts.isEmpty(), "a tensor of " + type + " has no texts");
    int n = size();
    long length = (long) n * width(element);
    require(data.length() == (length + 2) / 3 * 4, "a tensor of " + n + " " + type + " has " + length
        + " bytes in base64, not " + data.length() + " characters");
    byte[] decoded = Base64.getDecoder().decode(data);
    require(decoded.length == length && Base64.getEncoder().encodeToString(decoded).equals(data),
        "data is no base64 of " + length + " bytes");
    return tensor(element, n, ByteBuffer.wrap(decoded).order(ByteOrder.LITTLE_ENDIAN));
  }

  /** Number of elements, within the bounds of a tensor. */
  private int size() {
    long size = 1;
    require(shape.length <= Tensor.MAX_RANK, "a tensor has at most " + Tensor.MAX_RANK + " dimensions");
    for (int dim : shape) {
      require(dim >= 0, "a dimension has no negative length");
      size = Math.min(size * dim, Integer.MAX_VALUE);
    }
    require(size <= Tensor.MAX_ELEMENTS, "a tensor has at most " + Tensor.MAX_ELEMENTS + " elements");
    return (int) size;
  }

  private Tensor tensor(ElementType element, int n, ByteBuffer bytes) {
    switch (element) {
      case FLOAT:
        float[] floats = new float[n];
        for (int i = 0; i < n; i++) {
          floats[i] = bytes.getFloat();
          require(!Float.isNaN(floats[i]) || bytes.getInt(i * Float.BYTES) == Float.floatToIntBits(Float.NaN),
              "the one NaN is 7fc00000");
        }
        return Tensor.floats(shape, floats);
      case DOUBLE:
        double[] doubles = new double[n];
        for (int i = 0; i < n; i++) {
          doubles[i] = bytes.getDouble();
          require(!Double.isNaN(doubles[i])
              || bytes.getLong(i * Double.BYTES) == Double.doubleToLongBits(Double.NaN),
              "the one NaN is 7ff8000000000000");
        }
        return Tensor.doubles(shape, doubles);
      case INT64:
        long[] longs = new long[n];
        bytes.asLongBuffer().get(longs);
        return Tensor.longs(shape, longs);
      default:
        boolean[] bools = new boolean[n];
        for (int i = 0; i < n; i++) {
          byte value = bytes.get(i);
          require(value == 0 || value == 1, "a bool is 0 or 1, not " + value);
          bools[i] = value == 1;
        }
        return Tensor.bools(shape, bools);
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
