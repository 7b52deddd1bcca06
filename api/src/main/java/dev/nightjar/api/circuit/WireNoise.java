package dev.nightjar.api.circuit;

import dev.nightjar.api.crypto.ShortQuery;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Function;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * The noise variance of every wire. Each wire is kept as an integer combination of sources, the fresh coefficients of
 * the query and the outputs of look-ups, so that two wires that share a source are added with its weights and not as if
 * they were independent. {@link NoiseSources} knows what sources have in common: outputs of one many-table look-up, and
 * of equal look-ups.
 *
 * <p>Of each wire, the hash of its mask is kept, too: the sum of those of its sources with its weights, modulo 2^64. So
 * look-ups that read the same sum are known from one another. Different sums have one hash with a probability of about
 * 2^-64, which makes the bound larger and never smaller.
 *
 * <p>The combinations of a circuit may grow beyond reason; then the standard deviations are added,
 * {@code σ ≤ Σ |w| σ_i}, which holds whatever the wires share.
 */
final class WireNoise {
  /** Terms that may be visited in all: more than any sensible model has, and a fraction of a second. */
  private static final long BUDGET = 1L << 24;

  /** Coefficients of accumulators that are followed in all: some 100 MB. */
  private static final int MOST_COEFFICIENTS = 1 << 20;

  private final long budget;
  private final int coefficients;
  private final Circuit circuit;
  private final Function<WireType, Parameters> setOf;
  private final NoiseSources sources;
  private final double[] variance;
  private final double[] offset;
  private final long[] mask;
  private final long[] constant;
  private final Terms[] exact;
  private long[] sum = new long[0];
  private int[] mergedIn = new int[0];
  private int merges;
  private long visited;

  /** A combination of sources; {@code null} stands for one that was not kept. */
  private record Terms(int[] source, long[] weight) {
  }

  /** The noise where each wire has the parameter set that this function gives of its type. */
  WireNoise(Circuit circuit, Function<WireType, Parameters> setOf) {
    this(circuit, setOf, BUDGET);
  }

  /** The same with so many terms that may be visited in all; beyond them, bounds are taken. */
  WireNoise(Circuit circuit, Function<WireType, Parameters> setOf, long budget) {
    this.budget = budget;
    this.circuit = circuit;
    this.setOf = setOf;
    coefficients = circuit.inputs() * circuit.parameters().polynomialSize();
    sources = new NoiseSources(coefficients,
        NoiseModel.freshVariance(setOf.apply(WireType.lwe(circuit.parameters())))
            + circuit.shortQuery().map(ShortQuery::variance).orElse(0.0));
    mask = new long[circuit.wires()];
    constant = new long[circuit.wires()];
    variance = new double[circuit.wires()];
    Arrays.fill(variance, Double.NaN);
    offset = new double[circuit.wires()];
    exact = new Terms[circuit.wires()];
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

  /** Torus distance by which a wire may be off beside its noise, since decompositions round its constants. */
  double offset(int wire) {
    return offset[wire];
  }

  /** A hash of a wire's mask, of the opposite sign for the opposite mask. */
  long mask(int wire) {
    return mask[wire];
  }

  /**
   * What the wire of a look-up's output has in common with others, see {@link NoiseSources#shared}; nothing for a
   * combination of coefficients, as a factor makes it, whose noise its own variance alone describes.
   */
  NoiseSources.Shared shared(int wire) {
    Terms terms = exact[wire];
    return terms != null && terms.source.length == 1 && Math.abs(terms.weight[0]) == 1 ? sources.shared(terms.source[0])
        : new NoiseSources.Shared(Mix.of(mask[wire]), 0);
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
        hash(next + i, map, i, sources::mask, column -> 0);
      }
      return null;
    }

    @Override
    public Void linear(Node.Linear node) {
      for (int i = 0; i < node.map().rows(); i++) {
        combine(next + i, node.map(), i);
        offset[next + i] = offset(node.map(), i);
        hash(next + i, node.map(), i, column -> mask[column], column -> constant[column]);
      }
      return null;
    }

    @Override
    public Void lookup(Node.Lookup node) {
      LookupTables tables = node.tables();
      TestPolynomialShape[] shapes = new TestPolynomialShape[tables.count()];
      Arrays.setAll(shapes, t -> TestPolynomialShape.of(tables, t));
      int[] inputs = node.inputs();
      int[] table = node.tableOf();
      Parameters p = setOf.apply(circuit.type(next));
      for (int i = 0; i < inputs.length; i++) {
        int wire = next + i * tables.outputs();
        if (tables.haveFactors()) {
          severalValues(wire, p, tables, table[i], shapes[table[i]], inputs[i]);
          continue;
        }
        int first = sources.lookup(p, tables, shapes[table[i]], mask[inputs[i]], constant[inputs[i]]);
        for (int o = 0; o < tables.outputs(); o++) {
          keep(wire + o, new Terms(new int[] {first + o}, new long[] {1}));
          mask[wire + o] = sources.mask(first + o);
        }
      }
      return null;
    }

    /** Outputs of one look-up are combinations of the coefficients that its factors read. */
    private void severalValues(int wire, Parameters p, LookupTables tables, int table, TestPolynomialShape shape,
        int input) {
      int[][] factors = new int[tables.outputs()][];
      BitSet read = new BitSet();
      for (int o = 0; o < factors.length; o++) {
        factors[o] = tables.factor(table, o);
        int step = tables.polynomialSize() / factors[o].length;
        for (int d = 0; d < factors[o].length; d++) {
          visited++;
          if (factors[o][d] != 0) {
            read.set(d * step);
          }
        }
      }
      boolean followed = visited <= budget && sources.count() - coefficients + read.cardinality() <= MOST_COEFFICIENTS;
      int[] powers = followed ? read.stream().toArray() : new int[0];
      int first = sources.coefficients(p, tables, shape, mask[input], constant[input], powers);
      for (int o = 0; o < factors.length; o++) {
        int[] factor = factors[o];
        if (!followed) {
          double norm = IntStream.of(factor).mapToDouble(w -> Math.abs((double) w)).sum();
          variance[wire + o] = norm * norm * NoiseModel.bootstrapVarianceBound(p);
          mask[wire + o] = Mix.of(Mix.of(coefficients + wire) ^ o);
          continue;
        }
        int step = tables.polynomialSize() / factor.length;
        int[] used = IntStream.range(0, powers.length)
            .filter(i -> powers[i] % step == 0 && factor[powers[i] / step] != 0).toArray();
        keep(wire + o, new Terms(IntStream.of(used).map(i -> first + i).toArray(),
            IntStream.of(used).mapToLong(i -> factor[powers[i] / step]).toArray()));
        for (int i : used) {
          mask[wire + o] += factor[powers[i] / step] * sources.mask(first + i);
        }
      }
    }

    /** Wires that hold bits are read by diagrams alone, whose noise counts theirs. */
    @Override
    public Void expand(Node.Expand node) {
      return null;
    }

    @Override
    public Void evaluate(Node.Evaluate node) {
      DiagramNoise noise = DiagramNoise.of(node.diagram(), setOf.apply(circuit.type(next)));
      for (int o = 0; o < node.width(); o++) {
        variance[next + o] = noise.variance(o);
        offset[next + o] = noise.offset(o);
      }
      return null;
    }

    /** What outputs of diagrams have in common is not looked into: they have no terms. */
    @Override
    public Void sampleExtract(Node.SampleExtract node) {
      int[] wires = node.wires();
      for (int i = 0; i < wires.length; i++) {
        variance[next + i] = variance[wires[i]];
        offset[next + i] = offset[wires[i]];
        mask[next + i] = Mix.of(coefficients + next + (long) i);
      }
      return null;
    }
  }

  private double offset(SparseMap map, int row) {
    double sum = 0;
    for (int t = map.start(row); t < map.start(row + 1); t++) {
      sum += Math.abs((double) map.weight(t)) * offset[map.column(t)];
    }
    return sum;
  }

  private void keep(int wire, Terms terms) {
    exact[wire] = terms;
    variance[wire] = sources.variance(terms.source, terms.weight);
  }

  private void hash(int wire, SparseMap map, int row, IntToLongFunction maskOf, IntToLongFunction constantOf) {
    constant[wire] = map.constant(row);
    for (int t = map.start(row); t < map.start(row + 1); t++) {
      mask[wire] += map.weight(t) * maskOf.applyAsLong(map.column(t));
      constant[wire] += map.weight(t) * constantOf.applyAsLong(map.column(t));
    }
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
    if (known && visited <= budget) {
      keep(wire, merge(map, row, (int) size));
    } else {
      variance[wire] = bound(map, row);
    }
  }

  private Terms merge(SparseMap map, int row, int size) {
    merges++;
    if (sum.length < sources.count()) {
      sum = Arrays.copyOf(sum, Math.max(sources.count(), 2 * sum.length));
      mergedIn = Arrays.copyOf(mergedIn, sum.length);
    }
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
