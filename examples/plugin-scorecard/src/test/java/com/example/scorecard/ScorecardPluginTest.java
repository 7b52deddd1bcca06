package com.example.scorecard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ImportedModel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ScorecardPluginTest {
  private static final String CSV = """
      # applicants
      base,,300
      age,25,-20
      age,40,10
      age,inf,35
      income,1500,0
      income,inf,40
      """;
  private static final double[][] ROWS = {{18, 900}, {25, 1500}, {26, 1501}, {40, 5000}, {70, 0}};

  private final ScorecardPlugin plugin = new ScorecardPlugin();

  private ImportedModel read(String csv) {
    return plugin.read("credit.scorecard.csv", csv.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  @Test
  void theQuantisedModelIsExactWithThresholds() {
    ImportedModel card = read(CSV);
    CompiledModel compiled = plugin.compile(card,
        CompileRequest.builder("credit", ROWS).quantizer(CompileRequest.Quantizer.THRESHOLDS).build());
    for (double[] row : ROWS) {
      assertEquals(card.scores(row)[0], compiled.clearPrediction(row).outputs()[0]);
    }
    assertEquals(0, compiled.circuit().bootstraps());
  }

  @Test
  void theQuantisedModelIsCloseWithUniformSteps() {
    ImportedModel card = read(CSV);
    CompiledModel compiled = plugin.compile(card,
        CompileRequest.builder("credit", ROWS).bits(12).build());
    assertEquals(280, compiled.clearPrediction(new double[] {20, 1000}).outputs()[0]);
    assertEquals(375, compiled.clearPrediction(new double[] {60, 4000}).outputs()[0]);
  }

  @Test
  void otherFilesAreLeftToOtherPlugins() {
    assertTrue(plugin.read("model.onnx", new byte[3]).isEmpty());
  }

  @Test
  void aFeatureWithoutAnOpenEndIsRefused() {
    assertThrows(NightjarException.class, () -> read("age,25,1\n"));
  }

  @Test
  void boundsThatDescendAreRefused() {
    assertThrows(NightjarException.class, () -> read("age,25,1\nage,20,2\nage,inf,3\n"));
  }

  @Test
  void pointsThatAreNoIntegerAreRefused() {
    assertThrows(NightjarException.class, () -> read("age,inf,1.5\n"));
  }

  @Test
  void aLineWithAMissingFieldIsRefused() {
    assertThrows(NightjarException.class, () -> read("age,inf\n"));
  }
}
