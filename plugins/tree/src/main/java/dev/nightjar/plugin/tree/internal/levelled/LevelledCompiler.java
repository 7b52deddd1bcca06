package dev.nightjar.plugin.tree.internal.levelled;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.circuit.FailureAnalysis;
import dev.nightjar.api.circuit.Node;
import dev.nightjar.api.crypto.PackedInput;
import dev.nightjar.api.diagram.Diagram;
import dev.nightjar.api.model.InputLayout;
import dev.nightjar.api.model.Selector;
import dev.nightjar.api.params.Levelled;
import dev.nightjar.api.params.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Makes circuits of diagrams of forests. Immutable. */
public final class LevelledCompiler {
  /** How much larger than its estimate a diagram's noise is taken to be, in turns, until the bound is kept. */
  private static final double[] EXCESS = {1, 1.15, 1.35, 1.6, 2, 2.5, 4, 8, 20, 100, 1000};
  private static final int WORD_BITS = 16;

  private final Forest forest;
  private final BitCode code;
  private final LeafRanges leaves;
  private final int failureLog2;

  /**
   * A compiler of one forest.
   *
   * @param forest with some test
   * @param failureLog2 log2 of the wanted bound on a wrong inference
   */
  public LevelledCompiler(Forest forest, Coding coding, int failureLog2) {
    this.forest = forest;
    this.failureLog2 = failureLog2;
    code = new BitCode(forest, coding);
    leaves = new LeafRanges(forest);
  }

  /**
   * The cheapest circuit under some sets.
   *
   * @param sets levelled ones of one polynomial size
   * @param ferns whether only tables will do: each tree one table that bits rotate
   * @return empty when no set keeps the bound, or some tree is no table
   * @throws NightjarException {@code NOT_COMPILABLE} when the query would be too long
   */
  public Optional<LevelledModel> compile(List<Parameters> sets, boolean ferns) {
    OptionSearch search = new OptionSearch(forest, code, leaves, failureLog2, sets.get(0).polynomialSize());
    for (double excess : EXCESS) {
      Optional<Option> option = search.best(sets, excess, ferns);
      if (option.isEmpty()) {
        return Optional.empty();
      }
      LevelledModel model = write(option.get());
      double[] margins = model.results().stream()
          .mapToDouble(r -> Math.scalb(1.0, r.deltaLog2() - 65)).toArray();
      if (FailureAnalysis.of(model.circuit(), margins).failureLog2() <= failureLog2) {
        return Optional.of(model);
      }
    }
    return Optional.empty();
  }

  private LevelledModel write(Option option) {
    DiagramWriter writer = new DiagramWriter(forest, code, leaves, option);
    int[] all = IntStream.range(0, code.bits()).toArray();
    Diagram diagram = writer.write(all, code.bits());
    int[] used = writer.used();
    List<Selector> selectors = code.selectors();
    if (code.coding() != Coding.DIGITS && used.length < all.length) {
      // The cuts are known to clients, so that bits that decide nothing need not be sent.
      Arrays.fill(all, -1);
      for (int i = 0; i < used.length; i++) {
        all[used[i]] = i;
      }
      diagram = writer.write(all, used.length);
      selectors = Arrays.stream(used).mapToObj(code.selectors()::get).toList();
    }
    Parameters p = option.parameters();
    Levelled levelled = p.levelled().orElseThrow();
    if (levelled.ciphertexts(selectors.size()) > PackedInput.MAX_CIPHERTEXTS) {
      throw new NightjarException(ErrorCode.NOT_COMPILABLE, "the " + selectors.size() + " bits of this model take more "
          + "than " + PackedInput.MAX_CIPHERTEXTS + " ciphertexts: use fewer bits a feature or another strategy");
    }
    InputLayout layout = new InputLayout.Bits(levelled.slotsLog2(), levelled.mask(), selectors);
    Circuit circuit = circuit(p, layout, diagram, writer.coefficients());
    long[] lowest = new long[forest.scores()];
    for (int t = 0; t < leaves.trees(); t++) {
      for (int s = 0; s < lowest.length; s++) {
        lowest[s] += leaves.lowest(t, s);
      }
    }
    return new LevelledModel(layout, circuit, writer.results(), lowest, notes(option, diagram, selectors.size()));
  }

  private static Circuit circuit(Parameters p, InputLayout layout, Diagram diagram, List<int[]> coefficients) {
    int bits = diagram.bits();
    int outputs = coefficients.size();
    int[] wires = coefficients.stream().mapToInt(c -> bits + c[0]).toArray();
    List<Node> nodes = List.of(new Node.Expand(bits),
        new Node.Evaluate(diagram, IntStream.range(0, bits).toArray()),
        new Node.SampleExtract(wires, coefficients.stream().mapToInt(c -> c[1]).toArray()));
    int first = bits + diagram.outputs();
    return new Circuit(p, layout.ciphertexts(p.polynomialSize()), nodes,
        IntStream.range(first, first + outputs).toArray(), WORD_BITS);
  }

  private List<Map.Entry<String, String>> notes(Option option, Diagram diagram, int bits) {
    Sums sums = option.sums();
    int groups = sums.masks().stream().mapToInt(List::size).sum();
    List<Map.Entry<String, String>> notes = new ArrayList<>();
    notes.add(Map.entry("encrypted bits", String.valueOf(bits)));
    notes.add(Map.entry("slots", String.valueOf(bits * option.parameters().levelled().orElseThrow().mask().level())));
    notes.add(Map.entry("external products", diagram.externalProducts() + ", and " + diagram.trivialProducts()
        + " of constants"));
    notes.add(Map.entry("whole trees as tables",
        String.valueOf(option.tables().stream().mapToLong(TableCover::wholeTrees).sum())));
    notes.add(Map.entry("sums", groups + (groups == 1 ? " group" : " groups") + " of trees in " + sums.masks().size()
        + (sums.masks().size() == 1 ? " ciphertext, " : " ciphertexts, ") + sums.words() + " of " + sums.bits()
        + (sums.bits() == 1 ? " bit" : " bits")));
    int trees = sums.masks().stream().flatMap(List::stream).mapToInt(g -> g.trees().size()).max().orElse(0);
    notes.add(Map.entry("answers tell", groups == 1 && trees == 1 ? "the value of the tree"
        : "digits of the sums of at most " + trees + (trees == 1 ? " tree" : " trees") + ", not the total alone"));
    return notes;
  }
}
