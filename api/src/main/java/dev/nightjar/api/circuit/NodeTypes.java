package dev.nightjar.api.circuit;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.Parameters;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The types of the wires that nodes append, and what they require of those that they read.
 *
 * @param query parameter set of the query
 * @param wires type of each wire that a node reads
 */
record NodeTypes(Parameters query, IntFunction<WireType> wires) implements Node.Cases<List<WireType>> {
  @Override
  public List<WireType> extract(Node.Extract node) {
    return Collections.nCopies(node.width(), WireType.lwe(query));
  }

  /** A sum is of the type of its terms; a constant without terms is an LWE ciphertext under the query's set. */
  @Override
  public List<WireType> linear(Node.Linear node) {
    SparseMap map = node.map();
    WireType constant = WireType.lwe(query);
    WireType[] types = new WireType[map.rows()];
    for (int r = 0; r < types.length; r++) {
      types[r] = map.start(r) == map.start(r + 1) ? constant : WireType.common("row " + r + " of a linear map",
          IntStream.range(map.start(r), map.start(r + 1)).map(map::column), wires);
      types[r].require("a linear map", WireType.Kind.LWE);
    }
    return List.of(types);
  }

  /** All inputs are of one type, as they are one batch; results are of the same type. */
  @Override
  public List<WireType> lookup(Node.Lookup node) {
    WireType type = WireType.common("a look-up node", node.reads(), wires);
    type.require("a look-up node", WireType.Kind.LWE);
    require(type.parameters().bootstraps(), "a look-up bootstraps, which " + type.parameters().id()
        + ", a levelled set, cannot");
    int size = type.parameters().tableSize();
    require(node.tables().polynomialSize() == size, "a look-up has tables of " + node.tables().polynomialSize()
        + " coefficients where the parameters have " + size);
    require((long) node.width() * type.words() <= Circuit.MAX_BATCH_WORDS, node.width()
        + " results of one look-up node do not fit one array: split the node");
    return Collections.nCopies(node.width(), type);
  }

  @Override
  public List<WireType> expand(Node.Expand node) {
    require(query.levelled().isPresent(), "bits are expanded under a levelled set, which " + query.id()
        + " is not");
    return Collections.nCopies(node.bits(), new WireType(WireType.Kind.GGSW, query));
  }

  @Override
  public List<WireType> evaluate(Node.Evaluate node) {
    WireType type = WireType.common("a diagram", node.reads(), wires);
    type.require("a diagram", WireType.Kind.GGSW);
    int size = type.parameters().polynomialSize();
    require(node.diagram().polynomialSize() == size, "a diagram has polynomials of "
        + node.diagram().polynomialSize() + " coefficients where the parameters have " + size);
    WireType output = new WireType(WireType.Kind.GLWE, type.parameters());
    require((long) node.width() * output.words() <= Circuit.MAX_BATCH_WORDS, node.width()
        + " outputs of one diagram do not fit one array: split the node");
    return Collections.nCopies(node.width(), output);
  }

  @Override
  public List<WireType> sampleExtract(Node.SampleExtract node) {
    WireType type = WireType.common("a sample extraction", node.reads(), wires);
    type.require("a sample extraction", WireType.Kind.GLWE);
    for (int c : node.coefficients()) {
      require(c >= 0 && c < type.parameters().polynomialSize(), "a sample extraction reads coefficient " + c
          + " of " + type.parameters().polynomialSize());
    }
    return Collections.nCopies(node.width(), WireType.lwe(type.parameters()));
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, message);
    }
  }
}
