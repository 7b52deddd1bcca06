package dev.nightjar.client;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.OptionalLong;

/**
 * The life of a secret key in shown bits. A server that makes up its answers can choose what they decrypt to for each
 * value of a key bit; it then reads as many bits of the key as it is shown bits of results, and no failure probability
 * prevents that. So every result that its owner says will be shown ({@link Disclosure}) is counted before it is
 * decrypted, for all models together, and past the limit none is decrypted. Half way a warning is logged.
 *
 * <p>However cleverly a server chooses its answers, results of b bits in all have at most 2^b forms: that is all that
 * it learns of the key through them. Thread-safe.
 */
public final class DisclosureBudget {
  /** The limit of a key unless its owner sets another. */
  public static final long DEFAULT_BITS = 64;

  private long limit = DEFAULT_BITS;
  private DisclosureLedger ledger = new MemoryLedger();

  DisclosureBudget() {
  }

  /** Most bits that may be shown under this key. */
  public synchronized long limit() {
    return limit;
  }

  /**
   * Sets the limit. Above the default it is a statement about the server: that it computes the model and nothing else.
   *
   * @param bits 0 or more
   */
  public synchronized void limit(long bits) {
    if (bits < 0) {
      throw new IllegalArgumentException("a budget has 0 bits or more, not " + bits);
    }
    limit = bits;
  }

  /** Bits that were shown so far. */
  public synchronized long spent() {
    return ledger.spent();
  }

  /** Bits that may still be shown; 0 also when a lower limit than what was shown has been set. */
  public synchronized long left() {
    return Math.max(0, limit - ledger.spent());
  }

  /**
   * Keeps the count elsewhere from now on. What was counted so far is added there.
   *
   * @throws NightjarException when it cannot be kept there; the count then stays where it was
   */
  public synchronized void keepIn(DisclosureLedger other) {
    long spent = ledger.spent();
    if (spent > 0) {
      other.add(spent, Long.MAX_VALUE);
    }
    ledger = other;
  }

  /** Counts bits before they are decrypted; refuses those past the limit. */
  synchronized void spend(long bits) {
    if (bits == 0) {
      return;
    }
    OptionalLong sum = ledger.add(bits, limit);
    if (sum.isEmpty()) {
      throw new NightjarException(ErrorCode.DISCLOSURE_SPENT, "a result of " + bits + " bits is to be shown, and "
          + ledger.spent() + " of the " + limit + " bits that may be shown under this secret key are spent: nothing "
          + "was decrypted. Draw a new key, or set a larger budget if the server computes nothing but the model");
    }
    long half = limit - limit / 2;
    if (sum.getAsLong() >= half && sum.getAsLong() - bits < half) {
      System.getLogger(DisclosureBudget.class.getName()).log(System.Logger.Level.WARNING,
          "{0} of the {1} bits that may be shown under a secret key are spent; draw a new key before all are",
          sum.getAsLong(), limit);
    }
  }

  /** How far it is spent. */
  @Override
  public String toString() {
    return "DisclosureBudget[" + spent() + " of " + limit() + " bits]";
  }
}
