package dev.nightjar.runtime.execution;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.engine.IntegerPolynomials;
import dev.nightjar.api.engine.Products;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The extractions of a circuit whose sums have so many terms that products of polynomials are faster. */
final class DenseSums implements Node.Cases<Void> {
  private final Circuit circuit;
  private final Function<IntegerPolynomials, Products> engine;
  private final Map<Node.Extract, RowProducts> found = new IdentityHashMap<>();

  /** Those of a circuit, each with a product of its own for every sum. */
  DenseSums(Circuit circuit, Function<IntegerPolynomials, Products> engine) {
    this.circuit = circuit;
    this.engine = engine;
    if (circuit.strided().isEmpty()) {
      circuit.nodes().forEach(node -> node.match(this));
    }
  }

  /** The products of an extraction, if it is one of those. */
  Optional<RowProducts> of(Node.Extract node) {
    return Optional.ofNullable(found.get(node));
  }

  @Override
  public Void extract(Node.Extract node) {
    int[] last = new int[node.map().rows()];
    Arrays.fill(last, circuit.parameters().polynomialSize() - 1);
    RowProducts.of(node.map(), circuit.parameters(), IntStream.range(0, last.length).toArray(), last, engine)
        .ifPresent(rows -> found.put(node, rows));
    return null;
  }

  @Override
  public Void linear(Node.Linear node) {
    return null;
  }

  @Override
  public Void lookup(Node.Lookup node) {
    return null;
  }

  @Override
  public Void expand(Node.Expand node) {
    return null;
  }

  @Override
  public Void evaluate(Node.Evaluate node) {
    return null;
  }

  @Override
  public Void sampleExtract(Node.SampleExtract node) {
    return null;
  }
}
