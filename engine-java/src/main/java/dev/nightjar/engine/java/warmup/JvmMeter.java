package dev.nightjar.engine.java.warmup;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.management.JMException;
import javax.management.ObjectName;

/** Measures this JVM. */
public final class JvmMeter implements Meter {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** HotSpot's diagnostic commands; {@code compilerQueue} is what {@code jcmd Compiler.queue} prints. */
  private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";
  private static final String QUEUE = "compilerQueue";
  private static final String KERNELS = "dev.nightjar.engine.java.";

  /** HotSpot prints a method that was compiled by C2, or is to be, with its tier before its name. */
  private static final String C2 = " 4 ";

  /** A meter. */
  public JvmMeter() {}

  @Override
  public long processorNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return threads.isCurrentThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled()
        ? threads.getCurrentThreadCpuTime() : System.nanoTime();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public long allocatedBytes() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return threads instanceof com.sun.management.ThreadMXBean counter && counter.isThreadAllocatedMemorySupported()
        ? counter.getCurrentThreadAllocatedBytes() : 0;
  }

  @Override
  public long compiledMillis() {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    return compiler == null ? 0 : compiler.getTotalCompilationTime();
  }

  @Override
  public boolean compiling() {
    try {
      Object queue = ManagementFactory.getPlatformMBeanServer().invoke(new ObjectName(COMMANDS), QUEUE,
          new Object[] {null}, new String[] {String[].class.getName()});
      return waits(String.valueOf(queue));
    } catch (JMException | RuntimeException e) {
      return false;
    }
  }

  /** Whether a queue that HotSpot printed has a kernel's method for C2. */
  static boolean waits(String queue) {
    return queue.lines().anyMatch(line -> {
      int name = line.indexOf(KERNELS);
      return name > 0 && line.substring(0, name).contains(C2);
    });
  }

  @Override
  public void pause() {
    LockSupport.parkNanos(this, PAUSE_NANOS);
  }
}
