package dev.nightjar.api.model;

import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.List;
import java.util.Set;

/** Client sides of small models. */
public final class Specs {
  private Specs() {
  }

  /** Three features as integers, one signed result, two classes; no bootstrap. */
  public static ClientSpec linear() {
    return linear(ParameterCatalogue.linear());
  }

  public static ClientSpec linear(Parameters p) {
    return new ClientSpec("credit", "linear", p, Set.of(),
        List.of(new FeatureQuantizer.Uniform(-1.5, 0.1, 64), new FeatureQuantizer.Uniform(0, 1.0 / 3, 64),
            new FeatureQuantizer.Uniform(1e-300, 5e-324, 2)),
        new InputLayout.Integers(40, new int[] {0, 1, 2}),
        List.of(new ResultSpec(40, true, 0, 0.1 + 0.2)), new double[] {-0.0},
        new Task(Task.Link.LOGISTIC, List.of("no", "yes")));
  }

  /** Two features as thermometers, two unsigned results for two of three classes; bootstrapped. */
  public static ClientSpec tree() {
    return new ClientSpec("spam", "tree", ParameterCatalogue.byId("NJ1_M4_P64").orElseThrow(), KeyPart.FOR_BOOTSTRAPS,
        List.of(new FeatureQuantizer.Thresholds(new double[] {-1, 0.25, Math.PI, 1e17}),
            new FeatureQuantizer.Uniform(0, 2, 16)),
        new InputLayout.Unary(60, new int[] {0, 0, 1, 1, 1}, new int[] {0, 2, 3, 9, 14}),
        List.of(new ResultSpec(58, false, 0, 1), new ResultSpec(57, false, 2, -2.5)),
        new double[] {1, 0.1, 1.0 / 3},
        new Task(Task.Link.SOFTMAX, List.of("a", "b \"quoted\" ü", "")));
  }
}
