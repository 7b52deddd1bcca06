package dev.nightjar.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.bundle.ServerBundle;
import dev.nightjar.bundle.TestModels;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.Progress;
import dev.nightjar.client.SecretKey;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What an inference allocates, from the bytes of a query to those of its answer, on all threads that take part. Most of
 * it are arrays of ciphertexts, whose number is the same each time; bounds leave some room for what the JVM adds.
 */
@Timeout(120)
class InferenceAllocationTest {
  /** The least of so many inferences counts: threads of the JVM allocate, too, and the first sets memory up. */
  private static final int INFERENCES = 8;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void aKeylessInferenceTakesAFewPolynomials() {
    assertThat(bytes(TestModels.sum("sum").hidden(-64).orElseThrow())).isLessThan(200_000);
  }

  @Test
  void aLevelledInferenceTakesNoMemoryForItsBits() {
    assertThat(bytes(LevelledModel.named("levels"))).isLessThan(480_000);
  }

  @Test
  void aBootstrappedInferenceTakesNoMemoryForItsDigits() {
    assertThat(bytes(TestModels.echo("echo"))).isLessThan(400_000);
  }

  /** Fewest bytes that an inference of a model allocated. */
  private static long bytes(CompiledModel model) {
    String name = model.client().model();
    try (SecretKey secret = SecretKey.generate(model.client().parameters());
        NightjarRuntime runtime = NightjarRuntime.builder().engine("java:kernel=plain").threads(2)
            .model(ServerBundle.of(model, new byte[0])).build()) {
      ModelClient client = new ModelClient(model.client(), secret);
      Optional<Uid> uid = model.client().keyParts().isEmpty() ? Optional.empty()
          : Optional.of(runtime.saveKey(client.evaluationKey(new KeyGenerator(), Progress.NONE)));
      byte[] query = client.encrypt(new double[model.client().features()]);
      long least = Long.MAX_VALUE;
      for (int i = 0; i < INFERENCES; i++) {
        Map<Long, Long> before = allocated();
        if (uid.isPresent()) {
          runtime.infer(name, uid.get(), query);
        } else {
          runtime.infer(name, query);
        }
        least = Math.min(least, difference(before, allocated()));
      }
      System.out.printf("an inference of %s allocates %d bytes%n", name, least);
      return least;
    }
  }

  /** Bytes that each thread has allocated, by its id. */
  private static Map<Long, Long> allocated() {
    long[] ids = THREADS.getAllThreadIds();
    long[] bytes = THREADS.getThreadAllocatedBytes(ids);
    Map<Long, Long> all = new TreeMap<>();
    for (int i = 0; i < ids.length; i++) {
      all.put(ids[i], Math.max(0, bytes[i]));
    }
    return all;
  }

  private static long difference(Map<Long, Long> before, Map<Long, Long> after) {
    return after.entrySet().stream().mapToLong(thread -> thread.getValue() - before.getOrDefault(thread.getKey(), 0L))
        .sum();
  }
}
