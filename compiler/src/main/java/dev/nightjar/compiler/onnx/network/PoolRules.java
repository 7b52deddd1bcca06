package dev.nightjar.compiler.onnx.network;

import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.network.RealOperation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Means and largest values of windows and of axes. */
final class PoolRules {
  /** Most elements of which a largest or least one is taken: each but one is a function more. */
  static final int MAX_CHOICE = 64;

  private final FormSum sum = FormSum.kept();
  private final PairRules pairs;

  PoolRules(PairRules pairs) {
    this.pairs = pairs;
  }

  /** The output of a node, or null when it is none of this class. */
  Form[] apply(NodeInputs node) {
    return switch (node.operator()) {
      case AVERAGE_POOL, MAX_POOL -> windows(node);
      case GLOBAL_AVERAGE_POOL, GLOBAL_MAX_POOL -> whole(node);
      case REDUCE_MAX, REDUCE_MIN -> axes(node);
      default -> null;
    };
  }

  private Form[] windows(NodeInputs node) {
    long[] kernel = node.integers("kernel_shape");
    Windows rows = Windows.of(node, 0, (int) kernel[0]);
    Windows columns = Windows.of(node, 1, (int) kernel[1]);
    boolean padding = node.integer("count_include_pad", 0) != 0;
    int area = rows.out() * columns.out();
    Form[] out = new Form[Places.size(node.shape())];
    for (int i = 0; i < out.length; i++) {
      int row = i / columns.out() % rows.out();
      int column = i % columns.out();
      int[] places = Windows.places(rows, row, columns, column);
      Form[] window = new Form[places.length];
      for (int k = 0; k < places.length; k++) {
        window[k] = node.in(0).forms()[i / area * rows.length() * columns.length() + places[k]];
      }
      out[i] = node.operator() == Operator.MAX_POOL ? extreme(RealOperation.MAX, window, node)
          : mean(window, padding ? rows.padded(row) * columns.padded(column) : window.length);
    }
    return out;
  }

  private Form[] whole(NodeInputs node) {
    int[] shape = node.in(0).shape();
    int area = shape[2] * shape[3];
    Form[] out = new Form[Places.size(node.shape())];
    for (int i = 0; i < out.length; i++) {
      Form[] channel = Arrays.copyOfRange(node.in(0).forms(), i * area, (i + 1) * area);
      out[i] = node.operator() == Operator.GLOBAL_MAX_POOL ? extreme(RealOperation.MAX, channel, node)
          : mean(channel, area);
    }
    return out;
  }

  private Form[] axes(NodeInputs node) {
    int[] shape = node.in(0).shape();
    RealOperation operation = node.operator() == Operator.REDUCE_MAX ? RealOperation.MAX : RealOperation.MIN;
    return Groups.of(Places.reduced(shape, LinearRules.axes(node, shape.length)), Places.size(node.shape()), group -> {
      Form[] forms = new Form[group.length];
      for (int k = 0; k < group.length; k++) {
        forms[k] = node.in(0).forms()[group[k]];
      }
      return extreme(operation, forms, node);
    });
  }

  private Form mean(Form[] forms, int count) {
    for (Form form : forms) {
      sum.add(1.0 / count, form);
    }
    return sum.take();
  }

  /** A tree of pairs, so that few layers follow each other. */
  private Form extreme(RealOperation operation, Form[] forms, NodeInputs node) {
    if (forms.length > MAX_CHOICE || forms.length == 0) {
      throw NodeInputs.refused("chooses among " + forms.length + " values; 1 to " + MAX_CHOICE + " are supported: use"
          + " means, or smaller windows");
    }
    List<Form> open = new ArrayList<>(List.of(forms));
    while (open.size() > 1) {
      List<Form> winners = new ArrayList<>();
      for (int k = 0; k + 1 < open.size(); k += 2) {
        winners.add(pairs.extreme(operation, open.get(k), open.get(k + 1), node.origin()));
      }
      if (open.size() % 2 == 1) {
        winners.add(open.get(open.size() - 1));
      }
      open = winners;
    }
    return open.get(0);
  }
}
