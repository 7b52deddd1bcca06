package dev.nightjar.runtime.keys;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;

/**
 * Paths whose files are those of a {@link PowerCutVolume}, so that code which uses {@link java.nio.file.Files} runs on
 * it as it is. How paths are put together is left to the system's own.
 */
final class PowerCutFileSystem extends FileSystem {
  private final PowerCutProvider provider;

  PowerCutFileSystem(PowerCutVolume volume) {
    provider = new PowerCutProvider(volume);
  }

  @Override
  public Path getPath(String first, String... more) {
    return wrapped(Path.of("/" + first, more));
  }

  /** A path of this file system that is put together as one of the system's. */
  private Path wrapped(Path path) {
    return (Path) Proxy.newProxyInstance(Path.class.getClassLoader(), new Class<?>[] {Path.class},
        (proxy, method, arguments) -> switch (method.getName()) {
          case "getFileSystem" -> this;
          case "equals" -> proxy == arguments[0] || path.equals(unwrapped(arguments[0]));
          case "iterator" -> path.iterator();
          default -> called(path, method, arguments);
        });
  }

  private Object called(Path path, Method method, Object[] arguments) throws Throwable {
    Object[] plain = arguments == null ? new Object[0] : arguments.clone();
    for (int i = 0; i < plain.length; i++) {
      plain[i] = unwrapped(plain[i]);
    }
    try {
      Object result = method.invoke(path, plain);
      return result instanceof Path made ? wrapped(made) : result;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Object unwrapped(Object value) {
    return value instanceof Path && Proxy.isProxyClass(value.getClass()) ? Path.of(value.toString()) : value;
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return Set.of("basic", "posix");
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return "/";
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return List.of(getPath(""));
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return List.of();
  }

  @Override
  public PathMatcher getPathMatcher(String pattern) {
    throw new UnsupportedOperationException();
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    throw new UnsupportedOperationException();
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() throws IOException {
    throw new UnsupportedOperationException();
  }
}
