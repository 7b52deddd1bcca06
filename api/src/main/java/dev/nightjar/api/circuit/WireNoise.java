package dev.nightjar.api.circuit;

import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.function.Function;

/**
 * The noise variance of every wire. Each wire is kept as an integer combination of independent sources, the fresh
 * coefficients of the query and the outputs of look-ups, so that two wires that share a source are added with its
 * weights and not as if they were independent.
 *
 * <p>Outputs of one many-table look-up count as independent: they are different coefficients of one accumulator.
 *
 * <p>The combinations of a circuit may grow beyond reason; then the standard deviations are added,
 * {@code σ ≤ Σ |w| σ_i}, which holds whatever the wires share.
 */
final class WireNoise {
  /** Terms that may be visited in all: more than any sensible model has, and a fraction of a second. */
  private static final long BUDGET = 1L << 24;

  private final int coefficients;
  private final Circuit circuit;
  private final Function<WireType, Parameters> setOf;
  private final double[] sourceVariance;
  private final double[] variance;
  private final Terms[] exact;
  private final long[] sum;
  private final int[] mergedIn;
  private int merges;
  private long visited;

  /** A combination of sources; {@code null} stands for one that was not kept. */
  private record Terms(int[] source, long[] weight) {
  }

  /** The noise where each wire has the parameter set that this function gives of its type. */
  WireNoise(Circuit circuit, Function<WireType, Parameters> setOf) {
    this.circuit = circuit;
    this.setOf = setOf;
    coefficients = circuit.inputs() * circuit.parameters().polynomialSize();
    sourceVariance = new double[coefficients + circuit.wires()];
    Arrays.fill(sourceVariance, Double.NaN);
    Arrays.fill(sourceVariance, 0, coefficients,
        NoiseModel.freshVariance(setOf.apply(WireType.lwe(circuit.parameters()))));
    variance = new double[circuit.wires()];
    Arrays.fill(variance, Double.NaN);
    exact = new Terms[circuit.wires()];
    sum = new long[coefficients + circuit.wires()];
    mergedIn = new int[sum.length];
    int next = 0;
    for (Node node : circuit.nodes()) {
      node.match(new Append(next));
      next += node.width();
    }
  }

  /** Variance of a wire, relative to the torus. */
  double variance(int wire) {
    if (Double.isNaN(variance[wire])) {
      throw new IllegalStateException("no node gave wire " + wire + " a variance");
    }
    return variance[wire];
  }

  /** Keeps the combinations of one node's wires, whose first is {@code next}. */
  private final class Append implements Node.Cases<Void> {
    private final int next;

    Append(int next) {
      this.next = next;
    }

    @Override
    public Void extract(Node.Extract node) {
      SparseMap map = node.map();
      for (int i = 0; i < map.rows(); i++) {
        keep(next + i, new Terms(map.columnsOf(i), map.weightsOf(i)));
      }
      return null;
    }

    @Override
    public Void linear(Node.Linear node) {
      for (int i = 0; i < node.map().rows(); i++) {
        combine(next + i, node.map(), i);
      }
      return null;
    }

    @Override
    public Void lookup(Node.Lookup node) {
      double bootstrapped = NoiseModel.bootstrapVarianceBound(setOf.apply(circuit.type(next)));
      for (int wire = next; wire < next + node.width(); wire++) {
        sourceVariance[coefficients + wire] = bootstrapped;
        keep(wire, new Terms(new int[] {coefficients + wire}, new long[] {1}));
      }
      return null;
    }
  }

  private void keep(int wire, Terms terms) {
    exact[wire] = terms;
    double kept = 0;
    for (int t = 0; t < terms.source.length; t++) {
      double weight = terms.weight[t];
      kept += weight * weight * sourceVariance[terms.source[t]];
    }
    variance[wire] = kept;
  }

  private void combine(int wire, SparseMap map, int row) {
    long size = 0;
    boolean known = true;
    for (int t = map.start(row); t < map.start(row + 1); t++) {
      Terms in = exact[map.column(t)];
      known &= in != null;
      size += in != null ? in.source.length : 0;
    }
    visited += size;
    if (known && visited <= BUDGET) {
      keep(wire, merge(map, row, (int) size));
    } else {
      variance[wire] = bound(map, row);
    }
  }

  private Terms merge(SparseMap map, int row, int size) {
    merges++;
    int[] source = new int[size];
    int count = 0;
    for (int t = map.start(row); t < map.start(row + 1); t++) {
      Terms in = exact[map.column(t)];
      for (int s = 0; s < in.source.length; s++) {
        int from = in.source[s];
        if (mergedIn[from] != merges) {
          mergedIn[from] = merges;
          sum[from] = 0;
          source[count++] = from;
        }
        sum[from] += map.weight(t) * in.weight[s];
      }
    }
    int[] distinct = Arrays.copyOf(source, count);
    return new Terms(distinct, Arrays.stream(distinct).mapToLong(s -> sum[s]).toArray());
  }

  private double bound(SparseMap map, int row) {
    double deviation = 0;
    for (int t = map.start(row); t < map.start(row + 1); t++) {
      deviation += Math.abs((double) map.weight(t)) * Math.sqrt(variance[map.column(t)]);
    }
    return deviation * deviation;
  }
}
