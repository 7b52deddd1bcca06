package dev.nightjar.server;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.engine.LookupTables;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.ResultSpec;
import dev.nightjar.api.model.Task;
import dev.nightjar.api.model.Task.Link;
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Two small models made by hand, over real parameter sets: one without look-ups, one with. */
final class TestModels {
  private static final FeatureQuantizer HEX = new FeatureQuantizer.Uniform(0, 1, 16);

  private TestModels() {
  }

  /** {@code 3 x0 - 5 x1 + 7 x2 - 20} for integers from 0 to 15; needs no key. */
  static CompiledModel linear() {
    Parameters p = ParameterCatalogue.linear();
    int deltaLog2 = 52;
    SparseMap map = new SparseMap(p.polynomialSize(), new int[] {0, 3}, new int[] {0, 1, 2},
        new long[] {3, -5, 7},
        new long[] {0});
    Circuit circuit = new Circuit(p, 1, List.of(new Node.Extract(map)), new int[] {0}, 64);
    ClientSpec client = new ClientSpec("linear", "linear", p, Set.of(), List.of(HEX, HEX, HEX),
        new InputLayout.Integers(deltaLog2, new int[] {0, 1, 2}),
        List.of(new ResultSpec(deltaLog2, true, 0, 1)), new double[] {-20}, Task.regression());
    return new CompiledModel(client, circuit, List.of(Map.entry("made", "by hand")));
  }

  /**
   * {@code x0 <= 7 and x1 <= 3}, by name "ham" and "spam". The sum of both bits, in eighths of the torus and
   * a sixteenth above, passes a quarter only when both are set; a sign test reads that off.
   */
  static CompiledModel tree() {
    Parameters p = ParameterCatalogue.byId("NJ1_M1_P64").orElseThrow();
    long eighth = 1L << 61;
    SparseMap sum = new SparseMap(p.polynomialSize(), new int[] {0, 2}, new int[] {0, 1}, new long[] {1, 1},
        new long[] {eighth / 2});
    LookupTables sign = LookupTables.of(p.polynomialSize(), new long[][][] {{{-eighth}}});
    SparseMap lift = new SparseMap(2, new int[] {0, 1}, new int[] {1}, new long[] {1}, new long[] {eighth});
    Circuit circuit = new Circuit(p, 1, List.of(new Node.Extract(sum),
        new Node.Lookup(new int[] {0}, new int[] {0}, new double[] {1.0 / 16}, sign), new Node.Linear(lift)),
        new int[] {2}, 32);
    ClientSpec client = new ClientSpec("tree", "tree", p, KeyPart.FOR_BOOTSTRAPS, List.of(HEX, HEX),
        new InputLayout.Unary(61, new int[] {0, 1}, new int[] {7, 3}),
        List.of(new ResultSpec(62, false, 0, 1)), new double[] {0},
        new Task(Link.COMPLEMENT, List.of("ham", "spam")));
    return new CompiledModel(client, circuit, List.of());
  }
}
