package dev.nightjar.engine.java.levelled;

import dev.nightjar.api.crypto.GlweList;
import dev.nightjar.api.params.ExpansionStep;
import dev.nightjar.api.params.Gadget;
import dev.nightjar.api.params.Levelled;
import dev.nightjar.engine.java.machine.Flow;
import dev.nightjar.engine.java.machine.Slots;
import dev.nightjar.engine.java.machine.Workers;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes GGSW ciphertexts of a query's bits (Angel, Chen, Laine, Setty, eprint 2017/1142, section 3.3; the scheme switch
 * as in Chen, Dai, Kim, Song, eprint 2020/015).
 *
 * <p>Each ciphertext of a query is the root of a tree whose leaves are its slots. A node's children are sums of the
 * node and its images under automorphisms, divided by powers of X, so that child c has the coefficients whose number is
 * c in its lowest bits. Slots lie in bit-reversed order, so the first children are those of the first slots, and
 * subtrees without slots are left out. Masks are words, since they are decomposed again; bodies are only added up and
 * stay in the Fourier domain, which costs them no precision that counts: an error of a body is not multiplied by the
 * key.
 *
 * <p>Nodes are tasks of a {@link Flow}, that with the lowest slot first and of these the deepest: nodes near the roots
 * come first only while threads have nothing else to do, and memory is a few nodes for each level of the tree.
 */
final class Expansion {
  /** Most children of a node. */
  static final int CHILDREN = 4;

  /** Bits of a task's number for the height of its node. */
  private static final int HEIGHT_BITS = 4;

  private final LevelledPool pool;
  private final LevelledKey key;
  private final Levelled levelled;
  private final GlweList query;
  private final GgswBits bits;
  private final int slots;
  private final Slots<long[]> masks;
  private final Slots<double[]> bodies;
  private final Flow flow;
  private final Map<Integer, Node> nodes = new ConcurrentHashMap<>();

  /** A node whose parent was expanded, in the memory of its siblings. */
  private record Node(Family family, int index) {}

  /** Memory of the children of a node, given back when the last was expanded. */
  private final class Family {
    private final int mask = masks.take();
    private final int body = bodies.take();
    private final long[] words = masks.array(mask);
    private final double[] spectra = bodies.array(body);
    private final AtomicInteger left;

    Family(int members) {
      left = new AtomicInteger(members);
    }

    int maskAt(int index) {
      return masks.at(mask) + index * pool.stride();
    }

    int bodyAt(int index) {
      return bodies.at(body) + index * pool.stride();
    }

    void leave() {
      if (left.decrementAndGet() == 0) {
        masks.give(mask);
        bodies.give(body);
      }
    }
  }

  private Expansion(LevelledPool pool, LevelledKey key, GlweList query, GgswBits bits, Workers workers) {
    this.pool = pool;
    this.key = key;
    this.levelled = pool.shape().levelled();
    this.query = query;
    this.bits = bits;
    this.slots = bits.count() * pool.shape().slotsPerBit();
    this.masks = new Slots<>(pool.words, CHILDREN * pool.stride());
    this.bodies = new Slots<>(pool.doubles, CHILDREN * pool.stride());
    this.flow = new Flow(workers, Expander::new);
  }

  /** Expands a query whose shape fits; the caller closes the bits. */
  static GgswBits run(LevelledPool pool, LevelledKey key, GlweList query, int count, Workers workers) {
    GgswBits bits = new GgswBits(key, pool, count);
    Expansion expansion = new Expansion(pool, key, query, bits, workers);
    try {
      for (int i = 0; i < query.count(); i++) {
        expansion.flow.ready(expansion.task(i << expansion.levelled.slotsLog2(), 0));
      }
      expansion.flow.run();
      return bits;
    } catch (RuntimeException | Error e) {
      bits.close();
      throw e;
    } finally {
      expansion.masks.close();
      expansion.bodies.close();
    }
  }

  /** The number of the node from whose first slot on, at some step. */
  private int task(int slot, int step) {
    return (slot << HEIGHT_BITS) + levelled.expansion().size() - 1 - step;
  }

  /** Slots below each child of a node at some step. */
  private int span(int step) {
    int doublings = levelled.doublingsBefore(step) + levelled.expansion().get(step).doublings();
    return 1 << levelled.slotsLog2() - doublings;
  }

  /** One thread's part. */
  private final class Expander implements Flow.Worker {
    private final LevelledContext context = pool.take();
    private final LevelledKernel kernel = context.kernel;
    private final int[] maskAt = new int[CHILDREN];
    private final int[] bodyAt = new int[CHILDREN];

    @Override
    public void run(int task) {
      int slot = task >> HEIGHT_BITS;
      int step = levelled.expansion().size() - 1 - (task & (1 << HEIGHT_BITS) - 1);
      Node node = step == 0 ? root(slot) : nodes.remove(task);
      int span = span(step);
      int members = Math.min(levelled.expansion().get(step).arity(), (slots - slot + span - 1) / span);
      Family children = expand(step, node, members);
      for (int c = 0; c < members; c++) {
        if (span == 1) {
          leaf(slot + c, children, c);
        } else {
          int child = task(slot + c * span, step + 1);
          nodes.put(child, new Node(children, c));
          flow.ready(child);
        }
      }
    }

    private Node root(int slot) {
      int i = slot >> levelled.slotsLog2();
      Family family = new Family(1);
      System.arraycopy(query.words(), query.offset(i), family.words, family.maskAt(0), query.polynomialSize());
      System.arraycopy(query.words(), query.bodyOffset(i), context.words, context.at(0), query.polynomialSize());
      kernel.transform(context.words, context.at(0), family.spectra, family.bodyAt(0));
      return new Node(family, 0);
    }

    private Family expand(int step, Node node, int members) {
      ExpansionStep parameters = levelled.expansion().get(step);
      LevelledKernel.Step tables = pool.step(step);
      Gadget gadget = parameters.gadget();
      Family from = node.family;
      int mask = from.maskAt(node.index);
      int body = from.bodyAt(node.index);
      kernel.decompose(0, gadget, from.words, mask);
      for (int a = 0; a < parameters.arity() - 1; a++) {
        kernel.multiplyAutomorphism(tables.permutations()[a], key.values(), key.automorphism(step, a), gadget.level(),
            from.spectra, body, context.spectra, context.at(a));
        kernel.writeProduct(0, context.words, context.at(a));
      }
      Family children = new Family(members);
      for (int c = 0; c < CHILDREN; c++) {
        maskAt[c] = children.maskAt(c);
        bodyAt[c] = children.bodyAt(c);
      }
      kernel.combineMasks(tables, from.words, mask, context.words, context.at(0), children.words, maskAt);
      kernel.combineBodies(tables, from.spectra, body, context.spectra, context.at(0), children.spectra, bodyAt);
      from.leave();
      return children;
    }

    /** Writes a slot as a row of the mask part, and of the body part if it has the scale of one. */
    private void leaf(int slot, Family family, int index) {
      int bit = slot / pool.shape().slotsPerBit();
      int row = slot % pool.shape().slotsPerBit();
      int rows = pool.shape().rows();
      double[] block = bits.array(bit);
      kernel.decompose(0, levelled.schemeSwitch(), family.words, family.maskAt(index));
      kernel.switchRow(key.values(), key.schemeSwitch(), levelled.schemeSwitch().level(), family.spectra,
          family.bodyAt(index), block, bits.at(bit), rows, row);
      for (int level = 1; level <= levelled.body().level(); level++) {
        if (levelled.bodySlot(level) == row) {
          int bodyRow = pool.shape().slotsPerBit() + level - 1;
          kernel.transform(family.words, family.maskAt(index), context.spectra, context.at(0));
          kernel.putRow(block, bits.at(bit), rows, bodyRow, 0, context.spectra, context.at(0));
          kernel.putRow(block, bits.at(bit), rows, bodyRow, 1, family.spectra, family.bodyAt(index));
        }
      }
      family.leave();
    }

    @Override
    public void close() {
      pool.give(context);
    }
  }
}
