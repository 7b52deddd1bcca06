package dev.nightjar.api.circuit;

import dev.nightjar.api.crypto.ShortQuery;
import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Runs a circuit on bare phases with the noise that encrypted runs have by the formulas of {@link NoiseModel}: what
 * encrypted answers look like, at the price of a clear run. Immutable and thread-safe.
 *
 * <p>Normal noise is added to each coefficient of the query that is read, to what each look-up reads (keyswitch and
 * modulus switch), to each of its outputs ({@link NoiseModel#bootstrapVarianceBound}), to each coefficient that is
 * extracted from a diagram's output, and to each output of the circuit (the rounding of its words and, where answers
 * are hidden, the server's encryption of zero); a flood is drawn as servers draw it. Phases are computed with what was
 * added, so that wires which have a noisy value in common have its noise in common, as ciphertexts do. Look-ups that
 * read the same mask have the same noise where they read; equal look-ups have the same where they give, opposite ones
 * the opposite, and other outputs of one accumulator the covariance of {@link NoiseModel#bootstrapCovarianceBound},
 * with a positive sign. Where outputs are packed in products, what the terms of the others add is drawn for each
 * independently.
 *
 * <p>The variances are bounds which engines keep below, and keys and roundings of real runs are not normal in detail:
 * predictions are about the mean over keys and encryptions, a little on the noisy side.
 */
public final class NoisyEvaluator {
  private static final int NAMES_OF_OUTPUTS = 1 << 4;

  private final Circuit circuit;
  private final int coefficients;
  private final double freshDeviation;
  private final long[] mask;
  private final double[] decision;
  private final double[] own;
  private final double[] common;
  private final long[] accumulator;
  private final double[] answer;

  private NoisyEvaluator(Circuit circuit) {
    this.circuit = circuit;
    coefficients = CoefficientsRead.of(circuit);
    freshDeviation = Math.sqrt(NoiseModel.freshVariance(circuit.parameters())
        + circuit.shortQuery().map(ShortQuery::variance).orElse(0.0));
    mask = new long[circuit.wires()];
    decision = new double[circuit.wires()];
    own = new double[circuit.wires()];
    common = new double[circuit.wires()];
    accumulator = new long[circuit.wires()];
    WireNoise noise = new WireNoise(circuit, WireType::parameters);
    int next = 0;
    for (Node node : circuit.nodes()) {
      node.match(new Deviations(noise, next));
      next += node.width();
    }
    answer = answerDeviations(noise);
  }

  /** An evaluator of a circuit, which takes about as long as its failure analysis. */
  public static NoisyEvaluator of(Circuit circuit) {
    return new NoisyEvaluator(circuit);
  }

  /**
   * The output phases of one encrypted run.
   *
   * @param plaintext {@code inputs * N} torus words: the message polynomials of the query
   * @param seed determines all noise, on every platform: one for each run, for noises of different seeds are
   *     independent
   * @return one torus word for each output
   * @throws dev.nightjar.api.NightjarException {@code SHAPE_MISMATCH} for another number of words
   */
  public long[] run(long[] plaintext, long seed) {
    GaussianDraws draws = new GaussianDraws(seed);
    long[] wires = wires(plaintext, draws);
    int[] outputs = circuit.outputs();
    long[] phases = new long[outputs.length];
    for (int i = 0; i < phases.length; i++) {
      long name = name(Kind.ANSWER, (long) i * NAMES_OF_OUTPUTS);
      phases[i] = wires[outputs[i]] + GaussianDraws.word(answer[i] * draws.unit(name)) + flood(draws, name);
    }
    return phases;
  }

  /** The phases of all wires. */
  long[] wires(long[] plaintext, GaussianDraws draws) {
    long[] fresh = plaintext.clone();
    for (int c = 0; c < Math.min(coefficients, fresh.length); c++) {
      fresh[c] += GaussianDraws.word(freshDeviation * draws.unit(name(Kind.FRESH, c)));
    }
    return ClearEvaluator.wires(circuit, plaintext, fresh, new ClearEvaluator.Noise() {
      @Override
      public long decision(int input, int output) {
        return GaussianDraws.word(decision[output] * signed(draws, Kind.DECISION, mask[input]));
      }

      @Override
      public long result(int wire) {
        double noise = own[wire] * signed(draws, Kind.RESULT, mask[wire]);
        return GaussianDraws.word(common[wire] == 0 ? noise
            : noise + common[wire] * draws.unit(name(Kind.ACCUMULATOR, accumulator[wire])));
      }
    });
  }

  /** What noise is drawn for; each kind has names of its own. */
  private enum Kind { FRESH, DECISION, RESULT, ACCUMULATOR, ANSWER }

  private static long name(Kind kind, long of) {
    return Mix.of(of) + kind.ordinal();
  }

  /** A deviate for a mask, of the opposite sign for the opposite mask. */
  private static double signed(GaussianDraws draws, Kind kind, long mask) {
    return mask < 0 ? -draws.unit(name(kind, -mask)) : draws.unit(name(kind, mask));
  }

  private long flood(GaussianDraws draws, long name) {
    Optional<AnswerHiding> hiding = circuit.hiding();
    return hiding.isEmpty() ? 0 : IntStream.rangeClosed(1, AnswerHiding.FLOOD_TERMS)
        .mapToLong(i -> hiding.get().flood().of(draws.bits(name + i))).sum();
  }

  private double[] answerDeviations(WireNoise noise) {
    Parameters p = circuit.answerType().parameters();
    double zeroVariance = circuit.shortQuery().map(ShortQuery::zeroVariance).orElse(0.0);
    double added = NoiseModel.replyRoundingVariance(p, circuit.outputBits())
        + circuit.hiding().map(hiding -> hiding.variance(p, zeroVariance)).orElse(0.0);
    double[] alone = IntStream.of(circuit.outputs()).mapToDouble(noise::variance).toArray();
    double[] whole = alone.clone();
    circuit.strided().ifPresent(packing -> FailureAnalysis.share(packing, whole));
    double[] deviations = new double[alone.length];
    Arrays.setAll(deviations, i -> Math.sqrt(added + whole[i] - alone[i]));
    return deviations;
  }

  /** Standard deviations of what a node adds, whose first wire is {@code next}. */
  private final class Deviations implements Node.Cases<Void> {
    private final WireNoise noise;
    private final int next;

    Deviations(WireNoise noise, int next) {
      this.noise = noise;
      this.next = next;
    }

    @Override
    public Void extract(Node.Extract node) {
      return masks(node);
    }

    @Override
    public Void linear(Node.Linear node) {
      return masks(node);
    }

    private Void masks(Node node) {
      for (int wire = next; wire < next + node.width(); wire++) {
        mask[wire] = noise.mask(wire);
      }
      return null;
    }

    @Override
    public Void lookup(Node.Lookup node) {
      masks(node);
      Parameters p = circuit.type(next).parameters();
      double deviation = Math.sqrt(NoiseModel.lookupVariance(p, 0, node.tables().theta()));
      for (int wire = next; wire < next + node.width(); wire++) {
        NoiseSources.Shared shared = noise.shared(wire);
        double variance = noise.variance(wire);
        double covariance = Math.min(variance, shared.covariance());
        decision[wire] = deviation;
        own[wire] = Math.sqrt(variance - covariance);
        common[wire] = Math.sqrt(covariance);
        accumulator[wire] = shared.accumulator();
      }
      return null;
    }

    /** What bits and diagrams add is counted where coefficients are read. */
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
      masks(node);
      for (int wire = next; wire < next + node.width(); wire++) {
        own[wire] = Math.sqrt(noise.variance(wire));
      }
      return null;
    }
  }
}
