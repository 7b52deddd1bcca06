package dev.nightjar.bundle;

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
import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Small models over real parameter sets, built by hand. */
public final class TestModels {
  /** The cheapest set with look-ups. */
  public static final Parameters SMALL = ParameterCatalogue.byId("NJ1_M1_P64").orElseThrow();

  private TestModels() {
  }

  /** A model of two features, each 0 or 1, that bootstraps each of them and answers with both. */
  public static CompiledModel echo(String name) {
    return echo(name, SMALL);
  }

  public static CompiledModel echo(String name, Parameters p) {
    int delta = 62;
    long one = 1L << delta;
    SparseMap.Builder read = SparseMap.builder(p.polynomialSize());
    read.row(new int[] {0}, new long[] {1}, 0);
    read.row(new int[] {1}, new long[] {1}, 0);
    LookupTables not = LookupTables.of(p.polynomialSize(), new long[][][] {{{one, 0}}});
    Node look = new Node.Lookup(new int[] {0, 1}, new int[] {0, 0}, new double[] {0.125, 0.125}, not);
    Circuit circuit = new Circuit(p, 1, List.of(new Node.Extract(read.build()), look), new int[] {2, 3}, 16);
    FeatureQuantizer half = new FeatureQuantizer.Thresholds(new double[] {0.5});
    InputLayout layout =
        new InputLayout.Unary(delta, new int[] {0, 1}, new int[] {0, 0});
    ClientSpec client = new ClientSpec(name, "echo", p, KeyPart.FOR_BOOTSTRAPS, List.of(half, half), layout,
        List.of(new ResultSpec(delta, false, 0, 1), new ResultSpec(delta, false, 1, 1)), new double[2],
        Task.regression());
    return new CompiledModel(client, circuit, List.of(Map.entry("look-ups", "2")));
  }

  /** A model of two features, integers 0 to 15, that answers {@code 2 x0 + 3 x1 - 1} without a bootstrap. */
  public static CompiledModel sum(String name) {
    Parameters p = ParameterCatalogue.linear();
    int delta = 54;
    SparseMap.Builder map = SparseMap.builder(p.polynomialSize());
    map.row(new int[] {0, 1}, new long[] {2, 3}, -1L << delta);
    Circuit circuit = new Circuit(p, 1, List.of(new Node.Extract(map.build())), new int[] {0}, 32);
    FeatureQuantizer integer = new FeatureQuantizer.Uniform(0, 1, 16);
    InputLayout layout = new InputLayout.Integers(delta, new int[] {0, 1});
    ClientSpec client = new ClientSpec(name, "sum", p, Set.of(), List.of(integer, integer), layout,
        List.of(new ResultSpec(delta, true, 0, 1)), new double[1], Task.regression());
    return new CompiledModel(client, circuit, List.of());
  }
}
