package dev.nightjar.compiler;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.CompositeModel;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.LinearModel;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.api.model.TreeEnsemble;
import dev.nightjar.api.model.TreeEnsemble.Tree;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Refuses models that give every row the same scores, with which. */
final class ConstantModels {
  private static final int SHOWN = 4;
  private static final MathContext DIGITS = new MathContext(6);

  private ConstantModels() {
  }

  /**
   * Requires that some score depends on some feature.
   *
   * @param predict what is made of scores
   * @throws NightjarException {@code NOT_COMPILABLE} with the constant and the remedy
   */
  static void requireVaries(ImportedModel model, Function<double[], Prediction> predict) {
    reason(model).ifPresent(reason -> {
      Prediction always = predict.apply(model.scores(new double[model.features()]));
      throw new NightjarException(ErrorCode.NOT_COMPILABLE, "the model is a constant: it gives every row "
          + text(always) + ", since " + reason + ". Nothing of it depends on data, so there is nothing to encrypt: use "
          + "that answer as it is, or train again, on labels that vary, with less regularisation or smaller leaves");
    });
  }

  private static String text(Prediction always) {
    if (always.classifier()) {
      return "the class " + always.labels().stream().map(label -> "'" + CsvTable.shortened(label) + "'")
          .collect(Collectors.joining(", "));
    }
    double[] outputs = always.outputs();
    return (outputs.length == 1 ? "the value " : "the values ") + Arrays.stream(outputs).limit(SHOWN)
        .mapToObj(value -> new BigDecimal(value).round(DIGITS).stripTrailingZeros().toString())
        .collect(Collectors.joining(", ")) + (outputs.length > SHOWN ? " …" : "");
  }

  /** Why a model is a constant, if it is one. */
  private static Optional<String> reason(ImportedModel model) {
    if (model instanceof LinearModel linear) {
      return Arrays.stream(linear.weights()).flatMapToDouble(Arrays::stream).allMatch(weight -> weight == 0)
          ? Optional.of("every weight is zero") : Optional.empty();
    }
    if (model instanceof TreeEnsemble ensemble) {
      if (ensemble.trees().stream().allMatch(Tree.Leaf.class::isInstance)) {
        return Optional.of(ensemble.trees().size() == 1 ? "its tree is a single leaf"
            : "each of its " + ensemble.trees().size() + " trees is a single leaf");
      }
      return ensemble.trees().stream().allMatch(ConstantModels::hasEqualLeaves)
          ? Optional.of("all leaves of a tree hold the same values") : Optional.empty();
    }
    if (model instanceof CompositeModel composite) {
      List<Optional<String>> reasons = composite.parts().stream().map(part -> reason(part.model())).toList();
      return reasons.stream().allMatch(Optional::isPresent)
          ? Optional.of(reasons.stream().map(Optional::get).distinct().collect(Collectors.joining(" and ")))
          : Optional.empty();
    }
    return Optional.empty();
  }

  /** Walks a tree without recursion: it may be deeper than the stack. */
  private static boolean hasEqualLeaves(Tree root) {
    Deque<Tree> open = new ArrayDeque<>(List.of(root));
    double[] values = null;
    while (!open.isEmpty()) {
      Tree tree = open.pop();
      tree.children().forEach(open::push);
      if (tree instanceof Tree.Leaf leaf) {
        if (values != null && !Arrays.equals(values, leaf.values())) {
          return false;
        }
        values = leaf.values();
      }
    }
    return true;
  }
}
