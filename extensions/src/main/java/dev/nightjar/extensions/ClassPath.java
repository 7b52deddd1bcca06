package dev.nightjar.extensions;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The class path, seen with the context class loader of the calling thread and then with the loader of Nightjar's own
 * classes: in a container, an executor or a module system the two differ, and the first may be none of ours.
 */
final class ClassPath {
  /** More providers of one kind in one place than this is a broken service file. */
  static final int MAX_PROVIDERS = 256;

  private final List<ClassLoader> loaders = new ArrayList<>();
  private final List<String> searched = new ArrayList<>();

  ClassPath() {
    Thread thread = Thread.currentThread();
    add(thread.getContextClassLoader(), "the context class loader of thread '" + thread.getName() + "'");
    add(ClassPath.class.getClassLoader(), "the class loader of Nightjar's own classes");
  }

  private void add(ClassLoader loader, String what) {
    if (loader != null && !loaders.contains(loader)) {
      loaders.add(loader);
      searched.add(what + " (" + (loader.getName() != null ? loader.getName() : loader.getClass().getName()) + ")");
    }
  }

  /** The loaders that are asked, in words. */
  List<String> searched() {
    return List.copyOf(searched);
  }

  /**
   * The providers of a service, each class once.
   *
   * @param broken called with the error of each entry that cannot be read; the other entries are still found
   */
  <S> List<ServiceLoader.Provider<S>> providers(Class<S> service, Consumer<Throwable> broken) {
    List<ServiceLoader.Provider<S>> found = new ArrayList<>();
    Set<String> classes = new HashSet<>();
    for (ClassLoader loader : loaders) {
      var iterator = ServiceLoader.load(service, loader).stream().iterator();
      for (int i = 0; i < MAX_PROVIDERS; i++) {
        try {
          if (!iterator.hasNext()) {
            break;
          }
          ServiceLoader.Provider<S> provider = iterator.next();
          if (classes.add(provider.type().getName())) {
            found.add(provider);
          }
        } catch (Throwable e) {
          FailureReason.requireBearable(e);
          broken.accept(e);
        }
      }
    }
    return found;
  }
}
