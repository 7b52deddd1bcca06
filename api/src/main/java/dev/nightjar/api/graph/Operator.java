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
  SCALER(Domain.ML, "Scaler", FeatureKernels::scaler),
  /** Rows divided by their largest value, their L1 or their L2 norm. */
  NORMALIZER(Domain.ML, "Normalizer", FeatureKernels::normalizer),
  /** Missing values replaced, by column. */
  IMPUTER(Domain.ML, "Imputer", FeatureKernels::imputer),
  /** A column for each category. */
  ONE_HOT_ENCODER(Domain.ML, "OneHotEncoder", CategoryKernels::oneHotEncoder),
  /** Keys replaced by values. */
  LABEL_ENCODER(Domain.ML, "LabelEncoder", CategoryKernels::labelEncoder),
  /** Texts replaced by integers, or integers by texts. */
  CATEGORY_MAPPER(Domain.ML, "CategoryMapper", CategoryKernels::categoryMapper),
  /** 1 above a threshold, else 0. */
  BINARIZER(Domain.ML, "Binarizer", FeatureKernels::binarizer),
  /** Columns side by side, as single precision numbers. */
  FEATURE_VECTORIZER(Domain.ML, "FeatureVectorizer", FeatureKernels::featureVectorizer),
  /** Chosen elements of the last dimension. */
  ARRAY_FEATURE_EXTRACTOR(Domain.ML, "ArrayFeatureExtractor", GatherKernels::arrayFeatureExtractor),
  /** Scores as they are; their names are dropped. */
  ZIP_MAP(Domain.ML, "ZipMap", ShapeKernels::zipMap),
  /** The input. */
  IDENTITY(Domain.MAIN, "Identity", ShapeKernels::identity),
  /** Elements as another type. */
  CAST(Domain.MAIN, "Cast", CastKernels::cast),
  /** Inputs side by side along an axis. */
  CONCAT(Domain.MAIN, "Concat", MoveKernels::concat),
  /** Parts of an axis. */
  SPLIT(Domain.MAIN, "Split", MoveKernels::split),
  /** Ranges of axes. */
  SLICE(Domain.MAIN, "Slice", MoveKernels::slice),
  /** Chosen indices of an axis. */
  GATHER(Domain.MAIN, "Gather", GatherKernels::gather),
  /** Chosen indices of an axis, for each element. */
  GATHER_ELEMENTS(Domain.MAIN, "GatherElements", GatherKernels::gatherElements),
  /** The elements in another shape. */
  RESHAPE(Domain.MAIN, "Reshape", ShapeKernels::reshape),
  /** The elements in two dimensions. */
  FLATTEN(Domain.MAIN, "Flatten", ShapeKernels::flatten),
  /** Without dimensions of length 1. */
  SQUEEZE(Domain.MAIN, "Squeeze", ShapeKernels::squeeze),
  /** With dimensions of length 1. */
  UNSQUEEZE(Domain.MAIN, "Unsqueeze", ShapeKernels::unsqueeze),
  /** Dimensions in another order. */
  TRANSPOSE(Domain.MAIN, "Transpose", MoveKernels::transpose),
  /** Repeated to a shape, by broadcasting. */
  EXPAND(Domain.MAIN, "Expand", MoveKernels::expand),
  /** Repeated along each axis. */
  TILE(Domain.MAIN, "Tile", MoveKernels::tile),
  /** With a border. */
  PAD(Domain.MAIN, "Pad", MoveKernels::pad),
  /** The lengths of the dimensions. */
  SHAPE(Domain.MAIN, "Shape", ShapeKernels::shape),
  /** One value in a shape. */
  CONSTANT_OF_SHAPE(Domain.MAIN, "ConstantOfShape", ShapeKernels::constantOfShape),
  /** a + b. */
  ADD(Domain.MAIN, "Add", PairKernels.arithmetic(Double::sum, Long::sum)),
  /** a - b. */
  SUB(Domain.MAIN, "Sub", PairKernels.arithmetic((a, b) -> a - b, (a, b) -> a - b)),
  /** a * b. */
  MUL(Domain.MAIN, "Mul", PairKernels.arithmetic((a, b) -> a * b, (a, b) -> a * b)),
  /** a / b; towards zero for integers. */
  DIV(Domain.MAIN, "Div", PairKernels.arithmetic((a, b) -> a / b, PairKernels::divide)),
  /** a to the power of b. */
  POW(Domain.MAIN, "Pow", PairKernels::pow),
  /** The remainder of a / b. */
  MOD(Domain.MAIN, "Mod", PairKernels::mod),
  /** The least of the inputs. */
  MIN(Domain.MAIN, "Min", PairKernels.fold(Math::min, Math::min, false)),
  /** The largest of the inputs. */
  MAX(Domain.MAIN, "Max", PairKernels.fold(Math::max, Math::max, false)),
  /** The sum of the inputs. */
  SUM(Domain.MAIN, "Sum", PairKernels.fold(Double::sum, null, false)),
  /** The mean of the inputs. */
  MEAN(Domain.MAIN, "Mean", PairKernels.fold(Double::sum, null, true)),
  /** a = b. */
  EQUAL(Domain.MAIN, "Equal", PairKernels.comparison(sign -> sign == 0, true)),
  /** {@code a < b}. */
  LESS(Domain.MAIN, "Less", PairKernels.comparison(sign -> sign < 0, false)),
  /** {@code a <= b}. */
  LESS_OR_EQUAL(Domain.MAIN, "LessOrEqual", PairKernels.comparison(sign -> sign <= 0, false)),
  /** {@code a > b}. */
  GREATER(Domain.MAIN, "Greater", PairKernels.comparison(sign -> sign > 0, false)),
  /** {@code a >= b}. */
  GREATER_OR_EQUAL(Domain.MAIN, "GreaterOrEqual", PairKernels.comparison(sign -> sign >= 0, false)),
  /** Both. */
  AND(Domain.MAIN, "And", PairKernels.logic((a, b) -> a && b)),
  /** One at least. */
  OR(Domain.MAIN, "Or", PairKernels.logic((a, b) -> a || b)),
  /** Exactly one. */
  XOR(Domain.MAIN, "Xor", PairKernels.logic((a, b) -> a ^ b)),
  /** Not. */
  NOT(Domain.MAIN, "Not", ElementKernels::not),
  /** The first where the condition holds, else the second. */
  WHERE(Domain.MAIN, "Where", PairKernels::where),
  /** Whether an element is NaN. */
  IS_NAN(Domain.MAIN, "IsNaN", ElementKernels::isNaN),
  /** Whether an element is infinite. */
  IS_INF(Domain.MAIN, "IsInf", ElementKernels::isInf),
  /** Natural logarithm. */
  LOG(Domain.MAIN, "Log", ElementKernels.function(Math::log)),
  /** Exponential function. */
  EXP(Domain.MAIN, "Exp", ElementKernels.function(Math::exp)),
  /** Square root. */
  SQRT(Domain.MAIN, "Sqrt", ElementKernels.function(Math::sqrt)),
  /** Absolute value. */
  ABS(Domain.MAIN, "Abs", ElementKernels.function(Math::abs, Math::abs)),
  /** The negative. */
  NEG(Domain.MAIN, "Neg", ElementKernels.function(x -> -x, x -> -x)),
  /** 1 / x. */
  RECIPROCAL(Domain.MAIN, "Reciprocal", ElementKernels.function(x -> 1 / x)),
  /** Rounded down. */
  FLOOR(Domain.MAIN, "Floor", ElementKernels.function(Math::floor)),
  /** Rounded up. */
  CEIL(Domain.MAIN, "Ceil", ElementKernels.function(Math::ceil)),
  /** Rounded to the nearest integer, halves to even. */
  ROUND(Domain.MAIN, "Round", ElementKernels.function(Math::rint)),
  /** -1, 0 or 1. */
  SIGN(Domain.MAIN, "Sign", ElementKernels.function(ElementKernels::sign, x -> Long.signum(x))),
  /** Limited to a range. */
  CLIP(Domain.MAIN, "Clip", ElementKernels::clip),
  /** 1 / (1 + exp(-x)). */
  SIGMOID(Domain.MAIN, "Sigmoid", ElementKernels.function(RealFunctions::sigmoid)),
  /** Hyperbolic tangent. */
  TANH(Domain.MAIN, "Tanh", ElementKernels.function(Math::tanh)),
  /** max(x, 0). */
  RELU(Domain.MAIN, "Relu", ElementKernels.function(ElementKernels::relu, x -> Math.max(x, 0))),
  /** log(1 + exp(x)). */
  SOFTPLUS(Domain.MAIN, "Softplus", ElementKernels.function(RealFunctions::softplus)),
  /** Error function. */
  ERF(Domain.MAIN, "Erf", ElementKernels.function(RealFunctions::erf)),
  /** Sine. */
  SIN(Domain.MAIN, "Sin", ElementKernels.function(Math::sin)),
  /** Cosine. */
  COS(Domain.MAIN, "Cos", ElementKernels.function(Math::cos)),
  /** Matrix product. */
  MATMUL(Domain.MAIN, "MatMul", MatrixKernels::matMul),
  /** alpha A B + beta C. */
  GEMM(Domain.MAIN, "Gemm", MatrixKernels::gemm),
  /** Convolution with constants, in two dimensions. */
  CONV(Domain.MAIN, "Conv", WindowKernels::conv),
  /** Means of windows, in two dimensions. */
  AVERAGE_POOL(Domain.MAIN, "AveragePool", WindowKernels.pool(false)),
  /** Largest values of windows, in two dimensions. */
  MAX_POOL(Domain.MAIN, "MaxPool", WindowKernels.pool(true)),
  /** Mean of each channel. */
  GLOBAL_AVERAGE_POOL(Domain.MAIN, "GlobalAveragePool", WindowKernels.global(false)),
  /** Largest value of each channel. */
  GLOBAL_MAX_POOL(Domain.MAIN, "GlobalMaxPool", WindowKernels.global(true)),
  /** Channels scaled and shifted by constants. */
  BATCH_NORMALIZATION(Domain.MAIN, "BatchNormalization", MatrixKernels::batchNormalization),
  /** Sums over axes. */
  REDUCE_SUM(Domain.MAIN, "ReduceSum", ReduceKernels.of(ReduceKernels.Kind.SUM)),
  /** Means over axes. */
  REDUCE_MEAN(Domain.MAIN, "ReduceMean", ReduceKernels.of(ReduceKernels.Kind.MEAN)),
  /** Largest values over axes. */
  REDUCE_MAX(Domain.MAIN, "ReduceMax", ReduceKernels.of(ReduceKernels.Kind.MAX)),
  /** Least values over axes. */
  REDUCE_MIN(Domain.MAIN, "ReduceMin", ReduceKernels.of(ReduceKernels.Kind.MIN)),
  /** Products over axes. */
  REDUCE_PROD(Domain.MAIN, "ReduceProd", ReduceKernels.of(ReduceKernels.Kind.PROD)),
  /** Sums of absolute values over axes. */
  REDUCE_L1(Domain.MAIN, "ReduceL1", ReduceKernels.of(ReduceKernels.Kind.L1)),
  /** Roots of sums of squares over axes. */
  REDUCE_L2(Domain.MAIN, "ReduceL2", ReduceKernels.of(ReduceKernels.Kind.L2)),
  /** Sums of squares over axes. */
  REDUCE_SUM_SQUARE(Domain.MAIN, "ReduceSumSquare", ReduceKernels.of(ReduceKernels.Kind.SUM_SQUARE)),
  /** Logarithms of sums over axes. */
  REDUCE_LOG_SUM(Domain.MAIN, "ReduceLogSum", ReduceKernels.of(ReduceKernels.Kind.LOG_SUM)),
  /** Logarithms of sums of exponentials over axes. */
  REDUCE_LOG_SUM_EXP(Domain.MAIN, "ReduceLogSumExp", ReduceKernels.of(ReduceKernels.Kind.LOG_SUM_EXP)),
  /** exp(x) / sum of exp(x), along an axis. */
  SOFTMAX(Domain.MAIN, "Softmax", AxisKernels.softmax(false)),
  /** x - log(sum of exp(x)), along an axis. */
  LOG_SOFTMAX(Domain.MAIN, "LogSoftmax", AxisKernels.softmax(true)),
  /** Index of the largest along an axis. */
  ARG_MAX(Domain.MAIN, "ArgMax", AxisKernels.argMax(true)),
  /** Index of the least along an axis. */
  ARG_MIN(Domain.MAIN, "ArgMin", AxisKernels.argMax(false)),
  /** The k largest or least along an axis, and their indices. */
  TOP_K(Domain.MAIN, "TopK", AxisKernels::topK),
  /** Running sums along an axis. */
  CUM_SUM(Domain.MAIN, "CumSum", AxisKernels::cumSum),
  /** Indices as vectors of one value and others. */
  ONE_HOT(Domain.MAIN, "OneHot", AxisKernels::oneHot);

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
