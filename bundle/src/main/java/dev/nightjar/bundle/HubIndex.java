package dev.nightjar.bundle;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.model.ModelName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The index of a hub: which models a folder or a site holds, in the order in which they were added. The document is
 * described in {@code docs/wire-format.md}. Immutable.
 *
 * @param models each name and version once
 */
public record HubIndex(List<HubModel> models) {
  /** Name of the document. */
  public static final String FILE = "hub.json";

  /** Most bytes of the document. */
  public static final int MAX_BYTES = 1 << 20;

  /** Version of documents with models that are to be compiled; others have the first, which older readers read. */
  private static final int WITH_SOURCES = 2;

  /** An index of no models. */
  public static final HubIndex EMPTY = new HubIndex(List.of());

  /**
   * Checks that no version is there twice.
   *
   * @throws NightjarException {@link ErrorCode#INVALID_MODEL}
   */
  public HubIndex {
    models = List.copyOf(models);
    Set<String> seen = new HashSet<>();
    for (HubModel model : models) {
      if (!seen.add(model.reference())) {
        throw taken(model.reference());
      }
    }
  }

  private static NightjarException taken(String reference) {
    return new NightjarException(ErrorCode.INVALID_MODEL, reference + " is in the hub already; a version does not"
        + " change: choose another one");
  }

  /** The document. Members that are not known are ignored. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Document(int hub, List<Model> models) {
  }

  /** A model in it. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Model(String name, String version, String task, String description, String licence,
      Map<String, String> metrics, Map<String, FileFacts> files) {
    private HubModel checked() {
      Map<String, HubFile> declared = new TreeMap<>();
      files.forEach((file, facts) -> declared.put(file, new HubFile(facts.sha256, facts.bytes)));
      return new HubModel(name, version, task, description, licence, metrics, declared);
    }

    private static Model of(HubModel model) {
      Map<String, FileFacts> facts = new TreeMap<>();
      model.files().forEach((name, file) -> facts.put(name, new FileFacts(file.sha256(), file.bytes())));
      return new Model(model.name(), model.version(), model.task(), model.description(), model.licence(),
          model.metrics(), facts);
    }
  }

  /** A file in it. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record FileFacts(String sha256, long bytes) {
  }

  /**
   * Reads an index.
   *
   * @throws NightjarException {@link ErrorCode#INVALID_MODEL} with the reason; {@link ErrorCode#TOO_LARGE}
   */
  public static HubIndex read(byte[] json) {
    if (json.length > MAX_BYTES) {
      throw new NightjarException(ErrorCode.TOO_LARGE, FILE + " is longer than " + MAX_BYTES + " bytes");
    }
    Function<Document, HubIndex> checked =
        document -> new HubIndex(document.models.stream().map(Model::checked).toList());
    return StrictJson.version(FILE, json, "hub") == WITH_SOURCES ? StrictJson.read(FILE, json, Document.class, checked)
        : StrictJson.read(FILE, json, Document.class, "hub", WITH_SOURCES, checked);
  }

  /**
   * The document, for people to read, too.
   *
   * @throws NightjarException {@link ErrorCode#TOO_LARGE} when it has too many models
   */
  public byte[] write() {
    try {
      byte[] json = BundleWriter.bytes(new Document(models.stream().anyMatch(HubModel::source) ? WITH_SOURCES
          : BundleFormat.VERSION, models.stream().map(Model::of).toList()));
      if (json.length > MAX_BYTES) {
        throw new NightjarException(ErrorCode.TOO_LARGE, FILE + " would be longer than " + MAX_BYTES
            + " bytes: begin another hub");
      }
      return json;
    } catch (IOException e) {
      throw new IllegalStateException("an index could not be written into memory", e);
    }
  }

  /**
   * The index with one more model.
   *
   * @throws NightjarException {@link ErrorCode#INVALID_MODEL} when it has its version, or one that is the same but for
   *     capitals: these would have one folder on some file systems
   */
  public HubIndex with(HubModel model) {
    models.stream().map(HubModel::reference).filter(model.reference()::equalsIgnoreCase).findFirst()
        .ifPresent(reference -> {
          throw taken(reference);
        });
    List<HubModel> more = new ArrayList<>(models);
    more.add(model);
    return new HubIndex(more);
  }

  /**
   * A model by {@code NAME}, in the version that was added last, or {@code NAME:VERSION}.
   *
   * @throws NightjarException {@link ErrorCode#INVALID_NAME}; {@link ErrorCode#UNKNOWN_MODEL} with those that there are
   */
  public HubModel require(String reference) {
    int colon = reference.indexOf(':');
    String name = new ModelName(colon < 0 ? reference : reference.substring(0, colon)).value();
    List<HubModel> found = models.stream().filter(model -> model.name().equals(name))
        .filter(model -> colon < 0 || model.version().equals(reference.substring(colon + 1))).toList();
    if (found.isEmpty()) {
      throw new NightjarException(ErrorCode.UNKNOWN_MODEL, "the hub has no " + reference + "; it has "
          + models.stream().map(HubModel::reference).collect(Collectors.joining(", ")));
    }
    return found.get(found.size() - 1);
  }
}
