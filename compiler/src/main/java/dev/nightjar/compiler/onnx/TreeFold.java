package dev.nightjar.compiler.onnx;

import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Trees over the elements of a value as trees over features: monotone steps in front of a tree fold into its
 * thresholds, exactly as single precision computes them.
 */
final class TreeFold {
  private final Value input;
  private final Atoms atoms;
  private final Element[] roots;
  private final Map<Test, Double> folded = new HashMap<>();
  private final Map<Integer, Form> compared = new HashMap<>();
  private final Set<Integer> expected;
  private final Set<Integer> missing = new HashSet<>();

  private record Test(int element, double threshold) {
  }

  /**
   * A fold.
   *
   * @param described what messages call the trees
   * @param input what the trees read
   * @param expected elements of it that the trees expect to be missing
   */
  TreeFold(String described, Value input, Atoms atoms, Set<Integer> expected) {
    this.expected = expected;
    this.input = input;
    this.atoms = atoms;
    this.roots = input.elements().clone();
    for (Element element : roots) {
      if (element instanceof Behind || element instanceof Form f && f.taint().isScore()) {
        throw OnnxImporter.invalid(described + " reads outputs of another model (stacking), which are not known before"
            + " they are decrypted: use a linear final estimator, or soft voting");
      }
      if (element == Opaque.PREFIX) {
        throw OnnxImporter.invalid(described + " reads a text; encode it as numbers");
      }
    }
  }

  /** The tree with atoms' numbers for features. */
  Tree fold(Tree tree) {
    if (tree instanceof Tree.Branch b) {
      return fold(b);
    }
    return tree instanceof Tree.Member m ? fold(m) : tree;
  }

  private Tree fold(Tree.Branch b) {
    Form form = form(b.feature());
    if (form.isConstant()) {
      return fold(b.test(form.offset()) ? b.below() : b.above());
    }
    Chain chain = chain(form);
    expect(b.feature(), chain);
    if (chain.isIdentity()) {
      return new Tree.Branch(chain.root(), b.threshold(), fold(b.below()), fold(b.above()), b.missingBelow());
    }
    double threshold = folded.computeIfAbsent(new Test(b.feature(), b.threshold()),
        test -> Thresholds.of(chain, test.threshold));
    Tree below = chain.falling() ? b.above() : b.below();
    Tree above = chain.falling() ? b.below() : b.above();
    boolean missingBelow = b.test(chain.apply(Double.NaN)) != chain.falling();
    if (Double.isInfinite(threshold) && missingBelow == threshold > 0) {
      return fold(threshold > 0 ? below : above);
    }
    return new Tree.Branch(chain.root(), threshold, fold(below), fold(above), missingBelow);
  }

  private Tree fold(Tree.Member m) {
    Form form = form(m.feature());
    if (form.isConstant()) {
      return fold(m.test(form.offset()) ? m.in() : m.out());
    }
    Chain chain = chain(form);
    if (!keeps(chain, m)) {
      chain = chain(compared.computeIfAbsent(m.feature(), this::computed));
    }
    expect(m.feature(), chain);
    return new Tree.Member(chain.root(), m.values(), m.missingIn(), fold(m.in()), fold(m.out()));
  }

  /** A feature may be missing where the trees or the steps in front of them were told of it. */
  private void expect(int element, Chain chain) {
    if (expected.contains(element) || !Double.isNaN(chain.apply(Double.NaN))) {
      missing.add(chain.root());
    }
  }

  /** The atoms that may be missing, of the trees that were folded. */
  Set<Integer> missing() {
    return missing;
  }

  private static Chain chain(Form form) {
    return form.chain() == null ? Chain.of(form.atom(0), ElementType.FLOAT) : form.chain();
  }

  /** Whether what equals a category before a chain is what equals it behind the chain: for casts. */
  private static boolean keeps(Chain chain, Tree.Member m) {
    if (chain.isIdentity()) {
      return true;
    }
    boolean keeps = m.test(chain.apply(Double.NaN)) == m.missingIn();
    for (double v : m.values()) {
      float value = (float) v;
      keeps &= chain.apply(value) == v && chain.apply(Math.nextUp(value)) != v
          && chain.apply(Math.nextDown(value)) != v;
    }
    return keeps;
  }

  private Form computed(int element) {
    return atoms.feature(new Atom.Feature(input.name(), element, input.type()));
  }

  /** An element as a function of one feature; one that is none becomes a feature that the client computes. */
  private Form form(int element) {
    if (element < 0 || element >= roots.length) {
      throw OnnxImporter.invalid("a test on feature " + element + " does not fit a model of " + roots.length
          + " features");
    }
    Form form = (Form) roots[element];
    if (!form.isConstant() && form.chain() == null && !form.isAtom()) {
      form = computed(element);
      roots[element] = form;
    }
    return form;
  }
}
