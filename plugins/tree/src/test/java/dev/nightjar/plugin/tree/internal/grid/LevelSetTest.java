package dev.nightjar.plugin.tree.internal.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LevelSetTest {
  private static final int LEVELS = 9;

  private static BitSet random(SplittableRandom random) {
    BitSet set = new BitSet();
    for (int q = 0; q < LEVELS; q++) {
      set.set(q, random.nextBoolean());
    }
    return set;
  }

  private static LevelSet of(BitSet levels) {
    LevelSet set = LevelSet.NONE;
    for (int q : levels.stream().toArray()) {
      set = set.or(LevelSet.between(q - 1, q));
    }
    return set;
  }

  private static void assertLevels(LevelSet set, BitSet expected) {
    for (int q = 0; q < LEVELS; q++) {
      assertThat(set.contains(q)).as("%d in %s", q, set).isEqualTo(expected.get(q));
    }
  }

  @Test
  void operationsAreThoseOfSets() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2000; i++) {
      BitSet a = random(random);
      BitSet b = random(random);
      assertLevels(of(a), a);
      BitSet and = (BitSet) a.clone();
      and.and(b);
      assertLevels(of(a).and(of(b)), and);
      assertThat(of(a).and(of(b))).isEqualTo(of(and)).hasSameHashCodeAs(of(and));
      BitSet or = (BitSet) a.clone();
      or.or(b);
      assertLevels(of(a).or(of(b)), or);
      BitSet minus = (BitSet) a.clone();
      minus.andNot(b);
      assertLevels(of(a).minus(of(b)), minus);
      assertThat(of(a).isEmpty()).isEqualTo(a.isEmpty());
      int lo = random.nextInt(LEVELS + 1) - 1;
      int hi = random.nextInt(LEVELS);
      assertThat(of(a).meets(lo, hi)).isEqualTo(lo < hi && !a.get(lo + 1, hi + 1).isEmpty());
    }
  }

  /** The number of a level's indicator, from thermometer bits alone. */
  private static int indicator(LevelSet set, int level) {
    int sum = set.top() ? 1 : 0;
    for (int end : set.ends()) {
      sum += level <= end ? set.signAt(end) : 0;
    }
    return sum;
  }

  @Test
  void theIndicatorReadsOneBitForEachEnd() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 500; i++) {
      LevelSet set = random.nextBoolean() ? of(random(random)) : of(random(random)).complement();
      for (int q = 0; q <= LEVELS; q++) {
        assertThat(indicator(set, q)).isEqualTo(set.contains(q) ? 1 : 0);
      }
      assertThat(set.terms()).isEqualTo(set.ends().length);
      assertThat(set.signAt(LEVELS + 1)).isZero();
    }
  }

  @Test
  void withinLevelsThatMatterASetHasAsFewEndsAsItCan() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 3000; i++) {
      BitSet set = random(random);
      BitSet care = random(random);
      LevelSet least = of(set).within(of(care));
      int changes = 0;
      for (int q = care.nextSetBit(0), next; q >= 0; q = next) {
        assertThat(least.contains(q)).isEqualTo(set.get(q));
        next = care.nextSetBit(q + 1);
        changes += next >= 0 && set.get(q) != set.get(next) ? 1 : 0;
      }
      assertThat(least.terms()).isEqualTo(changes);
      assertThat(Arrays.stream(of(set).ends()).boxed().toList())
          .containsAll(Arrays.stream(least.ends()).boxed().toList());
    }
  }

  @Test
  void aPrefixIsWhatOneThresholdLeavesBelow() {
    assertThat(LevelSet.upTo(3).isPrefix()).isTrue();
    assertThat(LevelSet.upTo(3).complement().isPrefix()).isFalse();
    assertThat(LevelSet.between(1, 3).isPrefix()).isFalse();
    assertThat(LevelSet.ALL.isPrefix()).isFalse();
    assertThat(LevelSet.upTo(-1)).isEqualTo(LevelSet.NONE).isEqualTo(LevelSet.between(4, 4));
  }

  @Test
  void endsAreRenumberedByTheirPlaceInAList() {
    assertThat(LevelSet.between(2, 7).renumbered(new int[] {1, 2, 7, 8})).isEqualTo(LevelSet.between(1, 2));
  }
}
