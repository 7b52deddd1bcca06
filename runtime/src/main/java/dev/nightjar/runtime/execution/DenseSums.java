package dev.nightjar.runtime.execution;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.engine.IntegerPolynomials;
import dev.nightjar.api.engine.Products;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The sums of a circuit's extractions that have so many terms, or of which so many are translations of each other, that
 * products of polynomials are faster.
 */
final class DenseSums implements Node.Cases<Void> {
  private final Circuit circuit;
  private final Function<IntegerPolynomials, Products> engine;
  private final Map<Node.Extract, RowProducts> found = new IdentityHashMap<>();
  private boolean coefficients;

  /** Those of a circuit. */
  DenseSums(Circuit circuit, Function<IntegerPolynomials, Products> engine) {
    this.circuit = circuit;
    this.engine = engine;
    coefficients = circuit.strided().isPresent();
    if (!coefficients) {
      circuit.nodes().forEach(node -> node.match(this));
    }
  }

  /** The products of an extraction, if it is one of those. */
  Optional<RowProducts> of(Node.Extract node) {
    return Optional.ofNullable(found.get(node));
  }

  /** Whether the circuit reads coefficients of the query, in extractions or for an answer that is a product. */
  boolean readCoefficients() {
    return coefficients;
  }

  @Override
  public Void extract(Node.Extract node) {
    coefficients = true;
    SparseMap map = node.map();
    int size = circuit.parameters().polynomialSize();
    Map<Pattern, List<Integer>> rowsOf = new LinkedHashMap<>();
    int[] coefficient = new int[map.rows()];
    for (int r = 0; r < map.rows(); r++) {
      coefficient[r] = highest(map, r, size);
      rowsOf.computeIfAbsent(Pattern.of(map, r, size, coefficient[r]), p -> new ArrayList<>()).add(r);
    }
    int[] productOf = new int[map.rows()];
    Arrays.fill(productOf, -1);
    BitSet defines = new BitSet();
    int products = 0;
    for (Map.Entry<Pattern, List<Integer>> entry : rowsOf.entrySet()) {
      if (entry.getKey().pays(entry.getValue().size())) {
        int product = products++;
        entry.getValue().forEach(r -> productOf[r] = product);
        defines.set(entry.getValue().get(0));
      }
    }
    RowProducts.of(map, circuit.parameters(), productOf, coefficient, defines::get, engine)
        .ifPresent(rows -> found.put(node, rows));
    return null;
  }

  /** Highest coefficient that a row reads of any ciphertext. */
  private static int highest(SparseMap map, int row, int size) {
    int highest = 0;
    for (int t = map.start(row); t < map.start(row + 1); t++) {
      highest = Math.max(highest, map.column(t) % size);
    }
    return highest;
  }

  /** The factors of a row's product: equal for rows that are translations of each other. */
  private record Pattern(List<Term> terms) {
    /** A factor's coefficient. */
    private record Term(int ciphertext, int degree, long weight) {
    }

    static Pattern of(SparseMap map, int row, int size, int highest) {
      return new Pattern(IntStream.range(map.start(row), map.start(row + 1))
          .mapToObj(t -> new Term(map.column(t) / size, highest - map.column(t) % size, map.weight(t)))
          .sorted(Comparator.comparingInt(Term::ciphertext).thenComparingInt(Term::degree)).toList());
    }

    /** Whether the transforms back of a product take less time than the terms of its rows. */
    boolean pays(int rows) {
      return (long) rows * terms.size() > RowProducts.TRANSFORM_TERMS * RowProducts.USUAL_LIMBS;
    }
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
