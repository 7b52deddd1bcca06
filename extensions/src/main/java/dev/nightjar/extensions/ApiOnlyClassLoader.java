package dev.nightjar.extensions;

import dev.nightjar.api.model.ModelPlugin;

/**
 * The parent of every plugin's class loader: the Java platform, the API and the logging façade, and nothing
 * else of the application, so that a plugin and the application may use different versions of the same
 * library. It shows no resources of the application either, so that the providers on its class path are not
 * found again in every jar.
 */
final class ApiOnlyClassLoader extends ClassLoader {
  private final ClassLoader api = ModelPlugin.class.getClassLoader();

  ApiOnlyClassLoader() {
    super("nightjar-api", ClassLoader.getPlatformClassLoader());
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (name.startsWith("dev.nightjar.api.") || name.startsWith("org.slf4j.")) {
      return api.loadClass(name);
    }
    throw new ClassNotFoundException(name);
  }
}
