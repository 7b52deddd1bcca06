package dev.nightjar.bundle;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.nightjar.api.graph.Attribute;
import dev.nightjar.api.graph.ClientGraph;
import dev.nightjar.api.graph.ElementType;
import dev.nightjar.api.graph.GraphNode;
import dev.nightjar.api.graph.Operator;
import dev.nightjar.api.graph.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** A {@link ClientGraph} as JSON, member by member, and back. */
@JsonPropertyOrder({"inputs", "constants", "nodes", "outputs"})
record GraphJson(List<Input> inputs, List<Constant> constants, List<Node> nodes, List<String> outputs) {

  @JsonPropertyOrder({"name", "type", "width"})
  record Input(String name, String type, int width) {
  }

  @JsonPropertyOrder({"name", "value"})
  record Constant(String name, TensorJson value) {
  }

  @JsonPropertyOrder({"domain", "operator", "inputs", "outputs", "attributes"})
  record Node(String domain, String operator, List<String> inputs, List<String> outputs,
      List<Setting> attributes) {
    static Node of(GraphNode node) {
      return new Node(node.operator().domain(), node.operator().onnxName(), node.inputs(), node.outputs(),
          node.attributes().entrySet().stream()
              .map(a -> new Setting(a.getKey(), Kind.of(a.getValue()), TensorJson.of(a.getValue().tensor())))
              .toList());
    }

    GraphNode toNode() {
      Operator found = Operator.find(domain, operator).filter(known -> known.domain().equals(domain))
          .orElseThrow(() -> new IllegalArgumentException("a graph has no operator " + operator + " of domain '"
              + domain + "'"));
      Map<String, Attribute> settings = ascending("attributes", attributes, Setting::name, Setting::toAttribute);
      return new GraphNode(found, inputs, outputs, settings);
    }
  }

  @JsonPropertyOrder({"name", "kind", "value"})
  record Setting(String name, String kind, TensorJson value) {
    Attribute toAttribute() {
      return ClientJson.constant("kind", Kind.class, kind).attribute(value.toTensor());
    }
  }

  /** What an attribute is; each is written as a tensor. */
  enum Kind {
    INT, FLOAT, TEXT, INTS, FLOATS, TEXTS, TENSOR;

    static String of(Attribute attribute) {
      Kind kind = attribute instanceof Attribute.Int ? INT : attribute instanceof Attribute.Float ? FLOAT
          : attribute instanceof Attribute.Text ? TEXT : attribute instanceof Attribute.Ints ? INTS
          : attribute instanceof Attribute.Floats ? FLOATS : attribute instanceof Attribute.Texts ? TEXTS : TENSOR;
      return ClientJson.lower(kind);
    }

    private Attribute attribute(Tensor value) {
      boolean list = this == INTS || this == FLOATS || this == TEXTS;
      ElementType type = this == INT || this == INTS ? ElementType.INT64
          : this == FLOAT || this == FLOATS ? ElementType.FLOAT : ElementType.STRING;
      if (this != TENSOR && (value.type() != type || value.shape().length != (list ? 1 : 0))) {
        throw new IllegalArgumentException("an attribute of kind " + ClientJson.lower(this) + " is no " + value);
      }
      return switch (this) {
        case INT -> new Attribute.Int(value.longs()[0]);
        case FLOAT -> new Attribute.Float(value.floats()[0]);
        case TEXT -> new Attribute.Text(value.strings()[0]);
        case INTS -> new Attribute.Ints(value.longs());
        case FLOATS -> new Attribute.Floats(value.floats());
        case TEXTS -> Attribute.Texts.of(value.strings());
        case TENSOR -> new Attribute.TensorValue(value);
      };
    }
  }

  static GraphJson of(ClientGraph graph) {
    return new GraphJson(
        graph.inputs().stream().map(i -> new Input(i.name(), i.type().text(), i.width())).toList(),
        graph.constants().entrySet().stream()
            .map(c -> new Constant(c.getKey(), TensorJson.of(c.getValue()))).toList(),
        graph.nodes().stream().map(Node::of).toList(), graph.outputs());
  }

  ClientGraph toGraph() {
    return new ClientGraph(inputs.stream().map(i -> new ClientGraph.Input(i.name(),
        ClientJson.constant("type", ElementType.class, i.type()), i.width())).toList(),
        ascending("constants", constants, Constant::name, c -> c.value().toTensor()),
        nodes.stream().map(Node::toNode).toList(), outputs);
  }

  /** Entries in the one order that they may have. */
  private static <E, V> Map<String, V> ascending(String member, List<E> entries,
      Function<E, String> name, Function<E, V> value) {
    TreeMap<String, V> map = new TreeMap<>();
    for (E entry : entries) {
      String key = name.apply(entry);
      if (!map.isEmpty() && map.lastKey().compareTo(key) >= 0) {
        throw new IllegalArgumentException("the names of " + member + " must ascend, and " + key + " follows "
            + map.lastKey());
      }
      map.put(key, value.apply(entry));
    }
    return map;
  }
}
