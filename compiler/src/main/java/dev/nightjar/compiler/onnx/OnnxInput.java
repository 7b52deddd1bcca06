package dev.nightjar.compiler.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.nightjar.api.graph.ElementType;

/**
 * An input of the file, for one row.
 *
 * @param name its name
 * @param type type of its elements
 * @param shape its shape with one row, a dimension -1 where the file does not say; not copied
 * @param rows rows that the file is for, 1 where it does not say
 */
record OnnxInput(String name, ElementType type, int[] shape, int rows) {
  /** Most columns of a model. */
  static final int MAX_COLUMNS = 1 << 16;

  static OnnxInput read(ValueInfoProto info) {
    if (!info.getType().hasTensorType()) {
      throw OnnxImporter.invalid("input '" + info.getName() + "' is no tensor; export the model with one tensor a"
          + " column, or one for all");
    }
    TensorShapeProto dims = info.getType().getTensorType().getShape();
    int[] shape = new int[Math.max(1, dims.getDimCount())];
    shape[0] = 1;
    long size = 1;
    for (int d = 1; d < shape.length; d++) {
      long dim = dims.getDim(d).getDimValue();
      shape[d] = dim < 1 ? -1 : (int) Math.min(dim, Integer.MAX_VALUE);
      size = Math.min(size * Math.max(1, dim), Integer.MAX_VALUE);
    }
    if (size > MAX_COLUMNS) {
      throw OnnxImporter.invalid("input '" + info.getName() + "' has " + size + " columns; at most " + MAX_COLUMNS
          + " are supported");
    }
    long rows = dims.getDimCount() == 0 ? 1 : dims.getDim(0).getDimValue();
    return new OnnxInput(info.getName(), type(info), shape, (int) Math.max(1, Math.min(rows, Integer.MAX_VALUE)));
  }

  private static ElementType type(ValueInfoProto info) {
    int type = info.getType().getTensorType().getElemType();
    return switch (type) {
      case TensorProto.DataType.FLOAT_VALUE, TensorProto.DataType.FLOAT16_VALUE, TensorProto.DataType.BFLOAT16_VALUE ->
          ElementType.FLOAT;
      case TensorProto.DataType.DOUBLE_VALUE -> ElementType.DOUBLE;
      case TensorProto.DataType.INT8_VALUE, TensorProto.DataType.UINT8_VALUE, TensorProto.DataType.INT16_VALUE,
          TensorProto.DataType.UINT16_VALUE, TensorProto.DataType.INT32_VALUE, TensorProto.DataType.UINT32_VALUE,
          TensorProto.DataType.INT64_VALUE -> ElementType.INT64;
      case TensorProto.DataType.BOOL_VALUE -> ElementType.BOOL;
      case TensorProto.DataType.STRING_VALUE -> ElementType.STRING;
      default -> throw OnnxImporter.invalid("input '" + info.getName() + "' has the element type " + type
          + ", which is not supported; export it as float, int64 or string");
    };
  }

  /** Whether the file says how many columns this has. */
  boolean isSized() {
    for (int dim : shape) {
      if (dim < 0) {
        return false;
      }
    }
    return true;
  }

  int width() {
    return Elements.size(shape);
  }

  /** Whether a client graph can take this as it is: one row of columns. */
  boolean isRow() {
    return shape.length == 2;
  }

  OnnxInput sized(int width) {
    return new OnnxInput(name, type, new int[] {1, width}, rows);
  }
}
