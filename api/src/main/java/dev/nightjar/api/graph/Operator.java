package dev.nightjar.api.graph;

import java.util.Optional;

/**
 * The operators of client graphs: a closed list, each defined by ONNX. Where versions of an operator differ, the
 * meaning is that of ONNX operator set 18 and of {@code ai.onnx.ml} 4; forms of older sets (attributes in place of
 * inputs) are taken too where they mean the same. Inputs that fix a shape (axes, shapes, repeats, counts) must not
 * depend on data.
 */
public enum Operator {
  /** (x - offset) * scale, by column. */
  SCALER(Domain.ML, "Scaler", Pending::plan),
  /** Rows divided by their largest value, their L1 or their L2 norm. */
  NORMALIZER(Domain.ML, "Normalizer", Pending::plan),
  /** Missing values replaced, by column. */
  IMPUTER(Domain.ML, "Imputer", Pending::plan),
  /** A column for each category. */
  ONE_HOT_ENCODER(Domain.ML, "OneHotEncoder", Pending::plan),
  /** Keys replaced by values. */
  LABEL_ENCODER(Domain.ML, "LabelEncoder", Pending::plan),
  /** Texts replaced by integers, or integers by texts. */
  CATEGORY_MAPPER(Domain.ML, "CategoryMapper", Pending::plan),
  /** 1 above a threshold, else 0. */
  BINARIZER(Domain.ML, "Binarizer", Pending::plan),
  /** Columns side by side, as single precision numbers. */
  FEATURE_VECTORIZER(Domain.ML, "FeatureVectorizer", Pending::plan),
  /** Chosen elements of the last dimension. */
  ARRAY_FEATURE_EXTRACTOR(Domain.ML, "ArrayFeatureExtractor", Pending::plan),
  /** Scores as they are; their names are dropped. */
  ZIP_MAP(Domain.ML, "ZipMap", Pending::plan),
  /** The input. */
  IDENTITY(Domain.MAIN, "Identity", ShapeKernels::identity),
  /** Elements as another type. */
  CAST(Domain.MAIN, "Cast", Pending::plan),
  /** Inputs side by side along an axis. */
  CONCAT(Domain.MAIN, "Concat", Pending::plan),
  /** Parts of an axis. */
  SPLIT(Domain.MAIN, "Split", Pending::plan),
  /** Ranges of axes. */
  SLICE(Domain.MAIN, "Slice", Pending::plan),
  /** Chosen indices of an axis. */
  GATHER(Domain.MAIN, "Gather", Pending::plan),
  /** Chosen indices of an axis, for each element. */
  GATHER_ELEMENTS(Domain.MAIN, "GatherElements", Pending::plan),
  /** The elements in another shape. */
  RESHAPE(Domain.MAIN, "Reshape", Pending::plan),
  /** The elements in two dimensions. */
  FLATTEN(Domain.MAIN, "Flatten", Pending::plan),
  /** Without dimensions of length 1. */
  SQUEEZE(Domain.MAIN, "Squeeze", Pending::plan),
  /** With dimensions of length 1. */
  UNSQUEEZE(Domain.MAIN, "Unsqueeze", Pending::plan),
  /** Dimensions in another order. */
  TRANSPOSE(Domain.MAIN, "Transpose", Pending::plan),
  /** Repeated to a shape, by broadcasting. */
  EXPAND(Domain.MAIN, "Expand", Pending::plan),
  /** Repeated along each axis. */
  TILE(Domain.MAIN, "Tile", Pending::plan),
  /** With a border. */
  PAD(Domain.MAIN, "Pad", Pending::plan),
  /** The lengths of the dimensions. */
  SHAPE(Domain.MAIN, "Shape", Pending::plan),
  /** One value in a shape. */
  CONSTANT_OF_SHAPE(Domain.MAIN, "ConstantOfShape", Pending::plan),
  /** a + b. */
  ADD(Domain.MAIN, "Add", Pending::plan),
  /** a - b. */
  SUB(Domain.MAIN, "Sub", Pending::plan),
  /** a * b. */
  MUL(Domain.MAIN, "Mul", Pending::plan),
  /** a / b; towards zero for integers. */
  DIV(Domain.MAIN, "Div", Pending::plan),
  /** a to the power of b. */
  POW(Domain.MAIN, "Pow", Pending::plan),
  /** The remainder of a / b. */
  MOD(Domain.MAIN, "Mod", Pending::plan),
  /** The least of the inputs. */
  MIN(Domain.MAIN, "Min", Pending::plan),
  /** The largest of the inputs. */
  MAX(Domain.MAIN, "Max", Pending::plan),
  /** The sum of the inputs. */
  SUM(Domain.MAIN, "Sum", Pending::plan),
  /** The mean of the inputs. */
  MEAN(Domain.MAIN, "Mean", Pending::plan),
  /** a = b. */
  EQUAL(Domain.MAIN, "Equal", Pending::plan),
  /** {@code a < b}. */
  LESS(Domain.MAIN, "Less", Pending::plan),
  /** {@code a <= b}. */
  LESS_OR_EQUAL(Domain.MAIN, "LessOrEqual", Pending::plan),
  /** {@code a > b}. */
  GREATER(Domain.MAIN, "Greater", Pending::plan),
  /** {@code a >= b}. */
  GREATER_OR_EQUAL(Domain.MAIN, "GreaterOrEqual", Pending::plan),
  /** Both. */
  AND(Domain.MAIN, "And", Pending::plan),
  /** One at least. */
  OR(Domain.MAIN, "Or", Pending::plan),
  /** Exactly one. */
  XOR(Domain.MAIN, "Xor", Pending::plan),
  /** Not. */
  NOT(Domain.MAIN, "Not", Pending::plan),
  /** The first where the condition holds, else the second. */
  WHERE(Domain.MAIN, "Where", Pending::plan),
  /** Whether an element is NaN. */
  IS_NAN(Domain.MAIN, "IsNaN", Pending::plan),
  /** Whether an element is infinite. */
  IS_INF(Domain.MAIN, "IsInf", Pending::plan),
  /** Natural logarithm. */
  LOG(Domain.MAIN, "Log", Pending::plan),
  /** Exponential function. */
  EXP(Domain.MAIN, "Exp", Pending::plan),
  /** Square root. */
  SQRT(Domain.MAIN, "Sqrt", Pending::plan),
  /** Absolute value. */
  ABS(Domain.MAIN, "Abs", Pending::plan),
  /** The negative. */
  NEG(Domain.MAIN, "Neg", Pending::plan),
  /** 1 / x. */
  RECIPROCAL(Domain.MAIN, "Reciprocal", Pending::plan),
  /** Rounded down. */
  FLOOR(Domain.MAIN, "Floor", Pending::plan),
  /** Rounded up. */
  CEIL(Domain.MAIN, "Ceil", Pending::plan),
  /** Rounded to the nearest integer, halves to even. */
  ROUND(Domain.MAIN, "Round", Pending::plan),
  /** -1, 0 or 1. */
  SIGN(Domain.MAIN, "Sign", Pending::plan),
  /** Limited to a range. */
  CLIP(Domain.MAIN, "Clip", Pending::plan),
  /** 1 / (1 + exp(-x)). */
  SIGMOID(Domain.MAIN, "Sigmoid", Pending::plan),
  /** Hyperbolic tangent. */
  TANH(Domain.MAIN, "Tanh", Pending::plan),
  /** max(x, 0). */
  RELU(Domain.MAIN, "Relu", Pending::plan),
  /** log(1 + exp(x)). */
  SOFTPLUS(Domain.MAIN, "Softplus", Pending::plan),
  /** Error function. */
  ERF(Domain.MAIN, "Erf", Pending::plan),
  /** Sine. */
  SIN(Domain.MAIN, "Sin", Pending::plan),
  /** Cosine. */
  COS(Domain.MAIN, "Cos", Pending::plan),
  /** Matrix product. */
  MATMUL(Domain.MAIN, "MatMul", Pending::plan),
  /** alpha A B + beta C. */
  GEMM(Domain.MAIN, "Gemm", Pending::plan),
  /** Convolution with constants, in two dimensions. */
  CONV(Domain.MAIN, "Conv", Pending::plan),
  /** Means of windows, in two dimensions. */
  AVERAGE_POOL(Domain.MAIN, "AveragePool", Pending::plan),
  /** Largest values of windows, in two dimensions. */
  MAX_POOL(Domain.MAIN, "MaxPool", Pending::plan),
  /** Mean of each channel. */
  GLOBAL_AVERAGE_POOL(Domain.MAIN, "GlobalAveragePool", Pending::plan),
  /** Largest value of each channel. */
  GLOBAL_MAX_POOL(Domain.MAIN, "GlobalMaxPool", Pending::plan),
  /** Channels scaled and shifted by constants. */
  BATCH_NORMALIZATION(Domain.MAIN, "BatchNormalization", Pending::plan),
  /** Sums over axes. */
  REDUCE_SUM(Domain.MAIN, "ReduceSum", Pending::plan),
  /** Means over axes. */
  REDUCE_MEAN(Domain.MAIN, "ReduceMean", Pending::plan),
  /** Largest values over axes. */
  REDUCE_MAX(Domain.MAIN, "ReduceMax", Pending::plan),
  /** Least values over axes. */
  REDUCE_MIN(Domain.MAIN, "ReduceMin", Pending::plan),
  /** Products over axes. */
  REDUCE_PROD(Domain.MAIN, "ReduceProd", Pending::plan),
  /** Sums of absolute values over axes. */
  REDUCE_L1(Domain.MAIN, "ReduceL1", Pending::plan),
  /** Roots of sums of squares over axes. */
  REDUCE_L2(Domain.MAIN, "ReduceL2", Pending::plan),
  /** Sums of squares over axes. */
  REDUCE_SUM_SQUARE(Domain.MAIN, "ReduceSumSquare", Pending::plan),
  /** Logarithms of sums over axes. */
  REDUCE_LOG_SUM(Domain.MAIN, "ReduceLogSum", Pending::plan),
  /** Logarithms of sums of exponentials over axes. */
  REDUCE_LOG_SUM_EXP(Domain.MAIN, "ReduceLogSumExp", Pending::plan),
  /** exp(x) / sum of exp(x), along an axis. */
  SOFTMAX(Domain.MAIN, "Softmax", Pending::plan),
  /** x - log(sum of exp(x)), along an axis. */
  LOG_SOFTMAX(Domain.MAIN, "LogSoftmax", Pending::plan),
  /** Index of the largest along an axis. */
  ARG_MAX(Domain.MAIN, "ArgMax", Pending::plan),
  /** Index of the least along an axis. */
  ARG_MIN(Domain.MAIN, "ArgMin", Pending::plan),
  /** The k largest or least along an axis, and their indices. */
  TOP_K(Domain.MAIN, "TopK", Pending::plan),
  /** Running sums along an axis. */
  CUM_SUM(Domain.MAIN, "CumSum", Pending::plan),
  /** Indices as vectors of one value and others. */
  ONE_HOT(Domain.MAIN, "OneHot", Pending::plan);

  private final Domain domain;
  private final String onnxName;
  private final Planner planner;

  Operator(Domain domain, String onnxName, Planner planner) {
    this.domain = domain;
    this.onnxName = onnxName;
    this.planner = planner;
  }

  private enum Domain {
    MAIN(""), ML("ai.onnx.ml");

    private final String text;

    Domain(String text) {
      this.text = text;
    }
  }

  /** Checks a node and infers its outputs. */
  interface Planner {
    Plan plan(NodeView node);
  }

  /** The ONNX domain, empty for the default one. */
  public String domain() {
    return domain.text;
  }

  /** The name in its domain: {@code OneHotEncoder}. */
  public String onnxName() {
    return onnxName;
  }

  /** The operator of a name in a domain; {@code ai.onnx} is the default domain, too. */
  public static Optional<Operator> find(String domain, String onnxName) {
    String known = domain.equals("ai.onnx") ? "" : domain;
    for (Operator operator : values()) {
      if (operator.domain().equals(known) && operator.onnxName.equals(onnxName)) {
        return Optional.of(operator);
      }
    }
    return Optional.empty();
  }

  Plan plan(NodeView node) {
    return planner.plan(node);
  }
}
