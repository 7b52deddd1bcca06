package dev.nightjar.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.circuit.AnswerLeak;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.ShortQuery;
import dev.nightjar.api.crypto.StridedPacking;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Queries as short as the bound on a wrong inference allows. */
class QuerySearchTest {
  private static final Parameters P = ParameterCatalogue.linear();

  /** Sums of 30 features of 8 bits with weights of 8 bits, in results of 22 bits. */
  private static Assembly sums(int scores) {
    int features = 30;
    SparseMap.Builder map = SparseMap.builder(P.polynomialSize());
    long[] weights = new long[features];
    Arrays.setAll(weights, f -> f * 8 - 120);
    for (int o = 0; o < scores; o++) {
      map.row(IntStream.range(0, features).toArray(), weights, 0);
    }
    List<ResultSpec> results = IntStream.range(0, scores).mapToObj(o -> new ResultSpec(42, false, o, 1)).toList();
    ClientSpec client = new ClientSpec("sums", "linear", P, Set.of(),
        Collections.nCopies(features, FeatureQuantizer.Uniform.over(0, 1, 256)),
        new InputLayout.Integers(42, IntStream.range(0, features).toArray()), results, new double[scores],
        new Task(Task.Link.IDENTITY, List.of()));
    return new Assembly(client, List.of(new Node.Extract(map.build())), IntStream.range(0, scores).toArray(),
        List.of());
  }

  private static void assertFewestBits(CompiledModel found, ShortQuery shorter) {
    CompiledModel other = new CompiledModel(found.client().withShortQuery(found.client().privacy(), shorter),
        found.circuit().taking(shorter), found.notes());
    assertThat(other.failure().failureLog2() > -64 || found.circuit().hiding().isPresent()
        && AnswerLeak.of(other.circuit()).noiseAnswersLog2() < 20).isTrue();
  }

  @Test
  void anOpenModelAsksForItsSlotsInAsFewBitsAsTheBoundAllows() {
    CompiledModel open = sums(1).withShortestAnswer(-64).orElseThrow();
    CompiledModel found = open.withShortestQuery(-64);
    ShortQuery format = found.client().shortQuery().orElseThrow();
    assertThat(format.words()).isEqualTo(30);
    assertThat(format.zeros()).isZero();
    assertThat(format.bits()).isLessThanOrEqualTo(40);
    assertThat(PackedInputCodec.encodedBytes(found.circuit())).isEqualTo(76 + 30 * format.bits() / 8);
    assertThat(found.failure().failureLog2()).isLessThanOrEqualTo(-64).isGreaterThan(open.failure().failureLog2());
    assertFewestBits(found, new ShortQuery(30, format.bits() - 8, 0, 64));
    assertThat(found.withShortestQuery(-64)).isSameAs(found);
    assertThat(found.client().fingerprint()).isNotEqualTo(open.client().fingerprint());
  }

  @Test
  void aHiddenModelStillFloodsTheNoiseOfItsQueries() {
    CompiledModel whole = sums(2).withShortestAnswer(-64).flatMap(open -> open.hidden(-64)).orElseThrow();
    CompiledModel found = whole.withShortestQuery(-64);
    ShortQuery format = found.client().shortQuery().orElseThrow();
    assertThat(format.zeros()).isOne();
    assertThat(format.zeroBits()).isLessThan(64);
    assertThat(found.failure().failureLog2()).isLessThanOrEqualTo(-64);
    assertThat(AnswerLeak.of(found.circuit()).noiseAnswersLog2()).isGreaterThanOrEqualTo(20);
    assertThat(PackedInputCodec.encodedBytes(found.circuit()))
        .isLessThan(PackedInputCodec.encodedBytes(whole.circuit()) / 3);
    assertFewestBits(found, new ShortQuery(30, format.bits() - 8, 1, format.zeroBits()));
    assertFewestBits(found, new ShortQuery(30, 64, 1, format.zeroBits() - 8));
  }

  @Test
  void aProductReadsWholePolynomials() {
    CompiledModel found = sums(8).packed(new StridedPacking(60, 30)).withShortestAnswer(-64).orElseThrow()
        .withShortestQuery(-64);
    ShortQuery format = found.client().shortQuery().orElseThrow();
    assertThat(format.words()).isEqualTo(2048);
    assertThat(format.bits()).isLessThan(64);
  }

  @Test
  void aModelThatMissesItsBoundStaysAsItIs() {
    CompiledModel open = sums(1).withOutputBits(16);
    assertThat(open.failure().failureLog2()).isGreaterThan(-64);
    assertThat(open.withShortestQuery(-64)).isSameAs(open);
  }
}
