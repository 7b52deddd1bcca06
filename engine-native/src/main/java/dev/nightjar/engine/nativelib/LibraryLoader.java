package dev.nightjar.engine.nativelib;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * Finds the library, checks it while it is still only data, and binds it. Everything that can be wrong ends in a
 * {@link LibraryUnavailableException}; what cannot be caught, a library that kills its process, is found by
 * {@link NativeProbe} in another process first.
 */
final class LibraryLoader {
  /** System property with the path of a library to use instead of the one in the jar. */
  static final String PATH_PROPERTY = "nightjar.native.library";

  private static final String RESOURCE =
      "/" + Platform.RESOURCE_PREFIX + "/" + System.mapLibraryName("nightjar_native");
  private static final String BUILD_PROPERTIES = "build.properties";
  private static final String NAME_ONE = "name one with -D" + PATH_PROPERTY + "=PATH";

  /** RTLD_NOW, so that a missing symbol is an error here and not a crash later; RTLD_LOCAL, so that copies in several
   * class loaders do not see each other. */
  private static final int OPEN_FLAGS = Platform.isMac() ? 0x2 | 0x4 : 0x2;

  private LibraryLoader() {}

  /** Requires that there is a file to load, before anything native is touched. Cheap. */
  static void requirePresent() throws LibraryUnavailableException {
    Path path = named();
    if (path != null && !Files.isRegularFile(path)) {
      throw new LibraryUnavailableException("there is no file " + path + ", which -D" + PATH_PROPERTY + " names");
    }
    if (path == null && LibraryLoader.class.getResource(RESOURCE) == null) {
      throw new LibraryUnavailableException(absence());
    }
  }

  /** The library of this JVM's properties and class path, bound. */
  static LoadedLibrary load() throws LibraryUnavailableException {
    requirePresent();
    requireJna();
    Path path = named();
    return path == null ? loadFromJar() : bind(path, path.toString());
  }

  private static Path named() {
    String name = System.getProperty(PATH_PROPERTY);
    return name == null || name.isBlank() ? null : Path.of(name).toAbsolutePath();
  }

  private static String absence() {
    Properties properties = new Properties();
    try (InputStream in = LibraryLoader.class.getResourceAsStream(BUILD_PROPERTIES)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException | IllegalArgumentException e) {
      return "the jar of engine-native is damaged: " + e.getMessage();
    }
    String reason = properties.getProperty("reason");
    return reason != null
        ? "this jar was built without a native library: " + reason + ", or " + NAME_ONE
        : "this jar has no native library for " + Platform.RESOURCE_PREFIX
            + ": build engine-native on such a machine, or " + NAME_ONE;
  }

  /** JNA has a library of its own, whose loading fails for reasons of its own. */
  private static void requireJna() throws LibraryUnavailableException {
    try {
      Class.forName("com.sun.jna.Native", true, LibraryLoader.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError | RuntimeException e) {
      throw new LibraryUnavailableException("JNA cannot load its own native part (" + rootMessage(e)
          + "): on JDK 24 and later allow it with --enable-native-access=ALL-UNNAMED; if the temporary folder is"
          + " read-only or mounted noexec, name another one with -Djna.tmpdir=FOLDER", e);
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return oneLine(root.getMessage() == null ? root.toString() : root.getMessage());
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", "; ");
  }

  private static LoadedLibrary loadFromJar() throws LibraryUnavailableException {
    Path file;
    try {
      file = Native.extractFromResourcePath(RESOURCE, LibraryLoader.class.getClassLoader()).toPath();
    } catch (IOException e) {
      throw new LibraryUnavailableException("the native library cannot be unpacked (" + rootMessage(e)
          + "): name a writable folder with -Djna.tmpdir=FOLDER", e);
    }
    try {
      return bind(file, "the jar");
    } finally {
      deleteUnpacked(file);
    }
  }

  /** A mapped file may go; it would otherwise stay until the JVM ends, and pile up with each redeploy. */
  private static void deleteUnpacked(Path file) {
    URL resource = LibraryLoader.class.getResource(RESOURCE);
    boolean unpacked = resource != null && !"file".equals(resource.getProtocol());
    if (unpacked && !Platform.isWindows()) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // Then JNA deletes it when the JVM ends.
      }
    }
  }

  private static LoadedLibrary bind(Path file, String origin) throws LibraryUnavailableException {
    NativeLibrary library = open(file, origin);
    try {
      BuildFacts facts = check(library, origin);
      Native.register(NativeBinding.class, library);
      return new LoadedLibrary(facts, NativeStatus.text(NativeBinding::nj_simd), origin);
    } catch (LibraryUnavailableException e) {
      library.close();
      throw e;
    } catch (LinkageError | RuntimeException e) {
      library.close();
      throw new LibraryUnavailableException("the native library from " + origin + " cannot be bound: " + rootMessage(e),
          e);
    }
  }

  private static NativeLibrary open(Path file, String origin) throws LibraryUnavailableException {
    Map<String, Object> options =
        Platform.isWindows() ? Map.of() : Map.of(Library.OPTION_OPEN_FLAGS, OPEN_FLAGS);
    try {
      return NativeLibrary.getInstance(file.toString(), options);
    } catch (LinkageError | RuntimeException e) {
      throw new LibraryUnavailableException("the native library from " + origin + " cannot be loaded ("
          + rootMessage(e) + "): build engine-native on a machine like this one, or, if its folder is mounted noexec, "
          + (file.equals(named()) ? "put it into another" : "name another one with -Djna.tmpdir=FOLDER"), e);
    }
  }

  /** Reads the library's data; runs none of its code. */
  private static BuildFacts check(NativeLibrary library, String origin) throws LibraryUnavailableException {
    int abi;
    BuildFacts facts;
    try {
      abi = library.getGlobalVariableAddress("NJ_ABI_VERSION").getInt(0);
      facts = BuildFacts.parse(library.getGlobalVariableAddress("NJ_BUILD_FACTS")
          .getString(0, StandardCharsets.US_ASCII.name()));
    } catch (UnsatisfiedLinkError e) {
      throw new LibraryUnavailableException("the library from " + origin + " is not one of engine-native: "
          + rootMessage(e), e);
    }
    if (abi != NativeBinding.ABI_VERSION) {
      throw new LibraryUnavailableException("the library from " + origin + " has ABI version " + abi
          + " where this engine needs " + NativeBinding.ABI_VERSION + ": take both from the same release");
    }
    Set<String> missing = CpuFeatures.missing(facts);
    if (!missing.isEmpty()) {
      throw new LibraryUnavailableException("the library from " + origin + " was built for CPU " + facts.cpu()
          + " and this one lacks " + String.join(", ", missing) + ": use a portable build");
    }
    return facts;
  }
}
