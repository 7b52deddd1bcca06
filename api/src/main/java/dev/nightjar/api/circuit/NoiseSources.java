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
import java.util.Optional;
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
  private final List<Output> outputs = new ArrayList<>();
  private final Map<Rotation, Integer> outputsOf = new HashMap<>();
  private int lookups;

  /** An accumulator up to powers of X: the mask that is read, and the form of the test polynomial. */
  private record Rotation(long mask, long fingerprint) {
  }

  /** Coefficient {@code degree}, 0 or negative, of the accumulator of one look-up of several values. */
  private record Place(Parameters parameters, int lookup, int degree) {
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
   * @param place of a coefficient that a factor reads
   */
  private record Output(long identity, long sign, double variance, double covariance, Rotation rotation, int number,
      long position, long positionMask, long step, Optional<Place> place) {
    boolean mayBe(Output other) {
      long distance = position - other.position & positionMask;
      return Math.min(distance, (positionMask - distance) + 1) < step;
    }
  }

  /**
   * Sources 0 to {@code coefficients - 1} are the coefficients of the query; those behind them are coefficients of
   * accumulators.
   */
  NoiseSources(int coefficients, double freshVariance) {
    this.coefficients = coefficients;
    this.freshVariance = freshVariance;
  }

  /** Number of sources. */
  int count() {
    return coefficients + outputs.size();
  }

  /**
   * Appends a source for each output of a look-up with interleaved outputs, and gives the first.
   *
   * @param tables of which one has the shape
   * @param mask hash of what the look-up reads, but for its constant
   * @param constant torus word that is added to what is read
   */
  int lookup(Parameters p, LookupTables tables, TestPolynomialShape shape, long mask, long constant) {
    int first = count();
    for (int o = 0; o < tables.outputs(); o++) {
      append(p, tables, shape, mask, constant, o, o, tables.outputs());
    }
    outputsOf.merge(new Rotation(mask, shape.fingerprint()), tables.outputs(), Integer::sum);
    return first;
  }

  /**
   * Appends a source for each of some coefficients of a look-up's accumulator, and gives the first.
   *
   * @param powers for each the power -d of X whose coefficient it is, d from 0 to N - 1
   */
  int coefficients(Parameters p, LookupTables tables, TestPolynomialShape shape, long mask, long constant,
      int[] powers) {
    int first = count();
    for (int power : powers) {
      append(p, tables, shape, mask, constant, 0, -power, 1);
    }
    outputsOf.merge(new Rotation(mask, shape.fingerprint()), powers.length, Integer::sum);
    lookups++;
    return first;
  }

  /**
   * Appends a coefficient of an accumulator.
   *
   * @param degree of the coefficient; negative ones are those of the accumulator's negative, a whole turn further on
   * @param step coefficients by which the modulus switch rounds
   */
  private void append(Parameters p, LookupTables tables, TestPolynomialShape shape, long mask, long constant,
      int number, int degree, int step) {
    long coefficient = 1L << 63 - Integer.numberOfTrailingZeros(tables.polynomialSize());
    // 0 for a whole turn, whose second half is the negative of the first.
    long period = shape.period() * coefficient;
    long positionMask = period <= 0 ? Long.MAX_VALUE : period - 1;
    long at = (degree - shape.start()) * coefficient + constant;
    long position = at & positionMask;
    long identity = Mix.of(Mix.of(Mix.of(Mix.of(mask) ^ shape.fingerprint()) ^ position) ^ number);
    outputs.add(new Output(identity, period == 0 && at < 0 ? -1 : 1, NoiseModel.bootstrapVarianceBound(p),
        NoiseModel.bootstrapCovarianceBound(p), new Rotation(mask, shape.fingerprint()), number, position, positionMask,
        step * coefficient, tables.haveFactors() ? Optional.of(new Place(p, lookups, degree)) : Optional.empty()));
  }

  /** A source's part of the hash of a sum's mask: such hashes are linear. */
  long mask(int source) {
    if (source < coefficients) {
      return Mix.of(source);
    }
    Output output = outputs.get(source - coefficients);
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
    Output output = outputs.get(source - coefficients);
    return new Shared(Mix.of(Mix.of(output.rotation.mask) ^ output.rotation.fingerprint),
        outputsOf.get(output.rotation) == 1 ? 0 : output.covariance);
  }

  /** A bound on the variance of a sum of sources, no two of its entries the same source. */
  double variance(int[] source, long[] weight) {
    double sum = 0;
    Map<Rotation, Map<Integer, List<Term>>> shared = new HashMap<>();
    for (int t = 0; t < source.length; t++) {
      double w = (double) weight[t];
      Output output = source[t] < coefficients ? null : outputs.get(source[t] - coefficients);
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

  private record Term(Output output, double signed) {
    double weight() {
      return Math.abs(signed);
    }
  }

  /** What is known of one look-up's accumulator, whose coefficients differ: their weights keep their signs. */
  private static double ofOneLookup(List<Term> terms) {
    Parameters p = terms.get(0).output.place.orElseThrow().parameters;
    int[] position = new int[terms.size()];
    double[] weight = new double[terms.size()];
    for (int i = 0; i < position.length; i++) {
      int degree = terms.get(i).output.place.orElseThrow().degree;
      position[i] = degree < 0 ? degree + p.tableSize() : 0;
      weight[i] = degree < 0 ? -terms.get(i).signed : terms.get(i).signed;
    }
    return NoiseModel.combinationVarianceBound(p, position, weight);
  }

  private static boolean areOfOneLookup(List<Term> terms) {
    Optional<Place> first = terms.get(0).output.place;
    return first.isPresent()
        && terms.stream().allMatch(t -> t.output.place.map(Place::lookup).equals(first.map(Place::lookup)));
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
    List<Term> first = ofOneAccumulator.iterator().next();
    if (ofOneAccumulator.size() == 1 && areOfOneLookup(first)) {
      return ofOneLookup(first);
    }
    Output any = first.get(0).output;
    return any.variance * squares + any.covariance * (all * all - squares);
  }

  /** Absolute weights of the coefficients that one output stands for; neighbours that may be one are one. */
  private static List<Double> coefficients(List<Term> terms) {
    terms.sort(Comparator.comparingLong(t -> t.output.position));
    List<Double> sums = new ArrayList<>();
    for (int i = 0; i < terms.size(); i++) {
      Term t = terms.get(i);
      if (i > 0 && t.output.mayBe(terms.get(i - 1).output)) {
        sums.set(sums.size() - 1, sums.get(sums.size() - 1) + t.weight());
      } else {
        sums.add(t.weight());
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
