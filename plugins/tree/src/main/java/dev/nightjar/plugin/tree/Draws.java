package dev.nightjar.plugin.tree;

import dev.nightjar.api.primitives.Digest128;
import java.nio.ByteBuffer;

/**
 * Numbers that look random to everybody who does not know a model's thresholds, and are the same whenever the same
 * model is compiled: digests of the thresholds and a counter. Not thread-safe.
 */
final class Draws {
  private static final double UNIT = 0x1p-53;

  private final ByteBuffer message;
  private long counter;

  /** Draws for a feature with these thresholds, out of a model that a digest stands for. */
  Draws(Digest128 model, int feature) {
    message = ByteBuffer.allocate(Digest128.BYTES + Integer.BYTES + Long.BYTES);
    message.put(model.bytes()).putInt(feature);
  }

  /** Stands for a model: the digest of all its thresholds. */
  static Digest128 digest(double[][] thresholds) {
    int count = 0;
    for (double[] of : thresholds) {
      count += of.length + 1;
    }
    ByteBuffer all = ByteBuffer.allocate(Math.multiplyExact(count, Double.BYTES));
    for (double[] of : thresholds) {
      all.putDouble(of.length);
      for (double threshold : of) {
        all.putDouble(threshold);
      }
    }
    return Digest128.of(all.array());
  }

  /** The next number, 0 to less than 1. */
  double next() {
    message.putLong(message.capacity() - Long.BYTES, counter++);
    return (Digest128.of(message.array()).first() >>> 11) * UNIT;
  }

  /** The next whole number, 0 to less than {@code bound}. */
  int next(int bound) {
    return (int) (next() * bound);
  }
}
