package dev.nightjar.bundle;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.codec.CircuitCodec;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.api.primitives.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** Writes bundle folders. Equal models give equal bytes. */
public final class BundleWriter {
  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private BundleWriter() {
  }

  /**
   * Writes {@code models/<name>/}, over an older bundle of that name.
   *
   * @return that folder
   * @throws IOException when a file cannot be written
   * @throws NightjarException {@code TOO_LARGE} when no reader would take it; nothing is written then
   */
  public static Path write(CompiledModel model, Path models) throws IOException {
    ClientSpec client = model.client();
    byte[] clientZip = BundleFormat.requireReadable(BundleFormat.CLIENT_ZIP, ClientBundle.write(client));
    byte[] serverZip = BundleFormat.requireReadable(BundleFormat.SERVER_ZIP, serverZip(model));
    Path folder = Files.createDirectories(models.resolve(client.model()));
    Files.write(folder.resolve(BundleFormat.CLIENT_ZIP), clientZip);
    Files.write(folder.resolve(BundleFormat.SERVER_ZIP), serverZip);
    Files.write(folder.resolve(BundleFormat.VERSIONS_JSON), versions(version(), client.model(), clientZip, serverZip));
    return folder;
  }

  /** The bytes of {@code versions.json}. */
  static byte[] versions(String nightjar, String model, byte[] clientZip, byte[] serverZip) throws IOException {
    return bytes(object()
        .put("bundle", BundleFormat.VERSION)
        .put("nightjar", nightjar)
        .put("model", model)
        .put("client_zip_sha256", Sha256.hexOf(clientZip))
        .put("server_zip_sha256", Sha256.hexOf(serverZip)));
  }

  private static byte[] serverZip(CompiledModel model) throws IOException {
    ObjectNode card = object()
        .put("format", BundleFormat.VERSION)
        .put("name", model.client().model())
        .put("kind", model.client().kind())
        .put("features", model.client().features())
        .put("failure_log2", model.failure().failureLog2())
        .put("security_bits", model.client().parameters().securityBits())
        .put("results", model.client().results().size());
    ObjectNode notes = card.putObject("notes");
    model.notes().forEach(note -> notes.put(note.getKey(), note.getValue()));
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put(BundleFormat.CIRCUIT, CircuitCodec.encode(model.circuit()));
    entries.put(BundleFormat.MODEL_JSON, bytes(card));
    return StoredZip.of(entries);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** A document as people like to read it. */
  static byte[] bytes(Object json) throws IOException {
    // Line ends do not depend on the platform.
    return (JSON.writeValueAsString(json).replace("\r\n", "\n") + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String version() throws IOException {
    try (InputStream in = BundleWriter.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    }
  }
}
