import dev.nightjar.api.engine.EngineProvider;
import dev.nightjar.engine.java.JavaEngineProvider;

/**
 * The engine in Java, found through {@link java.util.ServiceLoader}. Exports nothing to applications. The Vector API is
 * optional: the engine uses it when the JVM was started with {@code --add-modules jdk.incubator.vector}.
 */
@SuppressWarnings("module") // The bench is not on the module path when this module is compiled.
module dev.nightjar.engine.java {
  requires dev.nightjar.api;
  requires java.management;
  requires jdk.management;
  requires org.slf4j;
  requires static jdk.incubator.vector;

  provides EngineProvider with JavaEngineProvider;

  exports dev.nightjar.engine.java.internal to dev.nightjar.bench;
}
