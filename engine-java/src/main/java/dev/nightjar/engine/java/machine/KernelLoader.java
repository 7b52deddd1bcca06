package dev.nightjar.engine.java.machine;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * Loads the classes of some packages anew from the files that they came from, beside those that are loaded already, so
 * that the JVM profiles and compiles them from the start. All other classes are those of the loader before it. Works
 * wherever a class finds the file of another one beside it: in jars, nested jars, web applications and modules.
 *
 * <p>The classes may ask for constants ({@link #constant}), which are constants for C2, too, unlike fields of objects.
 */
public final class KernelLoader extends ClassLoader {
  private static final String SUFFIX = ".class";

  private final Class<?> anchor;
  private final String prefix;
  private final Map<String, Integer> constants;

  /**
   * A loader that has loaded nothing yet.
   *
   * @param anchor a class of the module and the loader that the classes are from
   * @param prefix what the names of the classes to be loaded anew begin with
   * @param constants for these classes, by name
   */
  public KernelLoader(Class<?> anchor, String prefix, Map<String, Integer> constants) {
    super("nightjar-kernels", anchor.getClassLoader());
    this.anchor = anchor;
    this.prefix = prefix;
    this.constants = Map.copyOf(constants);
    Module module = anchor.getModule();
    if (module.isNamed()) {
      // The new classes are in an unnamed module, which sees only packages that are exported to it.
      module.getPackages().forEach(name -> KernelLoader.class.getModule().addExports(name, getUnnamedModule()));
    }
  }

  /**
   * A constant for a class.
   *
   * @param user the class that asks
   * @param otherwise its value where the class was not loaded by a {@link KernelLoader}, or that does not have it
   */
  public static int constant(Class<?> user, String name, int otherwise) {
    return user.getClassLoader() instanceof KernelLoader loader ? loader.constants.getOrDefault(name, otherwise)
        : otherwise;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(prefix)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        byte[] bytes = bytes(name);
        loaded = defineClass(name, bytes, 0, bytes.length, anchor.getProtectionDomain());
      }
      if (resolve) {
        resolveClass(loaded);
      }
      return loaded;
    }
  }

  private byte[] bytes(String name) throws ClassNotFoundException {
    String file = "/" + name.replace('.', '/') + SUFFIX;
    try (InputStream in = anchor.getResourceAsStream(file)) {
      if (in == null) {
        throw new ClassNotFoundException("the file of class " + name + " is not there");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new ClassNotFoundException("the file of class " + name + " cannot be read: " + e.getMessage(), e);
    }
  }
}
