package dev.nightjar.bundle;

import dev.nightjar.api.ErrorCode;
import dev.nightjar.api.NightjarException;
import dev.nightjar.api.circuit.Circuit;
import dev.nightjar.api.codec.CircuitCodec;
import dev.nightjar.api.model.ClientSpec;
import dev.nightjar.api.primitives.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads bundle folders: strict about what it knows, bounded in what it takes, never writing an entry to disk.
 */
final class BundleReader {
  private BundleReader() {
  }

  /** The files of a folder that belong together. */
  record Halves(VersionsJson versions, byte[] clientZip, byte[] serverZip) {
  }

  /**
   * Reads the files of a bundle. {@code versions.json} comes last: what is replaced meanwhile is read as it was before
   * or as it is then ({@link BundleFormat#next}).
   */
  static Halves files(Path folder, String expectedName) {
    byte[] clientZip = file(folder, BundleFormat.CLIENT_ZIP, BundleFormat.MAX_ZIP_BYTES);
    byte[] serverZip = file(folder, BundleFormat.SERVER_ZIP, BundleFormat.MAX_ZIP_BYTES);
    VersionsJson versions = VersionsJson.read(
        file(folder, BundleFormat.VERSIONS_JSON, BundleFormat.MAX_TEXT_BYTES));
    requireName(BundleFormat.VERSIONS_JSON, "model", versions.model(), expectedName);
    return new Halves(versions,
        fitting("client_zip_sha256", versions.clientZipSha256(), folder, BundleFormat.CLIENT_ZIP, clientZip),
        fitting("server_zip_sha256", versions.serverZipSha256(), folder, BundleFormat.SERVER_ZIP, serverZip));
  }

  static ServerBundle read(Path folder, String expectedName, TrustedKeys trusted) {
    Halves files = files(folder, expectedName);
    byte[] clientZip = files.clientZip();
    byte[] serverZip = files.serverZip();
    String name = files.versions().model();
    BoundedZip.Content serverContent = server(serverZip);
    BoundedZip.Content clientContent = ClientBundle.content(clientZip);
    if (!trusted.require(BundleFormat.SERVER_ZIP, serverContent)
        .equals(trusted.require(BundleFormat.CLIENT_ZIP, clientContent))) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, "client.zip and server.zip were not signed together: copy"
          + " the bundle again, or have it signed again");
    }
    Map<String, byte[]> server = serverContent.entries();
    ModelJson model = ModelJson.read(server.get(BundleFormat.MODEL_JSON));
    requireName(BundleFormat.MODEL_JSON, "name", model.name(), name);
    Circuit circuit = circuit(server.get(BundleFormat.CIRCUIT));
    if (model.results() != circuit.outputs().length) {
      throw invalid(BundleFormat.MODEL_JSON, "results", "says " + model.results()
          + " where the circuit answers with " + circuit.outputs().length + " ciphertexts");
    }
    ClientSpec client = ClientBundle.spec(clientContent);
    ServerBundle bundle = new ServerBundle(name, model.kind(), model.features(), model.failureLog2(), circuit,
        model.notes(), clientZip, client.fingerprint());
    requireFittingClient(bundle, client);
    bundle = bundle.withFailureOf(client, BundleClaims.of(model));
    return settings(folder).applyTo(bundle);
  }

  /** What the operator decided about a model; nothing where there is no such file. */
  static ModelSettings settings(Path folder) {
    return Files.exists(folder.resolve(ModelSettings.FILE))
        ? ModelSettings.parse(file(folder, ModelSettings.FILE, BundleFormat.MAX_TEXT_BYTES)) : ModelSettings.NONE;
  }

  /** The entries of a {@code server.zip}, which are not parsed. */
  static BoundedZip.Content server(byte[] zip) {
    return BoundedZip.read(BundleFormat.SERVER_ZIP, zip, Set.of(BundleFormat.CIRCUIT, BundleFormat.MODEL_JSON));
  }

  /**
   * The server only hands the client's half on, but refuses one for another model when it is loaded, rather than let
   * every client find out.
   */
  private static void requireFittingClient(ServerBundle bundle, ClientSpec client) {
    if (!client.model().equals(bundle.name())) {
      throw invalid(BundleFormat.CLIENT_JSON, "model", "is not '" + bundle.name() + "', the name of its folder");
    }
    if (!client.parameters().equals(bundle.circuit().parameters())) {
      throw invalid(BundleFormat.CLIENT_JSON, "parameters", "are not those of the circuit, "
          + bundle.circuit().parameters().canonical() + ": client.zip and server.zip come from two compilations");
    }
    if (!client.keyParts().equals(bundle.circuit().keyParts())) {
      throw invalid(BundleFormat.CLIENT_JSON, "key_parts", "are " + client.keyParts() + " where the circuit needs "
          + bundle.circuit().keyParts() + ": client.zip and server.zip come from two compilations");
    }
    if (!client.kind().equals(bundle.kind())) {
      throw invalid(BundleFormat.MODEL_JSON, "kind", "is not '" + client.kind() + "', which client.zip says:"
          + " client.zip and server.zip come from two compilations");
    }
    if (client.features() != bundle.features()) {
      throw invalid(BundleFormat.CLIENT_JSON, "quantizers", "are " + client.features()
          + " where the model has " + bundle.features() + " features");
    }
    if (client.privacy() != bundle.privacy()) {
      throw invalid(BundleFormat.CLIENT_JSON, "model_privacy", "is " + client.privacy() + " where the circuit's is "
          + bundle.privacy() + ": client.zip and server.zip come from two compilations");
    }
    if (client.results().size() != bundle.circuit().outputs().length) {
      throw invalid(BundleFormat.CLIENT_JSON, "results", "are " + client.results().size()
          + " where the circuit answers with " + bundle.circuit().outputs().length + " ciphertexts");
    }
  }

  private static NightjarException invalid(String file, String member, String problem) {
    return new NightjarException(ErrorCode.INVALID_MODEL, file + ": '" + member + "' " + problem);
  }

  private static Circuit circuit(byte[] frame) {
    try {
      return CircuitCodec.decode(ByteBuffer.wrap(frame));
    } catch (NightjarException e) {
      throw new NightjarException(ErrorCode.INVALID_MODEL, BundleFormat.CIRCUIT + ": " + e.getMessage(), e);
    }
  }

  private static void requireName(String file, String member, String name, String expected) {
    if (!name.equals(expected)) {
      throw invalid(file, member, "is not '" + expected + "', the name of its folder");
    }
  }

  /** A zip with the hash of versions.json: the one that was read, else the one that is to take its place. */
  private static byte[] fitting(String member, String hash, Path folder, String file, byte[] read) {
    if (hash.equals(Sha256.hexOf(read))) {
      return read;
    }
    // The second of these where it was moved into its place after the first was looked for.
    for (String other : List.of(BundleFormat.next(file), file)) {
      if (Files.exists(folder.resolve(other))) {
        byte[] content = file(folder, other, BundleFormat.MAX_ZIP_BYTES);
        if (hash.equals(Sha256.hexOf(content))) {
          return content;
        }
      }
    }
    throw invalid(BundleFormat.VERSIONS_JSON, member, "does not match " + file
        + ": the files come from two compilations or were damaged; copy the bundle again");
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
