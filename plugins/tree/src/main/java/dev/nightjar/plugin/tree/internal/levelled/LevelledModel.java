package dev.nightjar.plugin.tree.internal.levelled;

import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.model.InputLayout;
import java.util.List;
import java.util.Map;

/**
 * A forest as a circuit of diagrams.
 *
 * @param layout what a client encrypts
 * @param circuit what the server computes
 * @param results what each output means, in order
 * @param lowest for each score what the outputs count from
 * @param notes facts for the compiler's report
 */
public record LevelledModel(InputLayout layout, Circuit circuit, List<Result> results, long[] lowest,
    List<Map.Entry<String, String>> notes) {
  /**
   * An output.
   *
   * @param score the score that it adds to
   * @param weight what one step of it is in steps of that score's integers
   * @param deltaLog2 log2 of the word that stands for one step
   */
  public record Result(int score, long weight, int deltaLog2) {
  }
}
