package dev.nightjar.servlet;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory that the bodies of all requests in progress may take together, so that many large uploads at once
 * are refused one by one instead of exhausting the heap. Thread-safe.
 */
final class ByteBudget {
  private final long capacity;
  private final AtomicLong used = new AtomicLong();

  ByteBudget(long capacity) {
    this.capacity = capacity;
  }

  /** Takes bytes, or refuses with {@code BUSY} and takes nothing. */
  void reserve(long bytes) {
    long before = used.getAndUpdate(u -> u + bytes <= capacity ? u + bytes : u);
    if (before + bytes > capacity) {
      throw new NightjarException(ErrorCode.BUSY, "the bodies of the requests in progress fill the "
          + capacity + " bytes set aside for them; try again in a moment, or send smaller parts");
    }
  }

  void release(long bytes) {
    used.addAndGet(-bytes);
  }

  long used() {
    return used.get();
  }
}
