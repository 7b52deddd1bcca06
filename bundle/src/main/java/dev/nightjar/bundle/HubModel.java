package dev.nightjar.bundle;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.ModelName;
import dev.nightjar.api.primitives.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A model of a hub in one version, as the index tells of it. Its files lie at {@code NAME/VERSION/} below the index.
 * They are a bundle, or what one is compiled from ({@link #source}). Immutable.
 *
 * @param name its name as a bundle, as {@link ModelName} has it
 * @param version of the form of names; one that was added does not change
 * @param task what it predicts: {@code classification} or {@code regression}
 * @param description a sentence for people
 * @param licence under which it may be used, an SPDX expression such as {@code Apache-2.0}
 * @param metrics figures for people by their names, such as {@code accuracy}
 * @param files by name: {@link #CLIENT_ZIP}, {@link #SERVER_ZIP} and {@link #VERSIONS_JSON}, or {@link #ONNX},
 *     {@link #ROWS} and {@link #OPTIONS}; and {@link #SAMPLES} where there are rows to try it with
 */
public record HubModel(String name, String version, String task, String description, String licence,
    Map<String, String> metrics, Map<String, HubFile> files) {
  /** The client's half. */
  public static final String CLIENT_ZIP = BundleFormat.CLIENT_ZIP;

  /** The server's half. */
  public static final String SERVER_ZIP = BundleFormat.SERVER_ZIP;

  /** What holds both together. */
  public static final String VERSIONS_JSON = BundleFormat.VERSIONS_JSON;

  /** A trained model, to be compiled by whoever pulls it. */
  public static final String ONNX = "model.onnx";

  /** The rows that it is calibrated on: CSV with a header, gzipped or not. */
  public static final String ROWS = "rows.csv";

  /** How it is compiled: a file of properties. */
  public static final String OPTIONS = "compile.properties";

  /** Most bytes of {@link #ROWS}. */
  public static final int MAX_ROWS_BYTES = 64 << 20;

  /** Rows to try the model with: CSV with a header and a label in the last column. */
  public static final String SAMPLES = "samples.csv";

  /** Most bytes of {@link #SAMPLES}. */
  public static final int MAX_SAMPLES_BYTES = 4 << 20;

  private static final List<String> BUNDLE = List.of(CLIENT_ZIP, SERVER_ZIP, VERSIONS_JSON);
  private static final List<String> SOURCE = List.of(ONNX, ROWS, OPTIONS);

  private static final int MAX_TEXT = 500;
  private static final int MAX_METRICS = 16;

  /** Identifiers of SPDX and those of one's own, joined by its operators. */
  private static final Pattern LICENCE = Pattern.compile(
      "\\(?[A-Za-z0-9][A-Za-z0-9.+:-]{0,63}\\)?( (AND|OR|WITH) \\(?[A-Za-z0-9][A-Za-z0-9.+:-]{0,63}\\)?){0,15}");

  /**
   * Checks each field.
   *
   * @throws NightjarException {@link ErrorCode#INVALID_NAME} or {@link ErrorCode#INVALID_MODEL}
   */
  public HubModel {
    new ModelName(name);
    requireVersion(version);
    if (!List.of("classification", "regression").contains(task)) {
      throw invalid("a task is classification or regression, not '" + task + "'");
    }
    requireText("the description", description);
    if (licence == null || !LICENCE.matcher(licence).matches()) {
      throw invalid("a licence is an SPDX expression such as Apache-2.0 or 'MIT OR Apache-2.0', not '" + licence
          + "'");
    }
    if (metrics.size() > MAX_METRICS) {
      throw invalid("a model has at most " + MAX_METRICS + " metrics, not " + metrics.size());
    }
    metrics.forEach((metric, value) -> {
      requireText("a metric's name", metric);
      requireText("the metric " + metric, value);
    });
    metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    files = Collections.unmodifiableMap(new TreeMap<>(files));
    files.forEach(HubModel::requireFits);
    boolean source = files.containsKey(ONNX);
    for (String required : source ? SOURCE : BUNDLE) {
      if (!files.containsKey(required)) {
        throw invalid(name + ":" + version + " has no " + required);
      }
    }
    for (String other : source ? BUNDLE : SOURCE) {
      if (files.containsKey(other)) {
        throw invalid(name + ":" + version + " is a bundle or is to be compiled, and has no " + other + " beside "
            + (source ? ONNX : CLIENT_ZIP));
      }
    }
  }

  private static void requireFits(String file, HubFile declared) {
    if (declared.bytes() > mostBytes(file)) {
      throw new NightjarException(ErrorCode.TOO_LARGE, file + " has at most " + mostBytes(file) + " bytes, not "
          + declared.bytes());
    }
  }

  /**
   * Most bytes that a file of a hub may have.
   *
   * @throws NightjarException {@link ErrorCode#INVALID_NAME} when a hub has no such file
   */
  public static int mostBytes(String file) {
    return switch (file) {
      case CLIENT_ZIP, SERVER_ZIP, ONNX -> BundleFormat.MAX_ZIP_BYTES;
      case VERSIONS_JSON, OPTIONS -> BundleFormat.MAX_TEXT_BYTES;
      case ROWS -> MAX_ROWS_BYTES;
      case SAMPLES -> MAX_SAMPLES_BYTES;
      default -> throw new NightjarException(ErrorCode.INVALID_NAME, "a model of a hub has files " + BUNDLE + " or "
          + SOURCE + ", maybe " + SAMPLES + ", and no other");
    };
  }

  private static void requireVersion(String version) {
    try {
      new ModelName(version);
    } catch (NightjarException e) {
      throw new NightjarException(ErrorCode.INVALID_NAME, "a version has 1 to 64 letters, digits, dots, dashes or "
          + "underscores and begins with a letter or digit", e);
    }
  }

  private static void requireText(String what, String text) {
    if (text == null || text.length() > MAX_TEXT) {
      throw invalid(what + " has at most " + MAX_TEXT + " characters");
    }
  }

  private static NightjarException invalid(String message) {
    return new NightjarException(ErrorCode.INVALID_MODEL, message);
  }

  /** Where a file of it lies, below the index: {@code NAME/VERSION/FILE}. */
  public String path(String file) {
    mostBytes(file);
    return name + "/" + version + "/" + file;
  }

  /** Whether it is compiled by whoever pulls it; else its files are a bundle. */
  public boolean source() {
    return files.containsKey(ONNX);
  }

  /** What tells its bundle, or what that is compiled from, from any other: 64 hexadecimal digits. */
  public String digest() {
    if (!source()) {
      return files.get(VERSIONS_JSON).sha256();
    }
    String list = SOURCE.stream().map(file -> files.get(file).sha256() + "  " + file + "\n")
        .collect(Collectors.joining());
    return Sha256.hexOf(list.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes of all files. */
  public long bytes() {
    return files.values().stream().mapToLong(HubFile::bytes).sum();
  }

  /** The reference that {@link HubIndex#require} finds it by: {@code NAME:VERSION}. */
  public String reference() {
    return name + ":" + version;
  }
}
