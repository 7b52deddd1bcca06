package dev.nightjar.engine.java.levelled;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.crypto.GlweList;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.diagram.DiagramBuilder;
import dev.nightjar.api.engine.ExpandedBits;
import dev.nightjar.api.engine.LevelledTestKeys;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.engine.java.KernelChoice;
import dev.nightjar.engine.java.machine.Chunks;
import dev.nightjar.engine.java.machine.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Memory of expansions and evaluations is used again and again; nothing of what it held gets into an answer. */
class UsedMemoryTest {
  private static final Parameters P = ParameterCatalogue.levelled();
  private static final int CHUNKS = 4;

  /** A table, a tree with constant leaves, whose products are of words, and their sum, shifted. */
  private static Diagram diagram() {
    DiagramBuilder builder = Diagram.builder(P.polynomialSize(), 3);
    int leaf = builder.select(0, builder.constant(1L << 60), builder.constant(3L << 60));
    int tree = builder.select(1, leaf, builder.select(0, builder.constant(5L << 60), builder.constant(7L << 60)));
    int table = builder.table(IntStream.range(0, 64).mapToLong(i -> (long) i << 57).toArray());
    for (int bit = 0; bit < 3; bit++) {
      table = builder.rotate(bit, table, 8 << bit);
    }
    builder.output(tree);
    builder.output(builder.shift(builder.sum(tree, table), -5));
    return builder.build();
  }

  /** The outputs under one key and query, in memory of this pool. */
  private static GlweList outputs(LevelledPool pool) {
    LevelledTestKeys keys = new LevelledTestKeys(P, 3);
    Diagram diagram = diagram();
    GlweList out = GlweList.allocate(1, P.polynomialSize(), diagram.outputs());
    Arrays.fill(out.words(), -1);
    try (Workers workers = new Workers(2); LevelledEngineKey key = new LevelledEngineKey(keys.evaluationKey(), pool,
        workers); ExpandedBits bits = key.expand(keys.query(1, 0, 1), 3)) {
      key.evaluate(diagram, bits, new int[] {0, 1, 2}, out);
    }
    return out;
  }

  private static LevelledPool pool() {
    return LevelledPool.of(LevelledShape.of(P), (n, rows) -> KernelChoice.choose("plain").levelled(n, rows)
        .orElseThrow());
  }

  /** Makes the next takers get chunks with other contents than zeros. */
  private static <A> void spoil(Chunks<A> chunks, Consumer<A> fill) {
    List<A> taken = new ArrayList<>();
    for (int i = 0; i < CHUNKS; i++) {
      taken.add(chunks.take());
    }
    taken.forEach(fill);
    taken.forEach(chunks::give);
  }

  @Test
  void whatMemoryHeldIsInNoOutput() {
    LevelledPool used = pool();
    spoil(used.words, words -> Arrays.fill(words, 0x1234_5678_9abc_def1L));
    spoil(used.doubles, doubles -> Arrays.fill(doubles, 1e18));
    assertThat(outputs(used)).isEqualTo(outputs(pool()));
  }
}
