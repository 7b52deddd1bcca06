package dev.nightjar.client;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.crypto.EvaluationKey;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.crypto.SeededRows;
import dev.nightjar.api.params.Parameters;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/** One evaluation key in the making: pieces that threads take as they come, see {@link KeyRows}. */
final class EvaluationKeyJob {
  private final EvaluationKey key;
  private final GlweCoefficients glwe;
  private final KeyBits lwe;
  private final SecretRandom random;
  private final int keyswitchingDraw;
  private final int pieces;
  private final long rows;
  private final AtomicInteger next = new AtomicInteger();
  private final Object progressLock = new Object();
  private long rowsDone;
  private Throwable failure;

  EvaluationKeyJob(Parameters p, GlweCoefficients glwe, KeyBits lwe, SecretRandom random) {
    this.glwe = glwe;
    this.lwe = lwe;
    this.random = random;
    Map<KeyPart, SeededRows> parts = new EnumMap<>(KeyPart.class);
    long count = 0;
    for (KeyPart part : new TreeSet<>(p.bootstraps() ? KeyPart.FOR_BOOTSTRAPS : KeyPart.FOR_LEVELLED)) {
      long[] bodies = new long[words(p, part.words(p))];
      parts.put(part, new SeededRows(part, p, random.publicSeed(), bodies));
      count += part.rows(p);
    }
    key = new EvaluationKey(p, parts);
    rows = count;
    keyswitchingDraw = keyswitchingDraw(p, random);
    pieces = KeyRows.pieces(p);
  }

  private static int keyswitchingDraw(Parameters p, SecretRandom random) {
    if (!p.bootstraps()) {
      return 0;
    }
    try (SecretStream stream = random.stream()) {
      return KeyswitchingNoise.draw(p, stream);
    }
  }

  private KeyRows rows() {
    return key.parameters().bootstraps()
        ? new EvaluationKeyRows(key, glwe, lwe, random.stream(), keyswitchingDraw)
        : new LevelledKeyRows(key, glwe, random.stream());
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
    try (KeyRows keyRows = rows()) {
      for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
        if (Thread.currentThread().isInterrupted()) {
          throw new NightjarException(ErrorCode.CANCELLED, "key generation was interrupted");
        }
        report(keyRows.encrypt(piece), progress);
      }
    } catch (RuntimeException | Error e) {
      stop(e);
    }
  }

  private void report(int done, Progress progress) {
    synchronized (progressLock) {
      rowsDone += done;
      progress.update(rowsDone, rows);
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
