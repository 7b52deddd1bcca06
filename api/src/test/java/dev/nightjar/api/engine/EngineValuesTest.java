package dev.nightjar.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineValuesTest {
  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1025, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void anEngineOfNoOrTooManyThreadsIsRefused(int threads) {
    assertThatIllegalArgumentException().isThrownBy(() -> new EngineOptions(threads))
        .withMessageContaining("not " + threads);
  }

  @Test
  void byDefaultAnEngineUsesEveryProcessor() {
    assertThat(EngineOptions.allProcessors().threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(new EngineOptions(1024).threads()).isEqualTo(1024);
  }

  @Test
  void availabilityComesWithItsDetail() {
    assertThat(Availability.yes("8 lanes")).isEqualTo(new Availability(true, "8 lanes"));
    assertThat(Availability.no("no library: install it")).isEqualTo(new Availability(false, "no library: install it"));
  }

  @Test
  void theNotesOfAnEngineCannotBeChanged() {
    List<String> notes = new ArrayList<>(List.of("a"));
    EngineInfo info = new EngineInfo("java", "vector", 2, notes);
    notes.add("b");
    assertThat(info.notes()).containsExactly("a");
    assertThatThrownBy(() -> info.notes().add("c")).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void anEngineThatSaysNothingOfItsStateIsReady() {
    EngineInfo info = new EngineInfo("java", "vector", 2, List.of("a"));
    assertThat(info.state()).isEqualTo(EngineState.READY);
    assertThat(info.state().ready()).isTrue();
    EngineInfo slow = new EngineInfo("java", "vector", 2, List.of("a"),
        new EngineState(EngineState.Phase.SLOW, "restart it"));
    assertThat(slow.withNotes(List.of("b"))).isEqualTo(new EngineInfo("java", "vector", 2, List.of("b"), slow.state()));
    assertThat(slow.state()).hasToString("slow: restart it").returns(false, EngineState::ready);
    assertThat(slow.remarks()).containsExactly("a", "slow: restart it");
    assertThat(info.remarks()).containsExactly("a");
    assertThat(new EngineState(EngineState.Phase.WARMING, "")).hasToString("warming");
  }

  @Test
  void aStateNeedsPhaseAndDetail() {
    assertThatThrownBy(() -> new EngineState(null, "")).hasMessageContaining("a phase");
    assertThatThrownBy(() -> new EngineState(EngineState.Phase.READY, null)).hasMessageContaining("a detail");
    assertThatThrownBy(() -> new EngineInfo("java", "vector", 2, List.of(), null)).hasMessageContaining("state");
  }
}
