package dev.nightjar.runtime;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.codec.PackedInputCodec;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.TestModels;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.SecretKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A model that hides its answers beside one that does not. */
class HiddenModelTest {
  private static final CompiledModel OPEN = TestModels.sum("open");
  private static final CompiledModel HIDDEN = TestModels.sum("hidden").hidden(-64).orElseThrow();

  private static SecretKey key;
  private static NightjarRuntime runtime;

  @BeforeAll
  static void start() {
    key = SecretKey.generate(ParameterCatalogue.linear());
    runtime = NightjarRuntime.builder().model(ServerBundle.of(OPEN, new byte[0]))
        .model(ServerBundle.of(HIDDEN, new byte[0])).build();
  }

  @AfterAll
  static void stop() {
    runtime.close();
    key.close();
  }

  @Test
  void itsAnswersAreThoseOfTheClearModel() {
    ModelClient client = new ModelClient(HIDDEN.client(), key);
    for (double x = 0; x < 16; x++) {
      double[] row = {x, 15 - x};
      byte[] query = client.encrypt(row);
      assertThat(client.integers(query, runtime.infer("hidden", query).content()))
          .isEqualTo(HIDDEN.clearIntegers(row)).isEqualTo(OPEN.clearIntegers(row));
    }
  }

  @Test
  void anAnswerToTheSameBytesIsAnotherOne() {
    byte[] query = new ModelClient(HIDDEN.client(), key).encrypt(new double[2]);
    assertThat(runtime.infer("hidden", query).content()).isNotEqualTo(runtime.infer("hidden", query).content());
    byte[] open = new ModelClient(OPEN.client(), key).encrypt(new double[2]);
    assertThat(runtime.infer("open", open).content()).isEqualTo(runtime.infer("open", open).content());
  }

  @Test
  void aQueryWithoutAnEncryptionOfZeroIsRefusedWithTheRemedy() {
    byte[] query = new ModelClient(OPEN.client(), key).encrypt(new double[2]);
    byte[] unbound = new ModelClient(OPEN.client(), key).encryptUnbound(new double[2]);
    assertThat(refusal(ErrorCode.SHAPE_MISMATCH, () -> runtime.infer("hidden", query)))
        .contains("no encryption of zero", "download its client.zip again");
    refusal(ErrorCode.SHAPE_MISMATCH, () -> runtime.infer("hidden", unbound));
    assertThat(runtime.infer("open", unbound).content()).isNotEmpty();
  }

  @Test
  void anOpenModelRefusesAQueryThatExpectsToHideIt() {
    byte[] query = new ModelClient(HIDDEN.client(), key).encrypt(new double[2]);
    assertThat(refusal(ErrorCode.SHAPE_MISMATCH, () -> runtime.infer("open", query))).contains("open answers");
  }

  @Test
  void thereIsNoQueryOfVersionOneToIt() {
    assertThat(refusal(ErrorCode.SHAPE_MISMATCH,
        () -> new ModelClient(HIDDEN.client(), key).encryptUnbound(new double[2]))).contains("version 2");
  }

  @Test
  void itsCardSaysSoAndCountsTheZeroInTheQuery() {
    assertThat(runtime.model("hidden").privacy()).isEqualTo(ModelPrivacy.HIDDEN);
    assertThat(runtime.model("open").privacy()).isEqualTo(ModelPrivacy.NONE);
    assertThat(runtime.model("hidden").queryBytes())
        .isEqualTo(new ModelClient(HIDDEN.client(), key).encrypt(new double[2]).length)
        .isEqualTo(PackedInputCodec.encodedBytes(ParameterCatalogue.linear(), 2));
  }
}
