package dev.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightjar.api.params.ParameterCatalogue;
import dev.nightjar.api.params.Parameters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code compile} and {@code inspect} on the demo's models. */
class BundleCommandsTest {
  @TempDir
  private Path folder;

  @Test
  void theTreeIsCompiledAndInspected() {
    CommandRun compiled = CommandRun.compile(CommandRun.tree(), folder);
    assertThat(compiled.exitCode()).as(compiled.err()).isZero();
    assertThat(compiled.out()).contains("float 632/691 = 0.9146, quantised 632/691 = 0.9146")
        .contains(folder.resolve("spam-tree").toString());
    assertThat(folder.resolve("spam-tree")).isDirectoryContaining("glob:**client.zip")
        .isDirectoryContaining("glob:**server.zip").isDirectoryContaining("glob:**versions.json");

    CommandRun inspected = CommandRun.of("inspect", folder.resolve("spam-tree"));
    assertThat(inspected.exitCode()).as(inspected.err()).isZero();
    assertThat(inspected.out()).contains("tree-ensemble, classes 0, 1", "57 features, 30 of them used",
        "unary")
        .containsPattern("parameter set +NJ\\d_\\w+: n = \\d+, k = \\d, N = \\d+")
        .containsPattern("LWE key +uniform binary keys").containsPattern("look-up tables +tables of \\d+ coefficients")
        .containsPattern("security +1[3-9]\\d\\.\\d bits")
        .containsPattern("wrong inference +2\\^-(6[4-9]|[7-9]\\d|\\d{3,})")
        .containsPattern("bootstraps +\\d+ in \\d+ levels?: \\d+")
        .containsPattern("evaluation key +[\\d,]+ bytes \\([\\d.]+ MiB\\)")
        .containsPattern("query +[\\d,]+ bytes").containsPattern("answer +[\\d,]+ bytes");
  }

  @Test
  void eachLayerOfANetworkIsMeasuredBesideWhatIsPredictedOfIt() {
    Path networks = Home.models().resolve("fixtures/networks");
    CommandRun compiled = CommandRun.of("compile", networks.resolve("relu.onnx"), "--data",
        networks.resolve("relu.csv"), "--out", folder, "--strategy", "network-analogue", "--agreement", 0.9,
        "--parameters", "NJ3_D7_O14");
    assertThat(compiled.exitCode()).as(compiled.err()).isZero();
    CommandRun measured = CommandRun.of("inspect", folder.resolve("relu"), "--measure", "--seconds", 0.1);
    assertThat(measured.exitCode()).as(measured.err()).isZero();
    String times = " +\\d+\\.\\d{3} +\\d+\\.\\d{3} +\\d+\\.\\d{2}";
    assertThat(measured.out())
        .containsPattern("measuring +keyless under NJ3_D7_O14, once for this machine and JDK")
        .containsPattern("5 look-ups in \\d tables? +relu1" + times)
        .containsPattern("3 sums +- +\\d+\\.\\d{3} ")
        .containsPattern("measured +\\d+ inferences with a key and a query of nobody, medians")
        .containsPattern("the whole +-" + times);

    CommandRun remote = CommandRun.of("inspect", "http://127.0.0.1:1/", "--measure");
    assertThat(remote.exitCode()).isEqualTo(2);
    assertThat(remote.err()).contains("--measure runs a circuit", "name a bundle's folder");
    CommandRun none = CommandRun.of("inspect", folder.resolve("relu"), "--measure", "--seconds", 0);
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("--seconds is more than 0 and at most 3600, not 0.0");
  }

  @Test
  void inspectSaysWhatABundleTells() {
    Path fixtures = Home.models().resolve("fixtures");
    Object[] any = {"compile", fixtures.resolve("iris-tree.onnx"), "--data", fixtures.resolve("iris.csv"),
        "--out", folder, "--strategy", "bootstrapped"};
    Object[] compile = with(any, "--quantizer", "uniform");
    CommandRun rounded = CommandRun.of(compile);
    assertThat(rounded.out()).containsPattern("ranges +rounded outward").doesNotContain("EXACT", "WARNING");
    assertThat(told("iris-tree")).contains("tells of the data the ranges of 3 features over the calibration rows, "
        + "rounded outward (by the bundle's own word): feature 1 from 2 to 4.4, "
        + "feature 2 from 1 to 7, feature 3 from 0.1 to 2.5",
        "tells of the model its kind, 3 class labels, which 3 of 4 features it uses, offset and scale of 3 scores");

    CommandRun exact = CommandRun.of(with(compile, "--name", "exact", "--ranges", "exact"));
    assertThat(exact.out()).containsPattern("ranges +EXACT: client.zip tells");
    assertThat(told("exact")).contains("the ranges of 4 features over the calibration rows, to the last digit: feature"
        + " 0 from 4.3 to 7.9");

    CommandRun clipped = CommandRun.of(with(compile, "--name", "clipped", "--ranges", "quantile:0.05"));
    assertThat(clipped.out()).containsPattern("clipped +WARNING: \\d+\\.\\d % of the calibration rows");
    assertThat(told("clipped")).contains("between quantiles, 5.00 % of the rows outside at each end");

    assertThat(CommandRun.of(with(any, "--name", "cuts", "--quantizer", "thresholds")).out())
        .contains("REVEALED").doesNotContain("EXACT");
    assertThat(told("cuts")).containsPattern("tells of the data no ranges; a tree's thresholds lie halfway")
        .containsPattern("features it uses, \\d thresholds?, offset");

    assertThat(CommandRun.of(with(any, "--name", "auto")).out()).doesNotContain("REVEALED", "EXACT")
        .containsPattern("hidden among decoys +\\d+ of \\d+ cuts are thresholds of the model");
    assertThat(told("auto")).contains("cuts between values of").contains("that thresholds may be among");
  }

  private String told(String name) {
    return CommandRun.of("inspect", folder.resolve(name)).out().replaceAll("\\s+", " ");
  }

  private static Object[] with(Object[] arguments, Object... more) {
    return Stream.of(arguments, more).flatMap(Stream::of).toArray();
  }

  @Test
  void aRuleOfRangesThatDoesNotExistIsRefused() {
    CommandRun run = CommandRun.compile(CommandRun.regression(), folder, "--ranges", "quantile:0.7");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("0 to less than 0.5");
  }

  @Test
  void aModelWithBlockBinaryKeysSaysSoAndWarns() {
    assertThat(CommandRun.compile(CommandRun.tree(), folder, "--keys", "block-binary").exitCode()).isZero();
    String out = CommandRun.of("inspect", folder.resolve("spam-tree")).out();
    assertThat(out).containsPattern("parameter set +NJ\\d_\\w+-block3: n = ")
        .containsPattern("LWE key +block-binary keys, blocks of 3: faster, on an assumption that few have")
        .contains("SECURITY.md");
  }

  @Test
  void aModelWithUnrolledKeysSaysSoAndHowManyBytesThatCosts() {
    assertThat(CommandRun.compile(CommandRun.tree(), folder, "--keys", "unrolled").exitCode()).isZero();
    String out = CommandRun.of("inspect", folder.resolve("spam-tree")).out();
    Matcher set = Pattern.compile("parameter set +(NJ\\d_\\w+-unrolled): n = ").matcher(out);
    assertThat(set.find()).as(out).isTrue();
    Parameters p = ParameterCatalogue.byId(set.group(1)).orElseThrow();
    long products = p.lweDimension() / 2L * p.pbsLevel() * (p.glweDimension() + 1) * p.polynomialSize() * Long.BYTES;
    assertThat(out.replaceAll("\\s+", " ")).contains(String.format(Locale.ROOT,
        "LWE key uniform binary keys, unrolled: %,d bytes (", products))
        .contains("of the evaluation key are products of two bits, which make batches faster");
  }

  @Test
  void optionsReachThePluginWhichRefusesThoseThatItDoesNotHave() {
    CommandRun run = CommandRun.compile(CommandRun.regression(), folder, "--option", "colour=red");
    assertThat(run.exitCode()).isNotZero();
    assertThat(run.err()).contains("the plugin for 'linear' has no option 'colour'; it has none");
    assertThat(CompileCommand.named(List.of("a=1", "b==2"))).isEqualTo(Map.of("a", "1", "b", "=2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"colour", "=red", "colour="})
  void anOptionThatIsNotANameAndAValueIsRefused(String option) {
    CommandRun run = CommandRun.compile(CommandRun.regression(), folder, "--option", option);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("each --option is NAME=VALUE and is given once, unlike '" + option + "'");
  }

  @Test
  void anOptionThatIsGivenTwiceIsRefused() {
    assertThat(CommandRun.compile(CommandRun.regression(), folder, "--option", "a=1", "--option", "a=2").err())
        .contains("is given once, unlike 'a=2'");
  }

  @Test
  void anExtendedSetSaysOverWhichPolynomialsItsTablesAre() {
    Parameters extended = ParameterCatalogue.byId("NJ2_M5_P64").orElseThrow();
    assertThat(ParameterFacts.tables(extended)).isEqualTo("tables of 4096 coefficients over polynomials of 2048");
    assertThat(ParameterFacts.tables(ParameterCatalogue.linear())).isEqualTo("tables of 2048 coefficients");
  }

  @Test
  void aFolderOfBundlesIsInspectedBundleByBundle() {
    assertThat(CommandRun.compile(CommandRun.regression(), folder).exitCode()).isZero();
    assertThat(CommandRun.compile(CommandRun.tree(), folder, "--quantizer", "thresholds", "--failure", -128)
        .exitCode()).isZero();
    CommandRun all = CommandRun.of("inspect", folder);
    assertThat(all.out()).contains("logreg", "spam-tree", "at the model's thresholds")
        .containsPattern("bootstraps +none").containsPattern("evaluation key +none")
        .containsPattern("wrong inference +2\\^-(12[89]|1[3-9]\\d|[2-9]\\d{2})");
    assertThat(CommandRun.of("inspect", folder, "--model", "logreg").out()).doesNotContain("spam-tree");
    assertThat(CommandRun.of("inspect", folder, "--model", "nope").err()).contains("holds no bundle 'nope'");
  }

  @Test
  void aDamagedBundleIsReportedInOneLine() throws Exception {
    assertThat(CommandRun.compile(CommandRun.regression(), folder).exitCode()).isZero();
    Path zip = folder.resolve("logreg/server.zip");
    byte[] bytes = Files.readAllBytes(zip);
    bytes[bytes.length / 2] ^= 1;
    Files.write(zip, bytes);
    CommandRun run = CommandRun.of("inspect", folder.resolve("logreg"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("server_zip_sha256").contains("copy the bundle again");
  }
}
