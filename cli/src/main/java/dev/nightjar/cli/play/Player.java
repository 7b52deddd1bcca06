package dev.nightjar.cli.play;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.keys.Uid;
import dev.nightjar.api.model.Claim;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.FeatureRow;
import dev.nightjar.api.model.Prediction;
import dev.nightjar.cli.text.Progress;
import dev.nightjar.cli.text.Terminal;
import dev.nightjar.cli.text.Units;
import dev.nightjar.client.ClientPolicy;
import dev.nightjar.client.Disclosure;
import dev.nightjar.client.DisclosureBudget;
import dev.nightjar.client.KeyGenerator;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.SecretKey;
import dev.nightjar.client.host.WorkerThreads;
import dev.nightjar.compiler.CsvData;
import dev.nightjar.compiler.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Plays with a model at an endpoint and prints what the article's client prints. Keeps the secret key. */
public final class Player {
  /** The quantised model in the clear: the integers that an encrypted run must decode to. */
  @FunctionalInterface
  public interface ClearModel {
    /** The integers for a raw row. */
    long[] integers(FeatureRow row);
  }

  private final Terminal terminal;
  private final Endpoint endpoint;
  private final ClientSpec spec;
  private final Optional<ClearModel> clear;
  private final ClientPolicy policy;
  private final Disclosure disclosure;
  private final long disclosureBits;
  private final int answersShown;

  /**
   * A player.
   *
   * @param spec the model's client half
   * @param clear to compare every result with, where the whole model is at hand
   * @param policy what the owner of the keys allows
   */
  public Player(Terminal terminal, Endpoint endpoint, ClientSpec spec, Optional<ClearModel> clear,
      ClientPolicy policy) {
    this(terminal, endpoint, spec, clear, policy, Disclosure.PRIVATE, DisclosureBudget.DEFAULT_BITS,
        Integer.MAX_VALUE);
  }

  private Player(Terminal terminal, Endpoint endpoint, ClientSpec spec, Optional<ClearModel> clear,
      ClientPolicy policy, Disclosure disclosure, long disclosureBits, int answersShown) {
    this.answersShown = answersShown;
    this.terminal = terminal;
    this.endpoint = endpoint;
    this.spec = spec;
    this.clear = clear;
    this.policy = policy;
    this.disclosure = disclosure;
    this.disclosureBits = disclosureBits;
  }

  /** The same for predictions of which the endpoint will see something, within a budget of bits for the key's life. */
  public Player disclosing(Disclosure shown, long bits) {
    return new Player(terminal, endpoint, spec, clear, policy, shown, bits, answersShown);
  }

  /** The same that prints the first answers alone, and how many there are in all. */
  public Player printing(int answers) {
    return new Player(terminal, endpoint, spec, clear, policy, disclosure, disclosureBits, answers);
  }

  /** A client for a key whose budget is enough for all samples; refuses before anything is sent. */
  private ModelClient client(SecretKey key, CsvData samples) {
    key.disclosureBudget().limit(disclosureBits);
    ModelClient client = new ModelClient(spec, key, policy).withDisclosure(disclosure);
    if (client.resultsLeft() < samples.samples().size()) {
      throw new NightjarException(ErrorCode.DISCLOSURE_SPENT, String.format(Locale.ROOT,
          "%d predictions of %d bits each are more than the %d of %d bits that may still be seen under this key: "
          + "take --samples %d or fewer, new keys, or a larger --disclose-bits",
          samples.samples().size(), disclosure.bits(spec), key.disclosureBudget().left(), disclosureBits,
          client.resultsLeft()));
    }
    return client;
  }

  /** Makes keys, sends the evaluation key, asks about every sample. */
  public Report play(CsvData samples) {
    long started = System.nanoTime();
    try (SecretKey key = keyGenerator().secretKey(spec.parameters())) {
      ModelClient client = client(key, samples);
      if (!spec.keyParts().isEmpty()) {
        byte[] evaluationKey = evaluationKey(client);
        return play(client, evaluationKey, samples, secondsSince(started));
      }
      double keySeconds = secondsSince(started);
      terminal.fact("Generating keys", "a secret one in " + Units.seconds(keySeconds)
          + "; the server needs none for this model");
      return ask(client, samples, Optional.empty(), new Setup(keySeconds, 0, 0));
    }
  }

  /**
   * The same with keys that exist.
   *
   * @param evaluationKey encoded, made with the secret key; not looked at when the model needs none
   */
  public Report play(SecretKey key, byte[] evaluationKey, CsvData samples) {
    ModelClient client = client(key, samples);
    return !spec.keyParts().isEmpty() ? play(client, evaluationKey, samples, 0)
        : ask(client, samples, Optional.empty(), new Setup(0, 0, 0));
  }

  private Report play(ModelClient client, byte[] evaluationKey, CsvData samples, double keySeconds) {
    long sending = System.nanoTime();
    Uid uid = endpoint.sendKey(evaluationKey, terminal);
    Setup setup = new Setup(keySeconds, secondsSince(sending), evaluationKey.length);
    try {
      return ask(client, samples, Optional.of(uid), setup);
    } finally {
      endpoint.forgetKey(uid);
    }
  }

  /** What came before the first query. */
  private record Setup(double keySeconds, double uploadSeconds, long keyBytes) {
  }

  private byte[] evaluationKey(ModelClient client) {
    try (Progress progress = terminal.count("Generating keys", "row")) {
      return client.evaluationKey(keyGenerator(), progress::at);
    }
  }

  private KeyGenerator keyGenerator() {
    return new KeyGenerator(WorkerThreads.onAllProcessors(), policy);
  }

  private Report ask(ModelClient client, CsvData samples, Optional<Uid> uid, Setup setup) {
    double[] roundTrips = new double[samples.samples().size()];
    double[] compute = new double[samples.samples().size()];
    int timed = 0;
    int correct = 0;
    int labelled = 0;
    long queryBytes = 0;
    long answerBytes = 0;
    List<Integer> differing = new ArrayList<>();
    List<String> predictions = new ArrayList<>();
    Rows.warnOfValuesOutside(terminal, client, samples);
    long started = System.nanoTime();
    for (int i = 0; i < samples.samples().size(); i++) {
      CsvData.Sample sample = samples.samples().get(i);
      byte[] query = Rows.encrypt(client, sample);
      if (i == 0) {
        terminal.line("Size of the payload: %.2f kilobytes", query.length / 1024.0);
      }
      long asked = System.nanoTime();
      Endpoint.Answer answer = endpoint.infer(uid, query);
      roundTrips[i] = secondsSince(asked);
      if (answer.serverSeconds().isPresent()) {
        compute[timed++] = answer.serverSeconds().getAsDouble();
      }
      queryBytes = query.length;
      answerBytes = answer.result().length;
      long[] integers = client.integers(query, answer.result());
      Prediction prediction = spec.predict(integers);
      predictions.add(text(prediction));
      if (i < answersShown) {
        terminal.line("for %d-th input, prediction=%s%s in %.3f seconds", i, text(prediction),
            sample.labels().isEmpty() ? "" : " with expected " + String.join(", ", sample.labels()), roundTrips[i]);
      } else if (i == answersShown) {
        terminal.line("and so on for all %d", samples.samples().size());
      }
      labelled += prediction.classifier() && !sample.labels().isEmpty() ? 1 : 0;
      correct += isExpected(prediction, sample.labels()) ? 1 : 0;
      if (clear.isPresent() && differ(integers, prediction, clear.get().integers(sample.row()))) {
        differing.add(i);
      }
    }
    return new Report(spec.model(), spec.claim(), samples.samples().size(), labelled, correct, clear.isPresent(),
        differing, predictions, roundTrips, Arrays.copyOf(compute, timed), secondsSince(started), setup.keySeconds,
        setup.uploadSeconds, setup.keyBytes, queryBytes, answerBytes, client.disclosureBudget().spent());
  }

  /** Scores of analogue models are noisy: their classes are compared. */
  private boolean differ(long[] integers, Prediction prediction, long[] clearIntegers) {
    return spec.claim() == Claim.EXACT ? !Arrays.equals(integers, clearIntegers)
        : !prediction.labels().equals(spec.predict(clearIntegers).labels());
  }

  private static String text(Prediction prediction) {
    return prediction.classifier() ? prediction.label() : Arrays.stream(prediction.outputs())
        .mapToObj(output -> String.format(Locale.ROOT, "%.6g", output)).collect(Collectors.joining(", "));
  }

  private static boolean isExpected(Prediction prediction, List<String> expected) {
    List<String> given = prediction.labels();
    return !expected.isEmpty() && given.size() >= expected.size() && IntStream.range(0, expected.size())
        .allMatch(o -> Labels.same(given.get(o), expected.get(o)));
  }

  private static double secondsSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) / 1e9;
  }

  /** Prints a report: first the article's three lines, then what it leaves out. */
  public void print(Report report) {
    if (report.labelled() > 0) {
      terminal.line("Accuracy on %d samples is %s", report.labelled(),
          (double) report.correct() / report.labelled());
    }
    terminal.line("Total time: %.3f seconds", report.totalSeconds());
    terminal.line("Duration per inference: %.3f seconds", report.meanSeconds());
    terminal.line("");
    terminal.fact("Round trip", "median " + Units.seconds(report.medianSeconds()) + " over "
        + endpoint.language() + "; the first took " + Units.seconds(report.roundTripSeconds()[0]));
    if (report.serverSeconds().length > 0) {
      terminal.fact("Server compute", "median " + Units.seconds(report.medianServerSeconds())
          + " per inference");
    }
    terminal.fact("Evaluation key", report.keyBytes() == 0 ? "none" : Units.exactBytes(report.keyBytes())
        + ", made in " + Units.seconds(report.keySeconds()) + ", sent in "
        + Units.seconds(report.uploadSeconds()));
    terminal.fact("Query", Units.exactBytes(report.queryBytes()));
    terminal.fact("Answer", Units.exactBytes(report.answerBytes()));
    terminal.fact("Disclosed", disclosure == Disclosure.PRIVATE
        ? "nothing, as long as predictions stay here; play --disclose counts those that the endpoint sees"
        : report.disclosedBits() + " of the " + disclosureBits + " bits of this key's life, "
            + disclosure.bits(spec) + " for each prediction");
    if (report.compared() && report.claim() == Claim.ANALOGUE) {
      terminal.fact("Encrypted = clear", "the same class for " + Units.share(
          report.samples() - report.differing().size(), report.samples()) + "; scores are analogue, and noise decides "
          + "near ties" + (report.faithful() ? "" : ": MORE DIFFER THAN IT SHOULD"));
    } else if (report.compared()) {
      terminal.fact("Encrypted = clear", report.faithful()
          ? "on all " + Units.count(report.samples(), "sample") + ", integer by integer"
          : "NO: results of inputs " + report.differing() + " differ from the clear model's");
    }
  }
}
