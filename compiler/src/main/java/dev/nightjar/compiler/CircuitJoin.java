package dev.nightjar.compiler;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.circuit.SparseMap;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.CompositeModel;
import dev.nightjar.api.model.FeatureQuantizer;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.ResultSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The compiled parts of a composite model, of one parameter set, as one circuit on one query: their slots, wires,
 * features and results follow one another. Answers have words of as many bits as the longest of the parts, and are not
 * hidden yet.
 */
final class CircuitJoin {
  private final List<FeatureQuantizer> quantizers = new ArrayList<>();
  private final List<InputLayout> sections = new ArrayList<>();
  private final List<ResultSpec> results = new ArrayList<>();
  private final double[] offsets;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Integer> outputs = new ArrayList<>();
  private final List<CompiledModel> parts;
  private int slots;
  private int wires;

  /**
   * The circuit.
   *
   * @param parts of the model, in order
   */
  CircuitJoin(List<CompiledModel> parts, CompositeModel model) {
    this.parts = List.copyOf(parts);
    offsets = new double[model.scores()];
    int coefficients = inputs() * parts.get(0).circuit().parameters().polynomialSize();
    for (int part = 0; part < parts.size(); part++) {
      append(parts.get(part), model.parts().get(part).scores(), coefficients);
    }
  }

  private int inputs() {
    int all = parts.stream().mapToInt(part -> part.client().layout().slots()).reduce(0, Math::addExact);
    int size = parts.get(0).circuit().parameters().polynomialSize();
    return (int) (((long) all + size - 1) / size);
  }

  private void append(CompiledModel part, int[] scores, int coefficients) {
    int feature = quantizers.size();
    quantizers.addAll(part.client().quantizers());
    part.client().layout().match(new Sections(feature));
    part.client().results().forEach(r ->
        results.add(new ResultSpec(r.deltaLog2(), r.signed(), scores[r.score()], r.scale())));
    double[] own = part.client().offsets();
    for (int s = 0; s < own.length; s++) {
      offsets[scores[s]] += own[s];
    }
    int firstWire = wires;
    for (Node node : part.circuit().nodes()) {
      Node moved = node.match(new Move(coefficients, firstWire));
      nodes.add(moved);
      wires += moved.width();
    }
    Arrays.stream(part.circuit().outputs()).forEach(wire -> outputs.add(firstWire + wire));
    slots += part.client().layout().slots();
  }

  /** Adds the sections of a layout, whose features are numbered from {@code first} on. */
  private final class Sections implements InputLayout.Cases<Void> {
    private final int first;

    Sections(int first) {
      this.first = first;
    }

    private int[] moved(int[] features) {
      return Arrays.stream(features).map(f -> first + f).toArray();
    }

    @Override
    public Void integers(InputLayout.Integers layout) {
      sections.add(new InputLayout.Integers(layout.deltaLog2(), moved(layout.feature())));
      return null;
    }

    @Override
    public Void unary(InputLayout.Unary layout) {
      sections.add(new InputLayout.Unary(layout.deltaLog2(), moved(layout.feature()), layout.threshold()));
      return null;
    }

    @Override
    public Void joined(InputLayout.Joined layout) {
      layout.sections().forEach(section -> section.match(this));
      return null;
    }

    @Override
    public Void bits(InputLayout.Bits layout) {
      throw levelled();
    }
  }

  /** A node of a part as it reads the whole query and the wires behind those of the parts before. */
  private final class Move implements Node.Cases<Node> {
    private final int coefficients;
    private final int firstWire;

    Move(int coefficients, int firstWire) {
      this.coefficients = coefficients;
      this.firstWire = firstWire;
    }

    @Override
    public Node extract(Node.Extract node) {
      return new Node.Extract(moved(node.map(), coefficients, slots));
    }

    @Override
    public Node linear(Node.Linear node) {
      return new Node.Linear(moved(node.map(), wires, firstWire));
    }

    @Override
    public Node lookup(Node.Lookup node) {
      return new Node.Lookup(Arrays.stream(node.inputs()).map(wire -> firstWire + wire).toArray(), node.tableOf(),
          node.margins(), node.tables());
    }

    @Override
    public Node expand(Node.Expand node) {
      throw levelled();
    }

    @Override
    public Node evaluate(Node.Evaluate node) {
      throw levelled();
    }

    @Override
    public Node sampleExtract(Node.SampleExtract node) {
      throw levelled();
    }

    private static SparseMap moved(SparseMap map, int columns, int by) {
      SparseMap.Builder rows = SparseMap.builder(columns);
      for (int r = 0; r < map.rows(); r++) {
        int start = map.start(r);
        int[] column = new int[map.start(r + 1) - start];
        long[] weight = new long[column.length];
        for (int t = 0; t < column.length; t++) {
          column[t] = map.column(start + t) + by;
          weight[t] = map.weight(start + t);
        }
        rows.row(column, weight, map.constant(r));
      }
      return rows.build();
    }
  }

  private static NightjarException levelled() {
    return new NightjarException(ErrorCode.NOT_COMPILABLE, "a part of a composite model was compiled to a levelled "
        + "circuit, whose query holds nothing else: compile composite models with a strategy that bootstraps");
  }

  List<FeatureQuantizer> quantizers() {
    return quantizers;
  }

  InputLayout layout() {
    return new InputLayout.Joined(sections);
  }

  List<ResultSpec> results() {
    return results;
  }

  double[] offsets() {
    return offsets.clone();
  }

  Circuit circuit() {
    int bits = parts.stream().mapToInt(part -> part.circuit().outputBits()).max().orElseThrow();
    return new Circuit(parts.get(0).circuit().parameters(), inputs(), nodes,
        outputs.stream().mapToInt(Integer::intValue).toArray(), bits);
  }
}
