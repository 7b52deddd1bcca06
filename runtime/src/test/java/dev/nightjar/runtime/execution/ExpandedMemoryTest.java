package dev.nightjar.runtime.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.diagram.DiagramBuilder;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.runtime.Refusals;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExpandedMemoryTest {
  private static final Parameters P = ParameterCatalogue.levelled();
  private static final long BIT = 7L * 2 * 2048 * 8;

  private static Circuit circuit(int bits) {
    DiagramBuilder builder = Diagram.builder(2048, 1);
    builder.output(builder.rotate(0, builder.constant(1), 1));
    return new Circuit(P, P.levelled().orElseThrow().ciphertexts(bits), List.of(new Node.Expand(bits),
        new Node.Evaluate(builder.build(), new int[1]), new Node.SampleExtract(new int[] {bits}, new int[1])),
        new int[] {bits + 1}, 64);
  }

  @Test
  void eachBitTakesTheRowsOfItsCiphertextAndItsBodyRowsOnceMore() {
    assertThat(ExpandedMemory.of(circuit(1))).isEqualTo(BIT);
    assertThat(ExpandedMemory.of(circuit(180))).isEqualTo(180 * BIT);
    assertThat(ExpandedMemory.of(new Circuit(ParameterCatalogue.linear(), 1, List.of(new Node.Extract(
        new SparseMap(2048, new int[2], new int[0], new long[0], new long[1]))),
        new int[] {0}, 64))).isZero();
  }

  @Test
  void aRunThatNeedsMoreThanThereIsIsRefused() {
    ExpandedMemory memory = new ExpandedMemory(4 * BIT);

    memory.require("m", circuit(4));
    String refusal = Refusals.refusal(ErrorCode.TOO_LARGE, () -> memory.require("m", circuit(5)));
    assertThat(refusal).contains("'m'", String.valueOf(5 * BIT), String.valueOf(4 * BIT), "-Xmx");
    Refusals.refusal(ErrorCode.TOO_LARGE, () -> memory.take(circuit(5), Cancellation.manual()));
    assertThatIllegalArgumentException().isThrownBy(() -> new ExpandedMemory(-1));
  }

  @Test
  void aRunThatFindsNoRoomStopsWhenItIsAskedTo() {
    ExpandedMemory memory = new ExpandedMemory(4 * BIT);
    Cancellation cancelled = Cancellation.manual();
    cancelled.cancel();
    try (ExpandedMemory.Lease held = memory.take(circuit(3), Cancellation.manual())) {
      Refusals.refusal(ErrorCode.CANCELLED, () -> memory.take(circuit(2), cancelled));
    }
    memory.take(circuit(4), cancelled).close();
  }

  @Test
  void itGrowsAndShrinksWithTheModelsAndWhatRunsKeepsWhatItHas() {
    ExpandedMemory memory = new ExpandedMemory(2 * BIT);
    memory.growTo(4 * BIT);
    memory.growTo(3 * BIT);
    Cancellation cancelled = Cancellation.manual();
    cancelled.cancel();
    try (ExpandedMemory.Lease held = memory.take(circuit(4), cancelled)) {
      memory.resize(BIT);
      Refusals.refusal(ErrorCode.CANCELLED, () -> memory.take(circuit(1), cancelled));
      Refusals.refusal(ErrorCode.TOO_LARGE, () -> memory.take(circuit(2), cancelled));
    }
    memory.take(circuit(1), cancelled).close();
  }

  @Test
  void runsWaitForOneAnotherAndNoneIsForgotten() {
    ExpandedMemory memory = new ExpandedMemory(3 * BIT);
    CompletableFuture<?>[] runs = IntStream.range(0, 8).mapToObj(i -> CompletableFuture.runAsync(() -> {
      for (int j = 0; j < 50; j++) {
        memory.take(circuit(1 + (i + j) % 3), Cancellation.manual()).close();
      }
    })).toArray(CompletableFuture<?>[]::new);

    CompletableFuture.allOf(runs).join();
    memory.take(circuit(3), Cancellation.manual()).close();
  }
}
