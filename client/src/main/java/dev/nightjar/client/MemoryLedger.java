package dev.nightjar.client;

import java.util.OptionalLong;

/** The count of a key that lives in memory alone. */
final class MemoryLedger implements DisclosureLedger {
  private long spent;

  @Override
  public synchronized long spent() {
    return spent;
  }

  @Override
  public synchronized OptionalLong add(long bits, long limit) {
    if (bits > limit - spent) {
      return OptionalLong.empty();
    }
    spent += bits;
    return OptionalLong.of(spent);
  }
}
