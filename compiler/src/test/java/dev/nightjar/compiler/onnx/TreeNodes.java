package dev.nightjar.compiler.onnx;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.TreeEnsemble;

/** Nodes of trees over two features, as they are read. */
final class TreeNodes {
  static final double NAN = Double.NaN;

  private TreeNodes() {
  }

  static TreeEnsemble read(NodeProto.Builder node) {
    return (TreeEnsemble) Onnx.read(Onnx.model(2, node));
  }

  /** The first score of a row whose second feature is 0. */
  static double score(TreeEnsemble model, double x) {
    return model.scores(new double[] {x, 0})[0];
  }

  static void refused(NodeProto.Builder node, String... words) {
    assertThatThrownBy(() -> read(node)).isInstanceOf(NightjarException.class).hasMessageContainingAll(words)
        .extracting(e -> ((NightjarException) e).code()).isEqualTo(ErrorCode.INVALID_MODEL);
  }
}
