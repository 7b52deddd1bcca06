package dev.nightjar.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssemblyTest {
  private static final List<Map.Entry<String, String>> NOTES = List.of(Map.entry("sums", "1"));

  /** A model of one sum of three slots whose results are 2^deltaLog2 torus words apart. */
  private static Assembly sum(int deltaLog2, int... outputs) {
    ClientSpec base = Specs.linear();
    ClientSpec client = new ClientSpec(base.model(), base.kind(), base.parameters(), base.keyParts(),
        base.quantizers(), base.layout(), List.of(new ResultSpec(deltaLog2, true, 0, 1)), base.offsets(), base.task());
    SparseMap.Builder map = SparseMap.builder(client.ciphertexts() * client.parameters().polynomialSize());
    map.row(new int[] {0, 1, 2}, new long[] {1, 1, 1}, 0);
    return new Assembly(client, List.of(new Node.Extract(map.build())), outputs, NOTES);
  }

  @ParameterizedTest
  @CsvSource({"60, 16", "45, 32", "25, 64"})
  void theAnswerHasTheFewestBitsThatKeepTheBound(int deltaLog2, int expected) {
    Assembly assembly = sum(deltaLog2, 0);
    CompiledModel shortest = assembly.withShortestAnswer(-64).orElseThrow();
    assertThat(shortest.circuit().outputBits()).isEqualTo(expected);
    assertThat(shortest.failure().failureLog2()).isLessThanOrEqualTo(-64);
    assertThat(shortest.notes()).isEqualTo(NOTES);
    Circuit.OUTPUT_BITS.stream().filter(bits -> bits < expected).forEach(bits ->
        assertThat(assembly.withOutputBits(bits).failure().failureLog2()).isGreaterThan(-64));
  }

  @ParameterizedTest
  @CsvSource({"60, 12", "45, 27", "25, 47"})
  void aCompiledModelGetsByWithFewerBitsThanWholeBytesHave(int deltaLog2, int expected) {
    CompiledModel whole = sum(deltaLog2, 0).withShortestAnswer(-64).orElseThrow();
    CompiledModel shortest = whole.withShortestAnswer(-64);
    assertThat(shortest.circuit().outputBits()).isEqualTo(expected);
    assertThat(shortest.failure().failureLog2()).isLessThanOrEqualTo(-64);
    assertThat(sum(deltaLog2, 0).withOutputBits(expected - 1).failure().failureLog2()).isGreaterThan(-64);
    assertThat(shortest.withShortestAnswer(-64)).isSameAs(shortest);
    assertThat(shortest.withClient(shortest.client().withClaim(Claim.ANALOGUE)).withShortestAnswer(-20).circuit())
        .isSameAs(shortest.circuit());
  }

  @Test
  void thereIsNoAnswerWhereNoLengthKeepsTheBound() {
    assertThat(sum(10, 0).withShortestAnswer(-64)).isEmpty();
  }

  @Test
  void wordsOfOtherBitsAndPartsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> sum(60, 0).withOutputBits(7)).isInstanceOf(NightjarException.class)
        .hasMessageContaining("8 to 64 bits, not 7");
    assertThatThrownBy(() -> sum(60, 0, 0).withShortestAnswer(-64)).isInstanceOf(NightjarException.class)
        .hasMessageContaining("do not fit each other");
    assertThatThrownBy(() -> sum(60, 1).withShortestAnswer(-64)).isInstanceOf(NightjarException.class)
        .hasMessageContaining("output wire 1 does not exist");
  }

  @Test
  void theOutputsAreCopied() {
    int[] outputs = {0};
    Assembly assembly = sum(60, outputs);
    outputs[0] = 1;
    assertThat(assembly.withOutputBits(64).circuit().outputs()).containsExactly(0);
  }
}
