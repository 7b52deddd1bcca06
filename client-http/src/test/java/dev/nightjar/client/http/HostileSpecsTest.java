package dev.nightjar.client.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.Refusals;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.client.ClientPolicy;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.SecretKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hostile server can write into {@code client.zip}, and that no key comes of it. */
class HostileSpecsTest {
  private static final String TEXT = "nightjar-parameters/1 ";

  private static byte[] clientZip(String parameters) {
    String json = "{\"format\":1,\"model\":\"m\",\"kind\":\"x\",\"parameters\":\"" + parameters
        + "\",\"needs_evaluation_key\":true,\"quantizers\":[{\"type\":\"uniform\",\"min\":0,\"step\":1,\"levels\":4}],"
        + "\"layout\":{\"encoding\":\"integer\",\"delta_log2\":50,\"feature\":[0],\"threshold\":[]},"
        + "\"results\":[{\"delta_log2\":58,\"signed\":false,\"score\":0,\"scale\":1}],\"offsets\":[0],"
        + "\"link\":\"identity\",\"labels\":[]}";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("client.json"));
      zip.write(json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  private static long allocated(Runnable call) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    call.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  /** Sets that cannot be written down: what reads {@code client.zip} refuses them. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "id=insecure-toy n=10 k=1 N=256 pbs=8/2 ks=3/3 lwe=30 glwe=20 p=2 norm2=1 failure=-1 | for tests only",
      "id=evil n=822 k=1 N=2048 pbs=23/1 ks=3/5 lwe=2 glwe=2 p=4 norm2=8 failure=-64 | bits of security",
      "id=evil n=300 k=1 N=2048 pbs=23/1 ks=3/5 lwe=47 glwe=17 p=4 norm2=8 failure=-64 | secure below 450",
      "id=NJ1_M4_P128 n=862 k=1 N=2048 pbs=23/1 ks=2/5 lwe=46 glwe=17 p=8 norm2=1 failure=-1 | name of a set",
      "id=NJ1_M4_P128 n=840 k=1 N=2048 pbs=23/1 ks=2/8 lwe=46 glwe=17 p=4 norm2=5 failure=-64 | name of a set",
      "id=evil n=16384 k=1 N=65536 pbs=23/1 ks=2/8 lwe=17 glwe=3 p=1 norm2=1 failure=-1 | one frame",
      "id=evil n=4096 k=1 N=65536 pbs=23/1 ks=2/8 lwe=17 glwe=3 p=1 norm2=1 failure=-1 | one frame",
      "id=evil n=450 k=1 N=2048 pbs=23/1 ks=2/6 lwe=56 glwe=17 p=1 norm2=1 failure=-1 | a look-up of 1 message bits",
      "id=evil n=1000 k=1 N=8192 pbs=1/31 ks=1/40 lwe=43 glwe=3 p=1 norm2=1 failure=-1 | one frame"})
  void aClientZipWithSuchASetIsRefusedWithItsReason(String numbers, String reason) {
    byte[] zip = clientZip(TEXT + numbers);
    assertThat(allocated(() -> Refusals.assertRefused(ErrorCode.INVALID_MODEL, () -> ClientBundle.read(zip),
        "client.json cannot be used", reason))).isLessThan(64 << 20);
  }

  /** Sets that are well formed: the owner of the key has not allowed them. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "id=evil n=862 k=1 N=2048 pbs=23/1 ks=2/5 lwe=46 glwe=17 p=5 norm2=1 failure=-1 | not in the catalogue",
      "id=evil n=2043 k=1 N=65536 pbs=23/1 ks=2/8 lwe=17 glwe=3 p=1 norm2=1 failure=-1 | not in the catalogue"})
  void aSetThatIsNotTheCataloguesMakesNoKey(String numbers, String reason) {
    makesNoKey(ClientBundle.read(clientZip(TEXT + numbers)), ClientPolicy.DEFAULT, reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NJ2_M4_P64-block3", "NJ2_M4_P64-unrolled"})
  void aFamilyThatNobodyAskedForMakesNoKey(String id) {
    makesNoKey(ClientBundle.read(clientZip(ParameterCatalogue.byId(id).orElseThrow().canonical())),
        ClientPolicy.DEFAULT, "only uniform and levelled ones are allowed");
  }

  /** What is left to who allows uncatalogued sets. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "id=evil n=840 k=1 N=2048 pbs=23/1 ks=2/8 lwe=46 glwe=17 p=4 norm2=5 failure=-64 | 132 are asked for",
      "id=evil n=862 k=1 N=2048 pbs=23/1 ks=2/5 lwe=46 glwe=17 p=5 norm2=1 failure=-1 | 2^-64 is asked for",
      "id=evil n=2043 k=1 N=65536 pbs=23/1 ks=2/8 lwe=17 glwe=3 p=1 norm2=1 failure=-1 | at most 536870912"})
  void aSetOfNobodysCatalogueIsStillHeldToTheOtherBounds(String numbers, String reason) {
    makesNoKey(ClientBundle.read(clientZip(TEXT + numbers)), ClientPolicy.DEFAULT.withCatalogueOnly(false), reason);
  }

  private static void makesNoKey(ClientSpec spec, ClientPolicy policy, String reason) {
    assertThat(allocated(() -> {
      Refusals.assertRefused(ErrorCode.REFUSED_BY_POLICY, () -> SecretKey.generate(spec.parameters(), policy), reason);
      Refusals.assertRefused(ErrorCode.REFUSED_BY_POLICY,
          () -> new KeyGenerator(Runnable::run, policy).secretKey(spec.parameters()), reason);
    })).isLessThan(64 << 20);
  }

  /** 2,345 bytes that took 4 GiB and ended the JVM. */
  @Test
  void aSmallClientZipThatAsksForAHugeKeyIsRefusedBeforeMemoryIsTaken() throws IOException {
    byte[] zip;
    try (InputStream in = HostileSpecsTest.class.getResourceAsStream("huge-key-client.zip")) {
      zip = in.readAllBytes();
    }
    assertThat(zip).hasSize(2345);
    assertThat(allocated(() -> Refusals.assertRefused(ErrorCode.INVALID_MODEL, () -> ClientBundle.read(zip),
        "NJ1_M2_P128", "its evaluation key has 4299161632 bytes"))).isLessThan(64 << 20);
  }
}
