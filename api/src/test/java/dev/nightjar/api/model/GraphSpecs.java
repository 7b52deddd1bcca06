package dev.nightjar.api.model;

import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import dev.nightjar.api.params.ParameterCatalogue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Client sides of small models with graphs around the core. */
public final class GraphSpecs {
  private GraphSpecs() {
  }

  /** An age that may be missing, and a town: scaled age, and a column for each of three towns. */
  public static ClientGraph prefix() {
    return new ClientGraph(
        List.of(new ClientGraph.Input("age", ElementType.FLOAT, 1),
            new ClientGraph.Input("town", ElementType.STRING, 1)),
        Map.of("flat", Tensor.longs(new int[] {2}, 1, -1)),
        List.of(
            new GraphNode(Operator.IMPUTER, List.of("age"), List.of("whole"), Map.of(
                "imputed_value_floats", new Attribute.Floats(40),
                "replaced_value_float", new Attribute.Float(Float.NaN))),
            new GraphNode(Operator.SCALER, List.of("whole"), List.of("scaled"), Map.of(
                "offset", new Attribute.Floats(40), "scale", new Attribute.Floats(0.1f))),
            new GraphNode(Operator.ONE_HOT_ENCODER, List.of("town"), List.of("towns"), Map.of(
                "cats_strings", Attribute.Texts.of("Basel", "Bern", "Zürich"), "zeros", new Attribute.Int(1))),
            GraphNode.of(Operator.RESHAPE, "onehot", "towns", "flat"),
            new GraphNode(Operator.CONCAT, List.of("scaled", "onehot"), List.of(ClientGraphs.FEATURES), Map.of(
                "axis", new Attribute.Int(1)))),
        List.of(ClientGraphs.FEATURES));
  }

  /** Two scores, their softmax and the label of the larger. */
  public static ClientGraph suffix() {
    return new ClientGraph(List.of(new ClientGraph.Input(ClientGraphs.SCORES, ElementType.FLOAT, 2)),
        Map.of("classes", Tensor.strings(new int[] {2}, "no", "yes")),
        List.of(
            GraphNode.of(Operator.SOFTMAX, ClientGraphs.OUTPUTS, ClientGraphs.SCORES),
            new GraphNode(Operator.ARG_MAX, List.of(ClientGraphs.SCORES), List.of("best"), Map.of(
                "axis", new Attribute.Int(1), "keepdims", new Attribute.Int(0))),
            GraphNode.of(Operator.GATHER, ClientGraphs.LABEL, "classes", "best")),
        List.of(ClientGraphs.LABEL, ClientGraphs.OUTPUTS));
  }

  public static ClientGraphs graphs() {
    return new ClientGraphs(List.of(InputColumn.number("age"), InputColumn.text("town")), Optional.of(prefix()),
        Optional.of(suffix()));
  }

  /** A linear core of four features and two scores between a prefix and a suffix. */
  public static ClientSpec spec() {
    FeatureQuantizer half = new FeatureQuantizer.Uniform(-4, 0.5, 17);
    return new ClientSpec("credit", "linear", ParameterCatalogue.linear(), Set.of(), List.of(half, half, half, half),
        new InputLayout.Integers(40, new int[] {0, 1, 2, 3}),
        List.of(new ResultSpec(40, true, 0, 0.5), new ResultSpec(40, true, 1, 0.25)), new double[] {1, -1},
        Task.regression()).withGraphs(graphs());
  }
}
