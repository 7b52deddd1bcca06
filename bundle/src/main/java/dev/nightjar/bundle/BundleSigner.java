package dev.nightjar.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Signs bundle folders. */
public final class BundleSigner {
  private BundleSigner() {
  }

  /**
   * Signs a bundle, in place of a signature that it has. Of its files {@code client.zip}, {@code server.zip} and their
   * hashes in {@code versions.json} change; the server's own {@code model.properties} is not signed.
   *
   * @param folder of a whole bundle
   * @throws IOException when a file cannot be written
   * @throws dev.nightjar.api.NightjarException {@code INVALID_MODEL} when it is no bundle that could be served
   */
  public static void sign(Path folder, SigningKey key) throws IOException {
    ServerBundle.read(folder);
    BoundedZip.Content client = ClientBundle.content(Files.readAllBytes(folder.resolve(BundleFormat.CLIENT_ZIP)));
    BoundedZip.Content server = BundleReader.server(Files.readAllBytes(folder.resolve(BundleFormat.SERVER_ZIP)));
    BundleSignature signature = key.sign(client.entries(), server.entries());
    byte[] clientZip = with(client.entries(), signature);
    byte[] serverZip = with(server.entries(), signature);
    VersionsJson versions = VersionsJson.read(Files.readAllBytes(folder.resolve(BundleFormat.VERSIONS_JSON)));
    replace(folder.resolve(BundleFormat.CLIENT_ZIP), clientZip);
    replace(folder.resolve(BundleFormat.SERVER_ZIP), serverZip);
    replace(folder.resolve(BundleFormat.VERSIONS_JSON), BundleWriter.versions(versions.nightjar(), versions.model(),
        clientZip, serverZip));
  }

  private static byte[] with(Map<String, byte[]> entries, BundleSignature signature) {
    Map<String, byte[]> signed = new LinkedHashMap<>(entries);
    signed.put(BundleSignature.ENTRY, signature.entry());
    return StoredZip.of(signed);
  }

  /** A full disk leaves the file that was there. */
  private static void replace(Path file, byte[] content) throws IOException {
    Path written = file.resolveSibling("." + file.getFileName() + ".signed");
    try {
      Files.write(written, content);
      Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(written);
    }
  }
}
