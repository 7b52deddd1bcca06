package dev.nightjar.client;

import static dev.nightjar.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.Specs;
import dev.nightjar.api.params.AnalogueNeeds;
import dev.nightjar.api.params.KeyFamily;
import dev.nightjar.api.params.LookupTolerance;
import dev.nightjar.api.params.OutputTolerance;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.ParameterOptimizer;
import dev.nightjar.api.params.Parameters;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientPolicyTest {
  private static final ClientPolicy UNCATALOGUED = ClientPolicy.DEFAULT.withCatalogueOnly(false);
  private static final Parameters CUSTOM = custom("n=862 k=1 N=2048 pbs=23/1 ks=2/8 lwe=46 glwe=17 p=4 norm2=5"
      + " failure=-128");

  private static Parameters custom(String numbers) {
    return Parameters.parse("nightjar-parameters/1 id=custom " + numbers);
  }

  private static Parameters catalogue(String id) {
    return ParameterCatalogue.byId(id).orElseThrow();
  }

  private static void refused(ClientPolicy policy, Parameters p, String... words) {
    assertRefused(ErrorCode.REFUSED_BY_POLICY, () -> policy.require(p), words);
  }

  static List<Parameters> all() {
    return ParameterCatalogue.all();
  }

  @Test
  void theDefaultIsWhatItSays() {
    ClientPolicy policy = ClientPolicy.DEFAULT;
    assertThat(policy.keyFamilies()).containsExactly(KeyFamily.UNIFORM, KeyFamily.LEVELLED);
    assertThat(policy.leastSecurityBits()).isEqualTo(132);
    assertThat(policy.catalogueOnly()).isTrue();
    assertThat(policy.customSets()).isFalse();
    assertThat(policy.mostKeyBytes()).isEqualTo(512L << 20);
    assertThat(policy.worstFailureLog2()).isEqualTo(-64);
    assertThat(policy).hasToString("ClientPolicy[[UNIFORM, LEVELLED], at least 132 bits, catalogue only, keys of at"
        + " most 536870912 bytes, failure 2^-64 at most]");
  }

  @ParameterizedTest
  @MethodSource("all")
  void setsOfTheCatalogueAreAllowedOnceTheirFamilyIs(Parameters p) {
    if (KeyFamily.of(p) == KeyFamily.UNIFORM || KeyFamily.of(p) == KeyFamily.LEVELLED) {
      ClientPolicy.DEFAULT.require(p);
    } else {
      refused(ClientPolicy.DEFAULT, p, p.id(), "only uniform and levelled ones are allowed", "SECURITY.md");
    }
    ClientPolicy.DEFAULT.allowing(KeyFamily.of(p)).require(p);
  }

  @ParameterizedTest
  @EnumSource(KeyFamily.class)
  void aFamilyThatWasNotNamedIsRefused(KeyFamily family) {
    Parameters p = ParameterCatalogue.all(family).get(0);
    for (KeyFamily allowed : KeyFamily.values()) {
      ClientPolicy policy = ClientPolicy.DEFAULT.withKeyFamilies(allowed);
      if (allowed == family) {
        policy.require(p);
      } else {
        String word = family.name().toLowerCase(Locale.ROOT).replace('_', '-');
        refused(policy, p, p.id() + " has " + word + " keys", "allow");
      }
    }
    assertThat(ClientPolicy.DEFAULT.allowing(family).keyFamilies()).contains(KeyFamily.UNIFORM, family);
  }

  @Test
  void lessSecurityThanIsAskedForIsRefused() {
    Parameters weaker = custom("n=840 k=1 N=2048 pbs=23/1 ks=2/8 lwe=46 glwe=17 p=4 norm2=5 failure=-64");
    assertThat(weaker.securityBits()).isBetween(128.0, 131.9);
    refused(UNCATALOGUED, weaker, "custom has 12", "bits of security, and 132 are asked for", "stronger set");
    UNCATALOGUED.withLeastSecurityBits(128).require(weaker);
    refused(ClientPolicy.DEFAULT.withLeastSecurityBits(160), catalogue("NJ1_M4_P64"), "160 are asked for");
  }

  /** By its numbers and by its name: one of the two is not enough. */
  @Test
  void aSetOutsideOfTheCatalogueIsRefused() {
    refused(ClientPolicy.DEFAULT, CUSTOM, "custom is not in the catalogue", "allow uncatalogued sets");
    UNCATALOGUED.require(CUSTOM);
    Parameters renamed = Parameters.parse(catalogue("NJ1_M4_P64").canonical().replace("NJ1_M4_P64", "mine"));
    refused(ClientPolicy.DEFAULT, renamed, "mine is not in the catalogue");
    UNCATALOGUED.require(renamed);
  }

  private static Parameters custom(KeyFamily family) {
    return new ParameterOptimizer().cheapestFor(family, new AnalogueNeeds(
        List.of(new LookupTolerance(0x1p-4, 0, 3, 0, 12)), List.of(new OutputTolerance(0x1p-8, 0, 1, 64))))
        .filter(Parameters::custom).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(value = KeyFamily.class, mode = EnumSource.Mode.EXCLUDE, names = "LEVELLED")
  void aCustomSetIsAllowedByItsOwnersWordAlone(KeyFamily family) {
    Parameters p = custom(family);
    ClientPolicy familyAllowed = ClientPolicy.DEFAULT.allowing(family);
    refused(familyAllowed, p, p.id() + " was made for one circuit", "SECURITY.md", "allow custom sets");
    familyAllowed.withCustomSets(true).require(p);
    familyAllowed.withCatalogueOnly(false).require(p);
    refused(familyAllowed.withCustomSets(true).withCustomSets(false), p, "was made for one circuit");
    if (family != KeyFamily.UNIFORM) {
      refused(ClientPolicy.DEFAULT.withCustomSets(true), p, "keys, and only uniform and levelled ones are allowed");
    }
    long bytes = EvaluationKeyCodec.encodedBytes(p, KeyPart.FOR_BOOTSTRAPS);
    refused(familyAllowed.withCustomSets(true).withMostKeyBytes(bytes - 1), p, "at most " + (bytes - 1));
    refused(familyAllowed.withCustomSets(true).withLeastSecurityBits(160), p, "160 are asked for");
  }

  /** Somebody's own numbers under a name of theirs are not what a search found. */
  @Test
  void whoAllowsCustomSetsDoesNotAllowOtherNumbers() {
    ClientPolicy policy = ClientPolicy.DEFAULT.withCustomSets(true);
    refused(policy, CUSTOM, "custom is not in the catalogue");
    Parameters p = custom(KeyFamily.UNIFORM);
    refused(policy, Parameters.parse(p.canonical().replace(p.id(), "NX_mine")), "NX_mine is not in the catalogue");
    assertThat(policy.withLeastSecurityBits(140).withMostKeyBytes(1).withWorstFailureLog2(-70)
        .allowing(KeyFamily.UNROLLED).withKeyFamilies(KeyFamily.UNIFORM).customSets()).isTrue();
    assertThat(policy.toString()).contains("catalogue and custom sets");
  }

  @Test
  void aKeyThatIsLongerThanAllowedIsRefused() {
    Parameters p = catalogue("NJ1_M4_P64");
    long bytes = EvaluationKeyCodec.encodedBytes(p, KeyPart.FOR_BOOTSTRAPS);
    ClientPolicy.DEFAULT.withMostKeyBytes(bytes).require(p);
    refused(ClientPolicy.DEFAULT.withMostKeyBytes(bytes - 1), p, "an evaluation key of " + bytes + " bytes",
        "at most " + (bytes - 1));
    Parameters levelled = catalogue("NJL1_P");
    long levelledBytes = EvaluationKeyCodec.encodedBytes(levelled, KeyPart.FOR_LEVELLED);
    ClientPolicy.DEFAULT.withMostKeyBytes(levelledBytes).require(levelled);
    refused(ClientPolicy.DEFAULT.withMostKeyBytes(levelledBytes - 1), levelled, levelledBytes + " bytes");
    Parameters nearlyTwoGiB = custom("n=2043 k=1 N=65536 pbs=23/1 ks=2/8 lwe=17 glwe=3 p=1 norm2=1 failure=-1");
    refused(UNCATALOGUED.withWorstFailureLog2(-1), nearlyTwoGiB, "2146435136 bytes", "at most 536870912");
    UNCATALOGUED.withWorstFailureLog2(-1).withMostKeyBytes(2L << 30).require(nearlyTwoGiB);
  }

  @Test
  void aWorsePromiseThanIsAskedForIsRefused() {
    Parameters worse = custom("n=862 k=1 N=2048 pbs=23/1 ks=2/8 lwe=46 glwe=17 p=4 norm2=5 failure=-40");
    refused(UNCATALOGUED, worse, "2^-40 at most, and 2^-64 is asked for");
    UNCATALOGUED.withWorstFailureLog2(-40).require(worse);
    refused(ClientPolicy.DEFAULT.withWorstFailureLog2(-128), catalogue("NJ1_M4_P64"), "2^-64", "2^-128 is asked for");
    ClientPolicy.DEFAULT.withWorstFailureLog2(-128).require(catalogue("NJ1_M4_P128"));
  }

  @ParameterizedTest
  @CsvSource({"-64, true", "-83.2, true", "-Infinity, true", "-63.9, false", "0, false", "NaN, false"})
  void whatAServerAdmitsIsHeldAgainstThePolicyToo(double claimedLog2, boolean allowed) {
    if (allowed) {
      assertThatCode(() -> ClientPolicy.DEFAULT.requireFailure(claimedLog2)).doesNotThrowAnyException();
    } else {
      assertRefused(ErrorCode.REFUSED_BY_POLICY, () -> ClientPolicy.DEFAULT.requireFailure(claimedLog2),
          "the server says", "2^-64 is asked for");
    }
  }

  @Test
  void aSetForTestsIsRefusedByEveryPolicy() {
    Parameters toy = TestKeys.insecure(13, 2, 256, 8, 2, 3, 3);
    assertRefused(ErrorCode.INVALID_PARAMETERS, () -> TestKeys.ANY_SET.require(toy), "for tests only");
  }

  @ParameterizedTest
  @ValueSource(doubles = {127.9, 160.1, 0, Double.NaN})
  void aLeastSecurityOutOfRangeIsRefused(double bits) {
    assertThatIllegalArgumentException().isThrownBy(() -> ClientPolicy.DEFAULT.withLeastSecurityBits(bits))
        .withMessageContaining("128 to 160 bits");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 64, -1025})
  void aWorstFailureOutOfRangeIsRefused(int log2) {
    assertThatIllegalArgumentException().isThrownBy(() -> ClientPolicy.DEFAULT.withWorstFailureLog2(log2))
        .withMessageContaining("-1024 to -1");
  }

  @Test
  void aNegativeBoundOfKeysIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> ClientPolicy.DEFAULT.withMostKeyBytes(-1))
        .withMessageContaining("not -1");
  }

  @Test
  void everyWayToAKeyAsksThePolicy() {
    Parameters p = catalogue("NJ2_M1_P64-block3");
    ClientPolicy consent = ClientPolicy.DEFAULT.allowing(KeyFamily.BLOCK_BINARY);
    refusedFor(p, () -> SecretKey.generate(p));
    refusedFor(p, () -> new KeyGenerator().secretKey(p));
    refusedFor(p, () -> new KeyGenerator(Parallelism.NONE).secretKey(p));
    try (SecretKey key = SecretKey.generate(p, consent)) {
      refusedFor(p, () -> new KeyGenerator().evaluationKey(key));
      ClientSpec spec = withParameters(Specs.tree(), p);
      refusedFor(p, () -> new ModelClient(spec, key));
      KeyGenerator generator = new KeyGenerator(TestThreads.of(2), consent);
      assertThat(new ModelClient(spec, key, consent).evaluationKey(generator, Progress.NONE))
          .hasSize((int) EvaluationKeyCodec.encodedBytes(p, KeyPart.FOR_BOOTSTRAPS));
      generator.secretKey(p).close();
    }
  }

  private static void refusedFor(Parameters p, ThrowingCallable call) {
    assertRefused(ErrorCode.REFUSED_BY_POLICY, call, p.id() + " has block-binary keys");
  }

  private static ClientSpec withParameters(ClientSpec spec, Parameters p) {
    return new ClientSpec(spec.model(), spec.kind(), p, spec.keyParts(), spec.quantizers(), spec.layout(),
        spec.results(), spec.offsets(), spec.task());
  }

  /** Such a key comes from {@link SecretKey#insecureForTests} alone. */
  @Test
  void aKeyForTestsNeedsNoPolicy() {
    Parameters toy = TestKeys.insecure(13, 2, 256, 8, 2, 3, 3);
    try (SecretKey key = SecretKey.insecureForTests(toy, 1)) {
      assertThat(new KeyGenerator().evaluationKey(key).parameters()).isEqualTo(toy);
      ClientSpec spec = withParameters(Specs.tree(), toy);
      assertThat(new ModelClient(spec, key).spec()).isEqualTo(spec);
    }
  }

  /** Files of keys have a fingerprint and no name: numbers of somebody's own never pass for the catalogue's. */
  @Test
  void aKeyOfOtherNumbersIsNoKeyOfTheCataloguesSet() {
    Parameters own = custom("n=862 k=1 N=2048 pbs=23/1 ks=2/5 lwe=46 glwe=17 p=5 norm2=1 failure=-1");
    try (SecretKey key = SecretKey.generate(own, UNCATALOGUED.withWorstFailureLog2(-1))) {
      byte[] file = key.encode();
      assertRefused(ErrorCode.PARAMETER_MISMATCH,
          () -> SecretKey.decode(ByteBuffer.wrap(file), catalogue("NJ1_M4_P128")), "another parameter set");
    }
  }
}
