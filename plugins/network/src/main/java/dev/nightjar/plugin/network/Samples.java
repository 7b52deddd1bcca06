package dev.nightjar.plugin.network;

import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.FeatureQuantizer.Uniform;
import dev.nightjar.api.network.Network;
import java.util.Arrays;

/**
 * Calibration rows as the circuit will see them: quantised features and what the network, in real numbers, makes of
 * them.
 *
 * @param quantizers of the features; not copied
 * @param rows the float features of the rows; not copied
 * @param levels quantised features, one array for each row; not copied
 * @param inputs of all functions, {@code [row][layer][function]}; not copied
 * @param scores of the network for the quantised features; not copied
 */
record Samples(Uniform[] quantizers, double[][] rows, int[][] levels, double[][][] inputs, double[][] scores) {
  /** Rows that are looked at, at most. */
  static final int MOST_ROWS = 1000;
  private static final long MOST_VALUES = 1L << 24;
  private static final int LEAST_ROWS = 50;

  /** Evenly spread rows of a request, quantised to so many bits. */
  static Samples of(Network network, CompileRequest request, int bits) {
    return of(network, request, bits, MOST_ROWS);
  }

  /** The same with at most so many rows. */
  static Samples of(Network network, CompileRequest request, int bits, int mostRows) {
    Uniform[] quantizers = new Uniform[network.features()];
    Arrays.setAll(quantizers, f -> request.uniformQuantizer(f, 1 << bits));
    double[][] all = request.calibration();
    int most = (int) Math.max(LEAST_ROWS, Math.min(mostRows, MOST_VALUES / network.values()));
    int count = Math.min(all.length, most);
    double[][] rows = new double[count][];
    Arrays.setAll(rows, i -> all[(int) ((long) i * all.length / count)]);
    int[][] levels = new int[count][];
    double[][][] inputs = new double[count][][];
    double[][] scores = new double[count][];
    for (int i = 0; i < count; i++) {
      double[] row = rows[i];
      levels[i] = new int[row.length];
      Arrays.setAll(levels[i], f -> quantizers[f].quantize(row[f]));
      double[] features = features(quantizers, levels[i]);
      inputs[i] = network.preactivations(features);
      scores[i] = network.scores(features);
    }
    return new Samples(quantizers, rows, levels, inputs, scores);
  }

  private static double[] features(Uniform[] quantizers, int[] levels) {
    double[] out = new double[levels.length];
    Arrays.setAll(out, f -> quantizers[f].min() + quantizers[f].step() * levels[f]);
    return out;
  }

  /** The inputs of one function. */
  double[] inputsOf(int layer, int function) {
    double[] out = new double[inputs.length];
    Arrays.setAll(out, i -> inputs[i][layer][function]);
    return out;
  }
}
