package dev.nightjar.engine.java;

import dev.nightjar.engine.java.machine.KernelLoader;
import dev.nightjar.engine.java.rotation.KernelFamily;
import dev.nightjar.engine.java.vector.VectorFamily;
import java.util.Map;

/** The vector kernels, loaded anew: other classes than those before, and to C2 methods that it has not seen yet. */
final class FreshKernels {
  private FreshKernels() {}

  /**
   * A vector family whose classes nobody has used.
   *
   * @param constants of these classes, see {@link KernelLoader#constant}
   * @throws ReflectiveOperationException when the files of the classes are not there
   */
  static KernelFamily load(Map<String, Integer> constants) throws ReflectiveOperationException {
    KernelLoader loader = new KernelLoader(FreshKernels.class, VectorFamily.class.getPackageName() + ".", constants);
    return (KernelFamily) Class.forName(VectorFamily.class.getName(), true, loader).getConstructor().newInstance();
  }
}
