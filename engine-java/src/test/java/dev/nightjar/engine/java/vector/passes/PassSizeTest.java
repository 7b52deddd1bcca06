package dev.nightjar.engine.java.vector.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the passes to the rule of {@link VectorPasses}. */
class PassSizeTest {
  /** The default of the JVM's {@code FreqInlineSize}: C2 inlines a method that is called often up to this size. */
  private static final int INLINED_BYTES = 325;

  /** Passes that there are, in all packages; fewer found means that this test does not look everywhere. */
  private static final int PASSES = 33;

  private static final Pattern CLASS = Pattern.compile("\\w.*(?:class|interface) (\\S+).*\\{");
  private static final Pattern METHOD = Pattern.compile("  (\\w.*;)");
  private static final Pattern INSTRUCTION = Pattern.compile(" +(\\d+): .*");
  private static final Pattern JUMP = Pattern.compile(" +\\d+: (?:if\\w*|goto) +(\\d+)");

  @Test
  void everyPassIsTooLargeForC2ToInline() throws Exception {
    Optional<ToolProvider> javap = ToolProvider.findFirst("javap");
    assumeThat(javap).as("javap, which a JDK has").isPresent();
    Map<String, Integer> passes = passes(bytecodes(javap.get()));
    assertThat(passes).hasSizeGreaterThanOrEqualTo(PASSES);
    assertThat(passes).allSatisfy((pass, bytes) -> assertThat(bytes).as(pass).isGreaterThan(INLINED_BYTES));
  }

  /** All methods of the module's main classes, disassembled. */
  private static String bytecodes(ToolProvider javap) throws Exception {
    Path classes = Path.of(VectorPasses.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> arguments = new ArrayList<>(List.of("-c", "-p"));
    try (Stream<Path> files = Files.walk(classes)) {
      files.map(Path::toString).filter(file -> file.endsWith(".class")).forEach(arguments::add);
    }
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    assertThat(javap.run(out, out, arguments.toArray(String[]::new))).as(text.toString()).isZero();
    return text.toString();
  }

  /** Bytes of each method that has a loop and calls a method of vectors of doubles. */
  private static Map<String, Integer> passes(String bytecodes) {
    Map<String, Integer> passes = new TreeMap<>();
    String owner = "";
    String method = "";
    boolean vectors = false;
    boolean loop = false;
    for (String line : bytecodes.lines().toList()) {
      Matcher type = CLASS.matcher(line);
      owner = type.matches() ? type.group(1) : owner;
      Matcher declaration = METHOD.matcher(line);
      if (declaration.matches()) {
        method = declaration.group(1);
        vectors = false;
        loop = false;
      }
      Matcher instruction = INSTRUCTION.matcher(line);
      if (instruction.matches()) {
        int at = Integer.parseInt(instruction.group(1));
        Matcher jump = JUMP.matcher(line);
        loop |= jump.matches() && Integer.parseInt(jump.group(1)) < at;
        vectors |= line.contains("jdk/incubator/vector/DoubleVector.");
        if (vectors && loop) {
          passes.put(owner + ": " + method, at + 1);
        }
      }
    }
    return passes;
  }
}
