package dev.nightjar.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.client.http.EndpointClient;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code examples/tomcat-war}, deployed on Tomcat again and again in one process. */
class TomcatWarTest {
  private static final int ROUNDS = "sweep".equals(System.getProperty("nightjar.test.sets")) ? 20 : 2;

  /** Held, because a logger that nobody holds forgets its level. */
  private static final Logger LOG = Logger.getLogger("org.apache");

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  @TempDir
  private static Path folder;

  /** Hears of class loaders when they are gone. */
  private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();

  /** A type of records, which a loader of its own makes anew. */
  public record Compared(Compared inner) {
  }

  @Test
  void anApplicationThatIsDeployedAgainLeavesNothingBehind() throws Exception {
    LOG.setLevel(Level.SEVERE);
    List<Throwable> uncaught = new CopyOnWriteArrayList<>();
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
    DataOwner.writeBundles(folder.resolve("models"));
    Path war = war();
    DataOwner owner = DataOwner.shared();
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "localhost");
    tomcat.getHost();
    tomcat.start();
    EndpointClient client =
        DataOwner.at(URI.create("http://localhost:" + tomcat.getConnector().getLocalPort() + "/app/fhe/"));
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    Held halfWay = null;
    Held last = null;
    for (int round = 1; round <= ROUNDS; round++) {
      loaders.add(deployed(tomcat, war, owner, client));
      awaitCollected(loaders.get(round - 1));
      if (round == ROUNDS / 2) {
        halfWay = settled();
      } else if (round == ROUNDS) {
        last = settled();
      }
    }
    tomcat.stop();
    tomcat.destroy();
    awaitCollected(loaders.get(ROUNDS - 1));
    Thread.setDefaultUncaughtExceptionHandler(null);
    assertThat(uncaught).as("threads that went on without their classes").isEmpty();
    assertThat(loaders).as("class loaders of applications that are gone")
        .allSatisfy(loader -> assertThat(loader.get()).isNull());
    // What leaks one in each round has leaked ten since then, and one in the short run, which a chance may be, too.
    assertThat(last.threads().size()).as("threads %s after %s", last.threads(), halfWay.threads())
        .isLessThanOrEqualTo(halfWay.threads().size() + 1);
    assertThat(last.descriptors()).as("descriptors").isLessThanOrEqualTo(halfWay.descriptors() + 1);
  }

  /** A container stops what did not start, too, and what is thrown then would hide the reason. */
  @Test
  void withoutItsParameterTheApplicationSaysSoAndNothingElse(@TempDir Path classes) throws Exception {
    ExampleSources.compile(ExampleSources.project("tomcat-war"), ClassPath.whole(), classes);
    ServletContext empty = (ServletContext) Proxy.newProxyInstance(TomcatWarTest.class.getClassLoader(),
        new Class<?>[] {ServletContext.class}, (proxy, method, arguments) -> null);
    ServletContextEvent event = new ServletContextEvent(empty);
    try (URLClassLoader own = new URLClassLoader(new URL[] {classes.toUri().toURL()},
        TomcatWarTest.class.getClassLoader())) {
      ServletContextListener listener = (ServletContextListener) own.loadClass("com.example.war.NightjarListener")
          .getConstructor().newInstance();
      assertThatThrownBy(() -> listener.contextInitialized(event)).hasMessageContaining("nightjar.models");
      assertThatCode(() -> listener.contextDestroyed(event)).doesNotThrowAnyException();
    }
  }

  /** What the process holds: its threads, without those of the client that asks, and its open files. */
  private record Held(List<String> threads, long descriptors) {
    static Held now() throws IOException {
      return new Held(Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
          .filter(name -> !name.startsWith("HttpClient-")).sorted().toList(), TomcatWarTest.descriptors());
    }
  }

  /** The least of each that is held until neither falls for a second, as threads end and sockets close by and by. */
  private Held settled() throws Exception {
    Held least = Held.now();
    for (int same = 0; same < 10; same++) {
      System.gc();
      collected.remove(100);
      Held now = Held.now();
      if (now.threads().size() < least.threads().size() || now.descriptors() < least.descriptors()) {
        same = 0;
      }
      least = new Held(now.threads().size() < least.threads().size() ? now.threads() : least.threads(),
          Math.min(now.descriptors(), least.descriptors()));
    }
    return least;
  }

  /** Deploys, uses and undeploys; nothing of the application is on this thread's stack any more afterwards. */
  private WeakReference<ClassLoader> deployed(Tomcat tomcat, Path war, DataOwner owner, EndpointClient client)
      throws Exception {
    StandardContext context = new StandardContext();
    context.setName("/app");
    context.setPath("/app");
    context.setDocBase(war.toString());
    context.addLifecycleListener(new Tomcat.FixContextListener());
    context.setParentClassLoader(new ContainerClasses());
    context.addParameter("nightjar.models", folder.resolve("models").toString());
    context.addApplicationListener("com.example.war.NightjarListener");
    tomcat.getHost().addChild(context);
    assertThat(context.getState().isAvailable()).isTrue();
    owner.play(client);
    ClassLoader loader = context.getLoader().getClassLoader();
    assertThat(loader.loadClass("dev.nightjar.runtime.NightjarRuntime").getClassLoader()).isSameAs(loader);
    tomcat.getHost().removeChild(context);
    return new WeakReference<>(loader, collected);
  }

  /** Collects again and again, as threads of the application may still be ending. */
  private void awaitCollected(WeakReference<ClassLoader> loader) throws Exception {
    compareNewRecords();
    for (int i = 0; i < 50 && !loader.refersTo(null); i++) {
      System.gc();
      collected.remove(100);
    }
  }

  /** JDK 17 remembers the type in whose records it has compared for the first time last, whoever's it is. */
  private static void compareNewRecords() throws Exception {
    URL[] classes = {ClassPath.home(Compared.class).toUri().toURL()};
    try (URLClassLoader own = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
      Constructor<?> record = own.loadClass(Compared.class.getName()).getConstructors()[0];
      assertThat(record.newInstance(record.newInstance((Object) null)))
          .isEqualTo(record.newInstance(record.newInstance((Object) null)));
    }
  }

  private static long descriptors() throws IOException {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return 0;
    }
    try (Stream<Path> open = Files.list(DESCRIPTORS)) {
      return open.count();
    }
  }

  /** The unpacked WAR: the example's classes, and the jars that its pom brings. */
  private static Path war() throws IOException {
    Path war = folder.resolve("war");
    Path classes = Files.createDirectories(war.resolve("WEB-INF/classes"));
    Path lib = Files.createDirectories(war.resolve("WEB-INF/lib"));
    List<Path> classPath = ClassPath.ofAServer();
    List<Path> withServlets = new ArrayList<>(classPath);
    withServlets.add(ClassPath.home(jakarta.servlet.Servlet.class));
    ExampleSources.compile(ExampleSources.project("tomcat-war"), withServlets, classes);
    for (int i = 0; i < classPath.size(); i++) {
      Path jar = lib.resolve(i + ".jar");
      if (Files.isDirectory(classPath.get(i))) {
        pack(classPath.get(i), jar);
      } else {
        Files.copy(classPath.get(i), jar);
      }
    }
    return war;
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar); JarOutputStream out = new JarOutputStream(file);
        Stream<Path> files = Files.walk(classes)) {
      for (Path path : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(path).toString().replace('\\', '/')));
        Files.copy(path, out);
        out.closeEntry();
      }
    }
  }

  /** What an application sees of a container: not the copies of Nightjar and its libraries that these tests use. */
  private static final class ContainerClasses extends ClassLoader {
    ContainerClasses() {
      super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.startsWith("org.apache.") || name.startsWith("jakarta.")) {
        return TomcatWarTest.class.getClassLoader().loadClass(name);
      }
      throw new ClassNotFoundException(name);
    }
  }
}
