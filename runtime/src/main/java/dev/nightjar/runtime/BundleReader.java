package dev.nightjar.runtime;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.codec.CircuitCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Reads bundle folders: strict about what it knows, bounded in what it takes, never writing an entry to disk.
 */
final class BundleReader {
  private static final int FORMAT = 1;
  private static final int MAX_TEXT_BYTES = 64 << 10;

  private BundleReader() {
  }

  static ServerBundle read(Path folder) {
    byte[] clientZip = file(folder, "client.zip", BoundedZip.MAX_BYTES);
    byte[] serverZip = file(folder, "server.zip", BoundedZip.MAX_BYTES);
    StrictJson versions = StrictJson.parse("versions.json", file(folder, "versions.json", MAX_TEXT_BYTES));
    versions.requireVersion("bundle", FORMAT);
    versions.text("nightjar");
    requireName(versions, "model", String.valueOf(folder.toAbsolutePath().normalize().getFileName()));
    requireHash(versions, "client_zip_sha256", "client.zip", clientZip);
    requireHash(versions, "server_zip_sha256", "server.zip", serverZip);

    Map<String, byte[]> server =
        BoundedZip.read("server.zip", serverZip, Set.of("circuit.njc", "model.json"));
    StrictJson model = StrictJson.parse("model.json", server.get("model.json"));
    model.requireVersion("format", FORMAT);
    String name = requireName(model, "name", versions.text("model"));
    Circuit circuit = circuit(server.get("circuit.njc"));
    if (model.integer("results") != circuit.outputs().length) {
      throw model.invalid("results", "says " + model.integer("results") + " where the circuit answers with "
          + circuit.outputs().length + " ciphertexts");
    }
    model.number("security_bits");
    ServerBundle bundle = new ServerBundle(name, model.text("kind"), model.integer("features"),
        model.number("failure_log2"), circuit, model.texts("notes"), clientZip);
    requireFittingClient(bundle, clientZip);
    if (!Files.exists(folder.resolve(ModelSettings.FILE))) {
      return bundle;
    }
    return ModelSettings.parse(file(folder, ModelSettings.FILE, MAX_TEXT_BYTES)).applyTo(bundle);
  }

  /**
   * The server only hands the client's half on, but would rather refuse one for another model now than puzzle
   * users.
   */
  private static void requireFittingClient(ServerBundle bundle, byte[] clientZip) {
    Map<String, byte[]> entries = BoundedZip.read("client.zip", clientZip, Set.of("client.json"));
    StrictJson client = StrictJson.parse("client.json", entries.get("client.json"));
    client.requireVersion("format", FORMAT);
    requireName(client, "model", bundle.name());
    String parameters = bundle.circuit().parameters().canonical();
    if (!client.text("parameters").equals(parameters)) {
      throw client.invalid("parameters", "are not those of the circuit, " + parameters
          + ": client.zip and server.zip come from two compilations");
    }
    if (client.length("quantizers") != bundle.features()) {
      throw client.invalid("quantizers", "are " + client.length("quantizers") + " where the model has "
          + bundle.features() + " features");
    }
    if (client.length("results") != bundle.circuit().outputs().length) {
      throw client.invalid("results", "are " + client.length("results") + " where the circuit answers with "
          + bundle.circuit().outputs().length + " ciphertexts");
    }
  }

  private static Circuit circuit(byte[] frame) {
    try {
      return CircuitCodec.decode(ByteBuffer.wrap(frame));
    } catch (NightjarException e) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "circuit.njc: " + e.getMessage(), e);
    }
  }

  private static String requireName(StrictJson json, String member, String expected) {
    String name = json.text(member);
    if (!name.equals(expected)) {
      throw json.invalid(member, "is not '" + expected + "', the name of its folder");
    }
    return name;
  }

  private static void requireHash(StrictJson versions, String member, String file, byte[] content) {
    if (!versions.text(member).equals(Digests.sha256(content))) {
      throw versions.invalid(member, "does not match " + file
          + ": the files come from two compilations or were damaged; copy the bundle again");
    }
  }

  private static byte[] file(Path folder, String name, int limit) {
    Path path = folder.resolve(name);
    try (InputStream in = Files.newInputStream(path)) {
      byte[] content = in.readNBytes(limit + 1);
      if (content.length > limit) {
        throw new NightjarException(ErrorCode.INVALID_MODEL, name + " is longer than " + limit + " bytes");
      }
      return content;
    } catch (NoSuchFileException e) {
      throw new NightjarException(ErrorCode.INVALID_MODEL,
          name + " is missing; a bundle has client.zip, server.zip and versions.json", e);
    } catch (IOException e) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, name + " cannot be read: " + e.getMessage(), e);
    }
  }
}
