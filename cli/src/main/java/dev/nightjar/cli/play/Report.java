package dev.nightjar.cli.play;

import dev.nightjar.api.model.Claim;
import java.util.Arrays;
import java.util.List;

/**
 * What came of playing with a model.
 *
 * @param model its name
 * @param claim what holds of its scores: of an exact model integers are compared, of an analogue one classes, and
 *     values that are none not at all
 * @param samples how many rows were sent
 * @param labelled how many have a label to compare a class with; for a regressor 0
 * @param correct how many predictions were as expected; for a regressor 0
 * @param compared whether results were compared with those of the clear quantised model
 * @param differing rows, counted from 0, whose encrypted result is not that of the clear model
 * @param predictions what was decrypted, for each row
 * @param roundTripSeconds from sending a query until its answer was there, for each row
 * @param serverSeconds what the server says that it computed, for each row where it does
 * @param totalSeconds of the whole loop: quantising, encrypting, asking, decrypting
 * @param keySeconds that making the keys took
 * @param uploadSeconds that sending the evaluation key took; 0 without one
 * @param keyBytes length of the encoded evaluation key; 0 when none is needed
 * @param queryBytes length of an encoded query
 * @param answerBytes length of an encoded answer
 * @param disclosedBits bits that were shown under the key in its life so far
 */
public record Report(String model, Claim claim, int samples, int labelled, int correct, boolean compared,
    List<Integer> differing, List<String> predictions, double[] roundTripSeconds, double[] serverSeconds,
    double totalSeconds, double keySeconds, double uploadSeconds, long keyBytes, long queryBytes, long answerBytes,
    long disclosedBits) {

  private static final int TIES = 2;
  private static final int TIES_OF = 50;

  /** Takes lists of its own. */
  public Report {
    differing = List.copyOf(differing);
    predictions = List.copyOf(predictions);
  }

  /** The shortest compute time that the server told; 0 when it does not tell. */
  public double leastServerSeconds() {
    return Arrays.stream(serverSeconds).min().orElse(0);
  }

  /** Mean of the round trips: the article's duration per inference. */
  public double meanSeconds() {
    return Arrays.stream(roundTripSeconds).average().orElse(0);
  }

  /** The round trip in the middle when they are sorted. */
  public double medianSeconds() {
    return median(roundTripSeconds);
  }

  /** The server's compute time in the middle when they are sorted; 0 when it does not tell. */
  public double medianServerSeconds() {
    return median(serverSeconds);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }

  /**
   * Whether encrypted results are the clear model's: of an exact model all of them; of an analogue one, whose near ties
   * noise decides, all but two or a fiftieth.
   */
  public boolean faithful() {
    return differing.size() <= (claim == Claim.EXACT ? 0 : Math.max(TIES, samples / TIES_OF));
  }
}
