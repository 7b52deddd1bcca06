package dev.nightjar.api.circuit;

/** How many coefficients of a query a circuit reads, from the first on. */
final class CoefficientsRead implements Node.Cases<Integer> {
  private final int all;

  private CoefficientsRead(int all) {
    this.all = all;
  }

  /** One more than the highest coefficient that is read; at least 1. */
  static int of(Circuit circuit) {
    CoefficientsRead read = new CoefficientsRead(circuit.inputs() * circuit.parameters().polynomialSize());
    return circuit.strided().isPresent() ? read.all
        : circuit.nodes().stream().mapToInt(node -> node.match(read)).reduce(1, Math::max);
  }

  @Override
  public Integer extract(Node.Extract node) {
    int most = 0;
    for (int t = 0; t < node.map().terms(); t++) {
      most = Math.max(most, node.map().column(t) + 1);
    }
    return most;
  }

  @Override
  public Integer linear(Node.Linear node) {
    return 0;
  }

  @Override
  public Integer lookup(Node.Lookup node) {
    return 0;
  }

  /** Expansion applies automorphisms to whole polynomials. */
  @Override
  public Integer expand(Node.Expand node) {
    return all;
  }

  @Override
  public Integer evaluate(Node.Evaluate node) {
    return 0;
  }

  @Override
  public Integer sampleExtract(Node.SampleExtract node) {
    return 0;
  }
}
