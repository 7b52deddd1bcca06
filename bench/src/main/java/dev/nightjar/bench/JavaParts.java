package dev.nightjar.bench;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.engine.java.internal.KernelParts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parts of the Java engine. */
public final class JavaParts implements EngineParts {
  private final KernelParts kernel;

  /**
   * The parts for a set, with keys of its size, which hold nothing.
   *
   * @param kernel the engine's setting of this name; empty for its default
   * @throws NightjarException when the engine does not support the set, or the kernel is not there
   */
  public JavaParts(Parameters set, Optional<String> kernel) {
    this.kernel = new KernelParts(set, kernel);
  }

  @Override
  public String kernel() {
    return kernel.kernel();
  }

  @Override
  public List<Task> tasks() {
    List<Task> tasks = new ArrayList<>();
    tasks.add(new Task(Part.FORWARD_TRANSFORM, 1, 1, kernel::forward));
    tasks.add(new Task(Part.INVERSE_TRANSFORM, 1, 1, kernel::inverse));
    tasks.add(new Task(Part.GGSW_PRODUCT, 1, 1, kernel::multiply));
    tasks.add(task(Part.STEP_SINGLE, 1, kernel.steps(), kernel.singleRotation()));
    if (kernel.lanes() > 0) {
      tasks.add(task(Part.STEP_LANES, kernel.lanes(), (double) kernel.steps() * kernel.lanes(),
          kernel.laneRotation()));
    }
    if (kernel.halfLanes() > 0) {
      tasks.add(task(Part.STEP_HALF, kernel.halfLanes(), (double) kernel.steps() * kernel.halfLanes(),
          kernel.halfRotation()));
    }
    tasks.add(task(Part.KEYSWITCH_SINGLE, 1, 1, kernel.keySwitch(1)));
    tasks.add(task(Part.KEYSWITCH_BATCH, Part.KEYSWITCHES, Part.KEYSWITCHES,
        kernel.keySwitch(Part.KEYSWITCHES)));
    return tasks;
  }

  private static Task task(Part part, int together, double units, Runnable once) {
    return new Task(part, together, units, times -> {
      for (int t = 0; t < times; t++) {
        once.run();
      }
    });
  }

  @Override
  public void close() {
    kernel.close();
  }
}
