package dev.nightjar.runtime.cost;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How much of the machine other processes take while something is measured. */
interface BusyMachine {
  /** Share of the processors' time above which measurements are not trusted: a third of a processor of two. */
  double TOO_MUCH = 0.15;

  /** Share of the processors' time up to which others are in nobody's way: some processors are idle. */
  double ROOM = 0.7;

  /** Begins to look. */
  void begin();

  /** Share of all processors' time since then that went to other processes, 0 to 1; 0 where there was room for all. */
  double takenByOthers();

  /** This machine, as far as the system tells; a machine that tells nothing counts as idle. */
  static BusyMachine here() {
    if (!(ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system)) {
      return idle();
    }
    return new BusyMachine() {
      @Override
      public void begin() {
        // Both give the share since they were asked last.
        system.getCpuLoad();
        system.getProcessCpuLoad();
      }

      @Override
      public double takenByOthers() {
        double all = system.getCpuLoad();
        double own = system.getProcessCpuLoad();
        return all < ROOM || own < 0 ? 0 : Math.max(0, all - own);
      }
    };
  }

  /** A machine on which nothing else runs. */
  static BusyMachine idle() {
    return new BusyMachine() {
      @Override
      public void begin() {
        // nothing to look at
      }

      @Override
      public double takenByOthers() {
        return 0;
      }
    };
  }
}
