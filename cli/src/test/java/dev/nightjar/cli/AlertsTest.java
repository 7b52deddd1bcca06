package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.endpoint.RuntimeEvent;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.bundle.ClientBundle;
import dev.nightjar.client.ModelClient;
import dev.nightjar.client.SecretKey;
import dev.nightjar.compiler.CsvData;
import dev.nightjar.runtime.NightjarRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * Holds the alerts of {@code docs/operations.md} to what a runtime tells that has served, refused and failed: each
 * series with its labels and their values, and that what is compared has the same labels, as nothing matches otherwise.
 * {@code .ci/alerts} has Prometheus's own tool try them.
 */
class AlertsTest {
  private static final Pattern SERIES = Pattern.compile("\\b(nightjar_[a-z_]+)(?:\\{([^}]*)})?");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
  private static final Pattern SUM = Pattern.compile("sum by \\(([a-z, ]+)\\)");

  /** Those that Prometheus gives every series. */
  private static final Set<String> TARGET = Set.of("instance", "job");

  private static Map<String, List<Map<String, String>>> scraped;

  @Test
  void eachAlertAsksForSeriesThatThereAreAndComparesSuchAsMatch() throws IOException {
    List<Map<String, String>> rules = rules();
    assertThat(rules).hasSizeGreaterThan(6);
    assertThat(rules).allSatisfy(rule -> check(rule.get("expr")));
  }

  @Test
  void anAlertThatCanNeverFireIsFound() {
    for (String never : List.of("nightjar_redy == 0", "nightjar_models{state=\"broken\"} > 0",
        "nightjar_models{stat=\"failed\"} > 0", "sum by (strategy) (nightjar_models) > 0",
        "rate(nightjar_inference_key_seconds_sum[10m]) > rate(nightjar_inference_seconds_sum[10m])")) {
      assertThatThrownBy(() -> check(never)).as(never).isInstanceOf(AssertionError.class);
    }
  }

  private static void check(String expression) {
    for (String part : expression.split(" or ")) {
      Set<Set<String>> compared = Arrays.stream(part.split(" (?:[<>=!]=|[<>/*+-]|and|unless) "))
          .filter(operand -> operand.contains("nightjar_")).map(operand -> seriesLabels(operand))
          .collect(Collectors.toSet());
      assertThat(compared).as("labels of what is compared in %s", part).hasSize(1);
    }
  }

  /** Labels of one operand, whose series and values of labels must have been scraped. */
  private static Set<String> seriesLabels(String operand) {
    Matcher series = SERIES.matcher(operand);
    assertThat(series.find()).as(operand).isTrue();
    assertThat(scraped).containsKey(series.group(1));
    Map<String, String> wanted = labels(Optional.ofNullable(series.group(2)).orElse(""));
    List<Map<String, String>> found = scraped.get(series.group(1)).stream()
        .filter(labels -> labels.entrySet().containsAll(wanted.entrySet())).toList();
    assertThat(found).as("series of %s among %s", operand, scraped.get(series.group(1))).isNotEmpty();
    Set<String> all = new TreeSet<>(found.get(0).keySet());
    all.addAll(TARGET);
    Matcher sum = SUM.matcher(operand);
    if (!sum.find()) {
      return all;
    }
    Set<String> kept = Set.of(sum.group(1).split(", *"));
    assertThat(all).as("labels that %s keeps", operand).containsAll(kept);
    return kept;
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new TreeMap<>();
    LABEL.matcher(text).results().forEach(label -> labels.put(label.group(1), label.group(2)));
    return labels;
  }

  /** The meters of a server whose model was asked, and to which happened what alerts are for. */
  @BeforeAll
  static void scrape(@TempDir Path folder) throws IOException {
    DemoModel model = CommandRun.regression();
    assertThat(CommandRun.compile(model, folder).exitCode()).isZero();
    ClientSpec spec = ClientBundle.read(folder.resolve(model.name()).resolve("client.zip"));
    double[] row = CsvData.readLabelLast(Home.models().resolve(model.data())).rows()[0];
    try (ServeMetrics metrics = new ServeMetrics();
        NightjarRuntime runtime = metrics.apply(NightjarRuntime.builder().models(folder).engine("java:kernel=plain")
            .threads(1)).build()) {
      metrics.watch(runtime);
      runtime.infer(model.name(), new ModelClient(spec, SecretKey.generate(spec.parameters())).encrypt(row));
      assertThatThrownBy(() -> runtime.infer(model.name(), new byte[1])).isInstanceOf(NightjarException.class);
      for (ErrorCode code : List.of(ErrorCode.BUSY, ErrorCode.INTERNAL)) {
        metrics.listener().requestRefused(new RuntimeEvent.RequestRefused(code, RuntimeEvent.Place.INFERENCE));
      }
      for (ErrorCode code : List.of(ErrorCode.INTERNAL, ErrorCode.OUT_OF_MEMORY)) {
        metrics.listener().inferenceFinished(new RuntimeEvent.InferenceFinished(
            new RuntimeEvent.Inference(model.name(), 1, "keyless", "java", false), 1, 1, 1, Optional.of(code)));
      }
      scraped = new TreeMap<>();
      metrics.page().lines().filter(line -> line.startsWith("nightjar_")).map(SERIES::matcher).filter(Matcher::find)
          .forEach(line -> scraped.computeIfAbsent(line.group(1), name -> new ArrayList<>())
              .add(labels(Optional.ofNullable(line.group(2)).orElse(""))));
    }
  }

  /** The rules of the page. */
  private static List<Map<String, String>> rules() throws IOException {
    Matcher block = Pattern.compile("## Alerts.*?```yaml\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(OperationsPage.FILE));
    assertThat(block.find()).isTrue();
    Map<String, List<Map<String, List<Map<String, String>>>>> page = new Yaml().load(block.group(1));
    return page.get("groups").get(0).get("rules");
  }
}
