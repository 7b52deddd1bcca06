package dev.nightjar.compiler.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.ImportedModel;

/**
 * Reads ONNX models: tree ensembles and linear models of the domain {@code ai.onnx.ml} with the nodes that
 * converters write around them. Stateless and thread-safe.
 *
 * <p>What is read: {@code TreeEnsembleClassifier}, {@code TreeEnsembleRegressor}, {@code LinearClassifier},
 * {@code LinearRegressor}; before them {@code Identity} and {@code Cast} to a floating type; after them
 * {@code Identity}, {@code Cast}, {@code ZipMap}, {@code ArgMax} and, on probabilities that sum to 1 already,
 * {@code Normalizer}. Everything else is refused by name: a file is either read exactly or not at all.
 *
 * <p>ONNX runtimes compare in single precision. Thresholds come out such that the comparison of a
 * {@code double} with them gives what the runtime's comparison of that value, rounded to {@code float},
 * gives. Sums are in double precision, and so differ from a runtime's by its rounding.
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
  public static ImportedModel read(byte[] file) {
    if (file.length > MAX_BYTES) {
      throw new NightjarException(ErrorCode.TOO_LARGE,
          "an ONNX file of " + file.length + " bytes is longer than " + MAX_BYTES);
    }
    try {
      ModelProto model = ModelProto.parseFrom(file);
      if (!model.hasGraph()) {
        throw invalid("this is not an ONNX model: it has no graph");
      }
      return new OnnxGraph(model.getGraph()).model();
    } catch (InvalidProtocolBufferException e) {
      throw new NightjarException(ErrorCode.INVALID_MODEL,
          "this is not an ONNX model, or it is damaged: " + e.getMessage(), e);
    }
  }

  static NightjarException invalid(String message) {
    return new NightjarException(ErrorCode.INVALID_MODEL, message);
  }
}
