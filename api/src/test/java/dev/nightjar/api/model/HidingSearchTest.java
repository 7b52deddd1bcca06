package dev.nightjar.api.model;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.circuit.AnswerHiding;
import dev.nightjar.api.circuit.AnswerLeak;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.TUniform;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HidingSearchTest {
  private static final Parameters P = ParameterCatalogue.linear();

  /** Three features with weights to 12 bits; one result of {@code 64 - delta} bits. */
  private static CompiledModel open(int delta, int bits) {
    ClientSpec base = Specs.linear();
    ClientSpec client = new ClientSpec(base.model(), base.kind(), P, base.keyParts(), base.quantizers(),
        new InputLayout.Integers(delta, new int[] {0, 1, 2}), List.of(new ResultSpec(delta, true, 0, 1)),
        base.offsets(), base.task());
    SparseMap map = new SparseMap(P.polynomialSize(), new int[] {0, 3}, new int[] {0, 1, 2},
        new long[] {2047, -1500, 900}, new long[1]);
    return new CompiledModel(client, new Circuit(P, 1, List.of(new Node.Extract(map)), new int[] {0}, bits), List.of());
  }

  @ParameterizedTest
  @ValueSource(ints = {-20, -64, -128, -256})
  void theHiddenModelKeepsTheBoundWithAWideFlood(int failureLog2) {
    CompiledModel hidden = open(42, 32).hidden(failureLog2).orElseThrow();
    assertThat(hidden.failure().failureLog2()).isLessThanOrEqualTo(failureLog2);
    AnswerHiding hiding = hidden.circuit().hiding().orElseThrow();
    double margin = hidden.client().outputMargins()[0];
    assertThat(hiding.floodBound()).isBetween(margin / 11, margin);
    assertThat(hiding.bodyBits()).isLessThan(hidden.client().resultBits() + 4.7);
    assertThat(hidden.client().privacy()).isEqualTo(ModelPrivacy.HIDDEN);
    assertThat(hidden.client().zeros()).isEqualTo(hidden.circuit().zeros()).isOne();
    assertThat(hidden.hidden(failureLog2)).containsSame(hidden);
  }

  @Test
  void theFloodIsTheWidestThatTheBoundAllows() {
    CompiledModel hidden = open(42, 32).hidden(-64).orElseThrow();
    Circuit c = hidden.circuit();
    AnswerHiding hiding = c.hiding().orElseThrow();
    TUniform wider = new TUniform(hiding.flood().boundLog2() + 1);
    Circuit more = new Circuit(P, 1, c.nodes(), c.outputs(), c.outputBits(),
        Optional.of(new AnswerHiding(hiding.maskNoise(), wider)));
    assertThat(new CompiledModel(hidden.client(), more, List.of()).failure().failureLog2()).isGreaterThan(-64);
  }

  @Test
  void wordsGetLongerWhereShortOnesLeaveNoRoom() {
    CompiledModel model = open(38, 32);
    assertThat(model.hidden(-64).orElseThrow().circuit().outputBits()).isEqualTo(64);
    assertThat(open(42, 64).hidden(-64).orElseThrow().circuit().outputBits()).isEqualTo(64);
  }

  @Test
  void whereNoWordsLeaveRoomThereIsNone() {
    assertThat(open(30, 64).hidden(-64)).isEmpty();
  }

  @Test
  void aDishonestClientIsLeftTheFloorOfAllKeysWhereTheMarginAllows() {
    CompiledModel hidden = open(44, 32).hidden(-64).orElseThrow();
    AnswerLeak leak = AnswerLeak.of(hidden.circuit());
    assertThat(leak.dishonestMaskBits()).isGreaterThanOrEqualTo(128);
  }

  @Test
  void halvesOfWhichOneIsHiddenDoNotFit() {
    CompiledModel open = open(42, 32);
    CompiledModel hidden = open.hidden(-64).orElseThrow();
    assertRefused(ErrorCode.INVALID_MODEL,
        () -> new CompiledModel(open.client(), hidden.circuit(), List.of()), "do not fit");
    assertRefused(ErrorCode.INVALID_MODEL,
        () -> new CompiledModel(hidden.client(), open.circuit(), List.of()), "do not fit");
  }
}
