package dev.nightjar.api.circuit;

import dev.nightjar.api.crypto.ShortQuery;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The noise of a circuit whose tables are read as functions of noisy phases: how far phases stray at each look-up, and
 * what becomes of it at the outputs for one plaintext. All are standard deviations, relative to the torus.
 *
 * <p>At a look-up two kinds of noise meet: that of its input, which is carried there by sums, and what keyswitch and
 * modulus switch add, which is its own. The second is passed on with the slope of the table at the phase that the
 * plaintext leads to, as a root mean square over two standard deviations to each side, and so is noise of earlier
 * look-ups through later ones: the circuit is linearised about the plaintext. Look-ups that read the same sum have in
 * common what is added in front of them, and coefficients of one accumulator what {@link
 * NoiseModel#bootstrapCovarianceBound} says. Immutable and thread-safe.
 */
public final class AnalogueNoise {
  /** Width of the window over which a slope is taken, in standard deviations to each side. */
  private static final double WINDOW = 2;
  private static final int WINDOW_STEPS = 8;

  private final Circuit circuit;
  private final double[][] decisions;
  private final double[] variance;
  private final double[] own;
  private final double[] bootstrapped;
  private final double fresh;
  private final double added;
  private final double[] results;
  private final CommonNoise common;

  private AnalogueNoise(Circuit circuit) {
    this.circuit = circuit;
    Parameters p = circuit.parameters();
    WireNoise noise = new WireNoise(circuit, WireType::parameters);
    bootstrapped = new double[circuit.wires()];
    fresh = NoiseModel.freshVariance(p) + circuit.shortQuery().map(ShortQuery::variance).orElse(0.0);
    added = NoiseModel.replyRoundingVariance(p, circuit.outputBits());
    variance = new double[circuit.wires()];
    own = new double[circuit.wires()];
    common = new CommonNoise(circuit.wires());
    List<double[]> found = new ArrayList<>();
    int next = 0;
    for (Node node : circuit.nodes()) {
      node.match(new Forward(noise, p, next, found));
      next += node.width();
    }
    decisions = found.toArray(double[][]::new);
    results = Arrays.stream(circuit.outputs()).mapToDouble(wire -> Math.sqrt(noise.variance(wire) + added)).toArray();
  }

  /** Keeps the noise at the look-ups of one node, whose first wire is {@code next}. */
  private final class Forward implements Node.Cases<Void> {
    private final WireNoise noise;
    private final Parameters parameters;
    private final int next;
    private final List<double[]> found;

    Forward(WireNoise noise, Parameters parameters, int next, List<double[]> found) {
      this.noise = noise;
      this.parameters = parameters;
      this.next = next;
      this.found = found;
    }

    @Override
    public Void extract(Node.Extract node) {
      return null;
    }

    @Override
    public Void linear(Node.Linear node) {
      return null;
    }

    @Override
    public Void lookup(Node.Lookup lookup) {
      int[] inputs = lookup.inputs();
      int outputs = lookup.tables().outputs();
      double switched = NoiseModel.lookupVariance(parameters, 0, lookup.tables().theta());
      double[] deviations = new double[inputs.length];
      for (int i = 0; i < inputs.length; i++) {
        double all = noise.variance(inputs[i]) + switched;
        deviations[i] = Math.sqrt(all);
        Arrays.fill(variance, next + i * outputs, next + (i + 1) * outputs, all);
        Arrays.fill(own, next + i * outputs, next + (i + 1) * outputs, switched);
        for (int wire = next + i * outputs; wire < next + (i + 1) * outputs; wire++) {
          common.add(noise, parameters, wire, inputs[i], lookup.tables().theta());
        }
      }
      for (int wire = next; wire < next + lookup.width(); wire++) {
        bootstrapped[wire] = noise.variance(wire);
      }
      found.add(deviations);
      return null;
    }

    @Override
    public Void expand(Node.Expand node) {
      throw diagrams();
    }

    @Override
    public Void evaluate(Node.Evaluate node) {
      throw diagrams();
    }

    @Override
    public Void sampleExtract(Node.SampleExtract node) {
      throw diagrams();
    }
  }

  private static IllegalArgumentException diagrams() {
    return new IllegalArgumentException("the noise of a circuit with diagrams is not that of its phases");
  }

  /**
   * The noise of a circuit.
   *
   * @throws IllegalArgumentException when it evaluates diagrams, whose outputs are no functions of noisy phases
   */
  public static AnalogueNoise of(Circuit circuit) {
    return new AnalogueNoise(circuit);
  }

  /** The deviation of the phase at each look-up: one array for each look-up node, in order; a copy. */
  public double[][] decisions() {
    return Arrays.stream(decisions).map(double[]::clone).toArray(double[][]::new);
  }

  /**
   * The deviation of each output from what its sum makes of the values that its look-ups read, rounding of answers
   * included; a copy.
   */
  public double[] results() {
    return results.clone();
  }

  /**
   * What reaches the outputs for one plaintext.
   *
   * @param plaintext message polynomials of a query, as {@link ClearEvaluator#run} takes them
   */
  public Outputs at(long[] plaintext) {
    long[] phases = ClearEvaluator.wires(circuit, plaintext);
    int[] outputs = circuit.outputs();
    NoiseShares[] shares = new NoiseShares[outputs.length];
    for (int o = 0; o < outputs.length; o++) {
      shares[o] = shares(outputs[o], phases);
    }
    return new Outputs(shares, added, common);
  }

  /** The noise of outputs by where it arises: shares of different outputs from one source add up with their signs. */
  public static final class Outputs {
    private final NoiseShares[] shares;
    private final double added;
    private final CommonNoise common;

    private Outputs(NoiseShares[] shares, double added, CommonNoise common) {
      this.shares = shares;
      this.added = added;
      this.common = common;
    }

    /** Standard deviation of an output. */
    public double deviation(int output) {
      return Math.sqrt(shares[output].variance(common) + added);
    }

    /** Standard deviation of the difference of two outputs, each times a factor. */
    public double deviation(int first, double firstFactor, int second, double secondFactor) {
      NoiseShares difference = shares[first].combined(firstFactor, shares[second], -secondFactor);
      return Math.sqrt(difference.variance(common)
          + added * (firstFactor * firstFactor + secondFactor * secondFactor));
    }
  }

  /** Where the deviation of an output comes from. */
  private NoiseShares shares(int output, long[] phases) {
    int wires = circuit.wires();
    int coefficients = circuit.inputs() * circuit.parameters().polynomialSize();
    double[] adjoint = new double[wires];
    NoiseShares out = new NoiseShares(new double[coefficients], new double[wires], new double[wires]);
    adjoint[output] = 1;
    int end = wires;
    List<Node> nodes = circuit.nodes();
    for (int n = nodes.size() - 1; n >= 0; n--) {
      int first = end - nodes.get(n).width();
      nodes.get(n).match(new Backward(first, adjoint, phases, out));
      end = first;
    }
    double deviation = Math.sqrt(fresh);
    for (int c = 0; c < coefficients; c++) {
      out.query()[c] *= deviation;
    }
    return out;
  }

  private static void pass(SparseMap map, int first, double[] adjoint, double[] to) {
    for (int r = 0; r < map.rows(); r++) {
      double a = adjoint[first + r];
      for (int t = map.start(r); a != 0 && t < map.start(r + 1); t++) {
        to[map.column(t)] += a * map.weight(t);
      }
    }
  }

  /** Passes what an output changes by back through one node, whose first wire is {@code first}. */
  private final class Backward implements Node.Cases<Void> {
    private final int first;
    private final double[] adjoint;
    private final long[] phases;
    private final NoiseShares out;

    Backward(int first, double[] adjoint, long[] phases, NoiseShares out) {
      this.first = first;
      this.adjoint = adjoint;
      this.phases = phases;
      this.out = out;
    }

    @Override
    public Void extract(Node.Extract node) {
      pass(node.map(), first, adjoint, out.query());
      return null;
    }

    @Override
    public Void linear(Node.Linear node) {
      pass(node.map(), first, adjoint, adjoint);
      return null;
    }

    @Override
    public Void lookup(Node.Lookup lookup) {
      int[] inputs = lookup.inputs();
      int[] tableOf = lookup.tableOf();
      int outputs = lookup.tables().outputs();
      for (int i = 0; i < inputs.length; i++) {
        for (int o = 0; o < outputs; o++) {
          int wire = first + i * outputs + o;
          if (adjoint[wire] != 0) {
            double through = adjoint[wire]
                * slope(lookup.tables(), tableOf[i], o, phases[inputs[i]], Math.sqrt(variance[wire]));
            out.bootstraps()[common.bootstrap(wire)] +=
                common.signOfBootstrap(wire) * adjoint[wire] * Math.sqrt(bootstrapped[wire]);
            out.switches()[common.switched(wire)] += common.signOfSwitch(wire) * through * Math.sqrt(own[wire]);
            adjoint[inputs[i]] += through;
          }
        }
      }
      return null;
    }

    @Override
    public Void expand(Node.Expand node) {
      throw diagrams();
    }

    @Override
    public Void evaluate(Node.Evaluate node) {
      throw diagrams();
    }

    @Override
    public Void sampleExtract(Node.SampleExtract node) {
      throw diagrams();
    }
  }

  /** Root mean square of a table's slope in a window about a phase, with the sign of the slope across the window. */
  private static double slope(LookupTables tables, int table, int output, long phase, double deviation) {
    double step = Math.max(2 * WINDOW * deviation / WINDOW_STEPS, 1.0 / tables.polynomialSize());
    long[] values = new long[WINDOW_STEPS + 1];
    for (int i = 0; i <= WINDOW_STEPS; i++) {
      double offset = (i - WINDOW_STEPS / 2.0) * step;
      values[i] = tables.evaluate(table, output, phase + (long) Math.scalb(offset, Long.SIZE));
    }
    double squares = 0;
    double across = 0;
    for (int i = 0; i < WINDOW_STEPS; i++) {
      double difference = Math.scalb((double) (values[i + 1] - values[i]), -Long.SIZE);
      squares += difference * difference;
      across += difference;
    }
    return Math.copySign(Math.sqrt(squares / WINDOW_STEPS) / step, across);
  }
}
