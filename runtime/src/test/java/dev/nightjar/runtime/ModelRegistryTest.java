package dev.nightjar.runtime;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.bundle.BundleFiles;
import dev.nightjar.bundle.BundleSigner;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.SigningKey;
import dev.nightjar.bundle.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ModelRegistryTest {
  private final ModelRegistry registry = new ModelRegistry();

  @TempDir
  private Path models;

  @Test
  void everyBundleOfAFolderIsServedByName() {
    new BundleFiles(TestModels.sum("linear")).write(models);
    new BundleFiles(TestModels.echo("echo")).write(models);
    registry.scan(models);
    assertThat(registry.names()).containsExactly("echo", "linear");
    assertThat(registry.require("echo").kind()).isEqualTo("echo");
    assertThat(registry.statuses()).extracting(ModelStatus::state)
        .containsExactly(ModelStatus.State.SERVED, ModelStatus.State.SERVED);
  }

  @Test
  void oneBrokenBundleIsReportedAndDoesNotStopTheOthers() throws IOException {
    new BundleFiles(TestModels.echo("a-broken")).modelJson("\"kind\"", "\"kin\"").write(models);
    new BundleFiles(TestModels.echo("good")).write(models);
    Files.createDirectory(models.resolve("empty"));
    Files.createDirectory(models.resolve("bad name"));
    Files.createDirectory(models.resolve(".hidden"));
    Files.writeString(models.resolve("README.md"), "a file");
    registry.scan(models);
    assertThat(registry.names()).containsExactly("good");
    assertThat(registry.statuses()).extracting(ModelStatus::name)
        .containsExactly("a-broken", "bad name", "empty", "good");
    assertThat(registry.statuses().get(0).detail()).contains("kind");
    assertThat(registry.statuses().get(2).detail()).contains("client.zip is missing");
    refusal(ErrorCode.UNKNOWN_MODEL, () -> registry.require("a-broken"));
  }

  @Test
  void whereOneKeyIsTrustedOtherBundlesAreFailedModelsAndTheRestServes() throws IOException {
    SigningKey key = SigningKey.generate();
    BundleSigner.sign(new BundleFiles(TestModels.echo("signed")).write(models), key);
    BundleSigner.sign(new BundleFiles(TestModels.echo("other")).write(models), SigningKey.generate());
    new BundleFiles(TestModels.echo("unsigned")).write(models);
    registry.trust(key.trusted());
    registry.scan(models);
    assertThat(registry.names()).containsExactly("signed");
    assertThat(registry.statuses()).extracting(ModelStatus::state)
        .containsExactly(ModelStatus.State.FAILED, ModelStatus.State.SERVED, ModelStatus.State.FAILED);
    assertThat(registry.statuses().get(0).detail()).contains("none of the trusted keys", key.toString());
    assertThat(registry.statuses().get(2).detail()).contains("server.zip is not signed");
  }

  /** The warnings that loading a folder gives. */
  private List<String> warnings() {
    Logger logger = (Logger) LoggerFactory.getLogger(ModelRegistry.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      registry.scan(models);
    } finally {
      logger.detachAppender(log);
    }
    return log.list.stream().filter(event -> event.getLevel().equals(Level.WARN))
        .map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void aModelWhoseAnswersGiveItAwayIsNamedInTheLogAndNoOther() {
    new BundleFiles(TestModels.sum("open")).write(models);
    new BundleFiles(TestModels.echo("bootstrapped")).write(models);
    assertThat(warnings()).singleElement().asString().startsWith("model open is REVEALED: ").endsWith("to hide it");
  }

  @Test
  void aBundleThatStatesTooSmallABoundIsNamedInTheLogWithTheRightOne() {
    new BundleFiles(TestModels.echo("echo")).modelJson("\"failure_log2\":-", "\"failure_log2\":-9").write(models);
    String bound = String.valueOf(Math.rint(TestModels.echo("echo").failure().failureLog2() * 10) / 10);
    assertThat(warnings()).singleElement().asString().startsWith("model echo states ")
        .contains("2^-9", "the bound is 2^" + bound + ", ");
  }

  @Test
  void eachClaimOfABundleThatIsNotTrueIsNamedInTheLog() {
    new BundleFiles(TestModels.echo("echo")).modelJson("\"security_bits\":", "\"security_bits\":9")
        .modelJson("\"notes\":{", "\"notes\":{\"strategy\":\"keyless: fast\",").write(models);
    assertThat(warnings()).hasSize(2).allSatisfy(line -> assertThat(line).startsWith("model echo states "))
        .anySatisfy(line -> assertThat(line).contains("bits of security"))
        .anySatisfy(line -> assertThat(line).contains("the strategy keyless"));
    assertThat(ModelStrategy.of(registry.require("echo"))).isEqualTo("bootstrapped");
  }

  @Test
  void aFolderThatIsNotThereIsRefused() {
    assertThat(refusal(ErrorCode.INVALID_MODEL, () -> registry.scan(models.resolve("nowhere"))))
        .contains("nowhere", "is not there");
  }

  @Test
  void aModelIsReplacedAndTheOldBundleStaysUsableForWhoHoldsIt() {
    ServerBundle first = ServerBundle.of(TestModels.echo("m"), new byte[0]);
    ServerBundle second = ServerBundle.of(TestModels.sum("m"), new byte[0]);
    registry.add("m", first);
    final ServerBundle held = registry.require("m");
    registry.add("m", second);
    assertThat(registry.require("m")).isSameAs(second);
    assertThat(held.circuit().bootstraps()).isEqualTo(2);
  }

  @Test
  void aBrokenReplacementLeavesTheServedVersionInPlace() {
    new BundleFiles(TestModels.echo("m")).write(models);
    registry.scan(models);
    new BundleFiles(TestModels.echo("m")).modelJson("\"kind\"", "\"kin\"").write(models);
    registry.scan(models);
    assertThat(registry.require("m").kind()).isEqualTo("echo");
    assertThat(registry.statuses().get(0).detail()).contains("replacement cannot be used", "kind");
  }

  @Test
  void aRemovedModelIsUnknown() {
    registry.add("m", ServerBundle.of(TestModels.sum("m"), new byte[0]));
    assertThat(registry.remove("m")).isTrue();
    assertThat(registry.remove("m")).isFalse();
    refusal(ErrorCode.UNKNOWN_MODEL, () -> registry.require("m"));
  }

  @Test
  void anUnknownModelIsRefusedWithTheNamesThatAreServed() {
    registry.add("m", ServerBundle.of(TestModels.sum("m"), new byte[0]));
    assertThat(refusal(ErrorCode.UNKNOWN_MODEL, () -> registry.require("n"))).contains("'n'", "[m]");
  }

  @Test
  void aNameWithPathTricksIsRefused() {
    for (String name : new String[] {"../m", "a/b", "a\\b", "", ".", "a..b", "ä", "m\0", "x".repeat(65)}) {
      refusal(ErrorCode.INVALID_NAME, () -> registry.require(name));
    }
  }

  @Test
  void aBundleUnderAnotherNameIsRefused() {
    refusal(ErrorCode.INVALID_MODEL, () ->
        registry.add("n", ServerBundle.of(TestModels.sum("m"), new byte[0])));
  }
}
