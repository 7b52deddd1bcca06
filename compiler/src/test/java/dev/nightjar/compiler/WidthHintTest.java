package dev.nightjar.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.model.Assembly;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.ModelPlugin;
import dev.nightjar.api.model.Pipeline;
import dev.nightjar.api.model.ResultSpec;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.params.CircuitNeeds;
import dev.nightjar.api.params.LookupNeed;
import dev.nightjar.api.params.OutputNeed;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.bundle.ServerBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WidthHintTest {
  private static final CompileRequest REQUEST =
      CompileRequest.builder("steps", new double[][] {{0}, {15}}).build();

  @TempDir
  private Path folder;

  private final ModelCompiler compiler = ModelCompiler.of(List.of(new StepsPlugin()));

  /** A table of 16 steps of one feature: one bootstrap, and one result of as many bits as its author thought of. */
  private record Steps(int resultBits) implements ImportedModel {
    @Override
    public int features() {
      return 1;
    }

    @Override
    public String description() {
      return "step function";
    }

    @Override
    public double[] scores(double[] x) {
      return new double[] {Math.round(x[0])};
    }

    @Override
    public Task task() {
      return Task.regression();
    }
  }

  private record StepsPlugin() implements ModelPlugin {
    private static final int BOXES = 16;
    private static final double MARGIN = 1.0 / (4 * BOXES);

    @Override
    public String kind() {
      return "steps";
    }

    @Override
    public int apiVersion() {
      return API_VERSION;
    }

    @Override
    public boolean supports(ImportedModel model) {
      return model instanceof Steps;
    }

    @Override
    public CompiledModel compile(ImportedModel model, CompileRequest request) {
      int resultDelta = Long.SIZE - ((Steps) model).resultBits();
      ResultSpec result = new ResultSpec(resultDelta, false, 0, 1);
      CircuitNeeds needs = new CircuitNeeds(List.of(new LookupNeed(MARGIN, 1, 0, 0, 1)),
          List.of(new OutputNeed(result.margin(), 0, 1, 32, 1)), request.failureLog2());
      Parameters p = ParameterCatalogue.cheapestFor(request.keys(), needs).orElseThrow();
      SparseMap.Builder read = SparseMap.builder(p.polynomialSize());
      read.row(new int[] {0}, new long[] {1}, 0);
      long[] words = new long[BOXES];
      for (int box = 0; box < BOXES; box++) {
        words[box] = (long) box << resultDelta;
      }
      LookupTables tables = LookupTables.of(p.tableSize(), new long[][][] {{words}});
      ClientSpec client = new ClientSpec(request.name(), kind(), p, KeyPart.FOR_BOOTSTRAPS,
          List.of(FeatureQuantizer.Uniform.over(0, 15, BOXES)),
          new InputLayout.Integers(59, new int[] {0}),
          List.of(result), new double[] {0}, model.task());
      return new Assembly(client, List.of(new Node.Extract(read.build()),
          new Node.Lookup(new int[] {0}, new int[] {0}, new double[] {MARGIN}, tables)), new int[] {1},
          List.of(Map.entry("steps", "16"))).withOutputBits(32);
    }
  }

  @Test
  void aResultOfNeedlesslyManyBitsIsNamedWithTheSetThatFewerWouldDoWith() throws IOException {
    CompiledModel wide = compiler.compile(new Steps(12), REQUEST);
    WidthHint hint = WidthHint.of(wide, REQUEST).orElseThrow();
    assertThat(hint.widest()).isEqualTo(12);
    assertThat(hint.presentKeyBytes()).isEqualTo(keyBytes(wide)).isGreaterThan(50_000_000);
    assertThat(wide.notes()).startsWith(Map.entry("steps", "16")).contains(Map.entry("hint",
        "results of 12 bits decide the parameter set: with at most " + hint.bits() + " bits, "
            + hint.parameters().id() + " would do, with an evaluation key of "
            + String.format(Locale.ROOT, "%,d instead of %,d bytes", hint.keyBytes(), keyBytes(wide))));
    assertThat(compiler.report(Pipeline.of(new Steps(12)), wide, Optional.empty()).text())
        .containsPattern("(?m)^hint +results of 12 bits decide");
    assertThat(ServerBundle.read(compiler.write(wide, folder)).notes()).containsKey("hint");
  }

  @Test
  void aPluginThatFollowsTheHintFindsTheSetAndGetsNoHint() {
    WidthHint hint = WidthHint.of(compiler.compile(new Steps(12), REQUEST), REQUEST).orElseThrow();
    CompiledModel followed = compiler.compile(new Steps(hint.bits()), REQUEST);
    assertThat(keyBytes(followed)).isLessThanOrEqualTo(hint.keyBytes());
    assertThat(followed.notes()).contains(Map.entry("steps", "16"))
        .noneMatch(note -> note.getKey().equals(WidthHint.NOTE));
    CompiledModel oneBitMore = compiler.compile(new Steps(hint.bits() + 1), REQUEST);
    assertThat(keyBytes(oneBitMore)).isGreaterThan(hint.keyBytes());
  }

  @Test
  void whereLookupsDecideTheSetThereIsNoHint() {
    CompileRequest strict = CompileRequest.builder("steps", REQUEST.calibration()).failureLog2(-128).build();
    CompiledModel narrow = compiler.compile(new Steps(5), strict);
    assertThat(WidthHint.of(narrow, strict)).isEmpty();
  }

  private static long keyBytes(CompiledModel model) {
    return EvaluationKeyCodec.encodedBytes(model.circuit().parameters(), model.circuit().keyParts());
  }
}
