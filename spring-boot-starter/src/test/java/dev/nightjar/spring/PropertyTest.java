package dev.nightjar.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.endpoint.RuntimeEvent;
import dev.nightjar.api.endpoint.RuntimeListener;
import dev.nightjar.bundle.TrustedKeys;
import dev.nightjar.embedding.DataOwner;
import dev.nightjar.runtime.CallerLimits;
import dev.nightjar.runtime.NightjarRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What properties say reaches the runtime, and what it refuses is refused under the property's name. */
class PropertyTest {
  @TempDir
  private static Path models;

  @TempDir
  private Path folder;

  @BeforeAll
  static void writeModels() throws IOException {
    DataOwner.writeBundles(models);
  }

  private static ConfigurableApplicationContext run(String... properties) {
    List<String> all = new ArrayList<>(List.of("nightjar.models=" + models, "nightjar.engine=java:kernel=plain",
        "nightjar.warm-up=0s"));
    all.addAll(List.of(properties));
    return BackOffTest.run(BackOffTest.Plain.class, all.toArray(String[]::new));
  }

  @Test
  void aModelThatComesIsServedWithoutARestart() throws Exception {
    Path hot = Files.createDirectory(folder.resolve("hot"));
    try (ConfigurableApplicationContext watching = BackOffTest.run(Hearing.class, "nightjar.models=" + hot,
        "nightjar.watch-interval=100ms", "nightjar.engine=java:kernel=plain", "nightjar.warm-up=0s")) {
      assertThat(watching.getBean(NightjarRuntime.class).models()).isEmpty();
      DataOwner.writeBundles(hot);
      assertThat(watching.getBean(Hearing.class).served.poll(20, TimeUnit.SECONDS)).isIn("sum", "echo");
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(NightjarAutoConfiguration.class)
  static class Hearing {
    private final BlockingQueue<String> served = new LinkedBlockingQueue<>();

    @Bean
    RuntimeListener hearsOfModels() {
      return new RuntimeListener() {
        @Override
        public int apiVersion() {
          return API_VERSION;
        }

        @Override
        public void modelServed(RuntimeEvent.ModelServed event) {
          served.add(event.model());
        }
      };
    }
  }

  @Test
  void bundlesThatNoTrustedKeySignedAreNotServed() throws Exception {
    String stranger = TrustedKeys.text(KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic());
    try (ConfigurableApplicationContext wary = run("nightjar.trust=" + stranger)) {
      assertThat(wary.getBean(NightjarRuntime.class).models()).isEmpty();
    }
    try (ConfigurableApplicationContext trustful = run()) {
      assertThat(trustful.getBean(NightjarRuntime.class).models()).hasSize(2);
    }
  }

  @Test
  void storedKeysAreEncryptedUnderTheMasterKey() throws Exception {
    Path master = Files.writeString(folder.resolve("master"), Base64.getEncoder().encodeToString(new byte[32]));
    byte[] key = DataOwner.shared().evaluationKey();
    String piece = text(Arrays.copyOfRange(key, key.length / 2, key.length / 2 + 32));
    assertThat(stored(key, "open")).as("as it was sent").contains(piece);
    assertThat(stored(key, "sealed", "nightjar.keys.at-rest=file:" + master)).doesNotContain(piece);
  }

  /** What lies in the folder of an application that has taken a key. */
  private String stored(byte[] key, String name, String... properties) throws IOException {
    Path keys = folder.resolve(name);
    List<String> all = new ArrayList<>(List.of(properties));
    all.add("nightjar.keys.store=files:folder=" + keys);
    try (ConfigurableApplicationContext keeping = run(all.toArray(String[]::new))) {
      keeping.getBean(NightjarRuntime.class).saveKey(key);
      StringBuilder bytes = new StringBuilder();
      try (Stream<Path> files = Files.walk(keys)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          bytes.append(text(Files.readAllBytes(file)));
        }
      }
      return bytes.toString();
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void whatACallerMayTakeIsBounded() {
    try (ConfigurableApplicationContext strict = run("nightjar.callers.open-uploads=1",
        "nightjar.callers.open-memory=3MB", "nightjar.callers.key-memory=5MB",
        "nightjar.callers.unknown-uids=2", "nightjar.keys.freshness=1m", "nightjar.limits.deadline=9s",
        "nightjar.callers.anonymous-save-key=false", "nightjar.longest-wait=5s")) {
      NightjarRuntime runtime = strict.getBean(NightjarRuntime.class);
      assertThat(runtime.limits().callers())
          .isEqualTo(CallerLimits.DEFAULT.withOpenUploads(1).withOpenBytes(3 << 20).withKeyBytes(5 << 20)
              .withUnknownUids(2));
      assertThat(runtime.limits().deadline()).isEqualTo(Duration.ofSeconds(9));
      byte[] key = DataOwner.shared().evaluationKey();
      assertThatThrownBy(() -> runtime.saveKey(key)).isInstanceOfSatisfying(NightjarException.class,
          refused -> assertThat(refused.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
    }
  }

  /** Before anything is started: by the properties themselves, or by what they are the settings of. */
  @ParameterizedTest
  @ValueSource(strings = {"watch-interval=1ms", "trust=nobody", "path=fhe/", "threads=0", "threads=2000", "workers=0",
      "longest-wait=0s", "tokens=/no/such/file", "access-log= ", "drain=-1s", "warm-up=-1s", "await-warm=-1s",
      "keys.at-rest=nowhere", "keys.at-rest=env:NIGHTJAR_NO_SUCH_VARIABLE", "keys.memory=0B", "keys.idle-time=1s",
      "keys.upload-idle-time=0s", "keys.loaded-memory=-1B", "keys.preload=-1", "callers.open-uploads=0",
      "callers.open-memory=0B", "callers.key-memory=-1B", "callers.unknown-uids=0", "keys.freshness=-1s",
      "limits.query=3GB", "limits.query=1B", "limits.key=1B",
      "limits.json=1B", "limits.member=1B", "limits.bodies=1B", "limits.deadline=0s", "browsers.origins=app.example",
      "browsers.hosts=two words"})
  void whatIsRefusedNamesTheProperty(String property) {
    int equals = property.indexOf('=');
    String name = "nightjar." + property.substring(0, equals);
    Binder binder = new Binder(new MapConfigurationPropertySource(Map.of("nightjar.models", models.toString(), name,
        property.substring(equals + 1))));
    assertThatThrownBy(() -> {
      NightjarProperties properties = binder.bind("nightjar", NightjarProperties.class).get();
      PropertyMapping.builder(properties);
      PropertyMapping.servlet(properties, PropertyMapping.callers(properties));
    }).hasStackTraceContaining(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"models=/no/such/folder", "plugins=/no/such/folder", "engine=steam", "keys.store=nowhere"})
  void whatIsNotThereIsNamedWhenTheApplicationStarts(String property) {
    BeanCreationException failure =
        catchThrowableOfType(BeanCreationException.class, () -> run("nightjar." + property));
    assertThat(new SetupFailureAnalyzer().analyze(failure).getDescription())
        .contains(property.substring(property.indexOf('=') + 1));
  }

  @Test
  void aRefusedPropertyIsToldWithoutAStackTrace() {
    BeanCreationException failure =
        catchThrowableOfType(BeanCreationException.class, () -> run("nightjar.keys.idle-time=1s"));
    assertThat(new SetupFailureAnalyzer().analyze(failure).getDescription()).contains("nightjar.keys.idle-time");
  }
}
