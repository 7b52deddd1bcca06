package dev.nightjar.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.nightjar.api.keys.Uid;
import dev.nightjar.bundle.ServerBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** After a restart the keys that were used last are loaded before a query asks for them. */
class KeyPreloadTest extends RuntimeFixture {
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private void restart(int preloaded) throws InterruptedException {
    restart(NightjarRuntime.builder().keyFolder(temp).keyFreshness(Duration.ZERO).preloadKeys(preloaded));
    assertThat(runtime.awaitWarm(LONGEST)).isTrue();
  }

  @Test
  void storedKeysAreLoadedWhenTheRuntimeIsWarmAndThatIsNoUseOfThem() throws Exception {
    restart(0);
    Uid one = upload(echoKey);
    Uid other = upload(farKey);
    Instant used = runtime.keys().describe(one).lastUse();
    restart(9);
    assertThat(engine.references()).hasSize(2);
    assertThat(runtime.loadedKeys()).isEqualTo(2);
    assertThat(runtime.keys().describe(one).lastUse()).isEqualTo(used);
    runtime.infer("echo", one, echo.encrypt(ROWS[1]));
    runtime.infer("far", other, far.encrypt(ROWS[1]));
    assertThat(engine.loads()).as("not loaded again").isEqualTo(2);

    runtime.infer("echo", one, echo.encrypt(ROWS[1]));
    restart(1);
    assertThat(engine.references()).as("of the one that was used last").singleElement()
        .satisfies(reference -> assertThat(reference.orElseThrow().uid()).isEqualTo(one));
  }

  @Test
  void noKeyDisplacesAnotherAndADamagedOneHoldsNothingUp() throws Exception {
    restart(0);
    upload(echoKey);
    upload(echoKey);
    restart(9);
    long both = runtime.loadedKeyBytes();
    assertThat(runtime.loadedKeys()).isEqualTo(2);
    restartWithin(both - 1);
    assertThat(engine.loads()).isEqualTo(1);

    runtime.close();
    damageOne();
    restartWithin(both);
    assertThat(engine.loads()).isEqualTo(1);
    assertThat(runtime.loadedKeys()).isEqualTo(1);
  }

  private void restartWithin(long loadedKeyBytes) throws InterruptedException {
    runtime.close();
    engine = new WatchedEngine();
    runtime = NightjarRuntime.builder().engine(engine).model(ServerBundle.of(ECHO, new byte[0])).keyFolder(temp)
        .loadedKeyBytes(loadedKeyBytes).preloadKeys(9).build();
    assertThat(runtime.awaitWarm(LONGEST)).isTrue();
  }

  private void damageOne() throws IOException {
    try (Stream<Path> files = Files.list(temp)) {
      Path key = files.filter(file -> file.toFile().length() > echoKey.length).findFirst().orElseThrow();
      FileTime used = Files.getLastModifiedTime(key);
      byte[] bytes = Files.readAllBytes(key);
      bytes[bytes.length / 2] ^= 1;
      Files.write(key, bytes);
      Files.setLastModifiedTime(key, used);
    }
  }

  @Test
  void aNegativeNumberIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> NightjarRuntime.builder().preloadKeys(-1))
        .withMessageContaining("-1");
  }
}
