package dev.nightjar.api.model;

import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.params.ExpansionStep;
import dev.nightjar.api.params.Gadget;
import dev.nightjar.api.params.Levelled;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import dev.nightjar.api.params.SecretDistribution;
import dev.nightjar.api.params.TUniform;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Clients of levelled models of two features. */
public final class LevelledSpecs {
  public static final InputLayout.Bits LAYOUT = InputLayout.Bits.of(ParameterCatalogue.levelled(),
      List.of(new Selector.Digit(0, 1), new Selector.Above(1, 5), new Selector.Digit(1, 0)));

  private LevelledSpecs() {
  }

  /** A client that sends a whole key. */
  public static ClientSpec spec(Parameters set, InputLayout layout) {
    return spec(set, layout, set.bootstraps() ? Set.of() : KeyPart.FOR_LEVELLED);
  }

  /** A client that sends these parts of a key. */
  public static ClientSpec spec(Parameters set, InputLayout layout, Set<KeyPart> parts) {
    return new ClientSpec("levels", "tree", set, parts, Collections.nCopies(2, new FeatureQuantizer.Uniform(0, 1, 8)),
        layout, List.of(new ResultSpec(58, false, 0, 1)), new double[1], new Task(Task.Link.IDENTITY, List.of()));
  }

  /** A set that has another number of slots or another mask than those of the catalogue. */
  public static Parameters other(int slotsLog2, Gadget mask) {
    return Parameters.builder("other").glweKey(1, 2048, new TUniform(17), SecretDistribution.TERNARY)
        .levelled(new Levelled(Collections.nCopies(slotsLog2, new ExpansionStep(2, new Gadget(7, 6))),
            new Gadget(13, 3), mask, new Gadget(mask.baseLog(), 2))).build();
  }
}
