package dev.nightjar.api.model;

import dev.nightjar.api.crypto.PackedBits;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.params.Gadget;
import dev.nightjar.api.params.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which plaintext stands in which coefficient of the packed input. Slot {@code s} is coefficient {@code s mod N} of
 * GLWE ciphertext {@code s / N}, but in the layout of bits; coefficients that are no slots are zero. Layouts are
 * immutable and thread-safe.
 *
 * <p>The encodings are a closed list, one record for each. Code that depends on the encoding goes through
 * {@link #match}, so that a new encoding does not compile until all such code handles it.
 */
public sealed interface InputLayout {
  /** Name of the encoding, in lower case: what {@code client.json} and reports call it. */
  String encoding();

  /** The feature of each slot, a copy. */
  int[] feature();

  /** Number of slots. */
  int slots();

  /**
   * The torus word of one slot. No branch and no address depends on a feature.
   *
   * @param slot from 0 to {@code slots() - 1}
   * @param quantized one integer for each feature that the layout names
   */
  long word(int slot, int[] quantized);

  /**
   * Calls the method for this layout's encoding.
   *
   * @param cases one method for each encoding
   * @return what the method returned
   */
  <R> R match(Cases<R> cases);

  /** Where the slots of packed bits stand; empty for other encodings, whose slots are coefficients in order. */
  default Optional<PackedBits> packedBits() {
    return Optional.empty();
  }

  /** GLWE ciphertexts for polynomials of N coefficients. */
  default int ciphertexts(int polynomialSize) {
    return (int) (((long) slots() + polynomialSize - 1) / polynomialSize);
  }

  /**
   * The message polynomials for quantised features.
   *
   * @param quantized one integer for each feature that the layout names
   * @return {@code ciphertexts(N) * N} torus words
   */
  default long[] plaintext(int[] quantized, int polynomialSize) {
    long[] out = new long[Math.multiplyExact(ciphertexts(polynomialSize), polynomialSize)];
    for (int s = 0; s < slots(); s++) {
      out[s] = word(s, quantized);
    }
    return out;
  }

  /**
   * One method for each encoding, none with a default.
   *
   * @param <R> what is made of a layout
   */
  interface Cases<R> {
    /** For integers. */
    R integers(Integers layout);

    /** For thermometer bits. */
    R unary(Unary layout);

    /** For several layouts in one query. */
    R joined(Joined layout);

    /** For packed bits. */
    R bits(Bits layout);
  }

  /**
   * A slot holds {@code Δ q(x)}: linear layers on the server cost no bootstrap.
   *
   * @param deltaLog2 log2 of Δ, 0 to 63
   * @param feature feature of each slot; copied
   */
  record Integers(int deltaLog2, int[] feature) implements InputLayout {
    /** The encoding's name. */
    public static final String ENCODING = "integer";

    public Integers {
      feature = feature.clone();
      SlotChecks.require(deltaLog2, feature);
    }

    @Override
    public String encoding() {
      return ENCODING;
    }

    @Override
    public int[] feature() {
      return feature.clone();
    }

    @Override
    public int slots() {
      return feature.length;
    }

    @Override
    public long word(int slot, int[] quantized) {
      return (long) quantized[feature[slot]] << deltaLog2;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.integers(this);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Integers that && deltaLog2 == that.deltaLog2 && Arrays.equals(feature, that.feature);
    }

    @Override
    public int hashCode() {
      return Objects.hash(ENCODING, deltaLog2, Arrays.hashCode(feature));
    }
  }

  /**
   * A slot holds {@code Δ [q(x) <= t]}: every comparison with a clear threshold is one sample extraction.
   *
   * @param deltaLog2 log2 of Δ, 0 to 63
   * @param feature feature of each slot; copied
   * @param threshold level t of each slot; copied
   */
  record Unary(int deltaLog2, int[] feature, int[] threshold) implements InputLayout {
    /** The encoding's name. */
    public static final String ENCODING = "unary";

    public Unary {
      feature = feature.clone();
      threshold = threshold.clone();
      SlotChecks.require(deltaLog2, feature);
      if (threshold.length != feature.length) {
        throw SlotChecks.invalid(feature.length + " slots have " + threshold.length
            + " thresholds; a unary layout has one for each slot");
      }
    }

    @Override
    public String encoding() {
      return ENCODING;
    }

    @Override
    public int[] feature() {
      return feature.clone();
    }

    /** The level of each slot, a copy. */
    @Override
    public int[] threshold() {
      return threshold.clone();
    }

    @Override
    public int slots() {
      return feature.length;
    }

    @Override
    public long word(int slot, int[] quantized) {
      // The sign of q - t - 1, not a comparison, which may become a branch on a feature.
      return (quantized[feature[slot]] - (long) threshold[slot] - 1 >>> 63) << deltaLog2;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.unary(this);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Unary that && deltaLog2 == that.deltaLog2 && Arrays.equals(feature, that.feature)
          && Arrays.equals(threshold, that.threshold);
    }

    @Override
    public int hashCode() {
      return Objects.hash(ENCODING, deltaLog2, Arrays.hashCode(feature), Arrays.hashCode(threshold));
    }
  }

  /**
   * Several layouts in one query: the slots of each section follow those of the one before it without a gap.
   *
   * @param sections at least two, none of them joined itself or bits; what their features are numbered in is common to
   *     all
   */
  record Joined(List<InputLayout> sections) implements InputLayout {
    /** The encoding's name. */
    public static final String ENCODING = "joined";

    public Joined {
      sections = List.copyOf(sections);
      if (sections.size() < 2 || sections.stream().anyMatch(s -> s instanceof Joined || s instanceof Bits)) {
        throw SlotChecks.invalid("a joined layout has at least two sections, none of them joined itself or bits, not "
            + sections.stream().map(InputLayout::encoding).toList());
      }
      long slots = sections.stream().mapToLong(InputLayout::slots).sum();
      if (slots > Integer.MAX_VALUE) {
        throw SlotChecks.invalid(slots + " slots are more than a layout has");
      }
    }

    @Override
    public String encoding() {
      return ENCODING;
    }

    @Override
    public int[] feature() {
      return sections.stream().flatMapToInt(section -> Arrays.stream(section.feature())).toArray();
    }

    @Override
    public int slots() {
      return sections.stream().mapToInt(InputLayout::slots).sum();
    }

    @Override
    public long word(int slot, int[] quantized) {
      int before = 0;
      for (InputLayout section : sections) {
        int slots = section.slots();
        if (slot < before + slots) {
          return section.word(slot - before, quantized);
        }
        before += slots;
      }
      throw new IndexOutOfBoundsException("there is no slot " + slot + " of " + before);
    }

    @Override
    public long[] plaintext(int[] quantized, int polynomialSize) {
      long[] out = new long[Math.multiplyExact(ciphertexts(polynomialSize), polynomialSize)];
      int before = 0;
      for (InputLayout section : sections) {
        for (int s = 0; s < section.slots(); s++) {
          out[before + s] = section.word(s, quantized);
        }
        before += section.slots();
      }
      return out;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.joined(this);
    }
  }

  /**
   * Bits that the server expands into GGSW ciphertexts ({@link PackedBits}), each in as many slots as the
   * decomposition of the mask has levels. Slots do not follow one another as coefficients.
   *
   * @param slotsLog2 log2 h of the slots in a GLWE ciphertext
   * @param mask decomposition of the mask in an external product
   * @param selectors the bits, at least one
   */
  record Bits(int slotsLog2, Gadget mask, List<Selector> selectors) implements InputLayout {
    /** The encoding's name. */
    public static final String ENCODING = "bits";

    public Bits {
      Objects.requireNonNull(mask, "mask");
      selectors = List.copyOf(selectors);
      new PackedBits(slotsLog2, mask);
      if (selectors.isEmpty() || selectors.size() > Diagram.MAX_BITS) {
        throw SlotChecks.invalid("a layout has 1 to " + Diagram.MAX_BITS + " bits, not " + selectors.size());
      }
    }

    /** The layout of bits under a levelled set. */
    public static Bits of(Parameters p, List<Selector> selectors) {
      PackedBits packed = PackedBits.of(p);
      return new Bits(packed.slotsLog2(), packed.mask(), selectors);
    }

    private PackedBits packed() {
      return new PackedBits(slotsLog2, mask);
    }

    @Override
    public Optional<PackedBits> packedBits() {
      return Optional.of(packed());
    }

    @Override
    public String encoding() {
      return ENCODING;
    }

    @Override
    public int[] feature() {
      return IntStream.range(0, slots()).map(slot -> selectors.get(slot / mask.level()).feature()).toArray();
    }

    @Override
    public int slots() {
      return packed().slots(selectors.size());
    }

    @Override
    public long word(int slot, int[] quantized) {
      return selectors.get(slot / mask.level()).bit(quantized) << packed().wordLog2(slot);
    }

    @Override
    public int ciphertexts(int polynomialSize) {
      return packed().ciphertexts(selectors.size());
    }

    @Override
    public long[] plaintext(int[] quantized, int polynomialSize) {
      long[] out = new long[Math.multiplyExact(ciphertexts(polynomialSize), polynomialSize)];
      PackedBits packed = packed();
      for (int s = 0; s < slots(); s++) {
        out[packed.index(s, polynomialSize)] = word(s, quantized);
      }
      return out;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.bits(this);
    }
  }
}
