package dev.nightjar.plugin.table;

import dev.nightjar.api.circuit.DiagramNoise;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.crypto.KeyPart;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.model.Agreement;
import dev.nightjar.api.model.Assembly;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompileRequest;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.model.ImportedModel;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.ModelPrivacy;
import dev.nightjar.api.model.ResultSpec;
import dev.nightjar.api.model.Strategy;
import dev.nightjar.api.params.Gadget;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Makes a circuit of a table. A score is sent as one integer or as several digits of it, each as wide as the noise
 * allows: of the parameter sets the cheapest is taken whose integers lose nothing against the table of real numbers,
 * with as few digits as possible. Used once.
 */
final class TableCompiler {
  private static final int MOST_DIGITS = 3;
  private static final int MOST_DIGIT_BITS = 12;
  private static final int LEAST_DIGIT_BITS = 2;
  /** Most bits of all digits of a score, which must be exact as integers. */
  private static final int MOST_SCORE_BITS = 24;
  /** Agreement that is not told apart where values are compared and not classes. */
  private static final double SAME = 1e-3;

  private final ImportedModel model;
  private final CompileRequest request;
  private final Grid grid;
  private final Table table;
  private final int[] varying;
  private final Agreement exact;
  private final int[] points;

  TableCompiler(ImportedModel model, CompileRequest request, Grid grid, Table table) {
    this.model = model;
    this.request = request;
    this.grid = grid;
    this.table = table;
    varying = table.varying();
    if (varying.length == 0) {
      throw TablePlugin.refused("after quantisation the model gives every input the same answer: use more bits or"
          + " calibration data that the model was trained on");
    }
    exact = Agreement.with(model.task(),
        Arrays.stream(request.calibration()).map(model::scores).toArray(double[][]::new));
    points = Arrays.stream(request.calibration()).mapToInt(grid::number).toArray();
  }

  /** The integers of a score: so many digits of so many bits. */
  private record Digits(int count, int bits) {
    int levels() {
      return 1 << count * bits;
    }
  }

  CompiledModel compile(List<Parameters> sets) {
    double most = exact.of(Arrays.stream(points).mapToObj(p -> IntStream.range(0, table.scores())
        .mapToDouble(s -> table.score(p, s)).toArray()).toArray(double[][]::new));
    double enough = exact.classifier() ? most : most - SAME;
    CompiledModel best = null;
    double bestAgreement = -1;
    List<Parameters> cheapestFirst = sets.stream()
        .sorted(Comparator.comparingInt(p -> p.levelled().orElseThrow().mask().level())).toList();
    for (int count = 1; count <= MOST_DIGITS; count++) {
      for (Parameters p : cheapestFirst) {
        Optional<CompiledModel> compiled = widest(p, count);
        double agreement = compiled.map(c -> agreement(c)).orElse(-1.0);
        if (agreement > bestAgreement) {
          best = compiled.orElseThrow();
          bestAgreement = agreement;
        }
        if (bestAgreement >= enough) {
          return best;
        }
      }
    }
    if (best == null) {
      throw TablePlugin.refused("no levelled parameter set keeps a failure bound of 2^" + request.failureLog2()
          + " for this table: accept a larger bound");
    }
    return best;
  }

  private double agreement(CompiledModel compiled) {
    return exact.of(Arrays.stream(request.calibration())
        .map(row -> compiled.client().scores(compiled.clearIntegers(row))).toArray(double[][]::new));
  }

  /** With as many bits in a digit as the bound leaves room for; empty when it leaves none. */
  private Optional<CompiledModel> widest(Parameters p, int count) {
    if (TableDiagram.lowBits(p.polynomialSize(), varying.length * count) < 1) {
      return Optional.empty();
    }
    Gadget body = p.levelled().orElseThrow().body();
    int most = Math.min(Math.min(MOST_DIGIT_BITS, MOST_SCORE_BITS / count), body.baseLog() * body.level());
    DiagramNoise noise = DiagramNoise.of(diagram(p, new Digits(count, LEAST_DIGIT_BITS)), p);
    // A normal distribution passes z standard deviations with a probability below 2^-(z²/2 log2 e).
    double z = Math.sqrt(-2 * request.failureLog2() * Math.log(2));
    int room = (int) Math.floor(-Math.log(2 * z * Math.sqrt(noise.variance(0))) / Math.log(2));
    for (int bits = Math.min(most, Math.max(room + 1, LEAST_DIGIT_BITS)); bits >= LEAST_DIGIT_BITS; bits--) {
      Optional<CompiledModel> compiled = compiled(p, new Digits(count, bits));
      if (compiled.isPresent()) {
        return compiled;
      }
    }
    return Optional.empty();
  }

  private Diagram diagram(Parameters p, Digits digits) {
    int delta = Long.SIZE - digits.bits();
    return TableDiagram.of(p.polynomialSize(), grid.allBits(), varying.length * digits.count(),
        (entry, result) -> (long) (table.level(entry, varying[result / digits.count()], digits.levels())
            >>> digits.bits() * (result % digits.count())) << delta);
  }

  private Optional<CompiledModel> compiled(Parameters p, Digits digits) {
    int bits = grid.allBits();
    List<ResultSpec> results = new ArrayList<>();
    for (int score : varying) {
      for (int digit = 0; digit < digits.count(); digit++) {
        results.add(new ResultSpec(Long.SIZE - digits.bits(), false, score,
            table.step(score, digits.levels()) * (1L << digits.bits() * digit)));
      }
    }
    double[] offsets = new double[table.scores()];
    Arrays.setAll(offsets, table::lowest);
    ClientSpec client = new ClientSpec(request.name(), Strategy.TABLE, p, KeyPart.FOR_LEVELLED, grid.quantizers(),
        InputLayout.Bits.of(p, grid.selectors()), results, offsets, model.task());
    Diagram diagram = diagram(p, digits);
    int[] wires = new int[results.size()];
    Arrays.fill(wires, bits);
    List<Node> nodes = List.of(new Node.Expand(bits), new Node.Evaluate(diagram, IntStream.range(0, bits).toArray()),
        new Node.SampleExtract(wires, IntStream.range(0, results.size()).toArray()));
    int[] outputs = IntStream.range(bits + 1, bits + 1 + results.size()).toArray();
    return new Assembly(client, nodes, outputs, notes(diagram, digits)).withShortestAnswer(request.failureLog2())
        .filter(open -> request.modelPrivacy(0) == ModelPrivacy.NONE
            || open.hidden(request.failureLog2()).isPresent())
        .map(open -> open.withStrategy(Strategy.TABLE));
  }

  private List<Map.Entry<String, String>> notes(Diagram diagram, Digits digits) {
    return List.of(
        Map.entry("table", (1 << grid.allBits()) + " points of " + varying.length + " scores"),
        Map.entry("bits of features", String.join(" ",
            Arrays.stream(grid.bits()).mapToObj(String::valueOf).toList())),
        Map.entry("bits of a score", digits.count() == 1 ? String.valueOf(digits.bits())
            : digits.count() + " digits of " + digits.bits()),
        Map.entry("external products", diagram.externalProducts() + " and " + diagram.trivialProducts()
            + " of constants"));
  }
}
