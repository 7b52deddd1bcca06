package dev.nightjar.engine.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.engine.Engine;
import dev.nightjar.api.engine.EngineKey;
import dev.nightjar.api.engine.EngineOptions;
import dev.nightjar.runtime.engine.EngineRegistry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server's own way to its engine, {@code auto}, where the native library kills the process that loads or uses it. */
class AutoFallbackTest {
  /** A JVM that lets the registry choose, and computes with what it got. */
  static final class Server {
    private Server() {}

    public static void main(String[] arguments) {
      try (Engine engine = EngineRegistry.discover().create(EngineRegistry.AUTO, new EngineOptions(1));
          EngineKey key = engine.load(TestKeys.toy().evaluation())) {
        System.out.println("chosen: " + engine.name());
        engine.info().notes().forEach(note -> System.out.println("note: " + note));
        System.out.println("computed: " + Scenario.flip(key, 1));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"aborts_at_load", "aborts_when_used"})
  void autoTakesJavaSaysWhyAndLives(String library) throws Exception {
    String output = ChildJvm.run(Server.class, ChildJvm.classPath(),
        "-Dnightjar.native.library=" + RustLibrary.compile(library));
    assertThat(output.lines()).contains("chosen: java", "computed: 2");
    assertThat(output).contains("note: engine native is left out: the native library ended a probe process with abort"
        + " (exit code 134): it is broken or not for this machine");
  }

  /** The same library where nothing looks first: what the others are protected from is real. */
  @ParameterizedTest
  @ValueSource(strings = {"aborts_at_load", "aborts_when_used"})
  void withoutTheProbeTheSameLibraryEndsTheJvm(String library) throws Exception {
    ChildJvm.Ended ended = ChildJvm.end(Server.class, ChildJvm.classPath(),
        "-Dnightjar.native.library=" + RustLibrary.compile(library), "-Dnightjar.native.probe=false",
        "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null");
    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(134);
  }
}
