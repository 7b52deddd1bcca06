package dev.nightjar.runtime;

import static dev.nightjar.runtime.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.EvaluationKeyCodec;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.bundle.ServerBundle;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SmallHeapTest extends RuntimeFixture {
  private static final long MIB = 1 << 20;

  private NightjarRuntime onHeapOf(long bytes) {
    return NightjarRuntime.builder().engine(new WatchedEngine()).keyFolder(temp.resolve("keys")).heapBytes(bytes)
        .model(ServerBundle.of(ECHO, new byte[0])).model(ServerBundle.of(SUM, new byte[0])).build();
  }

  @Test
  void sharesOfTheHeapLeaveRoomForTheServer() {
    for (long heap : new long[] {64 * MIB, 128 * MIB, 2048 * MIB}) {
      HeapShares shares = HeapShares.of(heap);
      assertThat(shares.buffers() + shares.storedKeys() + shares.loadedKeys() + shares.expandedBits())
          .isLessThanOrEqualTo(heap - heap / 8);
    }
    assertThatThrownBy(() -> HeapShares.of(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aModelThatCannotRunOnTheHeapIsRefusedWithTheHeapThatItNeedsAndTheOthersAreServed() {
    String reason;
    try (NightjarRuntime small = onHeapOf(32 * MIB)) {
      assertThat(small.models()).extracting(ModelCard::name).containsExactly("sum");
      ModelStatus status = small.registry().statuses().get(0);
      assertThat(status.state()).isEqualTo(ModelStatus.State.FAILED);
      reason = status.detail();
      assertThat(reason).contains("model 'echo' needs", "of heap", "-Xmx");
      assertThatThrownBy(() -> small.registry().add("echo", ServerBundle.of(ECHO, new byte[0])))
          .isInstanceOfSatisfying(NightjarException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
    }
    long told = Long.parseLong(reason.replaceAll(".*-Xmx(\\d+)m.*", "$1"));
    try (NightjarRuntime enough = onHeapOf(told * MIB)) {
      assertThat(enough.models()).extracting(ModelCard::name).containsExactly("echo", "sum");
    }
  }

  @Test
  void theHeapThatAKeyIsSaidToTakeIsWhatItTakes() {
    try (var key = engine.load(EvaluationKeyCodec.decode(ByteBuffer.wrap(echoKey), ECHO.circuit().parameters()))) {
      long said = engine.keyHeapBytes(ECHO.circuit().parameters(), ECHO.circuit().keyParts());
      assertThat(said).isBetween(key.memoryBytes() * 95 / 100, key.memoryBytes() * 110 / 100);
    }
  }

  @Test
  void anExhaustedHeapHasACodeOfItsOwnAndTheServerGoesOn() {
    Uid uid = upload(echoKey);
    byte[] query = echo.encrypt(ROWS[1]);
    engine.beforeBatch(() -> {
      throw new OutOfMemoryError("Java heap space");
    });
    refusal(ErrorCode.OUT_OF_MEMORY, () -> runtime.infer("echo", uid, query));
    engine.beforeBatch(() -> { });
    assertThat(echo.decrypt(query, runtime.infer("echo", uid, query).content()).outputs()).isEqualTo(ROWS[1]);
  }
}
