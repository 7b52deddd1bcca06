package dev.nightjar.client;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.params.Parameters;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One evaluation key in the making: pieces (a GGSW of the bootstrapping key, or some coefficients of the
 * keyswitching key) that threads take as they come. Every piece writes its own words and draws from its own
 * streams.
 */
final class EvaluationKeyJob {
  /** GLWE key coefficients in a piece of the keyswitching key. */
  static final int COEFFICIENTS_PER_PIECE = 64;

  private final EvaluationKey key;
  private final KeyBits glwe;
  private final KeyBits lwe;
  private final SecretRandom random;
  private final int keyswitchingDraw;
  private final int bskPieces;
  private final int pieces;
  private final AtomicInteger next = new AtomicInteger();
  private final Object progressLock = new Object();
  private long rowsDone;
  private Throwable failure;

  EvaluationKeyJob(Parameters p, KeyBits glwe, KeyBits lwe, SecretRandom random) {
    this.glwe = glwe;
    this.lwe = lwe;
    this.random = random;
    long[] bsk = new long[words(p, KeyPart.BOOTSTRAPPING.words(p))];
    long[] ksk = new long[words(p, KeyPart.KEYSWITCHING.words(p))];
    key = EvaluationKey.forBootstraps(p, random.publicSeed(), bsk, random.publicSeed(), ksk);
    try (SecretStream stream = random.stream()) {
      keyswitchingDraw = KeyswitchingNoise.draw(p, stream);
    }
    bskPieces = p.ggswCount();
    pieces = bskPieces + (p.bigLweDimension() + COEFFICIENTS_PER_PIECE - 1) / COEFFICIENTS_PER_PIECE;
  }

  private static int words(Parameters p, long words) {
    if (words > Integer.MAX_VALUE - 8) {
      throw new NightjarException(ErrorCode.INVALID_PARAMETERS,
          "a key of " + p.id() + " has " + words + " words, more than one array holds");
    }
    return (int) words;
  }

  /** Makes the whole key; returns when every thread has ended, whatever happened. */
  void run(Parallelism parallelism, Progress progress) {
    try {
      parallelism.run(() -> work(progress));
    } catch (RuntimeException | Error e) {
      stop(e);
    }
    throwFailure();
  }

  private void throwFailure() {
    synchronized (progressLock) {
      if (failure instanceof Error e) {
        throw e;
      }
      if (failure instanceof RuntimeException e) {
        throw e;
      }
    }
  }

  private void work(Progress progress) {
    try (EvaluationKeyRows rows = new EvaluationKeyRows(key, glwe, lwe, random.stream(), keyswitchingDraw)) {
      for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
        if (Thread.currentThread().isInterrupted()) {
          throw new NightjarException(ErrorCode.CANCELLED, "key generation was interrupted");
        }
        report(piece < bskPieces ? rows.ggsw(piece) : keyswitching(rows, piece - bskPieces), progress);
      }
    } catch (RuntimeException | Error e) {
      stop(e);
    }
  }

  private int keyswitching(EvaluationKeyRows rows, int piece) {
    int first = piece * COEFFICIENTS_PER_PIECE;
    return rows.keyswitching(first, Math.min(first + COEFFICIENTS_PER_PIECE, glwe.length()));
  }

  private void report(int rows, Progress progress) {
    synchronized (progressLock) {
      rowsDone += rows;
      progress.update(rowsDone, (long) key.part(KeyPart.BOOTSTRAPPING).rows() + key.part(KeyPart.KEYSWITCHING).rows());
    }
  }

  private void stop(Throwable reason) {
    next.set(pieces);
    synchronized (progressLock) {
      if (failure == null) {
        failure = reason;
      }
    }
  }

  EvaluationKey result() {
    return key;
  }
}
