package dev.nightjar.api.params;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.ErrorCode;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CustomSetsTest {
  private static final String NUMBERS =
      "n=702 k=4 N=512 pbs=23/1 ks=3/4 lwe=50 glwe=17 decision=-6 norm2=5 output=-14";

  private static void refused(ThrowingCallable call, String... words) {
    assertRefused(ErrorCode.INVALID_PARAMETERS, call, words);
  }

  private static Parameters found(KeyFamily family) {
    Parameters found = new ParameterOptimizer().cheapestFor(family, new AnalogueNeeds(
        List.of(new LookupTolerance(0x1p-4, 0, 3, 0, 12)), List.of(new OutputTolerance(0x1p-8, 0, 1, 64))))
        .orElseThrow();
    assertThat(found.custom()).isTrue();
    return found;
  }

  @ParameterizedTest
  @EnumSource(value = KeyFamily.class, mode = EnumSource.Mode.EXCLUDE, names = "LEVELLED")
  void theIdIsTheFingerprintOfTheNumbersAndSaysTheFamily(KeyFamily family) {
    Parameters p = found(family);
    String suffix = p.blockBinary() ? "-block3" : p.unrolled() ? "-unrolled" : "";

    assertThat(p.id()).isEqualTo(String.format("NJX_%016x%s", p.fingerprint(), suffix));
    assertThat(p.noisePromise()).isPresent();
    assertThat(Parameters.parse(p.canonical())).isEqualTo(p);
  }

  @Test
  void otherNumbersUnderTheIdAreRefused() {
    String text = found(KeyFamily.UNIFORM).canonical();

    refused(() -> Parameters.parse(text.replaceFirst("ks=(\\d)/\\d+", "ks=$1/11")), "derived from its numbers",
        "do not trust");
    refused(() -> Parameters.parse(text.replaceFirst("output=-\\d+", "output=-2")), "derived from its numbers");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NJX", "NJX1_M4_P64", "NJX_0000000000000000", "NJX_ffffffffffffffff"})
  void anIdThatIsMadeUpIsRefused(String id) {
    refused(() -> Parameters.parse("nightjar-parameters/3 id=" + id + " " + NUMBERS), id, "these have the id NJX_");
  }

  @Test
  void aSetOfBoxesAndALevelledOneHaveNoSuchName() {
    refused(() -> Parameters.parse("nightjar-parameters/1 id=NJX_1 n=862 k=1 N=2048 pbs=23/1 ks=2/8 lwe=46 glwe=17 p=4"
        + " norm2=5 failure=-128"), "promises noise", "choose another id");
    String levelled = ParameterCatalogue.levelled().canonical();
    refused(() -> Parameters.parse(levelled.replace("NJL1_P", "NJX_1")), "promises noise");
  }

  /** 128 bits are enough for other sets, and not for these. */
  @Test
  void aCustomSetOffThe132BitCurveIsRefused() {
    String weak = "n=682 k=4 N=512 pbs=23/1 ks=3/4 lwe=50 glwe=17 decision=-6 norm2=5 output=-14";
    Parameters named = Parameters.parse("nightjar-parameters/3 id=weak " + weak);
    assertThat(named.securityBits()).isBetween(128.0, 132.0);

    refused(() -> Parameters.parse(String.format("nightjar-parameters/3 id=NJX_%016x %s", named.fingerprint(), weak)),
        "132 bits of security", "larger noise");
    refused(() -> CustomSets.named(named.glweKey(), named.bootstrapping(), named.noisePromise().orElseThrow()),
        "132 bits of security");
  }

  /** Whoever says so: below 128 bits nothing is made, under any name. */
  @ParameterizedTest
  @CsvSource({"n=702, n=602", "n=702, n=449", "lwe=50, lwe=44", "glwe=17, glwe=12", "N=512, N=256"})
  void aSetUnderTheFloorIsRefused(String from, String to) {
    refused(() -> Parameters.parse("nightjar-parameters/3 id=mine " + NUMBERS.replace(from, to)), "mine", "key");
  }

  @ParameterizedTest
  @CsvSource({"decision=-6, decision=-12", "output=-14, output=-30", "norm2=5, norm2=4000"})
  void lessNoiseThanThereIsCannotBePromised(String from, String to) {
    refused(() -> Parameters.parse("nightjar-parameters/3 id=mine " + NUMBERS.replace(from, to)), "mine: at 2-norm",
        "are claimed");
  }

  @ParameterizedTest
  @CsvSource({"decision=-6, decision=-1", "decision=-6, decision=-21", "output=-14, output=-41", "norm2=5, norm2=0",
      "norm2=5, norm2=1048577"})
  void aPromiseOutOfRangeIsRefused(String from, String to) {
    refused(() -> Parameters.parse("nightjar-parameters/3 id=mine " + NUMBERS.replace(from, to)), "must be");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "nightjar-parameters/1 id=mine " + NUMBERS,
      "nightjar-parameters/3 id=mine n=862 k=1 N=2048 pbs=23/1 ks=2/8 lwe=46 glwe=17 p=4 norm2=5 failure=-128",
      "nightjar-parameters/3 id=mine " + NUMBERS + " ",
      "nightjar-parameters/3 id=mine " + NUMBERS + " block=1",
      "nightjar-parameters/3 id=mine " + NUMBERS + " p=4",
      "nightjar-parameters/3 id=mine n=702 k=4 N=512 pbs=23/1 ks=3/4 lwe=50 glwe=17 decision=6 norm2=5 output=-14",
      "nightjar-parameters/3 id=mine n=702 k=4 N=512 pbs=23/1 ks=3/4 lwe=50 glwe=17 decision=-06 norm2=5 output=-14",
      "nightjar-parameters/3 id=mine n=702 k=4 N=512 pbs=23/1 ks=3/4 lwe=50 glwe=17 decision=-6 norm2=5.0 output=-14"})
  void thereIsExactlyOneText(String text) {
    refused(() -> Parameters.parse(text), "not the canonical text");
  }

  @Test
  void whatIsPromisedOfBoxesIsRefused() {
    Parameters p = Parameters.parse("nightjar-parameters/3 id=mine " + NUMBERS);

    assertThat(p.noisePromise()).contains(new NoisePromise(-6, 5, -14));
    refused(p::promise, "mine promises the noise of analogue look-ups and nothing of boxes");
    refused(p::messageBits, "nothing of boxes");
    refused(p::failureLog2, "nothing of boxes");
    assertThat(ParameterCatalogue.linear().noisePromise()).isEmpty();
  }

  @Test
  void aSetPromisesBoxesOrNoiseAndNotBoth() {
    refused(() -> Parameters.builder("mine").glweKey(4, 512, new TUniform(17)).lweKey(702, new TUniform(50))
        .bootstrap(23, 1).keyswitch(3, 4).promise(1, 1, -64).noisePromise(-6, 5, -14).build(), "not both");
    refused(() -> Parameters.builder("mine").glweKey(4, 512, new TUniform(17)).lweKey(702, new TUniform(50))
        .bootstrap(23, 1).keyswitch(3, 4).build(), "promise must be given");
  }
}
