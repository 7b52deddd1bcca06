package dev.nightjar.compiler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightjar.api.codec.CircuitCodec;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.model.CompiledModel;
import dev.nightjar.client.ClientBundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.Properties;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes bundle folders. Equal models give equal bytes: entries are stored, in order, with a fixed time. */
final class BundleWriter {
  private static final int FORMAT = 1;
  private static final LocalDateTime TIME_STAMP = LocalDateTime.of(1980, 2, 1, 0, 0);
  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private BundleWriter() {
  }

  /** Writes {@code models/<name>/}; returns that folder. */
  static Path write(CompiledModel model, Path models) throws IOException {
    ClientSpec client = model.client();
    Path folder = Files.createDirectories(models.resolve(client.model()));
    byte[] clientZip = ClientBundle.write(client);
    byte[] serverZip = serverZip(model);
    ObjectNode versions = object()
        .put("bundle", FORMAT)
        .put("nightjar", version())
        .put("model", client.model())
        .put("client_zip_sha256", sha256(clientZip))
        .put("server_zip_sha256", sha256(serverZip));
    Files.write(folder.resolve("client.zip"), clientZip);
    Files.write(folder.resolve("server.zip"), serverZip);
    Files.write(folder.resolve("versions.json"), bytes(versions));
    return folder;
  }

  private static byte[] serverZip(CompiledModel model) throws IOException {
    ObjectNode card = object()
        .put("format", FORMAT)
        .put("name", model.client().model())
        .put("kind", model.client().kind())
        .put("features", model.client().features())
        .put("failure_log2", model.failure().log2Failure())
        .put("security_bits", model.client().parameters().securityBits())
        .put("results", model.client().results().size());
    ObjectNode notes = card.putObject("notes");
    model.notes().forEach(note -> notes.put(note.getKey(), note.getValue()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      put(zip, "circuit.njc", CircuitCodec.encode(model.circuit()));
      put(zip, "model.json", bytes(card));
    }
    return out.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(TIME_STAMP);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static byte[] bytes(JsonNode json) throws IOException {
    // Line ends do not depend on the platform.
    return (JSON.writeValueAsString(json).replace("\r\n", "\n") + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String version() throws IOException {
    try (InputStream in = BundleWriter.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    }
  }
}
