package dev.nightjar.api.circuit;

import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the noise of wires is made of, and how much these sources have in common.
 *
 * <p>Fresh coefficients are independent. Outputs of look-ups are so, too, unless they are coefficients of one
 * accumulator: the outputs of one many-table look-up, and look-ups that read the same mask (sums of the same terms,
 * whatever their constants) by test polynomials that are rotations of each other. Two different coefficients have at
 * most {@link NoiseModel#bootstrapCovarianceBound} in common, of either sign. One and the same coefficient, as of two
 * equal look-ups, of a table and its negative, or of a shifted table at a shifted input, is one source; but an engine
 * may compute it twice in two ways, so that the weights are added without their signs.
 */
final class NoiseSources {
  private final int coefficients;
  private final double freshVariance;
  private final Output[] outputs;
  private final Map<Rotation, Integer> outputsOf = new HashMap<>();

  /** An accumulator up to powers of X: the mask that is read, and the form of the test polynomial. */
  private record Rotation(long mask, long fingerprint) {
  }

  /**
   * An output of a look-up.
   *
   * @param identity a hash, equal where two outputs are one coefficient of one accumulator, or opposite
   * @param sign of the coefficient in what that hash stands for, 1 or -1
   * @param variance of its noise
   * @param covariance that it has at most with other coefficients of its accumulator
   * @param rotation its accumulator
   * @param number among the outputs of its look-up
   * @param position where the coefficient lies in the accumulator, a torus word without the bits that only tell signs
   *     or periods
   * @param positionMask the bits of a position
   * @param step positions of one number that are less than this apart may be one coefficient, for the modulus switch
   *     rounds
   */
  private record Output(long identity, long sign, double variance, double covariance, Rotation rotation, int number,
      long position, long positionMask, long step) {
    boolean mayBe(Output other) {
      long distance = position - other.position & positionMask;
      return Math.min(distance, (positionMask - distance) + 1) < step;
    }
  }

  /**
   * Sources 0 to {@code coefficients - 1} are the coefficients of the query; those behind them may become outputs of
   * look-ups.
   */
  NoiseSources(int coefficients, double freshVariance, int wires) {
    this.coefficients = coefficients;
    this.freshVariance = freshVariance;
    outputs = new Output[wires];
  }

  /**
   * Makes consecutive sources the outputs of a look-up.
   *
   * @param first source of the first output
   * @param tables of which one has the shape
   * @param mask hash of what the look-up reads, but for its constant
   * @param constant torus word that is added to what is read
   */
  void lookup(int first, Parameters p, LookupTables tables, TestPolynomialShape shape, long mask, long constant) {
    long coefficient = 1L << 63 - Integer.numberOfTrailingZeros(tables.polynomialSize());
    // 0 for a whole turn, whose second half is the negative of the first.
    long period = shape.period() * coefficient;
    long positionMask = period <= 0 ? Long.MAX_VALUE : period - 1;
    Rotation rotation = new Rotation(mask, shape.fingerprint());
    outputsOf.merge(rotation, tables.outputs(), Integer::sum);
    for (int o = 0; o < tables.outputs(); o++) {
      long at = (o - shape.start()) * coefficient + constant;
      long position = at & positionMask;
      long identity = Mix.of(Mix.of(Mix.of(Mix.of(mask) ^ shape.fingerprint()) ^ position) ^ o);
      outputs[first + o - coefficients] = new Output(identity, period == 0 && at < 0 ? -1 : 1,
          NoiseModel.bootstrapVarianceBound(p), NoiseModel.bootstrapCovarianceBound(p), rotation, o, position,
          positionMask, tables.outputs() * coefficient);
    }
  }

  /** A source's part of the hash of a sum's mask: such hashes are linear. */
  long mask(int source) {
    if (source < coefficients) {
      return Mix.of(source);
    }
    Output output = outputs[source - coefficients];
    return output.sign * output.identity;
  }

  /**
   * What an output of a look-up has in common with the others of its accumulator.
   *
   * @param accumulator a hash of it
   * @param covariance with each other coefficient of it, at most; 0 where no other is read
   */
  record Shared(long accumulator, double covariance) {
  }

  /** What the output that a source is shares with others. */
  Shared shared(int source) {
    Output output = outputs[source - coefficients];
    return new Shared(Mix.of(Mix.of(output.rotation.mask) ^ output.rotation.fingerprint),
        outputsOf.get(output.rotation) == 1 ? 0 : output.covariance);
  }

  /** A bound on the variance of a sum of sources, no two of its entries the same source. */
  double variance(int[] source, long[] weight) {
    double sum = 0;
    Map<Rotation, Map<Integer, List<Term>>> shared = new HashMap<>();
    for (int t = 0; t < source.length; t++) {
      double w = Math.abs((double) weight[t]);
      Output output = source[t] < coefficients ? null : outputs[source[t] - coefficients];
      if (output == null || outputsOf.get(output.rotation) == 1) {
        sum += w * w * (output == null ? freshVariance : output.variance);
      } else {
        shared.computeIfAbsent(output.rotation, r -> new TreeMap<>())
            .computeIfAbsent(output.number, o -> new ArrayList<>()).add(new Term(output, w));
      }
    }
    for (Map<Integer, List<Term>> byNumber : shared.values()) {
      sum += variance(byNumber.values());
    }
    return sum;
  }

  private record Term(Output output, double weight) {
  }

  /** {@code V Σ a² + C ((Σ a)² - Σ a²)}, a being the sum of the absolute weights of one coefficient. */
  private static double variance(Collection<List<Term>> ofOneAccumulator) {
    double all = 0;
    double squares = 0;
    for (List<Term> terms : ofOneAccumulator) {
      for (double a : coefficients(terms)) {
        all += a;
        squares += a * a;
      }
    }
    Output any = ofOneAccumulator.iterator().next().get(0).output;
    return any.variance * squares + any.covariance * (all * all - squares);
  }

  /** Absolute weights of the coefficients that one output stands for; neighbours that may be one are one. */
  private static List<Double> coefficients(List<Term> terms) {
    terms.sort(Comparator.comparingLong(t -> t.output.position));
    List<Double> sums = new ArrayList<>();
    for (int i = 0; i < terms.size(); i++) {
      Term t = terms.get(i);
      if (i > 0 && t.output.mayBe(terms.get(i - 1).output)) {
        sums.set(sums.size() - 1, sums.get(sums.size() - 1) + t.weight);
      } else {
        sums.add(t.weight);
      }
    }
    // Positions lie on a circle.
    int last = sums.size() - 1;
    if (last > 0 && terms.get(0).output.mayBe(terms.get(terms.size() - 1).output)) {
      sums.set(0, sums.get(0) + sums.remove(last));
    }
    return sums;
  }
}
