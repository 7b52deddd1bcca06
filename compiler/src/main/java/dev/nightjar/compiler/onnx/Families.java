package dev.nightjar.compiler.onnx;

import dev.nightjar.api.NightjarException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Operators that no version of a model can be read with, by the family of models that they stand for. */
final class Families {
  private static final String TRAIN = "train a linear model or an ensemble of trees instead";
  private static final Family NEIGHBOURS = new Family("nearest neighbours", TRAIN);
  private static final Family PROCESS = new Family("a Gaussian process", TRAIN);
  private static final Family RECURRENT = new Family("a recurrent network", TRAIN);
  private static final Family NEURAL = new Family("networks that divide or choose by what they compute of a row",
      "use dense layers, convolutions, pools, batch normalisation and functions of single elements");
  private static final Family LAYERS = new Family("layers that are not read here",
      "write a product as MatMul or Gemm, and change the size of images before they are given to the model");
  private static final Family DYNAMIC = new Family("quantisation by the range of each row",
      "quantise statically, with calibration rows");
  private static final Family KERNEL = new Family("a kernel SVM", "train with a linear kernel (LinearSVC, SGDClassifier"
      + " or kernel='linear') or an ensemble of trees");
  private static final Family TEXT = new Family("a text pipeline", "make numbers of the texts before the rows are given"
      + " to the model, and export the model without that step");
  private static final Map<String, Family> FAMILIES = families();

  private record Family(String name, String remedy) {
  }

  private Families() {
  }

  private static Map<String, Family> families() {
    Map<String, Family> families = new LinkedHashMap<>();
    put(families, KERNEL, "SVMClassifier", "SVMRegressor");
    put(families, RECURRENT, "LSTM", "GRU", "RNN", "Loop");
    put(families, NEIGHBOURS, "CDist");
    put(families, TEXT, "TfIdfVectorizer", "Tokenizer", "StringNormalizer", "StringConcat", "StringSplit",
        "RegexFullMatch", "DictVectorizer", "CastMap");
    put(families, NEURAL, "Shrink", "LayerNormalization", "InstanceNormalization", "GroupNormalization",
        "RMSNormalization", "LpPool", "Attention", "MultiHeadAttention", "LRN");
    put(families, LAYERS, "ConvTranspose", "Einsum", "Resize", "Upsample", "DepthToSpace", "SpaceToDepth");
    put(families, DYNAMIC, "DynamicQuantizeLinear");
    return families;
  }

  private static void put(Map<String, Family> families, Family family, String... operators) {
    for (String operator : operators) {
      families.put(operator, family);
    }
  }

  /** What refuses a node whose operator is neither a model nor one that clients have. */
  static NightjarException refused(OnnxNode node, OnnxSource source) {
    Family family = node.operator().equals("Scan") ? distances(source) : FAMILIES.get(node.operator());
    return OnnxImporter.invalid(node.described() + (family == null
        ? ": this operator is not supported; export the model without this step, and apply it to the rows before they"
            + " are given to the model, or to its outputs"
        : " is part of " + family.name + ", which is not supported: " + family.remedy));
  }

  /** Converters write a loop for the distances to the rows that a model was trained on, or for a network's steps. */
  private static Family distances(OnnxSource source) {
    if (source.nodes().stream().anyMatch(n -> n.operator().equals("TopK"))) {
      return NEIGHBOURS;
    }
    return source.nodes().stream().anyMatch(n -> n.operator().equals("Exp") || n.operator().equals("Pow")) ? PROCESS
        : RECURRENT;
  }
}
