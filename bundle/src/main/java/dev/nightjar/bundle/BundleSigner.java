package dev.nightjar.bundle;

import dev.nightjar.api.primitives.Sha256;
import dev.nightjar.bundle.internal.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
   * <p>All of it is signed or none: wherever this ends, also with the process or the machine, the folder is read as it
   * was before or as it is signed, by others meanwhile, too, and can be signed again. Only one at a time may sign a
   * folder.
   *
   * @param folder of a whole bundle
   * @throws IOException when a file cannot be written
   * @throws dev.nightjar.api.NightjarException {@code INVALID_MODEL} when it is no bundle that could be served, {@code
   *     TOO_LARGE} when it could not with a signature, which takes less than a kilobyte in each zip
   */
  public static void sign(Path folder, SigningKey key) throws IOException {
    sign(folder, key, new DurableFiles());
  }

  static void sign(Path folder, SigningKey key, DurableFiles disk) throws IOException {
    ServerBundle bundle = ServerBundle.read(folder);
    BundleReader.Halves files = BundleReader.files(folder, bundle.name());
    BoundedZip.Content client = ClientBundle.content(files.clientZip());
    BoundedZip.Content server = BundleReader.server(files.serverZip());
    BundleSignature signature = key.sign(client.entries(), server.entries());
    byte[] clientZip = BundleFormat.requireReadable(BundleFormat.CLIENT_ZIP, with(client.entries(), signature));
    byte[] serverZip = BundleFormat.requireReadable(BundleFormat.SERVER_ZIP, with(server.entries(), signature));
    finish(folder, disk);
    try {
      disk.write(folder.resolve(BundleFormat.next(BundleFormat.CLIENT_ZIP)), clientZip);
      disk.write(folder.resolve(BundleFormat.next(BundleFormat.SERVER_ZIP)), serverZip);
      disk.write(folder.resolve(BundleFormat.next(BundleFormat.VERSIONS_JSON)), BundleWriter.versions(
          files.versions().nightjar(), files.versions().model(), clientZip, serverZip));
      disk.force(folder);
      disk.move(folder.resolve(BundleFormat.next(BundleFormat.VERSIONS_JSON)),
          folder.resolve(BundleFormat.VERSIONS_JSON));
    } catch (IOException e) {
      try {
        finish(folder, disk);
      } catch (IOException further) {
        e.addSuppressed(further);
      }
      throw e;
    }
    finish(folder, disk);
  }

  /** Gives zips that are to take their places those, and removes what was written for a signature that never was. */
  private static void finish(Path folder, DurableFiles disk) throws IOException {
    VersionsJson versions = VersionsJson.read(Files.readAllBytes(folder.resolve(BundleFormat.VERSIONS_JSON)));
    // Known to be there before a zip is gone that an older versions.json would name.
    disk.force(folder);
    finish(folder, BundleFormat.CLIENT_ZIP, versions.clientZipSha256(), disk);
    finish(folder, BundleFormat.SERVER_ZIP, versions.serverZipSha256(), disk);
    disk.delete(folder.resolve(BundleFormat.next(BundleFormat.VERSIONS_JSON)));
    disk.force(folder);
  }

  private static void finish(Path folder, String zip, String hash, DurableFiles disk) throws IOException {
    Path next = folder.resolve(BundleFormat.next(zip));
    if (Files.exists(next)) {
      if (hash.equals(Sha256.hexOf(Files.readAllBytes(next)))) {
        disk.move(next, folder.resolve(zip));
      } else {
        disk.delete(next);
      }
    }
  }

  private static byte[] with(Map<String, byte[]> entries, BundleSignature signature) {
    Map<String, byte[]> signed = new LinkedHashMap<>(entries);
    signed.put(BundleSignature.ENTRY, signature.entry());
    return StoredZip.of(signed);
  }
}
