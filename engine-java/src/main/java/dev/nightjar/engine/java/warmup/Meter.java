package dev.nightjar.engine.java.warmup;

/** What warming kernels looks at; tests bring measurements of their own. */
interface Meter {
  /**
   * Nanoseconds of processor time that this thread has had; where the JVM does not tell, those since any fixed moment.
   * On a busy machine the latter say little of code.
   */
  long processorNanos();

  /** Nanoseconds since any fixed moment. */
  long nanos();

  /** Bytes that this thread has allocated; 0 if the JVM does not count them. */
  long allocatedBytes();

  /** Milliseconds that the JVM's compilers have worked, which grow whenever a method has been compiled. */
  long compiledMillis();

  /** Whether methods of kernels are being compiled or wait for it; false where the JVM does not tell. */
  boolean compiling();

  /** Leaves the processor to others for a moment; returns at once when the thread is interrupted, which it stays. */
  void pause();
}
