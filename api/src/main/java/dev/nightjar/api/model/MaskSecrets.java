package dev.nightjar.api.model;

import dev.nightjar.api.circuit.AnswerHiding;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.Rerandomisation;
import dev.nightjar.api.params.SecurityCurve;
import dev.nightjar.api.params.TUniform;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The secrets that may hide a mask of several outputs, by the bytes that their encryptions of zero take of a query. A
 * wider secret needs longer words of those, and one of a higher rank more of them. Immutable.
 */
final class MaskSecrets {
  private static final int MOST_RANK = 8;

  /** Words of encryptions of zero are whole bytes. */
  private static final int LEAST_BYTES = 3;

  private final List<Secret> byBytes;

  /**
   * A secret.
   *
   * @param rank polynomials for each of k
   * @param wide of their coefficients; empty for uniform ternary ones
   * @param bytes of the encryptions of zero in a query
   * @param maskBits hardness of telling a mask from uniform words
   */
  record Secret(int rank, Optional<TUniform> wide, long bytes, double maskBits) {
  }

  /**
   * The secrets of masks.
   *
   * @param maskNoise noise of a mask's words
   * @param deviation standard deviation, relative to the torus, that the noise of the encryptions of zero may have in
   *     an output, and what rounding them adds
   */
  MaskSecrets(Parameters p, TUniform maskNoise, double deviation) {
    List<Secret> found = new ArrayList<>();
    int widest = Math.min(AnswerHiding.MAX_SECRET_LOG2, maskNoise.boundLog2());
    for (int rank = 1; rank <= MOST_RANK; rank++) {
      // A ternary secret of rank 1 leaves no room for bodies that tell of it.
      for (int boundLog2 = rank == 1 ? 1 : 0; boundLog2 <= widest; boundLog2++) {
        Optional<TUniform> wide = boundLog2 == 0 ? Optional.empty() : Optional.of(new TUniform(boundLog2));
        AnswerHiding hiding = new AnswerHiding(maskNoise, maskNoise, rank, wide);
        OptionalInt word = wordBytes(p, hiding, deviation);
        if (word.isPresent()) {
          found.add(new Secret(rank, wide, (long) hiding.zeros(p) * p.polynomialSize() * word.getAsInt(),
              hiding.maskBits(p)));
        }
      }
    }
    found.sort(Comparator.comparingLong(Secret::bytes));
    byBytes = List.copyOf(found);
  }

  private static OptionalInt wordBytes(Parameters p, AnswerHiding hiding, double deviation) {
    double ofZeros = Rerandomisation.ofZeros(p, hiding.zeros(p), hiding.secret());
    double most = deviation * deviation / ofZeros;
    return p.glweNoise().variance() > most ? OptionalInt.empty() : IntStream.rangeClosed(LEAST_BYTES, Long.BYTES)
        .filter(bytes -> bytes == Long.BYTES || Math.scalb(1.0, -2 * bytes * Byte.SIZE) / 12 <= most).findFirst();
  }

  /** Bytes of the encryptions of zero of what hides masks with one of these secrets. */
  long bytes(AnswerHiding hiding) {
    return byBytes.stream().filter(s -> s.rank == hiding.rank() && s.wide.equals(hiding.secret())).findFirst()
        .orElseThrow().bytes;
  }

  /**
   * The secret with the shortest queries that leaves a mask at the floor of all keys, when its bodies tell so many bits
   * of it.
   */
  Optional<Secret> hiding(double toldBits) {
    return byBytes.stream().filter(secret -> secret.maskBits - toldBits >= SecurityCurve.FLOOR_BITS).findFirst();
  }
}
