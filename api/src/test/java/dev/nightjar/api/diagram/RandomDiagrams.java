package dev.nightjar.api.diagram;

import java.util.SplittableRandom;

/** Diagrams without meaning that have every kind of step. */
public final class RandomDiagrams {
  private RandomDiagrams() {
  }

  /** A diagram of about so many steps. */
  public static Diagram of(SplittableRandom random, int polynomialSize, int bits, int steps) {
    DiagramBuilder builder = Diagram.builder(polynomialSize, bits);
    builder.constant(random.nextLong());
    builder.table(random.longs(polynomialSize).toArray());
    while (builder.values() < steps) {
      int values = builder.values();
      int any = values - 1 - Math.min(values - 1, random.nextInt(12));
      int other = random.nextInt(values);
      switch (random.nextInt(8)) {
        case 0 -> builder.constant(random.nextLong(4) << 60);
        case 1 -> builder.table(random.nextInt(polynomialSize / 2),
            random.longs(random.nextInt(polynomialSize / 2), -4, 4).toArray());
        case 2 -> builder.shift(any, random.nextInt(-5, 3 * polynomialSize));
        case 3 -> builder.rotate(random.nextInt(bits), any, random.nextInt(1, 2 * polynomialSize));
        case 4 -> builder.sum(any, other, random.nextInt(values));
        default -> builder.select(random.nextInt(bits), any, other);
      }
    }
    builder.output(builder.values() - 1);
    builder.output(random.nextInt(builder.values()));
    builder.output(builder.values() - 2);
    return builder.build();
  }

  /** So many bits. */
  public static long[] bits(SplittableRandom random, int count) {
    return random.longs(count, 0, 2).toArray();
  }
}
