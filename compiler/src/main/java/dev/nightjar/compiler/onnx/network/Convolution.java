package dev.nightjar.compiler.onnx.network;

/** A convolution in two dimensions with constant weights, of {@code [maps, channels of a group, height, width]}. */
final class Convolution {
  private final NodeInputs node;
  private final double[] weights;
  private final double[] bias;
  private final int[] kernel;
  private final Windows rows;
  private final Windows columns;

  Convolution(NodeInputs node) {
    this.node = node;
    weights = node.constant(1, "weights");
    bias = node.has(2) ? node.constant(2, "biases") : null;
    kernel = node.in(1).shape();
    rows = Windows.of(node, 0, kernel[2]);
    columns = Windows.of(node, 1, kernel[3]);
  }

  Form[] forms(FormSum sum) {
    int maps = node.shape()[1];
    int area = rows.out() * columns.out();
    int channels = node.in(0).shape()[1];
    int mapsOfGroup = maps / (int) node.integer("group", 1);
    Form[] out = new Form[Places.size(node.shape())];
    for (int i = 0; i < out.length; i++) {
      int map = i / area % maps;
      int first = i / (area * maps) * channels + map / mapsOfGroup * kernel[1];
      for (int c = 0; c < kernel[1]; c++) {
        window(sum, first + c, i / columns.out() % rows.out(), i % columns.out(), map * kernel[1] + c);
      }
      out[i] = (bias == null ? sum : sum.add(bias[map])).take();
    }
    return out;
  }

  private void window(FormSum sum, int channel, int row, int column, int plane) {
    Form[] in = node.in(0).forms();
    for (int i = 0; i < kernel[2]; i++) {
      int y = rows.at(row, i);
      for (int j = 0; j < kernel[3] && rows.inside(y); j++) {
        int x = columns.at(column, j);
        if (columns.inside(x)) {
          sum.add(weights[(plane * kernel[2] + i) * kernel[3] + j],
              in[(channel * rows.length() + y) * columns.length() + x]);
        }
      }
    }
  }
}
