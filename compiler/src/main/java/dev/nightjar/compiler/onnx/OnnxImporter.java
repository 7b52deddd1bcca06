package dev.nightjar.compiler.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.Pipeline;

/**
 * Reads ONNX models: linear models and tree ensembles with the steps that converters write around them. Stateless and
 * thread-safe.
 *
 * <p>A graph is interpreted for one row without the row (abstract interpretation): each element of each value is an
 * affine form over columns and scores as long as it is one. Models are the operators {@code TreeEnsembleClassifier},
 * {@code TreeEnsembleRegressor}, {@code TreeEnsemble}, {@code LinearClassifier}, {@code LinearRegressor},
 * {@code SVMClassifier} and {@code SVMRegressor} with a linear kernel, and products with constant matrices. What is in
 * front of them folds into weights and thresholds, or becomes the prefix that clients run; what is behind them becomes
 * the suffix, unless a {@link dev.nightjar.api.model.Task} says the same. A network of several dense layers is one
 * function of its inputs up to the last of them. Everything else is refused by its node,
 * operator and family: a file is either read exactly or not at all.
 *
 * <p>ONNX runtimes compare in single precision. Thresholds come out such that the comparison of a
 * {@code double} with them gives what the runtime's comparison of that value, rounded to {@code float} and led through
 * the steps in front of the trees, gives. Sums are in double precision, and so differ from a runtime's by its rounding.
 */
public final class OnnxImporter {
  /** Longest file that is read, in bytes. */
  public static final int MAX_BYTES = 256 << 20;

  private OnnxImporter() {
  }

  /**
   * Reads a model.
   *
   * @param file the whole file, at most {@value #MAX_BYTES} bytes
   * @throws NightjarException {@code INVALID_MODEL} when the file is broken or holds something that is not
   *     read, with the name of it; {@code TOO_LARGE} when it is too long
   */
  public static Pipeline read(byte[] file) {
    if (file.length > MAX_BYTES) {
      throw new NightjarException(ErrorCode.TOO_LARGE,
          "an ONNX file of " + file.length + " bytes is longer than " + MAX_BYTES);
    }
    try {
      ModelProto model = ModelProto.parseFrom(file);
      if (!model.hasGraph()) {
        throw invalid("this is not an ONNX model: it has no graph");
      }
      OnnxSource source = InputWidths.resolve(OnnxSource.read(model));
      return read(source);
    } catch (InvalidProtocolBufferException e) {
      throw new NightjarException(ErrorCode.INVALID_MODEL,
          "this is not an ONNX model, or it is damaged: " + e.getMessage(), e);
    }
  }

  private static Pipeline read(OnnxSource source) {
    if (NeuralNetworks.isNetwork(source)) {
      return Networks.of(source);
    }
    Interpreter graph;
    try {
      graph = Interpreter.run(source);
    } catch (NeuralNetworks.Found e) {
      return Networks.of(source);
    }
    return Partition.of(graph);
  }

  static NightjarException invalid(String message) {
    return new NightjarException(ErrorCode.INVALID_MODEL, message);
  }
}
