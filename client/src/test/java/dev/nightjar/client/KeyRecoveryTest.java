package dev.nightjar.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.EncryptedResultCodec;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.crypto.LweList;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.api.model.ResultSpec;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A malicious server that is shown predictions. It answers with the ciphertext whose mask is {@code -2^e} at the place
 * of a key bit: its phase is {@code 2^e} times that bit, without noise, whatever the failure bound of the model is. The
 * answers are well formed and say that they answer the query, as a server that knows the query can always say.
 */
class KeyRecoveryTest {
  private static final Parameters P = TestKeys.insecure(13, 2, 256, 8, 2, 3, 3);
  private static final int DELTA_LOG2 = 58;

  private static ClientSpec spec(Parameters p, ResultSpec result, double offset, Task task) {
    return new ClientSpec("victim", "x", p, Set.of(), List.of(new FeatureQuantizer.Uniform(0, 1, 4)),
        new InputLayout.Integers(50, new int[] {0}), List.of(result), new double[] {offset}, task);
  }

  /** Tells six bits of each answer. */
  private static ClientSpec regression(Parameters p) {
    return spec(p, new ResultSpec(DELTA_LOG2, false, 0, 1), 0, Task.regression());
  }

  /** Tells one bit of each answer. */
  private static ClientSpec twoClasses(Parameters p) {
    return spec(p, new ResultSpec(62, true, 0, 1), -0.5, new Task(Task.Link.LOGISTIC, List.of("no", "yes")));
  }

  /** What a server has learnt: 0 and 1 where it knows a key bit, -1 elsewhere. */
  private static final class Attack {
    final ModelClient victim;
    final Parameters p;
    final int[] found;
    final int bits;
    int answers;
    NightjarException refusal;

    Attack(ModelClient victim, int bits) {
      this.victim = victim;
      this.p = victim.spec().parameters();
      this.bits = bits;
      this.found = new int[p.bigLweDimension()];
      Arrays.fill(found, -1);
    }

    /** Asks for all bits, as long as it is shown predictions. */
    Attack run() {
      byte[] query = victim.encrypt(new double[1]);
      try {
        for (int at = 0; at < found.length; at += bits) {
          read(query, at);
          answers++;
        }
      } catch (NightjarException e) {
        refusal = e;
      }
      return this;
    }

    private void read(byte[] query, int from) {
      int to = Math.min(found.length, from + bits);
      LweList answer = LweList.allocate(p.bigLweDimension(), 1);
      int delta = victim.spec().results().get(0).deltaLog2();
      for (int i = from; i < to; i++) {
        answer.words()[i] = -(1L << delta + i - from);
      }
      Prediction shown = victim.decrypt(query, EncryptedResultCodec.encode(p, answer, 16,
          PackedInputCodec.binding(ByteBuffer.wrap(query))));
      long value = shown.classIndex() >= 0 ? shown.classIndex() : (long) shown.outputs()[0];
      for (int i = from; i < to; i++) {
        found[i] = (int) (value >> i - from & 1);
      }
    }

    long known() {
      return Arrays.stream(found).filter(bit -> bit >= 0).count();
    }

    void assertAllRight(SecretKey key) {
      int[] bitsOfKey = TestKeys.withMasks(key, (glwe, lwe) ->
          Arrays.stream(glwe).mapToInt(mask -> (int) (mask & 1)).toArray());
      for (int i = 0; i < found.length; i++) {
        assertThat(found[i]).as("bit %d", i).isIn(-1, bitsOfKey[i]);
      }
    }
  }

  @Test
  void whoSaysThatPredictionsArePrivateAndShowsThemGivesTheWholeKeyAway() {
    try (SecretKey key = TestKeys.key(P, "victim")) {
      Attack attack = new Attack(new ModelClient(regression(P), key), 6).run();
      assertThat(attack.refusal).isNull();
      assertThat(attack.known()).isEqualTo(512);
      assertThat(attack.answers).isEqualTo(86);
      attack.assertAllRight(key);
      Attack labels = new Attack(new ModelClient(twoClasses(P), key), 1).run();
      assertThat(labels.answers).isEqualTo(512);
      assertThat(labels.known()).isEqualTo(512);
      labels.assertAllRight(key);
    }
  }

  @Test
  void theBudgetEndsTheAttackBeforeMoreThan64BitsAreKnown() {
    try (SecretKey key = TestKeys.key(P, "victim")) {
      Attack attack = new Attack(new ModelClient(regression(P), key).withDisclosure(Disclosure.OUTPUTS), 6).run();
      assertThat(attack.refusal.code()).isEqualTo(ErrorCode.DISCLOSURE_SPENT);
      assertThat(attack.answers).isEqualTo(10);
      assertThat(attack.known()).isEqualTo(60);
      attack.assertAllRight(key);
      Attack labels = new Attack(new ModelClient(twoClasses(P), key).withDisclosure(Disclosure.LABEL), 1).run();
      assertThat(labels.refusal.code()).isEqualTo(ErrorCode.DISCLOSURE_SPENT);
      assertThat(labels.answers).as("what the other model has left").isEqualTo(4);
      assertThat(attack.known() + labels.known()).isEqualTo(64);
    }
  }

  /** The set of the catalogue that has the lowest failure bound: it does not help, the budget does. */
  @Test
  void aLowFailureProbabilityIsNoProtection() {
    Parameters p = ParameterCatalogue.byId("NJ1_M4_P128").orElseThrow();
    try (SecretKey key = SecretKey.generate(p)) {
      Attack open = new Attack(new ModelClient(regression(p), key), 6).run();
      assertThat(open.answers).isEqualTo(342);
      assertThat(open.known()).isEqualTo(2048);
      open.assertAllRight(key);
      Attack stopped = new Attack(new ModelClient(twoClasses(p), key).withDisclosure(Disclosure.LABEL), 1).run();
      assertThat(stopped.known()).isEqualTo(64);
      stopped.assertAllRight(key);
    }
  }
}
