package dev.nightjar.api.circuit;

import dev.nightjar.api.params.NoiseModel;
import dev.nightjar.api.params.Parameters;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which look-ups have noise in common. Keyswitch and modulus switch make the same error of the same mask, whatever is
 * read there; equal look-ups of one mask give the same error, too, and other coefficients of one accumulator have at
 * most {@link NoiseModel#bootstrapCovarianceBound} in common, of either sign. Not thread-safe while it is filled.
 */
final class CommonNoise {
  private final int[] bootstrap;
  private final int[] switched;
  private final boolean[] oppositeBootstrap;
  private final boolean[] oppositeSwitch;
  private final Map<Long, Integer> bootstraps = new HashMap<>();
  private final Map<List<Long>, Integer> switches = new HashMap<>();
  private final Map<Long, Set<Integer>> accumulators = new LinkedHashMap<>();
  private final long[] maskOfSwitch;
  private double correlation;

  /** For so many wires. */
  CommonNoise(int wires) {
    bootstrap = new int[wires];
    switched = new int[wires];
    oppositeBootstrap = new boolean[wires];
    oppositeSwitch = new boolean[wires];
    maskOfSwitch = new long[wires];
  }

  /** Takes an output of a look-up up. */
  void add(WireNoise noise, Parameters p, int wire, int input, int theta) {
    long mask = noise.mask(wire);
    bootstrap[wire] = bootstraps.computeIfAbsent(Math.abs(mask), m -> wire);
    oppositeBootstrap[wire] = mask != noise.mask(bootstrap[wire]);
    long read = noise.mask(input);
    switched[wire] = switches.computeIfAbsent(List.of(Math.abs(read), (long) theta), m -> wire);
    maskOfSwitch[wire] = read;
    oppositeSwitch[wire] = read != maskOfSwitch[switched[wire]];
    NoiseSources.Shared shared = noise.shared(wire);
    if (shared.covariance() > 0) {
      accumulators.computeIfAbsent(shared.accumulator(), a -> new LinkedHashSet<>()).add(bootstrap[wire]);
      correlation = Math.min(1, NoiseModel.bootstrapCovarianceBound(p) / NoiseModel.bootstrapVarianceBound(p));
    }
  }

  /** The first output that has the noise of a bootstrap. */
  int bootstrap(int wire) {
    return bootstrap[wire];
  }

  /** 1, or -1 where the noise is the opposite of that of the first. */
  int signOfBootstrap(int wire) {
    return oppositeBootstrap[wire] ? -1 : 1;
  }

  /** The first output whose look-up has the noise of the switches in front of this one's. */
  int switched(int wire) {
    return switched[wire];
  }

  /** 1, or -1 where the noise is the opposite of that of the first. */
  int signOfSwitch(int wire) {
    return oppositeSwitch[wire] ? -1 : 1;
  }

  /** What the coefficients of accumulators may add to a variance, given the deviation that comes from each output. */
  double covariance(double[] ofBootstrap) {
    double sum = 0;
    for (Set<Integer> together : accumulators.values()) {
      double all = 0;
      double squares = 0;
      for (int wire : together) {
        all += Math.abs(ofBootstrap[wire]);
        squares += ofBootstrap[wire] * ofBootstrap[wire];
      }
      sum += correlation * (all * all - squares);
    }
    return sum;
  }
}
