package dev.nightjar.compiler.onnx.network;

import java.util.Arrays;

/**
 * The windows of a convolution or a pool along one of the two dimensions of an image.
 *
 * @param length elements of the image
 * @param kernel elements of a window
 * @param before elements of padding in front
 * @param after elements of padding behind
 * @param out number of windows
 */
record Windows(int length, int kernel, int stride, int dilation, int before, int after, int out) {
  /** The windows of dimension {@code d} (0 or 1) of a node that a graph has checked. */
  static Windows of(NodeInputs node, int d, int kernel) {
    int length = node.in(0).shape()[2 + d];
    int out = node.shape()[2 + d];
    int stride = number(node.integers("strides"), d, 1);
    int dilation = number(node.integers("dilations"), d, 1);
    int before = number(node.integers("pads"), d, 0);
    int after = number(node.integers("pads"), 2 + d, 0);
    String auto = node.text("auto_pad", "NOTSET");
    if (auto.startsWith("SAME_")) {
      int total = Math.max(0, (out - 1) * stride + (kernel - 1) * dilation + 1 - length);
      before = auto.equals("SAME_UPPER") ? total / 2 : total - total / 2;
      after = total - before;
    } else if (auto.equals("VALID")) {
      before = 0;
      after = 0;
    }
    return new Windows(length, kernel, stride, dilation, before, after, out);
  }

  private static int number(long[] numbers, int i, int absent) {
    return numbers == null ? absent : (int) numbers[i];
  }

  /** The place of element {@code k} of a window, outside of {@code 0..length - 1} in the padding. */
  int at(int window, int k) {
    return window * stride + k * dilation - before;
  }

  boolean inside(int at) {
    return at >= 0 && at < length;
  }

  /** Elements of a window that lie in the image or in its padding: the last window may reach further. */
  int padded(int window) {
    int count = 0;
    for (int k = 0; k < kernel; k++) {
      count += at(window, k) < length + after ? 1 : 0;
    }
    return count;
  }

  /** The elements of the window of two dimensions that lie in the image. */
  static int[] places(Windows rows, int row, Windows columns, int column) {
    int[] places = new int[rows.kernel * columns.kernel];
    int count = 0;
    for (int i = 0; i < rows.kernel; i++) {
      for (int j = 0; j < columns.kernel; j++) {
        int y = rows.at(row, i);
        int x = columns.at(column, j);
        if (rows.inside(y) && columns.inside(x)) {
          places[count++] = y * columns.length + x;
        }
      }
    }
    return Arrays.copyOf(places, count);
  }
}
