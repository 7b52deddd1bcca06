package dev.nightjar.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.model.ClientGraphs;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.GraphSpecs;
import dev.nightjar.api.model.ResultSpec;
import dev.nightjar.api.model.Specs;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.params.Parameters;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results that are shown cost bits of the key's budget. */
class DisclosureTest {
  private static final ClientSpec SPEC = Specs.linear();
  private static final Parameters P = SPEC.parameters();

  private final SecretKey key = SecretKey.generate(P);

  @AfterEach
  void wipeKey() {
    key.close();
  }

  private static void decrypt(ModelClient client) {
    byte[] query = client.encrypt(new double[3]);
    client.decrypt(query, answer(query, 1));
  }

  private static byte[] answer(byte[] query, int ciphertexts) {
    return EncryptedResultCodec.encode(P, LweList.allocate(P.bigLweDimension(), ciphertexts), 16,
        PackedInputCodec.binding(ByteBuffer.wrap(query)));
  }

  private static ClientSpec classes(int classes) {
    return new ClientSpec("m", "k", P, SPEC.keyParts(), SPEC.quantizers(), SPEC.layout(),
        Collections.nCopies(classes, new ResultSpec(40, true, 0, 1)), new double[classes],
        new Task(Task.Link.SOFTMAX, IntStream.range(0, classes).mapToObj(String::valueOf).toList()));
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "3, 2", "4, 2", "5, 3", "8, 3", "9, 4", "1024, 10", "1025, 11"})
  void aLabelCostsTheBitsThatNumberItsClasses(int classes, long bits) {
    assertThat(Disclosure.LABEL.bits(classes(classes))).isEqualTo(bits);
    assertThat(Disclosure.OUTPUTS.bits(classes(classes))).isEqualTo(24L * classes);
    assertThat(Disclosure.PRIVATE.bits(classes(classes))).isZero();
  }

  @Test
  void outputsCostAllThatTheAnswersCiphertextsDecryptTo() {
    assertThat(Disclosure.OUTPUTS.bits(Specs.tree())).isEqualTo(64 - 58 + 64 - 57);
    assertThat(Disclosure.OUTPUTS.bits(SPEC)).isEqualTo(24);
  }

  @Test
  void aLabelThatASuffixChoosesCostsTheBitsThatNumberItsChoicesAndOneForARefusal() {
    ClientSpec chosen = GraphSpecs.spec();
    assertThat(Disclosure.LABEL.bits(chosen)).isEqualTo(2);
    assertThat(Disclosure.OUTPUTS.bits(chosen)).isEqualTo(48);
    ClientGraph made = new ClientGraph(List.of(new ClientGraph.Input("scores", ElementType.FLOAT, 2)), Map.of(),
        List.of(new GraphNode(Operator.CAST, List.of("scores"), List.of("label"), Map.of("to", new Attribute.Int(7))),
            GraphNode.of(Operator.NEG, "outputs", "scores")), List.of("label", "outputs"));
    ClientGraphs graphs = chosen.graphs();
    assertThat(Disclosure.LABEL.bits(chosen.withGraphs(
        new ClientGraphs(graphs.columns(), graphs.prefix(), Optional.of(made))))).isEqualTo(48);
  }

  @Test
  void aRegressorHasNoLabelSoThatItsOutputsAreCounted() {
    ClientSpec regressor = new ClientSpec("m", "k", P, SPEC.keyParts(), SPEC.quantizers(), SPEC.layout(),
        SPEC.results(), new double[1], Task.regression());
    assertThat(Disclosure.LABEL.bits(regressor)).isEqualTo(24);
  }

  @Test
  void resultsThatStayPrivateCostNothing() {
    ModelClient client = new ModelClient(SPEC, key);
    assertThat(client.disclosure()).isEqualTo(Disclosure.PRIVATE);
    key.disclosureBudget().limit(0);
    decrypt(client);
    assertThat(key.disclosureBudget().spent()).isZero();
    assertThat(client.resultsLeft()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void allModelsOfAKeyCountTogether() {
    ModelClient labels = new ModelClient(SPEC, key).withDisclosure(Disclosure.LABEL);
    ModelClient outputs = new ModelClient(SPEC, key).withDisclosure(Disclosure.OUTPUTS);
    decrypt(labels);
    decrypt(outputs);
    decrypt(outputs);
    assertThat(key.disclosureBudget().spent()).isEqualTo(1 + 24 + 24);
    assertThat(key.disclosureBudget()).hasToString("DisclosureBudget[49 of 64 bits]");
    assertThat(outputs.resultsLeft()).isZero();
    assertThat(labels.resultsLeft()).isEqualTo(15);
    SecretKeyTest.refused(ErrorCode.DISCLOSURE_SPENT, "a result of 24 bits is to be shown, and 49 of the 64 bits",
        () -> decrypt(outputs));
    for (int i = 0; i < 15; i++) {
      decrypt(labels);
    }
    SecretKeyTest.refused(ErrorCode.DISCLOSURE_SPENT, "Draw a new key", () -> decrypt(labels));
    assertThat(key.disclosureBudget().left()).isZero();
    decrypt(new ModelClient(SPEC, key));
  }

  @Test
  void theOwnerSetsTheBudget() {
    ModelClient client = new ModelClient(SPEC, key).withDisclosure(Disclosure.OUTPUTS);
    key.disclosureBudget().limit(23);
    SecretKeyTest.refused(ErrorCode.DISCLOSURE_SPENT, "0 of the 23 bits", () -> decrypt(client));
    key.disclosureBudget().limit(24);
    decrypt(client);
    key.disclosureBudget().limit(Long.MAX_VALUE);
    decrypt(client);
    assertThat(key.disclosureBudget().spent()).isEqualTo(48);
    key.disclosureBudget().limit(10);
    assertThat(key.disclosureBudget().left()).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> key.disclosureBudget().limit(-1)).withMessageContaining("-1");
  }

  @Test
  void anAnswerThatIsRefusedCostsNothing() {
    ModelClient client = new ModelClient(SPEC, key).withDisclosure(Disclosure.OUTPUTS);
    byte[] query = client.encrypt(new double[3]);
    byte[] other = client.encrypt(new double[3]);
    SecretKeyTest.refused(ErrorCode.SHAPE_MISMATCH, "not 2", () -> client.decrypt(query, answer(query, 2)));
    SecretKeyTest.refused(ErrorCode.ANSWER_MISMATCH, "another", () -> client.decrypt(query, answer(other, 1)));
    SecretKeyTest.refused(ErrorCode.INVALID_FORMAT, "", () -> client.decrypt(query, new byte[100]));
    assertThat(key.disclosureBudget().spent()).isZero();
  }

  /** A ledger whose sums cannot be kept. */
  private static final class Broken implements DisclosureLedger {
    @Override
    public long spent() {
      return 0;
    }

    @Override
    public OptionalLong add(long bits, long limit) {
      throw new NightjarException(ErrorCode.UNAVAILABLE, "the disk is full");
    }
  }

  @Test
  void nothingIsDecryptedWhoseCountCannotBeKept() {
    ModelClient client = new ModelClient(SPEC, key).withDisclosure(Disclosure.LABEL);
    key.disclosureBudget().keepIn(new Broken());
    SecretKeyTest.refused(ErrorCode.UNAVAILABLE, "the disk is full", () -> decrypt(client));
  }

  @Test
  void whatWasCountedIsTakenAlongToAnotherLedger() {
    ModelClient client = new ModelClient(SPEC, key).withDisclosure(Disclosure.LABEL);
    decrypt(client);
    SecretKeyTest.refused(ErrorCode.UNAVAILABLE, "full", () -> key.disclosureBudget().keepIn(new Broken()));
    assertThat(key.disclosureBudget().spent()).isEqualTo(1);
    MemoryLedger other = new MemoryLedger();
    other.add(5, 64);
    key.disclosureBudget().keepIn(other);
    decrypt(client);
    assertThat(other.spent()).isEqualTo(7);
  }

  @Test
  void halfWayAWarningIsLoggedOnce() {
    List<String> warnings = new ArrayList<>();
    Handler handler = new Handler() {
      @Override
      public void publish(LogRecord logged) {
        warnings.add(new SimpleFormatter().formatMessage(logged));
      }

      @Override
      public void flush() {
      }

      @Override
      public void close() {
      }
    };
    Logger logger = Logger.getLogger(DisclosureBudget.class.getName());
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      ModelClient client = new ModelClient(SPEC, key).withDisclosure(Disclosure.LABEL);
      key.disclosureBudget().limit(5);
      for (int i = 0; i < 5; i++) {
        decrypt(client);
        assertThat(warnings).hasSize(i < 2 ? 0 : 1);
      }
      assertThat(warnings.get(0)).startsWith("3 of the 5 bits");
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
  }

  @Test
  void threadsTogetherAreShownNoMoreThanTheBudget() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Integer>> shown = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        ModelClient client = new ModelClient(SPEC, key).withDisclosure(Disclosure.LABEL);
        shown.add(threads.submit(() -> {
          int count = 0;
          byte[] query = client.encrypt(new double[3]);
          byte[] answer = answer(query, 1);
          for (int i = 0; i < 20; i++) {
            try {
              client.decrypt(query, answer);
              count++;
            } catch (NightjarException e) {
              assertThat(e.code()).isEqualTo(ErrorCode.DISCLOSURE_SPENT);
            }
          }
          return count;
        }));
      }
      int sum = 0;
      for (Future<Integer> one : shown) {
        sum += one.get();
      }
      assertThat(sum).isEqualTo(64);
    } finally {
      threads.shutdownNow();
    }
  }
}
